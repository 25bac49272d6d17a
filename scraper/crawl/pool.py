"""Extraction in processes that can be killed: no page may hold or end the crawl."""

import asyncio
import fcntl
import logging
import multiprocessing
import os
import resource
import select
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as FutureTimeoutError
from multiprocessing.connection import Connection
from typing import Any, Final, TypeVar

from pebble import ProcessExpired, ProcessPool

from scraper.extraction import extract
from scraper.extraction.learning import learn_further
from scraper.items import Document, PageHints, Publication, SitePattern, Unreadable
from scraper.outcomes import DropReason

_log = logging.getLogger(__name__)

#: A worker is replaced after so many pages, so that what the C libraries leak stays small.
_PAGES_PER_WORKER: Final = 200
#: Tries of a page whose worker died: a first death may be the machine's doing, a third is the page's.
_TRIES: Final = 3

_T = TypeVar("_T")
Reader = Callable[[Document, PageHints], Publication | Unreadable]


class ExtractionPool:
    """Worker processes that extract pages, one page at a time each.

    Workers start when first needed. They ignore SIGINT (the crawl decides when to end), may use
    `memory_bytes` of address space, and die with the process that started them.

    Args:
        size: number of workers.
        seconds: a page's time; then its worker is killed and replaced.
        memory_bytes: address space of one worker; the libraries alone take about 400 MB of it.
        reader: what a worker does with a page; a function of a module workers can import.
    """

    def __init__(self, size: int, seconds: float, memory_bytes: int, reader: Reader = extract) -> None:
        self._size, self._seconds, self._memory_bytes, self._reader = size, seconds, memory_bytes, reader
        self._pool: ProcessPool | None = None
        self._life: Connection | None = None
        self._closed = False

    async def extract(self, document: Document, hints: PageHints) -> Publication | Unreadable:
        """Extract a page; whatever happens to its worker is a reason, never an exception."""
        return await self._ask(document.url, self._reader, document, hints)

    async def learn(
        self, source: str, pages: Sequence[Document], hints: PageHints, least: int
    ) -> SitePattern | Unreadable | None:
        """Learn from pages of a source as `learning.learn_further` does; a worker's death is a reason."""
        return await self._ask(source, learn_further, pages, hints, least)

    async def _ask(self, what: str, work: Callable[..., _T], *task: Any) -> _T | Unreadable:
        """Have a worker do something; `what` names it in the log."""
        code = 0
        for _ in range(_TRIES):
            if self._closed:
                return Unreadable(DropReason.CRASHED_EXTRACTION, "the extraction pool is closed")
            future = self._running().schedule(_work, args=(work, *task), timeout=self._seconds)
            try:
                found: _T | Unreadable = await asyncio.wrap_future(future)
            except FutureTimeoutError:
                return Unreadable(DropReason.TOO_SLOW, f"longer than {self._seconds:g} s")
            except ProcessExpired as error:
                code = error.exitcode
                _log.warning("extraction worker died (exit %s) on %s", error.exitcode, what)
            else:
                return found
        return Unreadable(DropReason.CRASHED_EXTRACTION, f"its worker died {_TRIES} times, exit {code}")

    def close(self) -> None:
        """End all workers, without waiting for pages under way. May be called again."""
        self._closed = True
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = self._life = None

    def _running(self) -> ProcessPool:
        if self._pool is None:
            context = multiprocessing.get_context("forkserver")  # a fork of a threaded process may deadlock
            context.set_forkserver_preload(["scraper.extraction"])
            held, self._life = context.Pipe(duplex=False)
            self._pool = ProcessPool(
                max_workers=self._size,
                max_tasks=_PAGES_PER_WORKER,
                initializer=_prepare,
                initargs=(self._memory_bytes, held),
                context=context,
            )
        return self._pool


def _work(work: Callable[..., _T], *task: Any) -> _T | Unreadable:
    try:
        return work(*task)
    except MemoryError:
        return Unreadable(DropReason.TOO_LARGE, "needs more memory than a worker may use")
    except Exception as error:  # noqa: BLE001  one page's surprise, in whatever library, must not end the run
        return Unreadable(DropReason.CRASHED_EXTRACTION, f"{type(error).__name__}: {error}"[:300])


def _prepare(memory_bytes: int, life: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Pebble's handler runs only between byte codes; a worker deep in a C library must die at once.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform.startswith("linux"):
        _die_with(life)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # each of its threads takes address space
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _die_with(life: Connection) -> None:
    """Have the kernel end this worker when the other end of the pipe closes: the crawl is gone.

    A parent-death signal would not do: a worker's parent is the fork server, which lives as long as it has
    workers. The signal needs no byte code to run. Elsewhere than on Linux idle workers end by themselves.
    """
    # The owner of a signal belongs to the open file, which workers share: each opens the pipe anew.
    own = os.open(f"/proc/self/fd/{life.fileno()}", os.O_RDONLY | os.O_NONBLOCK)
    signal.signal(signal.SIGIO, signal.SIG_DFL)  # the default ends the process
    fcntl.fcntl(own, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(own, fcntl.F_SETFL, os.O_NONBLOCK | os.O_ASYNC)
    if select.select([own], [], [], 0)[0]:  # it closed before we asked
        os._exit(1)
