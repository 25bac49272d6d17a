"""Messages out of a mailbox: a folder of files, or a mail server. Nothing in either is changed.

What was read is remembered by short hashes, bounded; the channel's memory holds them:
`seen` (hashes of message ids and of files), `since` (older messages are passed over for good, ISO date),
`uid` and `validity` (how far a mail server's mailbox was read), `barren` (messages in a row without a story).
"""

import asyncio
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from scraper.config import Settings
from scraper.discovery.newsletter import LARGEST_MESSAGE
from scraper.discovery.newsletter_message import heading_of, message_mark
from scraper.items import Reading
from scraper.outcomes import Outcome
from scraper.plans import ChannelPlan

#: Most messages, and bytes of them, read at one look; the rest waits for the next.
MOST_MESSAGES = 50
MOST_BYTES = 20_000_000
#: Most files of a folder that are looked at, those changed last.
MOST_FILES = 2_000
#: Most hashes remembered: a file's and its message's for each of them.
MOST_SEEN = 2 * MOST_FILES

#: Seconds for one look at a mail server: it ends well within a visit's lease.
MOST_SECONDS = 120.0

FOLDER = "folder:"


@dataclass(frozen=True, slots=True)
class Mail:
    """One message as it came, with the hashes it is remembered by; `uid` is 0 for a file's."""

    raw: bytes
    marks: tuple[str, ...]
    uid: int = 0


@dataclass(slots=True)
class Delivery:
    """What a look at a mailbox brought.

    `passed` are the hashes of what was looked at and is not to be read; `fault` says why there is nothing.
    `old`, `large`, `unreadable` and `waiting` count messages that are left out, the last for now.
    """

    messages: list[Mail] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    uid: int = 0
    validity: int = 0
    old: int = 0
    large: int = 0
    unreadable: int = 0
    waiting: int = 0
    fault: Reading | None = None

    @property
    def is_full(self) -> bool:
        """Whether one look has brought as much as it may."""
        size = sum(len(mail.raw) for mail in self.messages)
        return len(self.messages) >= MOST_MESSAGES or size >= MOST_BYTES

    def take(
        self, raw: bytes, seen: frozenset[str], since: date, marks: tuple[str, ...], uid: int = 0
    ) -> None:
        """Add a message unless it was read before, or is older than the first look's days."""
        mark = message_mark(raw)
        sent = heading_of(raw).sent
        if mark in seen or any(mark in mail.marks for mail in self.messages):
            self.passed += marks
        elif sent is not None and sent.date() < since:
            self.old += 1
            self.passed += [*marks, mark]
        else:
            self.messages.append(Mail(raw, (*marks, mark), uid))

    def in_words(self, since: date) -> str:
        """What was left out, in words for an editor; "" when nothing was."""
        told = [
            (self.old, f"from before {since:%-d %B %Y} passed over"),
            (self.large, "too large to be read"),
            (self.unreadable, "could not be opened"),
            (self.waiting, "left for the next look"),
        ]
        return "; ".join(f"{count} message{'s' * (count > 1)} {words}" for count, words in told if count)


def failed(words: str, outcome: Outcome = Outcome.FAILED) -> Delivery:
    """A look that brought nothing, with the reason."""
    return Delivery(fault=Reading(outcome, detail=words))


def since_of(memory: Mapping[str, Any], now: datetime, first_poll_days: int) -> date:
    """The day before which messages are passed over: kept from the first look on."""
    kept = memory.get("since")
    return date.fromisoformat(kept) if kept else now.date() - timedelta(days=first_poll_days)


async def fetch_mail(
    settings: Settings,
    channel: ChannelPlan,
    memory: Mapping[str, Any],
    now: datetime,
    seconds: float = MOST_SECONDS,
) -> Delivery:
    """What a channel's mailbox holds that was not read before, oldest first; a fault is a delivery too."""
    since = since_of(memory, now, settings.first_poll_days)
    if channel.url.startswith(FOLDER):
        folder = settings.home / channel.url.removeprefix(FOLDER)
        return await asyncio.to_thread(read_folder, folder, frozenset(memory.get("seen", ())), since)
    from scraper.crawl.mailbox_server import fetch_from_server  # noqa: PLC0415 - mostly not needed

    return await fetch_from_server(settings, channel, memory, since, seconds)


def read_folder(folder: Path, seen: frozenset[str], since: date) -> Delivery:
    """The messages of a folder that are not among `seen`; files are opened for reading only."""
    delivery = Delivery()
    try:
        found = sorted(latest_files(folder))
    except FileNotFoundError:
        return failed(f"there is no folder {folder}")
    except OSError as error:
        return failed(f"the folder {folder} cannot be read: {error.strerror}")
    for _changed, path, size, mark in found:
        if mark in seen:
            continue
        if delivery.is_full:
            delivery.waiting += 1
        elif size > LARGEST_MESSAGE:
            delivery.large += 1
            delivery.passed.append(mark)
        else:
            try:
                raw = path.read_bytes()
            except OSError:  # gone or forbidden since it was listed: told, and tried again
                delivery.unreadable += 1
                continue
            delivery.take(raw, seen, since, (mark,))
    return delivery


def latest_files(folder: Path) -> Iterable[tuple[int, Path, int, str]]:
    """The message files changed last, each with its time of change, its size and its hash."""
    found = []
    for path in folder.iterdir():
        if path.suffix.lower() != ".eml" or not path.is_file():
            continue
        about = path.stat()
        named = f"{path.name}\n{about.st_size}\n{about.st_mtime_ns}".encode("utf-8", "surrogateescape")
        found.append((about.st_mtime_ns, path, about.st_size, hashlib.sha256(named).hexdigest()[:12]))
    return sorted(found, reverse=True)[:MOST_FILES]


def unready(settings: Settings, source: str, url: str) -> str:
    """What a person has to do before a mailbox can be read, "" when nothing is known to be missing."""
    if url.startswith(FOLDER):
        folder = settings.home / url.removeprefix(FOLDER)
        return "" if folder.is_dir() else f"there is no folder {folder}"
    login = settings.mail.get(source)
    if login is None or not (login.user and login.password):
        return f"user name and password are missing: see [mail.{source}] in docs/newsletters.md"
    return ""
