"""`gleaner queue`."""

import getpass
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import click

from scraper.cli.frame import Frame, json_option, print_json
from scraper.desk.candidate import show_candidate
from scraper.desk.criteria import Criteria
from scraper.desk.decisions import Act, decide
from scraper.desk.queue import list_candidates
from scraper.desk.transitions import Action
from scraper.desk.undoing import undo
from scraper.outcomes import Band, Status, Verdict
from scraper.web.facts_text import chosen_rows, other_rows, short_date, whole_date

STATUS_CHOICES = [*(status.value for status in Status), "all"]


@click.group()
def queue() -> None:
    """What waits for an editor, and her decisions."""


@queue.command("list")
@click.option("--status", type=click.Choice(STATUS_CHOICES), default="new", show_default=True)
@click.option("--source", metavar="SLUG")
@click.option("--band", type=click.Choice([band.value for band in Band]))
@click.option(
    "--search",
    metavar="QUERY",
    help="Words in title, text or source name; also phrases, OR, -not and operators (docs/desk.md).",
)
@click.option("--limit", type=click.IntRange(min=1))
@json_option
@click.pass_obj
def list_queue(
    frame: Frame,
    status: str,
    source: str | None,
    band: str | None,
    search: str | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """Candidates, newest first."""
    criteria = Criteria(None if status == "all" else Status(status), source, band, search, limit)
    with frame.database.reading() as session:
        found = list_candidates(session, criteria, frame.clock())
    if as_json:
        print_json(found)
        return
    if not found:
        frame.say("No candidates here. `gleaner queue list --status all` shows every one there is.")
        return
    frame.table(
        ("ID", "PUBLISHED", "KIND", "SOURCE", "TITLE"),
        [(row["id"], short_date(row), row["kind"], row["source_name"], title_of(row)) for row in found],
    )


def title_of(row: dict[str, Any]) -> str:
    """A title with what an editor must see beside it."""
    marks = [
        *(["updated"] if row["change"] == Verdict.UPDATED else []),
        *([f"in digest of {', '.join(row['in_issues'])}"] if row["in_issues"] else []),
        *[told["words"] for told in row["memory"][:1] if not row["in_issues"]],
        *([f"story of {row['story_size']}"] if row["story_size"] > 1 else []),
        *(["partial text"] if row["partial"] else []),
        *([row["status"]] if row["status"] != Status.NEW else []),
    ]
    return str(row["title"]) + (f"  [{'; '.join(marks)}]" if marks else "")


@queue.command("show")
@click.argument("candidate_id", metavar="ID", type=int)
@json_option
@click.pass_obj
def show(frame: Frame, candidate_id: int, as_json: bool) -> None:
    """One candidate with its text, witnesses, revisions and history."""
    with frame.database.reading() as session:
        shown = show_candidate(session, candidate_id)
    if as_json:
        print_json(shown)
        return
    frame.say(shown["title"])
    frame.say(shown["url"])
    frame.say(f"{shown['source_name']} · {shown['kind']} · {whole_date(shown)} · {shown['status']}")
    if shown["authors"]:
        frame.say(f"By {', '.join(shown['authors'])}")
    for title, rows in (
        ("What it says", chosen_rows(shown["facts"])),
        ("What else was said", other_rows(shown["facts"])),
    ):
        if rows:
            frame.say()
            frame.table(("FIELD", "VALUE", "WITNESS", "CONFIDENCE"), rows, title)
    for title, key, columns in (
        ("In one story with", "members", ("id", "source", "kind", "published", "title", "words")),
        ("Perhaps too", "suggestions", ("id", "source", "kind", "published", "title", "words")),
        ("In past issues", "memory", ("issue", "relation", "words")),
        ("Revisions", "revisions", ("number", "captured", "words", "record")),
        ("Its file", "files", ("state", "url", "reason", "detail")),
        ("Evidence", "evidence", ("relation", "words", "at")),
        ("Shown by", "sightings", ("channel", "first_seen", "url")),
        ("History", "events", ("at", "actor", "action", "from", "to", "reason")),
    ):
        if shown[key]:
            frame.say()
            cells = [[in_words(row[c]) for c in columns] for row in shown[key]]
            frame.table([name.upper() for name in columns], cells, title)
    frame.say()
    frame.say(shown["text"])


def in_words(value: object) -> object:
    """Several statements in one cell of a table."""
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def decision(action: Action, words: str) -> click.Command:
    """The command of one act."""

    @click.argument("ids", metavar="ID...", nargs=-1, type=int, required=True)
    @click.option("--reason", help="Why, in a word or two.")
    @click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="For hold: the day it comes back.")
    @json_option
    @click.pass_obj
    def command(
        frame: Frame, ids: tuple[int, ...], reason: str | None, until: datetime | None, as_json: bool
    ) -> None:
        comes_back = datetime.combine(until, time(), ZoneInfo(frame.settings.timezone)) if until else None
        act = Act(
            action, getpass.getuser(), "cli", reason, comes_back.astimezone(UTC) if comes_back else None
        )
        with frame.database.writing() as session:
            told = [
                {"id": row.id, "status": str(row.status), "title": row.revision.title}
                for row in decide(session, ids, act, frame.clock()).applied
            ]
        tell(frame, told, as_json)

    return click.command(action.value, help=words)(command)


@queue.command("undo")
@json_option
@click.pass_obj
def undo_last(frame: Frame, as_json: bool) -> None:
    """Take back your last decision, bulk decisions whole."""
    with frame.database.writing() as session:
        told = [
            {"id": row.id, "status": str(row.status), "title": row.revision.title}
            for row in undo(session, getpass.getuser(), "cli", frame.clock()).applied
        ]
    tell(frame, told, as_json)


def tell(frame: Frame, told: list[dict[str, Any]], as_json: bool) -> None:
    """What stands now."""
    if as_json:
        print_json(told)
        return
    for row in told:
        frame.say(f"{row['id']} is {row['status']}: {row['title']}")


for act, words in (
    (Action.INCLUDE, "Put candidates on the shortlist of the next issue."),
    (Action.EXCLUDE, "Take candidates out of the queue; they are kept and can be reopened."),
    (Action.MAYBE, "Set candidates aside, undecided."),
    (Action.HOLD, "Hold candidates until a day."),
    (Action.REOPEN, "Put candidates back into the queue."),
):
    queue.add_command(decision(act, words))
