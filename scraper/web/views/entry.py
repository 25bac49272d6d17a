"""One entry of an issue: the source beside the text, links, house style, and what it will look like."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import Response

from scraper.desk.looking import Place, others_at
from scraper.desk.roles import Permission
from scraper.digest.arranging import set_aside
from scraper.digest.bases import basis_of
from scraper.digest.differences import word_difference
from scraper.digest.editing import (
    act_on_entry,
    broken_words,
    find_entry,
    forget_unsaved,
    keep_unsaved,
    save_text,
    text_of,
    unsaved_of,
)
from scraper.digest.exporting import text as clean_text
from scraper.digest.house import House, house_of
from scraper.digest.house_style import TO_BE_WRITTEN, Level, StyleNote, is_broken, style_notes
from scraper.digest.interchange import entry_from_json
from scraper.digest.key_sentences import KeySentence, key_sentences, paragraphs_of, sentences
from scraper.digest.model import DigestEntry, Issue
from scraper.digest.model_draft import MOST_SENT
from scraper.digest.model_drafts import draft_notes, draft_of, with_draft
from scraper.digest.prefill import suggest_heading
from scraper.digest.signing import known_headings
from scraper.digest.source_check import Basis, against_source
from scraper.digest.states import DONE, ENTRY_STEPS, WRITABLE, EntryAct, in_words
from scraper.errors import ActionRefusedError
from scraper.intake.memory import recollect_issue
from scraper.outcomes import EntryState, IssueState, Kind
from scraper.storage.acts import By
from scraper.storage.desk_models import Candidate, IssueEntry
from scraper.storage.desk_models import Issue as IssueRow
from scraper.web.entry_form import (
    link_act,
    number_in,
    read_entry,
    with_link_act,
    with_sentence,
    without_empty_links,
    words_in,
)
from scraper.web.routes import Asked, DeskRouter, Sent
from scraper.web.visit import Visit
from scraper.web.words import counted

router = DeskRouter()


@dataclass(frozen=True, slots=True)
class Source:
    """What an entry was made from, as its page shows it."""

    candidate: int
    title: str
    url: str
    name: str
    kind: str
    published: str | None
    precision: str
    partial: bool
    basis: Basis


def by_of(visit: Visit) -> By:
    """Who acts on this page, now."""
    return By(visit.name, "web", visit.now)


def source_of(session: Session, row: IssueEntry) -> Source | None:
    """The source of an entry; None of one that was imported or written by hand."""
    candidate = session.get(Candidate, row.candidate_id) if row.candidate_id is not None else None
    if candidate is None:
        return None
    publication = candidate.publication
    return Source(
        candidate=candidate.id,
        title=candidate.revision.title,
        url=publication.url,
        name=publication.source.name,
        kind=publication.kind,
        published=publication.published,
        precision=publication.published_precision,
        partial=publication.partial,
        basis=basis_of(candidate.revision.text, candidate.revision.title, publication, publication.source),
    )


def offered(source: Source | None) -> list[KeySentence]:
    """The source's sentences that can be inserted."""
    return key_sentences(source.basis.text, source.title) if source else []


def notes_of(entry: DigestEntry, source: Source | None, house: House) -> list[StyleNote]:
    """What needs a look in the text, what stops it first."""
    notes = [*style_notes(entry, house), *(against_source(entry, source.basis) if source else ())]
    order = list(Level)
    return sorted(notes, key=lambda note: order.index(note.level))


def side_of(entry: DigestEntry, source: Source | None, house: House) -> dict[str, Any]:
    """What stands beside the form and changes with every word: counts, notes, preview."""
    summary = " ".join(entry.summary)
    return {
        "entry": entry,
        "words": counted(len(summary.split()), "word"),
        "sentences": counted(len(sentences(summary)), "sentence"),
        "notes": notes_of(entry, source, house),
        "preview": clean_text.render(Issue((entry,))).decode(),
    }


@router.show("/entry/{entry_id}", Permission.READ)
def show(visit: Asked, entry_id: int, text: str = "key") -> Response:
    """The editor; what she typed and has not saved comes before what is saved. `text` is "key" or "full"."""
    with visit.reading() as session:
        row = find_entry(session, entry_id)
        return visit.page("entry.html", **context_of(session, visit, row, shows=text))


def context_of(
    session: Session, visit: Visit, row: IssueEntry, *, shows: str = "key", problems: Sequence[str] = ()
) -> dict[str, Any]:
    """All that the page says of an entry."""
    unsaved = unsaved_of(session, row, visit.name)
    entry = entry_from_json(unsaved.content) if unsaved else text_of(row)
    source, house = source_of(session, row), house_of(visit.desk.settings.home)
    ids = [each.id for each in row.issue.entries]
    place = ids.index(row.id)
    issue_state = IssueState(row.issue.state)
    return {
        "row": row,
        "lookers": others_at(session, Place.ENTRY, row.id, visit.name, visit.now),
        "looked_at": f"{Place.ENTRY}/{row.id}",
        "issue": row.issue,
        "place": place + 1,
        "total": len(ids),
        "before": ids[place - 1] if place else None,
        "after": ids[place + 1] if place + 1 < len(ids) else None,
        "state": in_words(EntryState(row.state)),
        "may_write": issue_state in WRITABLE and may_write(visit, row),
        "acts": acts_of(visit, row) if issue_state in WRITABLE else (),
        "version": unsaved.version if unsaved else row.version,
        "unsaved_at": unsaved.at if unsaved else None,
        "overtaken": bool(unsaved and unsaved.version != row.version),
        "saved_preview": clean_text.render(Issue((text_of(row),))).decode() if unsaved else "",
        "source": source,
        "shows": shows,
        "key_sentences": offered(source),
        "paragraphs": paragraphs_of(source.basis.text) if source and shows == "full" else (),
        "headings": sorted(
            {*known_headings(session), *(topic.name for topic in house.topics)}, key=str.lower
        ),
        "suggested": suggestion(entry, source, house),
        "labels": house.offered,
        "sections": sections_of(row.issue, house),
        "heading_value": "" if entry.heading == TO_BE_WRITTEN else entry.heading,
        "problems": problems,
        "model": visit.desk.settings.draft,
        "most_sent": MOST_SENT,
        "drafted": draft_of(row),
        "draft_notes": draft_notes(session, row, draft, house) if (draft := draft_of(row)) else [],
        **side_of(entry, source, house),
    }


def sections_of(issue: IssueRow, house: House) -> list[str]:
    """The names of sections to choose from: the house's, and what the issue has already."""
    named = [section for each in issue.entries if (section := text_of(each).section)]
    return list(dict.fromkeys([*(section.name for section in house.targets.sections), *named]))


def suggestion(entry: DigestEntry, source: Source | None, house: House) -> tuple[str, str] | None:
    """The house's heading for a source and the words that suggest it; None when it stands there already."""
    if source is None:
        return None
    found = suggest_heading(source.title, source.basis.text, house.topics)
    return found if found and found[0] != entry.heading else None


def may_write(visit: Visit, row: IssueEntry) -> bool:
    """Whether who looks may change this text: who may not decide writes drafts only."""
    return visit.may("decide") or (visit.may("write") and row.state == EntryState.DRAFT)


def acts_of(visit: Visit, row: IssueEntry) -> frozenset[str]:
    """What who looks can do with the entry from its state."""
    return frozenset(
        act.value
        for act, step in ENTRY_STEPS.items()
        if row.state in step.allowed and visit.may(step.permission)
    )


def check_may_write(visit: Visit, row: IssueEntry) -> None:
    """Stops who may not change this text.

    Raises:
        ActionRefusedError: she writes drafts only, and this is ready or checked.
    """
    if not may_write(visit, row):
        raise ActionRefusedError(f"this entry is {in_words(EntryState(row.state))}: an editor changes it")


@router.act("/entry/{entry_id}", Permission.WRITE)
def write(visit: Asked, entry_id: int, form: Sent) -> Response:
    """Save the text, or do what a button of the form asks for; nothing typed is lost either way."""
    button = words_in(form, "do")
    with visit.writing() as session:
        row = find_entry(session, entry_id)
        check_may_write(visit, row)
        if button == "discard":
            forget_unsaved(session, row, visit.name)
            return visit.back(f"/entry/{entry_id}", "What you had typed is gone; this is what is saved.")
        typed = read_entry(form, text_of(row)) if "heading" in form else text_of(row)
        if button == "both":
            kept = unsaved_of(session, row, visit.name)
            typed = entry_from_json(kept.content) if kept else typed
            keep_unsaved(session, row, typed, row.version, by_of(visit))
            return visit.back(f"/entry/{entry_id}", "Yours stands in the form, theirs below it is saved.")
        if button in {"", "save"}:
            return saved(session, visit, row, typed, number_in(form, "version"))
        return in_between(session, visit, row, typed, form)


def in_between(
    session: Session, visit: Visit, row: IssueEntry, typed: DigestEntry, form: FormData
) -> Response:
    """Keep what was typed, after what a button does to it; the script is given what changes beside it."""
    button = words_in(form, "do")
    source, house = source_of(session, row), house_of(visit.desk.settings.home)
    if asked := link_act(button):
        typed = with_link_act(typed, asked, house.labels[Kind(source.kind) if source else Kind.OTHER])
    elif button.startswith("insert-"):
        chosen = [each.text for each in offered(source) if str(each.number) == button.removeprefix("insert-")]
        typed = with_sentence(typed, chosen[0]) if chosen else typed
    elif button == "use-draft" and (draft := draft_of(row)) is not None:
        typed = with_draft(typed, draft)
    keep_unsaved(session, row, typed, number_in(form, "version"), by_of(visit))
    if button == "keep" and visit.wants_fragment:
        return visit.page("parts/entry_side.html", kept_at=visit.now, **side_of(typed, source, house))
    return visit.back(f"/entry/{row.id}#{'links' if asked else 'preview' if button == 'keep' else 'summary'}")


def saved(session: Session, visit: Visit, row: IssueEntry, typed: DigestEntry, version: int) -> Response:
    """Save, and say so; or show both texts when somebody else saved meanwhile."""
    clean = without_empty_links(typed)
    was = row.state
    if not save_text(session, row, clean, version, by_of(visit)):
        return conflict(session, visit, row, clean, version)
    recollect_issue(session, row.issue, visit.now)
    again = " It has to be checked again." if was == EntryState.CHECKED != row.state else ""
    return visit.back(f"/entry/{row.id}", f"Saved.{again}")


def conflict(session: Session, visit: Visit, row: IssueEntry, mine: DigestEntry, version: int) -> Response:
    """Mine, theirs, and the difference word by word; mine is kept until she has chosen."""
    keep_unsaved(session, row, mine, version, by_of(visit))
    theirs = text_of(row)
    parts = [
        ("Heading", theirs.heading, mine.heading),
        ("Summary", "\n\n".join(theirs.summary), "\n\n".join(mine.summary)),
        ("Links", links_as_text(theirs), links_as_text(mine)),
        ("Source", theirs.source.name if theirs.source else "", mine.source.name if mine.source else ""),
        ("Section", theirs.section, mine.section),
    ]
    changed = [(name, old, new, word_difference(old, new)) for name, old, new in parts if old != new]
    session.flush()
    return visit.page("entry_conflict.html", 409, row=row, mine=mine, changed=changed, fields=fields_of(mine))


def links_as_text(entry: DigestEntry) -> str:
    """The links of an entry, two lines each."""
    return "\n".join(f"{link.lead} {link.shown_title}\n{link.url or ''}".strip() for link in entry.links)


def fields_of(entry: DigestEntry) -> list[tuple[str, str]]:
    """An entry as the fields of its form, to be sent once more."""
    source = entry.source.name if entry.source else ""
    fields = [("heading", entry.heading), ("section", entry.section), ("source", source)]
    fields.append(("summary", "\n\n".join(entry.summary)))
    for link in entry.links:
        fields += [("label", link.label), ("title", link.shown_title), ("url", link.url or "")]
        fields.append(("mark", link.mark))
    return fields


@router.act("/entry/{entry_id}/ready", ENTRY_STEPS[EntryAct.READY].permission)
def ready(visit: Asked, entry_id: int, form: Sent) -> Response:
    """Save, mark ready, and on to the next draft; what is broken is saved and told."""
    with visit.writing() as session:
        row = find_entry(session, entry_id)
        if "heading" in form:
            typed = without_empty_links(read_entry(form, text_of(row)))
            if not save_text(session, row, typed, number_in(form, "version"), by_of(visit)):
                return conflict(session, visit, row, typed, number_in(form, "version"))
        if is_broken(text_of(row)):
            problems = broken_words(text_of(row))
            return visit.page("entry.html", 422, **context_of(session, visit, row, problems=problems))
        if row.state == EntryState.DRAFT:
            act_on_entry(session, row, EntryAct.READY, by_of(visit))
        recollect_issue(session, row.issue, visit.now)
        after = next_draft(row)
        place = f"/entry/{after}" if after else f"/issue/{row.issue_id}"
    return visit.back(place, "Saved and ready." + ("" if after else " No draft is left in this issue."))


def next_draft(row: IssueEntry) -> int | None:
    """The next draft of the issue after this entry, or from its start; None when none is left."""
    drafts = [each for each in row.issue.entries if each.state == EntryState.DRAFT and each.id != row.id]
    later = [each for each in drafts if each.position > row.position]
    return next((each.id for each in (*later, *drafts)), None)


@router.act("/entry/{entry_id}/check", ENTRY_STEPS[EntryAct.CHECK].permission)
def check(visit: Asked, entry_id: int, form: Sent) -> Response:
    """Say that the saved text was compared with its source."""
    return simple_act(visit, entry_id, form, EntryAct.CHECK)


@router.act("/entry/{entry_id}/send-back", ENTRY_STEPS[EntryAct.SEND_BACK].permission)
def send_back(visit: Asked, entry_id: int, form: Sent) -> Response:
    """Back to its author, with a comment."""
    return simple_act(visit, entry_id, form, EntryAct.SEND_BACK)


def simple_act(visit: Visit, entry_id: int, form: FormData, act: EntryAct) -> Response:
    """An act that changes the state and nothing else; refused when the text is another than she looked at.

    Raises:
        ActionRefusedError: somebody saved since, or what was typed is not saved yet.
    """
    rule = visit.desk.settings.checked_by_another
    with visit.writing() as session:
        row = find_entry(session, entry_id)
        if act is EntryAct.CHECK and number_in(form, "version") != row.version:
            raise ActionRefusedError("this entry was changed since you looked: read it again")
        if act is EntryAct.CHECK and unsaved_of(session, row, visit.name):
            raise ActionRefusedError(
                "you have typed something and not saved it: save it first, or discard it"
            )
        comment = words_in(form, "comment")
        act_on_entry(session, row, act, by_of(visit), comment=comment, by_another=rule)
    return visit.back(f"/entry/{entry_id}", f"{DONE[act].capitalize()}.")


@router.act("/entry/{entry_id}/hold-over", ENTRY_STEPS[EntryAct.HOLD_OVER].permission)
def hold_over(visit: Asked, entry_id: int, form: Sent) -> Response:
    """Out of this issue, kept for a later one."""
    return aside(visit, entry_id, form, EntryAct.HOLD_OVER)


@router.act("/entry/{entry_id}/drop", ENTRY_STEPS[EntryAct.DROP].permission)
def drop(visit: Asked, entry_id: int, form: Sent) -> Response:
    """Out of this issue; its candidate is a maybe again."""
    return aside(visit, entry_id, form, EntryAct.DROP)


def aside(visit: Visit, entry_id: int, form: FormData, act: EntryAct) -> Response:
    """Take an entry out of its issue, with what was typed last."""
    with visit.writing() as session:
        row = find_entry(session, entry_id)
        issue_id, heading = row.issue_id, text_of(row).heading
        if "heading" in form:
            typed = without_empty_links(read_entry(form, text_of(row)))
            if not save_text(session, row, typed, number_in(form, "version"), by_of(visit)):
                return conflict(session, visit, row, typed, number_in(form, "version"))
        set_aside(session, row, act, by_of(visit), words_in(form, "comment"))
    return visit.back(f"/issue/{issue_id}", f"“{heading}” was {DONE[act]}.")
