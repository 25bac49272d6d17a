"""`gleaner digest draft`: what the house's model makes of one entry's source."""

import click

from scraper.cli.digest import by_me
from scraper.cli.frame import Frame, json_option, print_json
from scraper.crawl.drafting import ask_model, model_of
from scraper.digest.editing import find_entry
from scraper.digest.house import house_of
from scraper.digest.house_style import StyleNote
from scraper.digest.model_draft import ModelDraft, prompt_mark
from scraper.digest.model_drafts import discard_draft, draft_notes, keep_draft, material_for
from scraper.errors import ActionRefusedError


@click.command("draft")
@click.argument("entry_id", metavar="ENTRY", type=int)
@click.option("--discard", is_flag=True, help="Forget the draft that waits, instead.")
@json_option
@click.pass_obj
def draft(frame: Frame, entry_id: int, discard: bool, as_json: bool) -> None:
    """Have the model of the settings draft an entry from its source's public text.

    ENTRY is the number in the address of the entry's page. The draft waits beside the entry until a person
    uses it at the desk, writes the text, or discards it; a second person then has to check the entry.
    """
    if discard:
        with frame.database.writing() as session:
            discard_draft(session, find_entry(session, entry_id), by_me(frame))
        frame.say(f"The draft of entry {entry_id} is gone.")
        return
    model, house = model_of(frame.settings), house_of(frame.settings.home)
    with frame.database.reading() as session:
        material = material_for(session, find_entry(session, entry_id), house)
    said = ask_model(frame.settings, material, house)
    if said.problem:
        raise ActionRefusedError(f"there is no draft: {said.problem}")
    by = by_me(frame)
    made = ModelDraft(said.text, model.model, model.host, prompt_mark(model.instructions), by.actor, by.at)
    with frame.database.writing() as session:
        row = find_entry(session, entry_id)
        keep_draft(session, row, made, by)
        notes = draft_notes(session, row, made, house)
    if as_json:
        print_json({"entry": entry_id, **made.as_json(), "notes": [note.words for note in notes]})
        return
    show(frame, made, notes)


def show(frame: Frame, made: ModelDraft, notes: list[StyleNote]) -> None:
    """The draft, and what needs a look in it."""
    frame.say(f"By {made.model} at {made.host}; it waits beside the entry, whose text is as it was.\n")
    for paragraph in made.text:
        frame.say(f"{paragraph}\n")
    for note in notes:
        frame.say(f"look: {note.words}")
