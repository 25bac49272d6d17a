"""`gleaner doctor`: what state this installation is in."""

import importlib.metadata
import platform
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import click
from sqlalchemy import func, select

from scraper.cli.frame import Frame, json_option, print_json
from scraper.crawl.mailbox import unready
from scraper.crawl.rendering import obstacle
from scraper.crawl.rendering.chromium import find_program
from scraper.outcomes import Strategy
from scraper.polling.watching import plans_to_check
from scraper.storage.models import Channel, Page, Source
from scraper.storage.upgrade import current_revision

#: Libraries whose version matters when something goes wrong.
LIBRARIES = ("scrapy", "twisted", "trafilatura", "feedparser", "sqlalchemy", "lxml", "pypdfium2")
#: From this SQLite version on, two processes that checkpoint at once cannot corrupt the log (3.51.3 notes).
SAFE_SQLITE = (3, 51, 3)


@click.command()
@json_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Check home, database, archive, catalogue and versions. Exit 1 when something needs a person."""
    frame: Frame = ctx.obj
    report = examine(frame)
    if as_json:
        print_json(report)
    else:
        for name, value in report.items():
            if name not in {"problems", "notes"}:
                frame.say(f"{name.replace('_', ' ')}: {value}")
        for note in report["notes"]:
            frame.say(f"Note: {note}")
        for problem in report["problems"]:
            frame.say(f"Needs attention: {problem}")
        if not report["problems"]:
            frame.say("Nothing needs attention.")
    if report["problems"]:
        ctx.exit(1)


def examine(frame: Frame) -> dict[str, Any]:
    """The state of the installation as data."""
    settings, home = frame.settings, frame.opened
    with home.database.reading() as session:
        active = select(func.count()).select_from(Source).where(Source.state == "active")
        unplanned = select(func.count()).where(Channel.state == "active", Channel.next_at.is_(None))
        pages = dict(session.execute(select(Page.state, func.count()).group_by(Page.state)).all())
        counts = {
            "active_sources": session.scalar(active),
            "channels_without_next_poll": session.scalar(unplanned),
        }
    report: dict[str, Any] = {
        "gleaner": importlib.metadata.version("gleaner"),
        "python": platform.python_version(),
        "libraries": {name: importlib.metadata.version(name) for name in LIBRARIES},
        "home": str(settings.home),
        "database": home.database.engine.url.render_as_string(hide_password=True),
        "schema": current_revision(home.database),
        "archive_bytes": folder_size(settings.home / "archive"),
        "disk_free_bytes": shutil.disk_usage(settings.home).free,
        "clock": frame.clock().isoformat(timespec="seconds"),
        "user_agent": settings.user_agent,
        "rendering": "not set up" if obstacle(settings.chromium) else find_program(settings.chromium),
        "pages": pages,
        **counts,
    }
    found = problems(report, [str(error) for error in home.refused])
    report["problems"] = found + mailboxes(frame) + unrendered(frame)
    report["notes"] = notes(report, settings.contact)
    return report


def problems(report: dict[str, Any], refused: list[str]) -> list[str]:
    """What keeps Gleaner from working as it should."""
    found = list(refused)
    if report["disk_free_bytes"] < 1_000_000_000:
        found.append("less than 1 GB of disk is free: a crawl may not be able to archive")
    if report["channels_without_next_poll"]:
        found.append(f"{report['channels_without_next_poll']} active channels have no next poll")
    return found


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


def notes(report: dict[str, Any], contact: str) -> list[str]:
    """What works, but would be better otherwise."""
    found = []
    if not contact:
        found.append(
            'no contact is set: put contact = "you@example.org" into gleaner.toml, so that sites'
            " can reach you"
        )
    if report["database"].startswith("sqlite") and sqlite3.sqlite_version_info < SAFE_SQLITE:
        found.append(
            f"SQLite {sqlite3.sqlite_version} is older than 3.51.3, which mended a rare corruption when two"
            " processes write at once: run one crawl and one desk at most, and keep backups"
        )
    return found


def folder_size(folder: Path) -> int:
    """Bytes of all files below a folder, 0 when it is not there."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
