"""`gleaner digest coverage`: what was checked for an issue, and what was not."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from scraper.cli.frame import Frame, json_option, print_json
from scraper.cli.writing import write_whole
from scraper.digest.issues import find_issue
from scraper.polling.statement import SourceLine, Statement, make_statement
from scraper.polling.statement_text import (
    check_in_words,
    first_sentence,
    outcomes_in_words,
    statement_text,
    stretch_in_words,
)


@click.command("coverage")
@click.argument("issue_id", metavar="ISSUE", type=int)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the text to this file.")
@json_option
@click.pass_context
def coverage(ctx: click.Context, issue_id: int, out: Path | None, as_json: bool) -> None:
    """What was checked for an issue, and what was not. Exit 1 when the sums do not add up."""
    frame: Frame = ctx.obj
    zone = ZoneInfo(frame.settings.timezone)
    with frame.database.reading() as session:
        statement = make_statement(session, find_issue(session, issue_id), frame.clock(), zone)
    text = statement_text(statement, zone)
    if out is not None:
        write_whole(out, text.encode())
    if as_json:
        print_json(as_data(statement, zone))
    elif out is None:
        click.echo(text, nl=False)
    else:
        frame.say(first_sentence(statement.lines))
    if not statement.accounts.whole:
        ctx.exit(1)


def as_data(statement: Statement, zone: ZoneInfo) -> dict[str, Any]:
    """The statement as data, every sighting of the window included."""
    accounts, whole = statement.accounts, [line.coverage.whole for line in statement.lines]
    return {
        "issue": statement.issue_id,
        "date": statement.day,
        "begin": statement.window.begin,
        "end": statement.window.end,
        "made_at": statement.made_at,
        "words": first_sentence(statement.lines),
        "sources": len(whole),
        "checked": sum(whole),
        "not_checked": [line.coverage.slug for line in statement.lines if not line.coverage.whole],
        "each_source": [line_as_data(line, zone) for line in statement.lines],
        "sightings": {
            "total": accounts.total,
            "accounted": accounts.accounted,
            "adds_up": accounts.whole,
            "became": accounts.sums(),
        },
        "each_sighting": [
            {
                "id": each.sighting.id,
                "source": each.sighting.source,
                "channel": each.sighting.channel,
                "title": each.sighting.title,
                "url": each.sighting.url,
                "first_seen": each.sighting.first_seen_at,
                "became": each.fate,
                "words": each.words,
                "candidate": each.sighting.candidate.id if each.sighting.candidate else None,
            }
            for each in accounts.each
        ],
    }


def line_as_data(line: SourceLine, zone: ZoneInfo) -> dict[str, Any]:
    """One source as data."""
    found = line.coverage
    return {
        "source": found.slug,
        "name": found.name,
        "checked": found.whole,
        "polls_made": found.made,
        "polls_missed": found.missed,
        "outcomes": dict(found.outcomes),
        "outcomes_in_words": outcomes_in_words(found),
        "shown": line.shown,
        "last_new": line.last_new,
        "usual_gap_days": max(line.usual_gap.days, 1) if line.usual_gap else None,
        "blind_hours": round(found.blind.total_seconds() / 3600, 1),
        "stretches": [
            {
                "kind": stretch.kind,
                "channel": stretch.channel or None,
                "since": stretch.since,
                "until": stretch.until,
                "caught_up": stretch.caught_up,
                "detail": stretch.detail,
                "words": stretch_in_words(stretch, zone),
            }
            for stretch in found.stretches
        ],
        "by_hand": [
            {
                "at": check.at,
                "actor": check.actor,
                "note": check.note,
                "words": check_in_words(check, zone),
            }
            for check in line.by_hand
        ],
    }
