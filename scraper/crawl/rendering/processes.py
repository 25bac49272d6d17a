"""The browser's processes, as Linux shows them: which they are, what memory they take, and their end.

Elsewhere nothing is found: the heap limit of scripts and the limit of time are then what holds.
"""

import logging
import os
import resource
import signal
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

logger = logging.getLogger(__name__)

_PROC = Path("/proc")


def marked(mark: str) -> set[int]:
    """The process whose command line holds the mark, and all its descendants; none when it has ended."""
    children: dict[int, list[int]] = defaultdict(list)
    waiting: list[int] = []
    for folder in _PROC.glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text(errors="replace").rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_bytes()
        except (OSError, IndexError):  # it ended while we looked
            continue
        children[parent].append(int(folder.name))
        if mark.encode() in command:
            waiting.append(int(folder.name))
    found: set[int] = set()
    while waiting:
        process = waiting.pop()
        if process not in found:  # a child carries its parent's command line until it has one of its own
            found.add(process)
            waiting += children[process]
    return found


def private_bytes(processes: Iterable[int]) -> int:
    """Memory that the processes have for themselves."""
    pages = 0
    for process in processes:
        try:
            numbers = (_PROC / str(process) / "statm").read_text().split()
        except OSError:
            continue
        if len(numbers) > 2:  # resident and shared, in pages
            pages += int(numbers[1]) - int(numbers[2])
    return pages * resource.getpagesize()


def limit_data(processes: Iterable[int], most_bytes: int) -> None:
    """Let no process, and none that it starts from now on, have more data than this."""
    for process in processes:
        try:
            resource.prlimit(process, resource.RLIMIT_DATA, (most_bytes, most_bytes))
        except ProcessLookupError:
            continue
        except PermissionError as error:
            logger.warning("The memory of browser process %d cannot be limited: %s", process, error)


def kill(processes: Iterable[int]) -> None:
    """End processes at once."""
    for process in processes:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue
