"""Extraction in processes that can be killed: no page may hold or end the crawl."""

import asyncio
import ctypes
import logging
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Final

from pebble import ProcessExpired, ProcessPool

from scraper.extraction import extract
from scraper.items import Document, PageHints, Publication, Unreadable
from scraper.outcomes import DropReason

_log = logging.getLogger(__name__)

#: A worker is replaced after so many pages, so that what the C libraries leak stays small.
_PAGES_PER_WORKER: Final = 200
#: Tries of a page whose worker died; a second death is the page's doing, a first may be the machine's.
_TRIES: Final = 2
_PR_SET_PDEATHSIG: Final = 1

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
        self._closed = False

    async def extract(self, document: Document, hints: PageHints) -> Publication | Unreadable:
        """Extract a page; whatever happens to its worker is a reason, never an exception."""
        code = 0
        for _ in range(_TRIES):
            if self._closed:
                return Unreadable(DropReason.CRASHED_EXTRACTION, "the extraction pool is closed")
            task = (self._reader, document, hints)
            future = self._running().schedule(_work, args=task, timeout=self._seconds)
            try:
                found: Publication | Unreadable = await asyncio.wrap_future(future)
            except FutureTimeoutError:
                return Unreadable(DropReason.TOO_SLOW, f"longer than {self._seconds:g} s")
            except ProcessExpired as error:
                code = error.exitcode
                _log.warning("extraction worker died (exit %s) on %s", error.exitcode, document.url)
            else:
                return found
        return Unreadable(DropReason.CRASHED_EXTRACTION, f"its worker died twice, exit {code}")

    def close(self) -> None:
        """End all workers, without waiting for pages under way. May be called again."""
        self._closed = True
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None

    def _running(self) -> ProcessPool:
        if self._pool is None:
            context = multiprocessing.get_context("forkserver")  # a fork of a threaded process may deadlock
            context.set_forkserver_preload(["scraper.extraction"])
            self._pool = ProcessPool(
                max_workers=self._size,
                max_tasks=_PAGES_PER_WORKER,
                initializer=_prepare,
                initargs=(self._memory_bytes,),
                context=context,
            )
        return self._pool


def _work(reader: Reader, document: Document, hints: PageHints) -> Publication | Unreadable:
    try:
        return reader(document, hints)
    except MemoryError:
        return Unreadable(DropReason.TOO_LARGE, "needs more memory than a worker may use")
    except Exception as error:  # noqa: BLE001  one page's surprise, in whatever library, must not end the run
        return Unreadable(DropReason.CRASHED_EXTRACTION, f"{type(error).__name__}: {error}"[:300])


def _prepare(memory_bytes: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Pebble's handler runs only between byte codes; a worker deep in a C library must die at once.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _die_with_parent()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # each of its threads takes address space
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _die_with_parent() -> None:
    """Ask the kernel for SIGKILL when the fork server dies, which happens when the crawl does."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == 1:  # it died before we asked
        os._exit(1)
