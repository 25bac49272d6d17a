"""`gleaner doctor`: what state this installation is in."""

import importlib.metadata
import shutil
from typing import Any

import click
from sqlalchemy import select

from scraper.cli.doctor_checks import (
    alert_problems,
    contact_notes,
    disk_notes,
    disk_problems,
    engine_notes,
    engine_problems,
    late_polls,
    look_at_archive,
    look_at_engine,
    machine,
    optional_parts,
    plan_problems,
    plans_of,
    question_problems,
    webhook_problems,
)
from scraper.cli.frame import Frame, json_option, print_json
from scraper.crawl.mailbox import unready
from scraper.crawl.rendering import obstacle
from scraper.outcomes import Strategy
from scraper.polling.watching import plans_to_check
from scraper.storage.models import Channel, Source
from scraper.storage.upgrade import current_revision

#: Libraries whose version matters when something goes wrong.
LIBRARIES = ("scrapy", "twisted", "trafilatura", "feedparser", "sqlalchemy", "lxml", "pypdfium2")


@click.command()
@json_option
@click.option(
    "--watched",
    is_flag=True,
    help="As a service asks: channels due for a day are a problem, questions to an editor are none.",
)
@click.pass_context
def doctor(ctx: click.Context, as_json: bool, watched: bool) -> None:
    """Check plans, clock, disk, database, archive and versions. Exit 1 when something needs a person."""
    frame: Frame = ctx.obj
    report = examine(frame, watched=watched)
    if as_json:
        print_json(report)
    else:
        print_report(frame, report)
    if report["problems"]:
        ctx.exit(1)


def print_report(frame: Frame, report: dict[str, Any]) -> None:
    """What was found, one line each; what needs a person comes last."""
    for name, value in report.items():
        if name not in {"problems", "notes"}:
            shown = megabytes(value) if "_bytes" in name and value is not None else in_words(value)
            frame.say(f"{name.replace('_bytes', '').replace('_', ' ')}: {shown}")
    for note in report["notes"]:
        frame.say(f"Note: {note}")
    for problem in report["problems"]:
        frame.say(f"Needs attention: {problem}")
    if not report["problems"]:
        frame.say("Nothing needs attention.")


def in_words(value: object) -> str:
    """A value of the report on one line."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {each}" for name, each in value.items()) or "none"
    return "none" if value is None or value == [] else str(value)


def megabytes(size: int) -> str:
    """A number of bytes for people."""
    return f"{size / 1_000_000:,.1f} MB"


def examine(frame: Frame, *, watched: bool = False) -> dict[str, Any]:
    """The state of the installation as data; with `watched`, one in which a watch should be at work."""
    settings, home, now = frame.settings, frame.opened, frame.clock()
    with home.database.reading() as session:
        plans = plans_of(session, now)
    engine = look_at_engine(home.database)
    archive = look_at_archive(settings.home / "archive")
    free = shutil.disk_usage(settings.home).free
    return {
        "gleaner": importlib.metadata.version("gleaner"),
        **machine(),
        "libraries": {name: importlib.metadata.version(name) for name in LIBRARIES},
        "home": str(settings.home),
        "database": home.database.engine.url.render_as_string(hide_password=True),
        "database_engine": engine.version,
        "database_log": engine.journal,
        "database_check": engine.check,
        "schema": current_revision(home.database),
        "archive_files": archive.files,
        "archive_bytes": archive.size,
        "archive_bytes_a_day": round(archive.a_day(now) or 0) or None,
        "archive_kept": "for ever",
        "disk_free_bytes": free,
        "clock": now.isoformat(timespec="seconds"),
        "newest_poll": plans.newest_poll,
        "user_agent": settings.user_agent,
        **optional_parts(settings),
        "pages": plans.pages,
        "active_sources": plans.active_sources,
        "channels_without_next_poll": len(plans.unplanned),
        "overdue_channels": plans.overdue,
        "open_questions": plans.questions,
        "problems": [
            *(str(error) for error in home.refused),
            *disk_problems(free),
            *engine_problems(engine),
            *plan_problems(plans, now),
            *(late_polls(plans) if watched else question_problems(plans)),
            *mailboxes(frame),
            *unrendered(frame),
            *alert_problems(settings),
            *webhook_problems(settings),
        ],
        "notes": [
            *contact_notes(settings),
            *engine_notes(engine),
            *disk_notes(archive, free, now),
            *(question_problems(plans) if watched else late_polls(plans)),
        ],
    }


def mailboxes(frame: Frame) -> list[str]:
    """What is missing before the mailboxes of active sources can be read."""
    watched = (
        select(Source.slug, Channel.name, Channel.url)
        .join(Source)
        .where(Channel.strategy == Strategy.NEWSLETTER, Channel.state == "active", Source.state == "active")
        .order_by(Source.slug, Channel.name)
    )
    with frame.database.reading() as session:
        rows = session.execute(watched).all()
    checked = ((row, unready(frame.settings, row.slug, row.url)) for row in rows)
    return [f"{row.slug}/{row.name}: {missing}" for row, missing in checked if missing]


def unrendered(frame: Frame) -> list[str]:
    """The channels of active sources that have to be rendered, where nothing can be."""
    missing = obstacle(frame.settings.chromium)
    if not missing:
        return []
    with frame.database.reading() as session:
        return [f"{plan.slug}: {missing}" for plan in plans_to_check(session, ()) if plan.render]
