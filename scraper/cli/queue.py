"""`gleaner queue`."""

import getpass
from dataclasses import replace
from typing import Any

import click

from scraper.cli.frame import Frame, json_option, print_json
from scraper.cli.queue_acts import DECISIONS, assign_to, duplicate, list_reasons, note, undo_act
from scraper.cli.queue_views import views
from scraper.desk.candidate import show_candidate
from scraper.desk.criteria import Criteria
from scraper.desk.queue import list_candidates
from scraper.desk.views import find_view
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
@click.option("--view", metavar="NAME", help="What a saved view lists; the other filters do not count.")
@click.option("--limit", type=click.IntRange(min=1))
@json_option
@click.pass_obj
def list_queue(
    frame: Frame,
    status: str,
    source: str | None,
    band: str | None,
    search: str | None,
    view: str | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """Candidates, newest first."""
    criteria = Criteria(None if status == "all" else Status(status), source, band, search, limit)
    with frame.database.reading() as session:
        if view is not None:
            criteria = replace(find_view(session, getpass.getuser(), view).criteria, limit=limit)
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
        *([f"for {row['assignee']}"] if row["assignee"] else []),
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
        ("Notes", "notes", ("at", "actor", "text")),
        ("Shown by", "sightings", ("channel", "first_seen", "url")),
        ("History", "events", ("act", "at", "actor", "action", "from", "to", "reason")),
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


for command in (*DECISIONS, duplicate, undo_act, note, assign_to, list_reasons, views):
    queue.add_command(command)
