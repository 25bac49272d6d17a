"""All sources: how each stands, what it showed, what waits for an answer; and how another is added."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from scraper.desk.roles import Permission
from scraper.errors import ActionRefusedError, DefinitionError
from scraper.intake.questions import Answer, answer, open_questions
from scraper.outcomes import SourceState
from scraper.polling.defining import folder_of, keep_new_definition
from scraper.polling.overview import Concern, SourceRow, source_rows
from scraper.sources.definition import dump_definition, parse_definition
from scraper.web.adding import Found, look_in_process
from scraper.web.routes import Asked, DeskRouter, Number, Sent
from scraper.web.sparkline import bars
from scraper.web.visit import Visit
from scraper.web.words import as_sentence, counted

router = DeskRouter()

COLUMNS = (
    "slug",
    "name",
    "state",
    "health",
    "since",
    "detail",
    "advice",
    "last_success",
    "last_new",
    "usual_gap_days",
    "shown",
    "weeks",
    "next",
    "next_why",
    "candidates",
    "decided",
    "used",
    "concerns",
)
#: The filters, as links say them, and what each means.
FILTERS = {
    Concern.FAILING: ("failing", "could not be read at the last poll"),
    Concern.CHANGED: ("changed", "titles, dates or texts are not what they were"),
    Concern.QUIET: ("quiet", "nothing new for longer than usual"),
    Concern.SLOW: ("slow", "answers take so long that one may be given up"),
    Concern.NOISY: ("noisy", "much is shown of which hardly anything is used"),
    Concern.NEVER_USED: ("never used", "of what was decided nothing was used"),
    Concern.NOT_WATCHED: ("not watched", "paused or retired"),
}
#: What stands first when nothing is filtered: what needs somebody.
_FIRST = (Concern.FAILING, Concern.CHANGED, Concern.QUIET)


@router.show("/sources", Permission.READ, listing=True)
def show(visit: Asked, show: Concern | None = None) -> Response:
    """The table, or the part of it that one concern applies to."""
    with visit.reading() as session:
        everything = source_rows(session, visit.now)
        questions = open_questions(session)
    rows = sorted((row for row in everything if show is None or show in row.concerns), key=urgency)
    return visit.listing(
        "sources.html",
        COLUMNS,
        [as_data(row) for row in rows],
        sources=[(row, bars(row.weeks)) for row in rows],
        filters=FILTERS,
        chosen=show,
        counts=Counter(concern for row in everything for concern in row.concerns),
        watched=sum(row.state is SourceState.ACTIVE for row in everything),
        total=len(everything),
        questions=questions,
    )


def urgency(row: SourceRow) -> int:
    """Sorts what needs somebody first, what was never read last; the order is otherwise kept."""
    later = len(_FIRST) + (row.standing is None)
    return next((place for place, concern in enumerate(_FIRST) if concern in row.concerns), later)


def as_data(row: SourceRow) -> dict[str, Any]:
    """A source as plain data."""
    health = row.standing.health if row.standing else None
    moments = {"last_success": row.last_success, "last_new": row.last_new, "next": row.next_at}
    return {
        "slug": row.slug,
        "name": row.name,
        "state": row.state,
        "health": health.state if health else None,
        "since": health.since.isoformat() if health else None,
        "detail": health.detail if health else "",
        "advice": health.advice if health else "",
        **{name: moment.isoformat() if moment else None for name, moment in moments.items()},
        "usual_gap_days": row.standing.usual_gap_days if row.standing else None,
        "shown": sum(row.weeks),
        "weeks": list(row.weeks),
        "next_why": row.next_why,
        "candidates": row.use.candidates,
        "decided": row.use.decided,
        "used": row.use.used,
        "concerns": sorted(row.concerns),
    }


@router.act("/sources/questions/{number}", Permission.MANAGE_SOURCES)
def answer_question(visit: Asked, number: Number, form: Sent) -> Response:
    """Let the pages in that a question is about, or decline them."""
    said = str(form.get("answer", ""))
    if said not in list(Answer):
        raise ActionRefusedError("the answer is yes or no")
    with visit.writing() as session:
        moved = answer(session, number, Answer(said), visit.now, actor=visit.name, via="web")
    done = "will be read at the next crawl" if said == Answer.YES else "are declined"
    return visit.back("/sources", f"{counted(moved, 'page')} {done}.")


@router.show("/sources/add", Permission.MANAGE_SOURCES)
def show_add(visit: Asked, url: str = "") -> Response:
    """The form: an address and a name."""
    return adding_page(visit, url=url)


@router.act("/sources/add", Permission.MANAGE_SOURCES)
def add(visit: Asked, form: Sent) -> Response:
    """Look at the site behind an address, in a process of its own, and show what could be watched there."""
    url, name = str(form.get("url", "")).strip(), str(form.get("name", "")).strip()
    try:
        found = look_in_process(visit.desk.settings, url, name)
    except ActionRefusedError as error:
        return adding_page(visit, 422, url=url, name=name, problem=str(error))
    return adding_page(visit, url=url, name=name, found=found)


@router.act("/sources/watch", Permission.MANAGE_SOURCES)
def watch(visit: Asked, form: Sent) -> Response:
    """Watch what was found, without the channels that were left out."""
    text = str(form.get("definition", ""))
    try:
        kept = with_channels(text, [str(name) for name in form.getlist("channel")])
        with visit.writing() as session:
            folder = folder_of(visit.desk.settings)
            definition = keep_new_definition(session, folder, kept, visit.now, actor=visit.name)
    except (ActionRefusedError, DefinitionError) as error:
        return adding_page(visit, 422, url=str(form.get("url", "")), problem=str(error))
    names = [channel.name for channel in definition.channels]
    return visit.back(f"/sources/{definition.slug}", said_of(definition.slug, names))


def with_channels(text: str, names: Collection[str]) -> str:
    """A definition's text with these of its channels.

    Raises:
        ActionRefusedError: none is left.
        DefinitionError: the text cannot be used.
    """
    definition = parse_definition(text, "the definition")
    chosen = tuple(channel for channel in definition.channels if channel.name in names)
    if not chosen:
        raise ActionRefusedError("nothing was chosen: look again, and leave one channel ticked at least")
    return dump_definition(replace(definition, channels=chosen))


def adding_page(
    visit: Visit,
    status: int = 200,
    *,
    url: str = "",
    name: str = "",
    problem: str = "",
    found: Found | None = None,
) -> Response:
    """The page on which a source is added: the form, and what was found behind its address."""
    told = told_of(problem, url) if problem else ""
    return visit.page("source_add.html", status, url=url, name=name, problem=told, found=found)


def told_of(problem: str, url: str) -> str:
    """Why an address was refused, as a sentence; the address stays as it was typed."""
    return f"{problem.rstrip('.')}." if url and problem.startswith(url) else as_sentence(problem)


def said_of(slug: str, channels: Sequence[str]) -> str:
    """What the status line says of an added source."""
    return f"{slug} is watched now: {', '.join(channels)}. The next crawl reads it."
