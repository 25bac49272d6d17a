"""The issue that is made: its entries in order, what needs a look, sign-off, exports, new versions."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session
from starlette.background import BackgroundTask
from starlette.responses import Response

from scraper.desk.roles import Permission
from scraper.digest.arranging import asides_for, find_aside, move_entry, take_in, take_in_held_over
from scraper.digest.characters import NBSP
from scraper.digest.checks import EntrySeen, counted_states, stopped_by_links
from scraper.digest.drafting import draft_entry
from scraper.digest.editing import find_entry, put_section
from scraper.digest.exporting import render
from scraper.digest.exporting.house_templates import own_templates
from scraper.digest.exporting.naming import title_of
from scraper.digest.house import House, house_of
from scraper.digest.house_style import Level, style_notes
from scraper.digest.interchange import entry_from_json
from scraper.digest.issues import (
    add_candidate,
    begin_issue,
    find_issue,
    list_issues,
    load_issue,
    open_issue,
    shortlisted,
)
from scraper.digest.outbox import dispatches_of
from scraper.digest.signing import (
    FrameText,
    act_on_issue,
    checksums,
    correct,
    entries_seen,
    frame_of,
    mark_of,
    newer_version,
    save_frame,
)
from scraper.digest.states import ISSUE_DONE, ISSUE_STEPS, WRITABLE, IssueAct, in_words
from scraper.digest.taking_back import last_act, take_back
from scraper.errors import ActionRefusedError, NotFoundError
from scraper.intake.memory import recollect_issue
from scraper.outcomes import OPEN_ISSUES, EntryState, IssueState
from scraper.storage.desk_models import Issue as IssueRow
from scraper.web.entry_form import number_in, paragraphs_in, words_in
from scraper.web.notifying import notify_in_process
from scraper.web.routes import Asked, DeskRouter, Sent
from scraper.web.views.entry import by_of, sections_of
from scraper.web.views.proof import check_of, panel_of
from scraper.web.visit import Visit
from scraper.web.words import counted, day_in_words

router = DeskRouter()

COLUMNS = ("id", "date", "title", "state", "edition", "corrects", "entries")
#: The forms of the preview, by their word in the address.
PREVIEWS = {"email": "As an email", "text": "Plain text", "exact": "Exact text"}
#: What somebody did, for the button that takes it back.
ACTS = {
    "write": "change of a text",
    "section": "change of a section",
    "ready": "mark as ready",
    "check": "mark as checked",
    "send-back": "sending back",
    "hold-over": "holding over",
    "drop": "drop",
    "model-draft": "draft by model",
    "discard-draft": "discarding of a draft",
    "add": "adding",
    "take-in": "taking in",
    "move": "move",
    "frame": "change of date, title or intro",
    "submit": "sending to review",
    "sign-off": "sign-off",
    "reopen": "reopening",
}


@dataclass(frozen=True, slots=True)
class Previewed:
    """The preview that the address asks for."""

    form: str
    blanks: bool
    text: str


@router.show("/issue", Permission.READ)
def current(visit: Asked) -> Response:
    """To the issue that is being made, or to a page that begins one."""
    with visit.reading() as session:
        row = open_issue(session)
        if row is not None:
            return visit.back(f"/issue/{row.id}")
        return visit.page("issue_none.html", issues=list_issues(session)[:5], problem="", typed="")


@router.act("/issue", Permission.DECIDE)
def begin(visit: Asked, form: Sent) -> Response:
    """Begin an issue of a date."""
    typed = words_in(form, "date")
    day = day_of(typed)
    with visit.writing() as session:
        if day is None:
            recent, problem = list_issues(session)[:5], "Say the day of the issue, as 2026-11-26."
            return visit.page("issue_none.html", 422, issues=recent, problem=problem, typed=typed)
        row = open_issue(session)
        if row is not None:
            raise ActionRefusedError(f"issue {row.id} is still open: publish it first")
        issue_id = begin_issue(session, day, by_of(visit)).id
    return visit.back(f"/issue/{issue_id}", f"The issue of {day_in_words(day)} is begun.")


def day_of(typed: str) -> date | None:
    """A day as a form sends it; None when it is none."""
    try:
        return date.fromisoformat(typed.strip()) if len(typed.strip()) == 10 else None
    except ValueError:  # 2026-02-31, or no date at all
        return None


@router.show("/issues", Permission.READ, listing=True)
def listed(visit: Asked) -> Response:
    """All issues, imported ones too."""
    with visit.reading() as session:
        rows = list_issues(session)
    return visit.listing("issues.html", COLUMNS, rows)


@router.show("/issue/{issue_id}", Permission.READ)
def show(visit: Asked, issue_id: int, preview: str = "email", blanks: bool = False) -> Response:
    """The builder; of a published issue the same page without anything to change."""
    with visit.reading() as session:
        row = find_issue(session, issue_id)
        asked = previewed(session, issue_id, preview, blanks=blanks)
        return visit.page("issue.html", **context_of(session, visit, row, asked))


def context_of(
    session: Session,
    visit: Visit,
    row: IssueRow,
    asked: Previewed,
    *,
    typed: FrameText | None = None,
    problem: str = "",
) -> dict[str, Any]:
    """All that the page says of an issue. A fixed number of queries."""
    state = IssueState(row.state)
    house = house_of(visit.desk.settings.home)
    checked = check_of(session, visit, row) if state in OPEN_ISSUES else None
    seen = checked.entries if checked else entries_seen(session, row)
    mine = last_act(session, row, visit.name)
    model = load_issue(session, row.id)
    asides = asides_for(session, row)
    newer = None if state in OPEN_ISSUES else newer_version(session, row)
    return {
        "row": row,
        "name": title_of(model),
        "model": model,
        "state": in_words(state),
        "frame_text": typed or frame_of(row),
        "now_saved": frame_of(row),
        "mark": mark_of(frame_of(row)),
        "problem": problem,
        "entries": [(each, to_do(each, house) if state in OPEN_ISSUES else (0, 0)) for each in seen],
        "words": {each.id: len(" ".join(each.text.summary).split()) for each in seen},
        "states": counted_states(seen),
        **(panel_of(visit, row, checked) if checked else {}),
        "only_links": checked is not None and stopped_by_links(checked.findings),
        "sections": sections_of(row, house),
        "asides": [(each, entry_from_json(each.content)) for each in asides],
        "held_over": sum(each.state == EntryState.HELD_OVER for each in asides),
        "shortlist": shortlisted(session) if state in WRITABLE else [],
        "acts": [
            act for act, step in ISSUE_STEPS.items() if state in step.allowed and visit.may(step.permission)
        ],
        "writable": state in WRITABLE and visit.may("decide"),
        "newer": newer,
        "correctable": state in {IssueState.PUBLISHED, IssueState.IMPORTED}
        and newer is None
        and visit.may("decide"),
        "may_export": state not in OPEN_ISSUES or visit.may("export"),
        "undo_words": ACTS.get(mine.action, "") if mine else "",
        "previews": PREVIEWS,
        "preview": asked,
        "told": dispatches_of(session, row.id),
    }


def to_do(entry: EntrySeen, house: House) -> tuple[int, int]:
    """How many places of an entry stop it, and how many need a look."""
    levels = [note.level for note in style_notes(entry.text, house)]
    return levels.count(Level.BROKEN), levels.count(Level.LOOK) + len(entry.ran_before)


def previewed(session: Session, issue_id: int, form: str, *, blanks: bool) -> Previewed:
    """The preview in the form asked for; an unknown one is the email."""
    if form not in PREVIEWS or form == "email":
        return Previewed("email", blanks, "")
    issue = load_issue(session, issue_id)
    text = render(issue, "text" if form == "text" else "text-exact").decode()
    if blanks:
        text = text.replace(" ", "·").replace(NBSP, "°").replace("\t", "→")
    return Previewed(form, blanks, text)


@router.act("/issue/{issue_id}/frame", Permission.DECIDE)
def frame(visit: Asked, issue_id: int, form: Sent) -> Response:
    """Save date, number, title and intro."""
    typed_day = words_in(form, "date")
    intro = paragraphs_in(form, "intro")
    number = number_in(form, "number") or None
    typed = FrameText(day_of(typed_day), number, words_in(form, "title"), intro)
    problem, status = frame_problem(typed, words_in(form, "number").strip()), 422
    with visit.writing() as session:
        row = find_issue(session, issue_id)
        if not problem and not save_frame(session, row, typed, words_in(form, "mark"), by_of(visit)):
            problem = "Somebody else changed this since you opened it. What is saved stands below the form."
            status = 409
        if problem:
            asked = Previewed("email", blanks=False, text="")
            context = context_of(session, visit, row, asked, typed=typed, problem=problem)
            return visit.page("issue.html", status, **context)
    return visit.back(f"/issue/{issue_id}", "Saved.")


def frame_problem(typed: FrameText, number: str) -> str:
    """What of a typed date or number cannot be read, "" when all can."""
    if typed.day is None:
        return "The date is missing, or is no day: write it as 2026-11-26."
    return f"“{number}” is no number of an issue: write figures only." if number and not typed.number else ""


@router.act("/issue/{issue_id}/add", Permission.DECIDE)
def add(visit: Asked, issue_id: int, form: Sent) -> Response:
    """Take a candidate into the issue."""
    candidate_id = number_in(form, "candidate")
    with visit.writing() as session:
        entry = draft_entry(session, candidate_id, house_of(visit.desk.settings.home))
        place = add_candidate(session, issue_id, candidate_id, entry, by_of(visit))
        recollect_issue(session, find_issue(session, issue_id), visit.now)
    return visit.back(f"/issue/{issue_id}#entries", f"Added as entry {place}: {entry.links[0].title}")


@router.act("/issue/{issue_id}/take-in", Permission.DECIDE)
def take(visit: Asked, issue_id: int, form: Sent) -> Response:
    """Take in an entry that was held over or dropped."""
    with visit.writing() as session:
        row = find_issue(session, issue_id)
        entry = take_in(session, row, find_aside(session, number_in(form, "aside")), by_of(visit))
        recollect_issue(session, row, visit.now)
        place = entry.position
    return visit.back(f"/issue/{issue_id}#entries", f"Taken in as entry {place}.")


@router.act("/issue/{issue_id}/carry-over", Permission.DECIDE)
def carry_over(visit: Asked, issue_id: int) -> Response:
    """Take in all that was held over."""
    with visit.writing() as session:
        row = find_issue(session, issue_id)
        count = take_in_held_over(session, row, by_of(visit))
        recollect_issue(session, row, visit.now)
    return visit.back(f"/issue/{issue_id}#entries", f"Taken in: {counted(count, 'entry', 'entries')}.")


@router.act("/issue/{issue_id}/move", Permission.DECIDE)
def move(visit: Asked, issue_id: int, form: Sent) -> Response:
    """Bring an entry up, down, or to a place."""
    with visit.writing() as session:
        entry_id = number_in(form, "entry")
        row = find_entry(session, entry_id)
        if row.issue_id != issue_id:
            raise NotFoundError(f"entry {row.id} stands in another issue")
        wanted = {"up": row.position - 1, "down": row.position + 1}.get(
            words_in(form, "to"), number_in(form, "place")
        )
        if "section" in form and words_in(form, "to") == "section":
            put_section(session, row, " ".join(words_in(form, "section").split()), by_of(visit))
            return visit.back(f"/issue/{issue_id}#entry-{entry_id}", "Section saved.")
        place = move_entry(session, row, wanted, by_of(visit))
    return visit.back(f"/issue/{issue_id}#entry-{entry_id}", f"Now entry {place}.")


@router.act("/issue/{issue_id}/undo", Permission.DECIDE)
def undo(visit: Asked, issue_id: int) -> Response:
    """Take back what who asks did last on this issue."""
    with visit.writing() as session:
        row = find_issue(session, issue_id)
        event = take_back(session, row, by_of(visit))
        recollect_issue(session, row, visit.now)
        words = ACTS.get(event.action, event.action)
    return visit.back(f"/issue/{issue_id}", f"Undone: {words}.")


def _act(act: IssueAct) -> None:
    """The route of an act on an issue as a whole."""

    def do(visit: Asked, issue_id: int, form: Sent) -> Response:
        settings = visit.desk.settings
        files, version = files_of(visit, issue_id) if act is IssueAct.PUBLISH else ({}, None)
        with visit.writing() as session:
            row = find_issue(session, issue_id)
            if version not in {None, row.version}:
                raise ActionRefusedError("this issue was changed at this very moment: look at it again")
            act_on_issue(
                session,
                row,
                act,
                by_of(visit),
                by_another=settings.checked_by_another,
                files=files,
                webhooks=settings.webhooks,
                despite_links=words_in(form, "despite") == "links",
            )
        answer = visit.back(f"/issue/{issue_id}", f"This issue is {ISSUE_DONE[act]}.")
        if act is IssueAct.PUBLISH and settings.webhooks:
            answer.background = BackgroundTask(notify_in_process, settings)
        return answer

    router.act(f"/issue/{{issue_id}}/{act}", ISSUE_STEPS[act].permission)(do)


def files_of(visit: Visit, issue_id: int) -> tuple[dict[str, str], int]:
    """What goes out, made before the transaction: the checksum of each form, and the issue's version."""
    with visit.reading() as session:
        issue, version = load_issue(session, issue_id), find_issue(session, issue_id).version
    return checksums(issue, own_templates(visit.desk.settings.home)), version


for _each in IssueAct:
    _act(_each)


@router.act("/issue/{issue_id}/correct", Permission.DECIDE)
def begin_correction(visit: Asked, issue_id: int) -> Response:
    """Begin the next version of a published issue."""
    with visit.writing() as session:
        new_id = correct(session, find_issue(session, issue_id), by_of(visit)).id
    return visit.back(f"/issue/{new_id}", "This is a new version: the published one stays as it went out.")
