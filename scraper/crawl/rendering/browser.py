"""The browser of a run: started when first needed, one page at a time, ended whatever happens."""

import asyncio
import logging
import os
import secrets
from collections.abc import Awaitable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from scraper.crawl.rendering.chromium import (
    LOOPBACK_TOO,
    NOWHERE,
    PASSED_ON,
    UNWANTED,
    arguments,
    find_program,
    obstacle,
    page_options,
)
from scraper.crawl.rendering.limits import MEGABYTE, Lifetime, Limits, NotRenderedError
from scraper.crawl.rendering.page import Showing
from scraper.crawl.rendering.parts import Answer, Fetch
from scraper.crawl.rendering.processes import kill, limit_data, marked, private_bytes

if TYPE_CHECKING:
    from playwright.async_api import Browser, Playwright

logger = logging.getLogger(__name__)

#: The setting that holds the renderer shared by all visits of a run.
RENDERER_SETTING = "GLEANER_RENDERER"
#: Seconds the browser has to start.
START_SECONDS = 30.0
#: Seconds the library has to let go of a browser that was ended.
END_SECONDS = 5.0
#: Seconds between two looks at the browser's memory.
BETWEEN_WEIGHINGS = 0.25


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as the browser showed it, and which browser that was."""

    html: str
    browser: str


class Renderer:
    """Shows pages to a headless Chromium that reaches no network by itself.

    It travels in Scrapy's settings, which every crawler copies deeply; the copy has to be the same object.

    Args:
        program: path or name of the browser's program, "" to look for it.
        agent: who servers and scripts are told we are.
        limits: what one page may take.
        lifetime: how long one browser serves; a watch runs for months.
    """

    def __init__(
        self, program: str, agent: str, limits: Limits | None = None, lifetime: Lifetime | None = None
    ) -> None:
        self._program, self._agent = program, agent
        self.limits, self._lifetime = limits or Limits(), lifetime or Lifetime()
        self._pages = 0
        self._idle: asyncio.TimerHandle | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self._driver: Playwright | None = None
        self._browser: Browser | None = None
        self._mark = f"gleaner-{os.getpid()}-{secrets.token_hex(8)}"
        self._closed = False

    def __deepcopy__(self, _memo: dict[int, Any]) -> Self:
        return self

    async def render(self, url: str, answer: Answer, fetch: Fetch) -> Rendered:
        """A page as it is shown once its scripts have run; waits for its turn.

        Args:
            url: of the page, after redirects.
            answer: what was served there.
            fetch: fetches what its scripts ask for, on the guarded way.

        Raises:
            NotRenderedError: with the reason. The browser is ended with it, and the next page gets a new one.
        """
        if reason := obstacle(self._program):
            raise NotRenderedError(reason)
        async with self._turn:
            rendered = None
            try:
                rendered = await self._show(await self._started(), Showing(url, answer, fetch, self.limits))
            finally:
                if rendered is None or self._pages >= self._lifetime.pages:
                    await self._end()
                else:
                    self._idle_from_now()
            return rendered

    async def close(self) -> None:
        """End the browser. No page is shown any more."""
        self._closed = True
        await self._leave()

    def _idle_from_now(self) -> None:
        """End the browser after a while, unless another page comes."""

        def leave() -> None:
            self._leaving = asyncio.ensure_future(self._leave())

        self._busy()
        self._idle = asyncio.get_running_loop().call_later(self._lifetime.idle_seconds, leave)

    def _busy(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    async def _leave(self) -> None:
        async with self._turn:
            await self._end()

    async def _show(self, browser: "Browser", showing: Showing) -> Rendered:
        from playwright.async_api import Error  # noqa: PLC0415 the library is optional

        try:
            async with asyncio.timeout(self.limits.seconds):
                context = await browser.new_context(**page_options(self._agent))
                html = await first_of(showing.html(context), showing.broken(), self._outgrown())
                await context.close()
        except TimeoutError as error:
            raise NotRenderedError(showing.why_unfinished()) from error
        except Error as error:
            raise NotRenderedError(f"the browser failed: {first_line(error)}") from error
        finally:
            await showing.drop()
        return Rendered(html, f"Chromium {browser.version}")

    async def _started(self) -> "Browser":
        from playwright.async_api import Error  # noqa: PLC0415 the library is optional

        if self._closed:
            raise NotRenderedError("the run ended before the page could be shown")
        self._busy()
        self._pages += 1
        if self._browser is not None and self._browser.is_connected():
            return self._browser
        if self._browser is not None:  # it died since its last page
            await self._end()
            self._pages = 1
        try:
            async with asyncio.timeout(START_SECONDS):
                self._browser = await self._start()
        except TimeoutError as error:
            raise NotRenderedError(f"the browser did not start within {START_SECONDS:g} s") from error
        except Error as error:
            raise NotRenderedError(f"the browser did not start: {first_line(error)}") from error
        limit_data(marked(self._mark), self.limits.memory_bytes)
        return self._browser

    async def _start(self) -> "Browser":
        from playwright.async_api import async_playwright  # noqa: PLC0415 the library is optional

        self._driver = self._driver or await async_playwright().start()
        return await self._driver.chromium.launch(
            executable_path=find_program(self._program),
            args=arguments(self._mark, self.limits),
            ignore_default_args=UNWANTED,
            proxy={"server": NOWHERE, "bypass": LOOPBACK_TOO},
            chromium_sandbox=os.geteuid() != 0,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
            # A signal to us ends the run in good order, and the browser with it.
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
        )

    async def _outgrown(self) -> str:
        """Wait until the browser takes more memory than it may.

        Raises:
            NotRenderedError: then.
        """
        while private_bytes(marked(self._mark)) <= self.limits.memory_bytes:  # noqa: ASYNC110 nobody tells us
            await asyncio.sleep(BETWEEN_WEIGHINGS)
        most = self.limits.memory_bytes // MEGABYTE
        raise NotRenderedError(f"the page cannot be shown: it took more than {most} MB of memory")

    async def _end(self) -> None:
        """End the browser, by force if it does not listen; when asked it clears up behind it."""
        self._busy()
        driver, browser = self._driver, self._browser
        self._driver = self._browser = None
        self._pages = 0
        closing: asyncio.Future[None] | None = None
        if browser is not None:
            closing = asyncio.ensure_future(browser.close())
            await asyncio.wait({closing}, timeout=END_SECONDS)
        kill(marked(self._mark))
        if closing is not None:
            await in_time(closing, "the browser did not end")
        if driver is not None:
            await in_time(driver.stop(), "the library that drives the browser did not end")


async def in_time(work: Awaitable[None], otherwise: str) -> None:
    """Wait for the end of something, but not for ever."""
    try:
        await asyncio.wait_for(work, END_SECONDS)
    except TimeoutError:
        logger.warning("After %g s %s", END_SECONDS, otherwise)


async def first_of(*works: Coroutine[Any, Any, str]) -> str:
    """What the first of several gives or raises; the others are ended."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return done.pop().result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def first_line(error: Exception) -> str:
    """The first line of a long message."""
    return str(error).strip().partition("\n")[0][:200]
