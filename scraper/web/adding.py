"""Finding out how to watch a site: the work of a crawl, done by a process of its own."""

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scraper.config import ENVIRONMENT_PREFIX, Settings
from scraper.errors import ActionRefusedError

#: Detection asks some 25 addresses of one site with a pause between two: a minute or so, five at the most.
LONGEST = 300
#: Entries shown of each channel before it is taken.
SHOWN = 5
#: A usual address that is not there is no news.
MISSING = "no such page"
_START = "import sys; from scraper.cli.main import main; sys.exit(main())"


@dataclass(frozen=True, slots=True)
class FoundChannel:
    """A channel that may be watched: what it is, why it was chosen, and its latest entries (day or "", title,
    address or None).
    """

    name: str
    strategy: str
    url: str
    why: str
    entries: tuple[tuple[str, str, str | None], ...]
    more: int


@dataclass(frozen=True, slots=True)
class Found:
    """What was found behind an address: a definition nobody keeps yet, and what was left aside and why."""

    name: str
    definition: str
    channels: tuple[FoundChannel, ...]
    left: tuple[tuple[str, str], ...]


def look_in_process(settings: Settings, url: str, name: str) -> Found:
    """Let `gleaner sources add` look at an address and say what could be watched there.

    It runs as a process, as a reactor cannot be started twice in one; the crawl's guard, its pauses and
    robots.txt hold there as always.

    Raises:
        ActionRefusedError: nothing there can be watched, it is watched already, or it took too long.
    """
    if not url:
        raise ActionRefusedError("an address is needed")
    named = [f"--name={name}"] if name else []
    command = command_of("sources", "add", *named, "--json", "--dry-run", "--", url)
    try:
        with alone(settings.home):
            done = subprocess.run(  # noqa: S603 - our own command, its arguments a list
                command,
                env=environment_of(settings),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=LONGEST,
                check=False,
            )
    except subprocess.TimeoutExpired as error:
        raise ActionRefusedError(
            f"the site took longer than {LONGEST // 60} minutes: `gleaner sources add` has more patience"
        ) from error
    if done.returncode:
        raise ActionRefusedError(reason_of(done.stderr))
    return found_in(json.loads(done.stdout))


def found_in(told: dict[str, Any]) -> Found:
    """What the command told, as the page shows it."""
    channels = (
        FoundChannel(
            channel["name"],
            channel["strategy"],
            channel["url"],
            channel["why"],
            tuple(
                (entry["date"] or "", entry["title"] or entry["url"] or "", entry["url"])
                for entry in channel["entries"][:SHOWN]
            ),
            max(0, len(channel["entries"]) - SHOWN),
        )
        for channel in told["channels"]
    )
    left = ((each["url"], each["reason"]) for each in told["rejected"] if MISSING not in each["reason"])
    return Found(told["name"], told["definition"], tuple(channels), tuple(left))


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Hold the home's turn to add a source: each takes a process and a minute.

    Raises:
        ActionRefusedError: another is under way.
    """
    with (home / "adding.lock").open("a", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ActionRefusedError("another address is being looked at: try again in a minute") from None
        yield


def command_of(*words: str) -> list[str]:
    """A command of ours as a process of its own."""
    return [sys.executable, "-c", _START, *words]


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment of a command for this desk's home: the database's password stands in no argument."""
    own = {
        "HOME": str(settings.home),
        "DATABASE": settings.database,
        "ALLOW_PRIVATE_NETWORKS": "1" if settings.allow_private_networks else "0",
        "DOWNLOAD_DELAY": str(settings.download_delay),
    }
    return {**os.environ, **{ENVIRONMENT_PREFIX + name: value for name, value in own.items()}}


def reason_of(stderr: str) -> str:
    """Why it was refused: the last line that the command said of it."""
    lines = [line.removeprefix("gleaner: ") for line in stderr.splitlines() if line.startswith("gleaner: ")]
    return lines[-1] if lines else "it could not be looked at: the log of `gleaner serve` may say more"
