"""A draft by the house's model: asked for one entry by one person, shown beside the source."""

from starlette.responses import Response

from scraper.desk.roles import Permission
from scraper.digest.editing import find_entry, keep_unsaved, text_of
from scraper.digest.house import house_of
from scraper.digest.model_draft import ModelDraft, prompt_mark
from scraper.digest.model_drafts import discard_draft, keep_draft, material_for
from scraper.web.entry_form import number_in, read_entry
from scraper.web.routes import Asked, DeskRouter, Sent
from scraper.web.views.entry import by_of, check_may_write

router = DeskRouter()


@router.act("/entry/{entry_id}/model-draft", Permission.WRITE)
def ask(visit: Asked, entry_id: int, form: Sent) -> Response:
    """Ask the model, and keep what it says beside the entry; what was typed is kept too."""
    # Loaded when it is asked: the guard of the crawl comes with Scrapy.
    from scraper.crawl.drafting import ask_model, model_of  # noqa: PLC0415

    settings = visit.desk.settings
    model, house = model_of(settings), house_of(settings.home)
    with visit.writing() as session:
        row = find_entry(session, entry_id)
        check_may_write(visit, row)
        material = material_for(session, row, house)
        if "heading" in form:
            typed = read_entry(form, text_of(row))
            keep_unsaved(session, row, typed, number_in(form, "version"), by_of(visit))
    place = f"/entry/{entry_id}#draft"
    said = ask_model(settings, material, house)
    if said.problem:
        return visit.back(place, f"There is no draft. {said.problem}.")
    mark, now = prompt_mark(model.instructions), visit.desk.clock()
    draft = ModelDraft(said.text, model.model, model.host, mark, visit.name, now)
    with visit.writing() as session:
        row = find_entry(session, entry_id)
        check_may_write(visit, row)
        keep_draft(session, row, draft, by_of(visit))
    return visit.back(place, "A draft waits beside the source: compare it before you use it.")


@router.act("/entry/{entry_id}/discard-draft", Permission.WRITE)
def discard(visit: Asked, entry_id: int) -> Response:
    """Forget a draft that nobody used."""
    with visit.writing() as session:
        row = find_entry(session, entry_id)
        check_may_write(visit, row)
        discard_draft(session, row, by_of(visit))
    return visit.back(f"/entry/{entry_id}", "The draft is gone.")
