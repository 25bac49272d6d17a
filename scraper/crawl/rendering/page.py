"""One page on show: what it may ask for, when it has come to rest, and what it says then."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urldefrag

from scraper.crawl.rendering.chromium import BEFORE_SCRIPTS
from scraper.crawl.rendering.limits import MEGABYTE, Limits, NotRenderedError
from scraper.crawl.rendering.parts import (
    FETCHED,
    Answer,
    Fetch,
    Part,
    headers_to_send,
    headers_to_show,
)

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page, Request, Route

T = TypeVar("T")

logger = logging.getLogger(__name__)

#: Files fetched at once, as many as browsers have connections to one host.
AT_ONCE = 6
#: Seconds between two looks at a page, and the number of looks that must find the same.
BETWEEN_LOOKS = 0.25
LOOKS_AT_REST = 4
#: What a look sees. Links are what a listing is read for; slides that turn and clocks that tick change none.
LOOK = "() => `${document.readyState} ${document.querySelectorAll('a[href]').length}`"
LOADED = "complete "


class Showing:
    """A page in a window of its own. Nothing it asks for passes but through `fetch`.

    Args:
        url: of the page.
        served: what came from there.
        fetch: how its files are fetched.
        limits: what it may take; its time is for the caller to watch.
    """

    def __init__(self, url: str, served: Answer, fetch: Fetch, limits: Limits) -> None:
        self._url, self._served, self._fetch, self._limits = url, served, fetch, limits
        self._asked = self._bytes = self._under_way = 0
        self._page: Page | None = None
        self._shown = False
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Future[Any]] = set()
        self._end: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def broken(self) -> str:
        """Wait for what makes the page impossible to show.

        Raises:
            NotRenderedError: always, once there is such a thing.
        """
        await self._end
        raise AssertionError("it ends with an error only")

    async def html(self, context: "BrowserContext") -> str:
        """The page's document once it has come to rest.

        Raises:
            NotRenderedError: it is larger than allowed.
        """
        await context.add_init_script(BEFORE_SCRIPTS)
        await context.route("**/*", self._answer)
        self._page = page = await context.new_page()
        page.on("crash", lambda _page: self._break("its scripts took more memory than they may"))
        context.on("page", self._close_window)
        await page.goto(self._url, wait_until="commit", timeout=0)
        await self._rest(page)
        html = await page.content()
        if len(html.encode("utf-8", "replace")) > self._limits.document_bytes:
            most = self._limits.document_bytes // MEGABYTE
            raise NotRenderedError(f"the page as it is shown is larger than {most} MB")
        return html

    async def drop(self) -> None:
        """Give up what is still being fetched: nobody waits for it any more."""
        if not self._end.done():
            self._end.cancel()
        under_way = list(self._tasks)
        for task in under_way:
            task.cancel()
        await asyncio.gather(self._end, *under_way, return_exceptions=True)

    def why_unfinished(self) -> str:
        """Why the page's time was not enough, in words for an editor."""
        waited = "its files were still being fetched" if self._under_way else "its scripts were still at work"
        return f"the page was not done after {self._limits.seconds:g} s: {waited}"

    def _break(self, reason: str) -> None:
        if not self._end.done():
            self._end.set_exception(NotRenderedError(f"the page cannot be shown: {reason}"))

    async def _rest(self, page: "Page") -> None:
        same, before = 0, ""
        while same < LOOKS_AT_REST:
            await asyncio.sleep(BETWEEN_LOOKS)
            seen = str(await page.evaluate(LOOK))
            at_rest = seen == before and seen.startswith(LOADED) and not self._under_way
            same = same + 1 if at_rest else 0
            before = seen

    def _close_window(self, window: "Page") -> None:
        """A window that a script opened: nothing is ever shown in it."""
        if window is not self._page and self._page is not None:
            self._begin(window.close())

    def _begin(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _answer(self, route: "Route") -> None:
        """Answer one request of the browser's, unless nobody waits for the answer any more."""
        from playwright.async_api import Error  # noqa: PLC0415 the library is optional

        try:
            await self._decide(route)
        except Error as error:
            logger.debug("No answer to %s: %s", route.request.url, error)
            await route.fallback()  # to nobody: the library waits for every answer it was not refused

    async def _decide(self, route: "Route") -> None:
        """Answer with the page, with a file fetched for it, or not at all."""
        request = route.request
        if request.is_navigation_request():
            await self._navigate(route, request)
        elif request.resource_type not in FETCHED or self._end.done():
            await route.abort()
        else:
            await self._give(route, request)

    async def _navigate(self, route: "Route", request: "Request") -> None:
        if not self._shown and request.url == urldefrag(self._url).url:
            self._shown = True
            await _fulfil(route, self._served)
            return
        await route.abort("aborted")  # the one error after which a window goes on showing what it showed
        if self._is_main(request):
            self._break(f"a script leads on to {request.url[:200]}")

    def _is_main(self, request: "Request") -> bool:
        """Whether the request is for the page's own window, not for a frame in it or a window it opened."""
        from playwright.async_api import Error  # noqa: PLC0415 the library is optional

        try:
            return self._page is not None and request.frame == self._page.main_frame
        except Error:  # of a window that is not there yet
            return False

    async def _give(self, route: "Route", request: "Request") -> None:
        self._asked += 1
        if self._asked > self._limits.requests:
            self._break(f"it asks for more than {self._limits.requests} files")
            await route.abort()
            return
        part = Part(request.url, request.method, headers_to_send(request.headers), request.post_data_buffer)
        self._under_way += 1
        try:
            answer = await self._fetched(part)
        except NotRenderedError as error:
            self._break(str(error))
            answer = None
        finally:
            self._under_way -= 1
        self._bytes += len(answer.body) if answer else 0
        if self._bytes > self._limits.total_bytes:
            self._break(f"its files are larger than {self._limits.total_bytes // MEGABYTE} MB together")
        if answer is None or self._end.done():
            await route.abort()
        else:
            await _fulfil(route, answer)

    async def _fetched(self, part: Part) -> Answer | None:
        async with self._turns:
            if self._end.done():
                return None
            task = self._begin(self._fetch(part))
            await asyncio.wait({task})
            return None if task.cancelled() else task.result()


async def _fulfil(route: "Route", answer: Answer) -> None:
    await route.fulfill(status=answer.status, headers=headers_to_show(answer.headers), body=answer.body)
