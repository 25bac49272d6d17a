"""The reactor of these tests, and how to run a crawl in it.

Scrapy needs a Twisted reactor, and a process can have only one, started once. It is installed here on an
asyncio loop of its own, before any test module imports something that would install another. Tests that
crawl take the fixture `run_crawl` and give it a coroutine:

    def test_pages_are_fetched(run_crawl):
        answers = run_crawl(ask(["http://127.0.0.1:8000/"], settings))

It returns what the coroutine returns and fails the test when that takes longer than `timeout` seconds
(60 unless told). The coroutine may use asyncio freely: server, crawl and test share the loop. The session
ends by shutting the reactor down, and with it the threads that look up names.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import pytest
from twisted.internet import asyncioreactor

T = TypeVar("T")

LOOP = asyncio.new_event_loop()
asyncio.set_event_loop(LOOP)
asyncioreactor.install(LOOP)


@pytest.fixture(scope="session")
def crawl_loop(request: pytest.FixtureRequest) -> asyncio.AbstractEventLoop:
    """The loop, its reactor started by the first who asks: tests of another room may ask too."""
    from twisted.internet import reactor  # noqa: PLC0415 it is installed above, at import

    def shut_down() -> None:
        reactor.fireSystemEvent("shutdown")
        LOOP.run_forever()  # until the shutdown, which also stops the loop, has been seen through
        LOOP.close()

    if not reactor.running:
        reactor.startRunning(installSignalHandlers=False)
        request.config.add_cleanup(shut_down)
    return LOOP


@pytest.fixture
def run_crawl(crawl_loop: asyncio.AbstractEventLoop) -> Callable[..., Any]:
    def run(coroutine: Coroutine[Any, Any, T], timeout: float = 60) -> T:
        return crawl_loop.run_until_complete(asyncio.wait_for(coroutine, timeout))

    return run
