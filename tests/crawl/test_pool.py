import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scraper.crawl.pool import ExtractionPool
from scraper.items import Document, PageHints, Publication, Unreadable
from scraper.outcomes import DropReason

MEMORY = 1024 * 1024 * 1024
PARAGRAPH = "Children who live in care need people who stay, the report finds after a year of interviews. "
GOOD = f"<html><body><h1>People who stay</h1><main><p>{PARAGRAPH * 5}</p></main></body></html>".encode()


def abort(document: Document, hints: PageHints) -> Publication | Unreadable:
    if document.body == b"abort":
        os.abort()
    return Unreadable(DropReason.NO_TEXT, "survived")


def abort_once(document: Document, hints: PageHints) -> Publication | Unreadable:
    mark = Path(document.url)
    if not mark.exists():
        mark.touch()
        os.abort()
    return Unreadable(DropReason.NO_TEXT, "second try")


def devour(document: Document, hints: PageHints) -> Publication | Unreadable:
    return Unreadable(DropReason.NO_TEXT, str(len(bytearray(8 * MEMORY))))


def stumble(document: Document, hints: PageHints) -> Publication | Unreadable:
    raise LookupError("a case nobody thought of")


def spin(document: Document, hints: PageHints) -> Publication | Unreadable:
    while document.body == b"spin":
        pass
    return Unreadable(DropReason.NO_TEXT, str(os.getpid()))


@pytest.fixture
def pools() -> Iterator[list[ExtractionPool]]:
    opened: list[ExtractionPool] = []
    yield opened
    for pool in opened:
        pool.close()


def document(body: bytes, url: str = "https://example.org/news/one") -> Document:
    return Document(url, body, "text/html")


def read_all(pool: ExtractionPool, *bodies: bytes) -> list[Publication | Unreadable]:
    async def together() -> list[Publication | Unreadable]:
        return list(await asyncio.gather(*(pool.extract(document(body), PageHints()) for body in bodies)))

    return asyncio.run(together())


def test_pages_are_read_in_workers(pools: list[ExtractionPool]) -> None:
    pools.append(ExtractionPool(2, 60, MEMORY))
    found = read_all(pools[0], GOOD, GOOD, b"", GOOD)
    assert [getattr(one, "title", one) for one in found[:2]] == ["People who stay"] * 2
    assert isinstance(found[2], Unreadable)
    assert isinstance(found[3], Publication)


def test_a_page_that_takes_too_long_is_killed_and_others_finish(pools: list[ExtractionPool]) -> None:
    pools.append(ExtractionPool(2, 2, MEMORY, spin))
    slow, *rest = read_all(pools[0], b"spin", b"a", b"b", b"c")
    assert slow == Unreadable(DropReason.TOO_SLOW, "longer than 2 s")
    assert all(isinstance(one, Unreadable) and one.reason is DropReason.NO_TEXT for one in rest)


def test_a_page_deep_in_the_parser_is_killed_at_once(pools: list[ExtractionPool]) -> None:
    # Below the limit of one tag's attributes no page takes long: many such tags do.
    tag = b"<p " + b" ".join(b"a%d=1" % number for number in range(1_900)) + b">x</p>"
    pools.append(ExtractionPool(1, 1, MEMORY))
    read_all(pools[0], GOOD)
    (found,) = read_all(pools[0], b"<html><body>" + tag * 500)
    assert isinstance(found, Unreadable)
    assert found.reason in (DropReason.TOO_SLOW, DropReason.TOO_LARGE)
    assert isinstance(read_all(pools[0], GOOD)[0], Publication | Unreadable)


def test_a_worker_that_dies_three_times_on_a_page_costs_only_that_page(pools: list[ExtractionPool]) -> None:
    pools.append(ExtractionPool(2, 30, MEMORY, abort))
    found = read_all(pools[0], b"a", b"abort", b"b", b"c")
    assert found[1] == Unreadable(
        DropReason.CRASHED_EXTRACTION, f"its worker died 3 times, exit {-signal.SIGABRT}"
    )
    assert [one.detail for one in found if isinstance(one, Unreadable)].count("survived") == 3


def test_a_page_is_tried_again_after_its_worker_died(pools: list[ExtractionPool], tmp_path: Path) -> None:
    pools.append(ExtractionPool(1, 30, MEMORY, abort_once))
    found = asyncio.run(pools[0].extract(document(b"x", str(tmp_path / "mark")), PageHints()))
    assert found == Unreadable(DropReason.NO_TEXT, "second try")


def test_more_memory_than_allowed_is_too_large(pools: list[ExtractionPool]) -> None:
    pools.append(ExtractionPool(1, 30, MEMORY, devour))
    (found,) = read_all(pools[0], b"x")
    assert isinstance(found, Unreadable)
    assert found.reason is DropReason.TOO_LARGE


def test_an_unexpected_exception_names_its_class_and_stops_nothing(pools: list[ExtractionPool]) -> None:
    pools.append(ExtractionPool(1, 30, MEMORY, stumble))
    expected = Unreadable(DropReason.CRASHED_EXTRACTION, "LookupError: a case nobody thought of")
    assert read_all(pools[0], b"x", b"y") == [expected, expected]


def test_closing_twice_is_harmless_and_a_closed_pool_says_so() -> None:
    pool = ExtractionPool(1, 30, MEMORY, abort)
    read_all(pool, b"a")
    pool.close()
    pool.close()
    assert read_all(pool, b"a") == [
        Unreadable(DropReason.CRASHED_EXTRACTION, "the extraction pool is closed")
    ]


def spin_visibly(document: Document, hints: PageHints) -> Publication | Unreadable:
    Path(document.url).write_text(str(os.getpid()))
    while True:
        pass


PARENT = """
import asyncio, sys
from scraper.crawl.pool import ExtractionPool
from scraper.items import Document, PageHints
from tests.crawl.test_pool import spin_visibly

async def main():
    pool = ExtractionPool(2, 120, 1 << 30, spin_visibly)
    await asyncio.gather(*(pool.extract(Document(mark, b""), PageHints()) for mark in sys.argv[1:]))

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks the Linux kernel")
def test_busy_workers_die_with_a_killed_parent(tmp_path: Path) -> None:
    script, marks = tmp_path / "parent.py", [tmp_path / "one", tmp_path / "two"]
    script.write_text(PARENT)
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    parent = subprocess.Popen([sys.executable, script, *marks], env=environment)
    try:
        assert within(60, lambda: all(mark.exists() and mark.read_text() for mark in marks))
        workers = [int(mark.read_text()) for mark in marks]
        assert all(is_running(worker) for worker in workers)
    finally:
        parent.kill()
        parent.wait()
    assert within(10, lambda: not any(is_running(worker) for worker in workers))


def within(seconds: float, done: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        threading.Event().wait(0.02)
    return done()


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
