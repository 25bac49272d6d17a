"""One crawl a home at a time: a lock the system gives back by itself when its process dies."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scraper.errors import CrawlRefusedError


@contextmanager
def crawl_lock(home: Path, command: str = "crawl") -> Iterator[str]:
    """Hold the home's crawl lock for a command; gives the name under which hosts are leased.

    The name begins with machine and home, so that whoever holds the lock knows which leases in the
    database were left behind by a crawl of this home that was killed.

    Raises:
        CrawlRefusedError: another process crawls for this home.
    """
    home.mkdir(parents=True, exist_ok=True)
    path = home / "crawl.lock"
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise CrawlRefusedError(refusal(home, file.read())) from None
        file.truncate(0)
        file.write(f"{os.getpid()} {command}")
        file.flush()
        yield f"{lease_prefix(home)}{os.getpid()}"


def refusal(home: Path, held_by: str) -> str:
    """Why a second crawl does not begin, from what the first wrote into the lock: "4711 watch"."""
    process, _, command = held_by.strip().partition(" ")
    if command == "watch":
        return f"`gleaner watch` (process {process}) is at work for {home} and reads what is due by itself"
    return f"another crawl (process {process or 'unknown'}) is at work for {home}: wait for it to end"


def lease_prefix(home: Path) -> str:
    """How the names of all leases taken for this home begin; at most 100 characters."""
    return f"{socket.gethostname()[:40]}:{str(home.resolve())[-58:]}:"
