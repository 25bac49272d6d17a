"""One source: what is read of it, what came of that, its definition, and what can be done with it."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from starlette.responses import Response

from scraper.desk.roles import Permission
from scraper.errors import ActionRefusedError, DefinitionError
from scraper.polling.closeup import closeup, definition_text, history_of
from scraper.polling.defining import edited_definition, folder_of, keep_definition, line_of, version_of
from scraper.polling.overview import source_row
from scraper.polling.statement import note_check
from scraper.polling.watching import WatchAct, ask_now, change_state, find_source
from scraper.storage.models import Source
from scraper.web.history import in_words
from scraper.web.routes import Asked, DeskRouter, Sent
from scraper.web.sparkline import bars
from scraper.web.visit import Visit

router = DeskRouter()

#: What each act with a source is called on its button, and said of it when it is done.
ACTS = {
    WatchAct.PAUSE: ("Pause", "is paused: nothing of it is asked for until it is resumed"),
    WatchAct.RESUME: ("Resume", "is watched again, from the next crawl on"),
    WatchAct.RETIRE: ("Retire", "is given up; what it showed stays"),
}
#: The acts that each state leaves open.
OPEN_ACTS = {
    "active": (WatchAct.PAUSE, WatchAct.RETIRE),
    "paused": (WatchAct.RESUME, WatchAct.RETIRE),
    "retired": (WatchAct.RESUME,),
}


@router.show("/sources/{slug}", Permission.READ)
def show(visit: Asked, slug: str) -> Response:
    """All that is known of a source."""
    with visit.reading() as session:
        found = closeup(session, slug, visit.now)
        row = source_row(session, slug, visit.now)
        events = history_of(session, found.source)
        return visit.page(
            "source.html",
            found=found,
            row=row,
            bars=bars(row.weeks),
            patterns=(found.source.learned or {}).get("patterns", []),
            history=[(event["at"], event["actor"], in_words(event)) for event in reversed(events)],
            acts=[(act, ACTS[act][0]) for act in OPEN_ACTS[row.state]],
        )


@router.act("/sources/{slug}/check", Permission.MANAGE_SOURCES)
def check(visit: Asked, slug: str) -> Response:
    """Let the next crawl read it, whatever its schedule."""
    with visit.writing() as session:
        source = ask_now(session, slug, visit.now, actor=visit.name, via="web")
        said = f"{source.name} is due now: `gleaner watch` reads it within a minute, else the next crawl."
    return visit.back(f"/sources/{slug}", said)


@router.act("/sources/{slug}/checked", Permission.MANAGE_SOURCES)
def checked(visit: Asked, slug: str, form: Sent) -> Response:
    """Write down that somebody looked at it herself."""
    zone = ZoneInfo(visit.desk.settings.timezone)
    day, note = day_in(str(form.get("day", ""))), str(form.get("note", "")).strip()[:2_000]
    with visit.writing() as session:
        note_check(session, slug, day, visit.now, zone, actor=visit.name, note=note)
    return visit.back(f"/sources/{slug}", "Noted: checked by hand.")


def day_in(said: str) -> date | None:
    """The day of a date field, None when it is empty.

    Raises:
        ActionRefusedError: it is no date.
    """
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise ActionRefusedError(f"{said[:20]!r} is no date: write it as 2026-11-23") from None


@router.show("/sources/{slug}/definition", Permission.READ)
def show_definition(visit: Asked, slug: str) -> Response:
    """Its definition as text, to be changed by who may."""
    with visit.reading() as session:
        source = find_source(session, slug)
        text = definition_text(source)
        return definition_page(visit, source, text, version_of(text))


@router.act("/sources/{slug}/definition", Permission.MANAGE_SOURCES)
def define(visit: Asked, slug: str, form: Sent) -> Response:
    """Keep a changed definition; one that cannot be used, or is of an older version, comes back."""
    text = "\n".join(str(form.get("text", "")).splitlines()) + "\n"
    version = str(form.get("version", ""))
    with visit.writing() as session:
        source = find_source(session, slug)
        now = definition_text(source)
        if version != version_of(now):
            problem = "Somebody changed it meanwhile. Your text is below, theirs beneath it."
            return definition_page(
                visit, source, text, version_of(now), status=409, problem=problem, theirs=now
            )
        try:
            definition = edited_definition(text, slug)
        except DefinitionError as error:
            line = line_of(text, error)
            return definition_page(visit, source, text, version, status=422, problem=str(error), line=line)
        folder = folder_of(visit.desk.settings)
        keep_definition(session, folder, definition, visit.now, actor=visit.name, via="web")
    return visit.back(f"/sources/{slug}", "The definition is changed; the next crawl reads by it.")


def definition_page(
    visit: Visit, source: Source, text: str, version: str, *, status: int = 200, **said: Any
) -> Response:
    """The page with a definition's text."""
    shown = {"problem": "", "line": None, "theirs": ""} | said
    return visit.page(
        "source_definition.html",
        status,
        slug=source.slug,
        name=source.name,
        text=text,
        version=version,
        **shown,
    )


@router.act("/sources/{slug}/{act}", Permission.MANAGE_SOURCES)
def change(visit: Asked, slug: str, act: WatchAct) -> Response:
    """Pause, resume or retire it."""
    with visit.writing() as session:
        source = change_state(session, slug, act, visit.now, actor=visit.name, via="web")
        said = f"{source.name} {ACTS[act][1]}."
    return visit.back(f"/sources/{slug}", said)
