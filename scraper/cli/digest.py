"""`gleaner digest`."""

import getpass
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from scraper.cli.digest_coverage import coverage
from scraper.cli.digest_template import template
from scraper.cli.frame import Frame, json_option, one_line, print_json
from scraper.cli.lazy import Later, LazyGroup
from scraper.cli.writing import write_whole
from scraper.digest.drafting import draft_entry
from scraper.digest.exporting import FORMATS, ZIP, render
from scraper.digest.exporting.house_templates import own_templates
from scraper.digest.exporting.text import source_words
from scraper.digest.files import read_issue_file
from scraper.digest.house import FILE, house_of, text_in_force
from scraper.digest.interchange import to_json
from scraper.digest.issues import (
    add_candidate,
    begin_issue,
    find_issue,
    keep_issue,
    list_issues,
    load_issue,
    rewrite,
)
from scraper.digest.model import Issue
from scraper.digest.outbox import dispatches_of, in_words
from scraper.errors import ActionRefusedError
from scraper.intake.memory import recollect_issue
from scraper.outcomes import IssueState
from scraper.storage.acts import By

DAY = click.DateTime(["%Y-%m-%d"])


#: What asks the network, or is not asked often.
COMMANDS = {
    "check": Later(
        "scraper.cli.digest_check:check",
        "What in an issue is broken or needs a look: state, style, facts, sources, links.",
    ),
    "draft": Later(
        "scraper.cli.digest_draft:draft",
        "Have the model of the settings draft an entry from its source's public text.",
    ),
    "publish": Later(
        "scraper.cli.digest_out:publish", "Mark a signed-off issue as published, and tell the webhooks."
    ),
    "notify": Later(
        "scraper.cli.digest_out:notify", "Tell the webhooks what they were not told yet and is due."
    ),
    "feed": Later(
        "scraper.cli.digest_out:feed",
        "Write the Atom feed of published issues, to be put where readers find it.",
    ),
}


@click.group(cls=LazyGroup, later=COMMANDS)
def digest() -> None:
    """Issues of the digest."""


@digest.command("list")
@json_option
@click.pass_obj
def list_all(frame: Frame, as_json: bool) -> None:
    """All issues, newest first."""
    with frame.database.reading() as session:
        rows = list_issues(session)
    if as_json:
        print_json(rows)
        return
    frame.table(
        ("ISSUE", "DATE", "STATE", "ENTRIES"),
        [(row["id"], row["date"] or "no date", row["state"], row["entries"]) for row in rows],
    )


@digest.command("new")
@click.option("--date", "day", type=DAY, required=True, help="The issue's date, 2026-11-23.")
@json_option
@click.pass_obj
def new(frame: Frame, day: datetime, as_json: bool) -> None:
    """Begin an issue."""
    with frame.database.writing() as session:
        row = begin_issue(session, day.date(), by_me(frame))
        told = {"id": row.id, "date": row.date, "state": str(row.state), "entries": 0}
    if as_json:
        print_json(told)
        return
    frame.say(f"Issue {told['id']} of {told['date']} is begun.")


@digest.command("add")
@click.argument("issue_id", metavar="ISSUE", type=int)
@click.argument("candidate_id", metavar="CANDIDATE", type=int)
@click.option("--heading", help="Topic heading.")
@click.option("--summary", multiple=True, help="The summary; once for each paragraph.")
@click.option("--source-line", help='Shown as "Source: …" under the entry.')
@click.option(
    "--link", "further", multiple=True, type=int, metavar="CANDIDATE", help="A further candidate to link."
)
@json_option
@click.pass_obj
def add(
    frame: Frame,
    issue_id: int,
    candidate_id: int,
    heading: str | None,
    summary: tuple[str, ...],
    source_line: str | None,
    further: tuple[int, ...],
    as_json: bool,
) -> None:
    """Take a candidate into an issue, with label, title and link filled in."""
    house = house_of(frame.settings.home)
    with frame.database.writing() as session:
        links = tuple(draft_entry(session, each, house).links[0] for each in further)
        entry = rewrite(draft_entry(session, candidate_id, house), heading, summary, source_line, links)
        position = add_candidate(session, issue_id, candidate_id, entry, by_me(frame))
        recollect_issue(session, find_issue(session, issue_id), frame.clock())
    if as_json:
        print_json({"issue": issue_id, "entry": position, "candidate": candidate_id})
        return
    frame.say(f"Entry {position} of issue {issue_id}: {entry.links[0].title}")


@digest.command("show")
@click.argument("issue_id", metavar="ISSUE", type=int)
@json_option
@click.pass_obj
def show(frame: Frame, issue_id: int, as_json: bool) -> None:
    """An issue as plain text, or as data."""
    with frame.database.reading() as session:
        issue = load_issue(session, issue_id)
        state = find_issue(session, issue_id).state
        told = [
            {"webhook": each.webhook, "state": in_words(each), "tries": each.tries, "sent_at": each.sent_at}
            for each in dispatches_of(session, issue_id)
        ]
    if as_json:
        print_json({"id": issue_id, "state": state, "webhooks": told, **to_json(issue)})
        return
    click.echo(render(issue, "text").decode(), nl=False)
    for each in told:
        click.echo(one_line(f"webhook {each['webhook']}: {each['state']}"), err=True)


@digest.command("export")
@click.argument("issue_id", metavar="ISSUE", type=int)
@click.option("--format", "format_name", type=click.Choice([*sorted(FORMATS), ZIP]), required=True)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="The file; - or nothing: stdout."
)
@click.pass_obj
def export(frame: Frame, issue_id: int, format_name: str, out: Path | None) -> None:
    """Write an issue in one of its forms."""
    with frame.database.reading() as session:
        rendered = render(load_issue(session, issue_id), format_name, own_templates(frame.settings.home))
    if out is None or str(out) == "-":
        click.echo(rendered, nl=False)
        return
    write_whole(out, rendered)
    frame.say(f"{out}: {len(rendered)} bytes.")


@digest.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--date", "day", type=DAY, help="The issue's date, when the file does not say it.")
@click.option("--dry-run", is_flag=True, help="Show what was understood, and keep nothing.")
@json_option
@click.pass_obj
def import_issue(frame: Frame, file: Path, day: datetime | None, dry_run: bool, as_json: bool) -> None:
    """Read a past issue: text, our own JSON, HTML, a message (.eml), Word (.docx) or Markdown."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ActionRefusedError(f"cannot read {file}: {error.strerror or error}") from error
    issue = read_issue_file(data, file.name)
    issue = replace(issue, date=issue.date or (day.date() if day else None))
    if dry_run:
        show_understood(frame, issue, as_json)
        return
    with frame.database.writing() as session:
        row = keep_issue(session, issue, IssueState.IMPORTED, frame.clock())
        recollect_issue(session, row, frame.clock())
        told = {"id": row.id, "date": row.date, "state": str(row.state), "entries": len(row.entries)}
    if as_json:
        print_json(told)
        return
    frame.say(f"Issue {told['id']} of {told['date'] or 'unknown date'}: {told['entries']} entries.")


def show_understood(frame: Frame, issue: Issue, as_json: bool) -> None:
    """What an import would keep, part by part."""
    if as_json:
        print_json(to_json(issue))
        return
    frame.say(f"{issue.title or 'No title'}, {issue.date or 'no date'}: {len(issue.entries)} entries.")
    for number, entry in enumerate(issue.entries, start=1):
        words = sum(len(paragraph.split()) for paragraph in entry.summary)
        frame.say(f"\n{number}. {entry.heading} ({words} words)")
        for link in entry.links:
            frame.say(
                f"   {link.lead or 'further link:'} {link.shown_title} – {link.url or 'address unknown'}"
            )
        if entry.source:
            frame.say(f"   {source_words(entry.source, ' ')}")
    frame.say("\nNothing was kept: without --dry-run it is.")


def by_me(frame: Frame) -> By:
    """Whoever runs the command, now."""
    return By(getpass.getuser(), "cli", frame.clock())


@digest.command("profile")
@click.option("--check", is_flag=True, help="Say only whether it can be used.")
@click.pass_obj
def profile(frame: Frame, check: bool) -> None:
    """The house profile in force, to be kept as house.toml in the home and changed."""
    house = house_of(frame.settings.home)
    own = frame.settings.home / FILE
    if check:
        which = str(own) if own.is_file() else "Gleaner’s own profile"
        frame.say(f"{which}: {len(house.offered)} labels, {len(house.topics)} headings.")
        return
    click.echo(text_in_force(frame.settings.home), nl=False)


digest.add_command(coverage)
digest.add_command(template)
