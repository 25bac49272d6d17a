"""What an editor does to candidates with `gleaner queue`: decisions, notes, and the way back."""

import getpass
from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import click

from scraper.cli.frame import Frame, json_option, print_json
from scraper.desk.decisions import Act, Decided, decide
from scraper.desk.notes import add_note, assign
from scraper.desk.transitions import Action
from scraper.desk.undoing import undo
from scraper.storage.acts import By
from scraper.storage.desk_models import Candidate
from scraper.storage.reasons import house_reasons


def decision(action: Action, words: str) -> click.Command:
    """The command of one act."""

    @click.argument("ids", metavar="ID...", nargs=-1, type=int, required=True)
    @click.option("--reason", help="Why: one of `gleaner queue reasons`, or your own words.")
    @click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="For hold: the day it comes back.")
    @click.option(
        "--whole-story", is_flag=True, help="Decide the other undecided candidates of its story too."
    )
    @json_option
    @click.pass_obj
    def command(
        frame: Frame,
        ids: tuple[int, ...],
        reason: str | None,
        until: datetime | None,
        whole_story: bool,
        as_json: bool,
    ) -> None:
        comes_back = datetime.combine(until, time(), ZoneInfo(frame.settings.timezone)) if until else None
        day = comes_back.astimezone(UTC) if comes_back else None
        act = Act(action, getpass.getuser(), "cli", reason, day)
        with frame.database.writing() as session:
            done = decide(session, ids, act, frame.clock(), whole_story=whole_story)
            told = in_order(ids, done)
        tell(frame, told, done.act, as_json)

    return click.command(action.value, help=words)(command)


DECISIONS = [
    decision(action, words)
    for action, words in (
        (Action.INCLUDE, "Put candidates on the shortlist of the next issue."),
        (Action.EXCLUDE, "Take candidates out of the queue; they are kept and can be reopened."),
        (Action.MAYBE, "Set candidates aside, undecided."),
        (Action.HOLD, "Hold candidates until a day."),
        (Action.DROP, "Take candidates off the shortlist; they are undecided again."),
        (Action.REOPEN, "Put candidates back into the queue."),
    )
]


@click.command("duplicate")
@click.argument("candidate_id", metavar="ID", type=int)
@click.argument("other_id", metavar="OF", type=int)
@json_option
@click.pass_obj
def duplicate(frame: Frame, candidate_id: int, other_id: int, as_json: bool) -> None:
    """Set a candidate aside as a duplicate of another, in whose story it then stands."""
    act = Act(Action.DUPLICATE, getpass.getuser(), "cli", of=other_id)
    with frame.database.writing() as session:
        done = decide(session, [candidate_id], act, frame.clock())
        told = in_order([candidate_id], done)
    tell(frame, told, done.act, as_json)


@click.command("undo")
@click.argument("act", metavar="[ACT]", type=int, required=False)
@json_option
@click.pass_obj
def undo_act(frame: Frame, act: int | None, as_json: bool) -> None:
    """Take back your last act, or the one of a number, whole. What is undone can be undone in turn."""
    with frame.database.writing() as session:
        done = undo(session, getpass.getuser(), "cli", frame.clock(), act)
        told = [describe(row, done.act) for row in done.applied]
    tell(frame, told, done.act, as_json)


@click.command("note")
@click.argument("candidate_id", metavar="ID", type=int)
@click.argument("text", metavar="TEXT...", nargs=-1, required=True)
@click.pass_obj
def note(frame: Frame, candidate_id: int, text: tuple[str, ...]) -> None:
    """Write a note about a candidate. Notes are not changed afterwards."""
    with frame.database.writing() as session:
        add_note(session, candidate_id, " ".join(text), getpass.getuser(), frame.clock())
    frame.say(f"Noted on {candidate_id}.")


@click.command("assign")
@click.argument("ids", metavar="ID...", nargs=-1, type=int, required=True)
@click.option("--to", metavar="NAME", help="Who takes them on; nobody when left out.")
@json_option
@click.pass_obj
def assign_to(frame: Frame, ids: tuple[int, ...], to: str | None, as_json: bool) -> None:
    """Give candidates to somebody."""
    with frame.database.writing() as session:
        done = assign(session, ids, to, By(getpass.getuser(), "cli", frame.clock()))
        told = in_order(ids, done)
    if as_json:
        print_json(told)
        return
    for row in told:
        frame.say(f"{row['id']} is {row['assignee'] or 'nobody'}'s: {row['title']}")


@click.command("reasons")
@json_option
@click.pass_obj
def list_reasons(frame: Frame, as_json: bool) -> None:
    """Why a candidate is excluded: the reasons to choose from."""
    with frame.database.reading() as session:
        offered = house_reasons(session).offered
    if as_json:
        print_json([{"key": key, "words": words} for key, words in offered.items()])
        return
    frame.table(("KEY", "REASON"), list(offered.items()))


def in_order(ids: Iterable[int], done: Decided) -> list[dict[str, Any]]:
    """What stands now: the named candidates in their order, then those that followed."""
    rows = {row.id: row for row in (*done.applied, *done.unchanged)}
    named = [rows[each] for each in dict.fromkeys(ids) if each in rows]
    return [describe(row, done.act) for row in (*named, *done.followed)]


def describe(row: Candidate, act: int | None) -> dict[str, Any]:
    """A candidate after an act."""
    return {
        "id": row.id,
        "status": str(row.status),
        "title": row.revision.title,
        "assignee": row.assignee,
        "duplicate_of": row.duplicate_of,
        "act": act,
    }


def tell(frame: Frame, told: list[dict[str, Any]], act: int | None, as_json: bool) -> None:
    """What stands now, and how it is taken back."""
    if as_json:
        print_json(told)
        return
    for row in told:
        of = f" of {row['duplicate_of']}" if row["duplicate_of"] else ""
        frame.say(f"{row['id']} is {row['status']}{of}: {row['title']}")
    frame.say(f"`gleaner queue undo {act}` takes it back." if act else "Nothing was to be done.")
