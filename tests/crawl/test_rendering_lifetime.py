"""How long one browser serves: replaced after many pages, ended when idle, never missed when it died."""

import asyncio
from typing import Any

import pytest

from scraper.crawl.rendering import Renderer, obstacle
from scraper.crawl.rendering.limits import Lifetime
from scraper.crawl.rendering.processes import kill, marked
from tests.crawl.test_rendering import FILLED, NEWS, URL, Files, html

pytestmark = pytest.mark.skipif(bool(obstacle("")), reason=obstacle(""))


async def one_page(renderer: Renderer) -> int:
    """Show a page; the eldest process of the browser that did."""
    assert "Report 1" in (await renderer.render(URL, html(FILLED), Files(NEWS).fetch)).html
    return min(marked(renderer._mark), default=0)


def test_a_browser_is_replaced_after_so_many_pages(run_crawl: Any) -> None:
    async def run() -> list[int]:
        renderer = Renderer("", "Gleaner/0.1", lifetime=Lifetime(pages=2))
        eldest = [await one_page(renderer) for _ in range(3)]
        await renderer.close()
        return eldest

    first, ended, second = run_crawl(run())
    assert first
    assert ended == 0
    assert second not in {0, first}


def test_a_browser_without_a_page_to_show_is_ended_and_the_next_page_gets_a_new_one(run_crawl: Any) -> None:
    async def run() -> tuple[int, int]:
        renderer = Renderer("", "Gleaner/0.1", lifetime=Lifetime(idle_seconds=0.2))
        first = await one_page(renderer)
        async with asyncio.timeout(60):
            while marked(renderer._mark):  # noqa: ASYNC110 - nobody tells us
                await asyncio.sleep(0.05)
        second = await one_page(renderer)
        await renderer.close()
        assert marked(renderer._mark) == set()
        return first, second

    first, second = run_crawl(run())
    assert second not in {0, first}


def test_a_browser_that_died_between_two_pages_costs_no_page(run_crawl: Any) -> None:
    async def run() -> None:
        renderer = Renderer("", "Gleaner/0.1")
        eldest = await one_page(renderer)
        kill(marked(renderer._mark))
        async with asyncio.timeout(60):
            while renderer._browser is not None and renderer._browser.is_connected():  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert await one_page(renderer) != eldest
        await renderer.close()
        assert marked(renderer._mark) == set()

    run_crawl(run())
