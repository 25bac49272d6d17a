"""What the doctor looks at: clock, database, archive, plans and optional parts, each read where it lives."""

import platform
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from scraper.config import Settings
from scraper.crawl.rendering import obstacle
from scraper.crawl.rendering.chromium import find_program
from scraper.endpoints import secret_variable
from scraper.intake.questions import count_open
from scraper.outcomes import SourceState
from scraper.polling.visits import CLOCK_SLACK
from scraper.storage.engine import Database
from scraper.storage.models import Channel, Page, Poll, Source

#: Less free disk than this, and a crawl may not be able to archive what it is served.
LEAST_DISK = 1_000_000_000
#: At its present growth the archive is to fit for this long.
ROOM_FOR = timedelta(days=90)
#: The growth of an archive younger than this says nothing yet.
YOUNG = timedelta(days=7)
#: A channel that has been due for longer waits for a crawl that nobody starts.
OVERDUE = timedelta(days=1)
#: From this SQLite version on, two processes that checkpoint at once cannot corrupt the log (3.51.3 notes).
SAFE_SQLITE = (3, 51, 3)
SOUND = "ok"


@dataclass(frozen=True, slots=True)
class Plans:
    """What the tables say of the work: what is planned, what waits, and when the last poll ended."""

    active_sources: int
    unplanned: tuple[str, ...]
    overdue: int
    questions: int
    newest_poll: datetime | None
    pages: dict[str, int]


def plans_of(session: Session, now: datetime) -> Plans:
    """Whether every active channel has a next poll, and what waits."""
    active = select(func.count()).select_from(Source).where(Source.state == SourceState.ACTIVE)
    unplanned = (
        select(Source.slug, Channel.name)
        .join(Source)
        .where(Channel.state == "active", Channel.next_at.is_(None))
        .order_by(Source.slug, Channel.name)
    )
    overdue = (
        select(func.count())
        .select_from(Channel)
        .join(Source)
        .where(Channel.state == "active", Source.state == SourceState.ACTIVE, Channel.next_at < now - OVERDUE)
    )
    pages = select(Page.state, func.count()).group_by(Page.state)
    return Plans(
        active_sources=session.scalar(active) or 0,
        unplanned=tuple(f"{row.slug}/{row.name}" for row in session.execute(unplanned)),
        overdue=session.scalar(overdue) or 0,
        questions=count_open(session),
        newest_poll=session.scalar(select(func.max(Poll.ended_at))),
        pages=dict(session.execute(pages).all()),
    )


def plan_problems(plans: Plans, now: datetime) -> Iterator[str]:
    """What of the plans needs a person."""
    if plans.unplanned:
        names = ", ".join(plans.unplanned)
        yield f"{len(plans.unplanned)} active channels have no next poll: {names}"
    if plans.newest_poll is not None and plans.newest_poll > now + CLOCK_SLACK:
        at = plans.newest_poll.isoformat(sep=" ", timespec="minutes")
        yield f"the newest poll ended at {at}, which is still to come: is this machine's clock right?"


def question_problems(plans: Plans) -> Iterator[str]:
    """Whether questions wait for an answer."""
    if plans.questions:
        waits = "question waits" if plans.questions == 1 else "questions wait"
        yield f"{plans.questions} {waits} for your answer: `gleaner questions`"


def late_polls(plans: Plans) -> Iterator[str]:
    """Whether nobody reads what is due: worth knowing, and a problem where a watch should be at work."""
    if plans.overdue:
        yield (
            f"{plans.overdue} channels have been due for more than a day: start `gleaner watch`, or run"
            " `gleaner crawl` daily"
        )


@dataclass(frozen=True, slots=True)
class Engine:
    """The database's own state: product and version, how it writes its log, what its self-check says."""

    version: str
    journal: str
    check: str


def look_at_engine(database: Database) -> Engine:
    """Ask the database for its version, and SQLite to check its file."""
    if database.engine.dialect.name != "sqlite":
        with database.engine.connect() as connection:
            number = connection.exec_driver_sql("SHOW server_version").scalar_one()
        return Engine(f"PostgreSQL {number}", "left to the server", "left to the server")
    try:
        with database.engine.connect() as connection:
            journal = str(connection.execute(text("PRAGMA journal_mode")).scalar_one())
            said = connection.execute(text("PRAGMA quick_check(5)")).scalars().all()
    except DatabaseError as error:
        return Engine(f"SQLite {sqlite3.sqlite_version}", "not known", str(error.orig))
    return Engine(f"SQLite {sqlite3.sqlite_version}", journal, "; ".join(map(str, said)))


def engine_problems(engine: Engine) -> Iterator[str]:
    """What of the database needs a person."""
    if not engine.version.startswith("SQLite"):
        return
    if engine.check != SOUND:
        yield f"the database is damaged ({engine.check}): stop all commands and go back to a backup"
    if engine.journal not in {"wal", "not known"}:
        yield (
            f"the database writes its log as {engine.journal!r} instead of ahead: is the home on a network"
            " drive? Move it to a disk of this machine"
        )


def engine_notes(engine: Engine, version: tuple[int, ...] = sqlite3.sqlite_version_info) -> Iterator[str]:
    """What of the database would be better otherwise."""
    if engine.version.startswith("SQLite") and version < SAFE_SQLITE:
        yield (
            f"{engine.version} is older than 3.51.3, which mended a rare corruption when two"
            " processes write at once: run one crawl and one desk at most, and keep backups"
        )


@dataclass(frozen=True, slots=True)
class Archive:
    """What the archive holds: files, bytes, and when the oldest file was last written."""

    files: int
    size: int
    since: datetime | None

    def a_day(self, now: datetime) -> float | None:
        """Bytes that a day adds, None while that is not known."""
        if self.since is None or now - self.since < YOUNG:
            return None
        return self.size / ((now - self.since) / timedelta(days=1))


def look_at_archive(folder: Path) -> Archive:
    """The archive of a home; an empty one when there is none yet."""
    states = [path.stat() for path in folder.rglob("*") if path.is_file()]
    since = min((state.st_mtime for state in states), default=None)
    return Archive(
        len(states),
        sum(state.st_size for state in states),
        None if since is None else datetime.fromtimestamp(since, UTC),
    )


def disk_problems(free: int) -> Iterator[str]:
    """Whether there is room for the next crawl."""
    if free < LEAST_DISK:
        yield "less than 1 GB of disk is free: a crawl may not be able to archive"


def disk_notes(archive: Archive, free: int, now: datetime) -> Iterator[str]:
    """Whether there is room for the months to come; nothing in the archive is ever deleted by itself."""
    growth = archive.a_day(now)
    if growth and free < growth * ROOM_FOR.days:
        yield (
            f"the archive grows by {growth / 1_000_000:.0f} MB a day: the disk is full in"
            f" {free / growth:.0f} days; move old files of the archive elsewhere"
        )


def optional_parts(settings: Settings) -> dict[str, str]:
    """What may be set up or not: whether it is, in words."""
    return {
        "rendering": "not set up" if obstacle(settings.chromium) else find_program(settings.chromium) or "",
        "mailboxes": f"{len(settings.mail)} with a login" if settings.mail else "no login is set",
        "alerts": alerts_in_words(settings),
        "webhooks": ", ".join(sorted(settings.webhooks)) or "not set up",
        "drafts": f"by {settings.draft.model} at {settings.draft.host}" if settings.draft else "not set up",
    }


def alerts_in_words(settings: Settings) -> str:
    """Who is told by a daily message, by name; never where, for addresses hold passwords."""
    return f"to {', '.join(sorted(settings.alerts))}" if settings.alerts else "not set up"


def alert_problems(settings: Settings) -> Iterator[str]:
    """Whether the daily messages can be sent."""
    if settings.alerts and find_spec("apprise") is None:
        yield "alerts are set up, but cannot be sent: install gleaner[alerts]"


def webhook_problems(settings: Settings) -> Iterator[str]:
    """Whether webhooks can be told of what is published."""
    for name, webhook in settings.webhooks.items():
        if not webhook.secret:
            yield f"the webhook {name} is told nothing: set {secret_variable(name)} to its secret"


def contact_notes(settings: Settings) -> Iterator[str]:
    """Whether sites can reach us."""
    if not settings.contact:
        yield (
            'no contact is set: put contact = "you@example.org" into gleaner.toml, so that sites'
            " can reach you"
        )


def machine() -> dict[str, Any]:
    """What runs us."""
    return {"python": platform.python_version(), "system": platform.platform()}
