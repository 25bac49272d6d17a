"""Pages shown to a real browser: what it makes of them, and what one may take."""

import asyncio
import json
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from scraper.crawl.rendering import Answer, Limits, NotRenderedError, Part, Renderer, obstacle
from scraper.crawl.rendering.chromium import find_program
from scraper.crawl.rendering.processes import kill, marked

needs_browser = pytest.mark.skipif(bool(obstacle("")), reason=obstacle(""))

URL = "http://www.example.org/news"
FILLED = """<main><h1>News</h1><ul id="list"></ul></main><script>
fetch("/news.json").then(answer => answer.json()).then(all => {
  for (const one of all) list.innerHTML += `<li><a href="/news/${one}">Report ${one}</a></li>`
})</script>"""
NEWS = {"/news.json": json.dumps([1, 2, 3])}
#: Of pages that are to meet the end of their time: short, so that nobody waits.
TIGHT = Limits(seconds=5)


def html(body: str) -> Answer:
    return Answer(200, (("Content-Type", "text/html; charset=utf-8"),), body.encode())


class Files:
    """What a page's scripts are given, and what they asked for."""

    def __init__(self, files: dict[str, str] | None = None) -> None:
        self.files = files or {}
        self.asked: list[Part] = []

    async def fetch(self, part: Part) -> Answer | None:
        self.asked.append(part)
        path = part.url.removeprefix("http://www.example.org")
        kind = "text/javascript" if path.endswith(".js") else "application/json"
        body = self.files.get(path)
        return None if body is None else Answer(200, (("Content-Type", kind),), body.encode())


async def shown(body: str, files: Files | None = None, limits: Limits | None = None, url: str = URL) -> str:
    """One page, shown by a browser of its own."""
    renderer = Renderer("", "Gleaner/0.1", limits)
    try:
        return (await renderer.render(url, html(body), (files or Files()).fetch)).html
    finally:
        await renderer.close()


async def refused(body: str, files: Files | None = None, limits: Limits | None = None) -> str:
    """Why a page cannot be shown. The next page of the same renderer can."""
    renderer = Renderer("", "Gleaner/0.1", limits)
    try:
        with pytest.raises(NotRenderedError) as said:
            await renderer.render(URL, html(body), (files or Files()).fetch)
        after = await renderer.render(URL, html(FILLED), Files(NEWS).fetch)
        assert "Report 3" in after.html
        return str(said.value)
    finally:
        await renderer.close()


# -- what a page shows ---------------------------------------------------------------------------------------


@needs_browser
def test_a_list_that_a_script_fills_is_shown_filled(run_crawl: Any) -> None:
    assert '<li><a href="/news/3">Report 3</a></li>' in run_crawl(shown(FILLED, Files(NEWS)))


@needs_browser
def test_scripts_modules_and_style_sheets_are_given_images_fonts_media_and_frames_are_not(
    run_crawl: Any,
) -> None:
    body = """<link rel="stylesheet" href="/s.css"><link rel="icon" href="/i.ico"><img src="/a.png">
        <video src="/v.mp4"></video><iframe src="/frame"></iframe><object data="/o"></object><embed src="/e">
        <style>@font-face {font-family: f; src: url(/f.woff)} body {font-family: f}</style>text
        <script src="/plain.js"></script><script type="module" src="/module.js"></script>
        <script>new EventSource("/stream"); navigator.sendBeacon("/beacon"); new Audio("/a.mp3").play()
        </script>"""
    files = Files({"/s.css": "", "/plain.js": "", "/module.js": 'import "/other.js"', "/other.js": ""})
    run_crawl(shown(body, files))
    assert sorted(part.url.rpartition("/")[2] for part in files.asked) == [
        *("module.js", "other.js", "plain.js", "s.css")
    ]


@needs_browser
def test_a_page_without_one_of_its_files_is_shown_all_the_same(run_crawl: Any) -> None:
    assert "Report 1" in run_crawl(shown('<script src="/lost.js"></script>' + FILLED, Files(NEWS)))


@needs_browser
def test_a_script_learns_our_name_and_keeps_its_own_headers_and_body(run_crawl: Any) -> None:
    body = """<p id="p"></p><script>
        document.cookie = "a=b"
        p.textContent = navigator.userAgent
        fetch("/search", {method: "POST", headers: {"X-Key": "k"}, body: "{}", credentials: "include"})
        </script>"""
    files = Files()
    assert '<p id="p">Gleaner/0.1</p>' in run_crawl(shown(body, files))
    (asked,) = files.asked
    assert (asked.method, asked.body, asked.headers["x-key"]) == ("POST", b"{}", "k")
    assert not {"cookie", "referer", "user-agent"} & set(asked.headers)


@needs_browser
def test_a_page_with_a_clock_and_turning_slides_comes_to_rest(run_crawl: Any) -> None:
    body = """<p id="clock"></p><script>
        setInterval(() => { clock.textContent = performance.now(); clock.className = "s" + Math.random() })
        </script>"""
    assert "clock" in run_crawl(shown(body, limits=TIGHT))


@needs_browser
def test_the_address_keeps_its_fragment_and_a_script_may_change_it(run_crawl: Any) -> None:
    body = '<p id="p"></p><script>p.textContent = location.hash; history.pushState({}, "", "/x")</script>'
    assert '<p id="p">#/latest</p>' in run_crawl(shown(body, url=URL + "#/latest"))


@needs_browser
def test_dialogs_new_windows_and_downloads_hold_nothing_up(run_crawl: Any) -> None:
    body = f"""<a id="file" href="data:application/zip,x" download="x.zip">file</a><script>
        alert("hello"); confirm("sure?"); prompt("name?"); print(); window.open("/popup"); window.open()
        file.click(); Notification.requestPermission(); navigator.geolocation.getCurrentPosition(() => 0)
        window.onbeforeunload = () => "stay"</script>{FILLED}"""
    files = Files(NEWS)
    assert "Report 2" in run_crawl(shown(body, files))
    assert [part.url for part in files.asked] == ["http://www.example.org/news.json"]


@needs_browser
def test_pages_are_shown_one_after_the_other_by_one_browser_and_share_nothing(run_crawl: Any) -> None:
    async def run() -> tuple[list[str], int, set[int]]:
        renderer = Renderer("", "Gleaner/0.1")
        waiting = most = 0
        browsers: set[int] = set()

        async def fetch(part: Part) -> Answer | None:
            nonlocal waiting, most
            waiting += 1
            most = max(most, waiting)
            browsers.add(min(marked(renderer._mark)))  # the eldest of its processes
            await asyncio.sleep(0.3)
            waiting -= 1
            return html("")

        body = """<p id="p"></p><script>
            p.textContent = document.cookie + localStorage.length; document.cookie = "a=b"; localStorage.a = 1
            fetch("/slow")</script>"""
        pages = await asyncio.gather(*(renderer.render(URL, html(body), fetch) for _ in range(3)))
        await renderer.close()
        return [each.html for each in pages], most, browsers

    pages, at_once, browsers = run_crawl(run())
    assert all('<p id="p">0</p>' in each for each in pages)
    assert at_once == 1
    assert len(browsers) == 1


# -- what it may take ----------------------------------------------------------------------------------------


@needs_browser
@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            "<a href=/>x</a><script>setInterval(() => body.append(body.firstChild.cloneNode()))</script>",
            "was not done after 5 s: its scripts were still at work",
        ),
        ("<script>for (;;);</script>", "was not done after 5 s"),
        ("<script>for (;;) alert('again')</script>", "was not done after 5 s"),
    ],
    ids=["endless", "busy", "alerts"],
)
def test_a_page_that_takes_too_long_fails_with_its_reason_and_the_next_is_shown(
    run_crawl: Any, body: str, reason: str
) -> None:
    assert reason in run_crawl(refused("<body id=body>" + body, limits=TIGHT))


@needs_browser
@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            "<script>location = '/elsewhere?' + Math.random()</script>",
            "leads on to http://www.example.org/els",
        ),
        ("<meta http-equiv=refresh content='0; url=http://other.example/'>", "leads on to http://other.exa"),
        ("<form action=/go></form><script>document.forms[0].submit()</script>", "leads on to"),
        (
            "<script>a = []; for (;;) a.push(new Array(1e5).fill(Math.random()))</script>",
            "more memory than they may",
        ),
        (
            "<script>document.body.title = 'x'.repeat(11e6)</script>",
            "the page as it is shown is larger than 10 MB",
        ),
        ("<script>for (let i = 0; i < 400; i++) fetch('/' + i)</script>", "asks for more than 150 files"),
        (
            "<script>fetch('/a'); location.reload()</script>",
            "leads on to http://www.example.org/news",
        ),
    ],
    ids=["redirect", "refresh", "form", "heap", "large", "files", "reload"],
)
def test_a_page_that_takes_too_much_fails_with_its_reason_and_the_next_is_shown(
    run_crawl: Any, body: str, reason: str
) -> None:
    assert reason in run_crawl(refused("<body id=body>" + body))


@needs_browser
@pytest.mark.slow
def test_a_page_that_waits_for_a_file_that_never_comes_fails(run_crawl: Any) -> None:
    class Slow(Files):
        async def fetch(self, part: Part) -> Answer | None:
            await asyncio.sleep(60)
            return None

    assert "its files were still being fetched" in run_crawl(refused(FILLED, Slow(), TIGHT))


@needs_browser
@pytest.mark.slow
def test_files_that_are_too_large_together_fail_the_page(run_crawl: Any) -> None:
    files = Files({f"/{number}.js": "/" * 400_000 for number in range(10)})
    body = "".join(f'<script src="/{number}.js"></script>' for number in range(10))
    said = run_crawl(refused(body, files, Limits(total_bytes=2**20)))
    assert "its files are larger than 1 MB together" in said


@needs_browser
@pytest.mark.slow
def test_memory_that_scripts_take_outside_their_heap_is_limited_too(run_crawl: Any) -> None:
    body = """<script>a = []; setInterval(() => {
        const memory = new WebAssembly.Memory({initial: 300})
        new Uint8Array(memory.buffer).fill(7)
        a.push(memory)
        document.body.insertAdjacentHTML("beforeend", "<a href=/x>never at rest</a>")
        }, 10)</script>"""
    said = run_crawl(refused(body, limits=Limits(memory_bytes=450 * 2**20)))
    assert "it took more than 450 MB of memory" in said


@needs_browser
def test_a_renderer_that_is_closed_leaves_no_process_and_shows_nothing_more(run_crawl: Any) -> None:
    async def run() -> tuple[int, set[int], str]:
        renderer = Renderer("", "Gleaner/0.1")
        await renderer.render(URL, html("<p>one"), Files().fetch)
        before = len(marked(renderer._mark))
        await renderer.close()
        with pytest.raises(NotRenderedError) as said:
            await renderer.render(URL, html("<p>two"), Files().fetch)
        return before, marked(renderer._mark), str(said.value)

    before, after, said = run_crawl(run())
    assert before > 3
    assert after == set()
    assert said == "the run ended before the page could be shown"


@needs_browser
def test_a_browser_that_dies_fails_its_page_and_the_next_gets_a_new_one(run_crawl: Any) -> None:
    async def run() -> str:
        renderer = Renderer("", "Gleaner/0.1")

        class Deadly(Files):
            async def fetch(self, part: Part) -> Answer | None:
                kill(marked(renderer._mark))
                return None

        with pytest.raises(NotRenderedError) as said:
            await renderer.render(URL, html(FILLED), Deadly().fetch)
        assert "Report 1" in (await renderer.render(URL, html(FILLED), Files(NEWS).fetch)).html
        await renderer.close()
        return str(said.value)

    assert run_crawl(run()).startswith("the browser failed: ")


@needs_browser
def test_a_driver_that_dies_fails_its_page_and_the_next_gets_a_new_one(run_crawl: Any) -> None:
    """Between us and the browser stands a process of the library's: the browser's parent."""

    async def run() -> str:
        renderer = Renderer("", "Gleaner/0.1")

        class Deadly(Files):
            async def fetch(self, part: Part) -> Answer | None:
                kill({parent_of(min(marked(renderer._mark)))})
                return None

        with pytest.raises(NotRenderedError) as said:
            await renderer.render(URL, html(FILLED), Deadly().fetch)
        assert marked(renderer._mark) == set()
        assert "Report 1" in (await renderer.render(URL, html(FILLED), Files(NEWS).fetch)).html
        await renderer.close()
        return str(said.value)

    assert run_crawl(run()).startswith("the browser failed: ")


def parent_of(process: int) -> int:
    found = re.search(r"^PPid:\s+(\d+)$", Path(f"/proc/{process}/status").read_text(), re.M)
    assert found is not None
    return int(found[1])


@needs_browser
def test_a_visit_that_is_cancelled_takes_its_browser_with_it(run_crawl: Any) -> None:
    async def run() -> set[int]:
        renderer = Renderer("", "Gleaner/0.1")
        begun = asyncio.Event()

        class Slow(Files):
            async def fetch(self, part: Part) -> Answer | None:
                begun.set()
                await asyncio.sleep(60)
                return None

        task = asyncio.ensure_future(renderer.render(URL, html(FILLED), Slow().fetch))
        await begun.wait()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        return marked(renderer._mark)

    assert run_crawl(run()) == set()


def test_a_program_that_is_no_browser_fails_the_page(run_crawl: Any, tmp_path: Path) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\necho broken >&2\nexit 3\n")
    program.chmod(0o755)

    async def run() -> None:
        renderer = Renderer(str(program), "Gleaner/0.1")
        try:
            await renderer.render(URL, html("<p>"), Files().fetch)
        finally:
            await renderer.close()

    with pytest.raises(NotRenderedError, match="the browser did not start"):
        run_crawl(run())


# -- what has to be installed --------------------------------------------------------------------------------


def test_what_is_missing_is_said_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (
        obstacle("")
        == "rendering needs Chromium: apt install chromium, or name its program in GLEANER_CHROMIUM"
    )
    assert obstacle("/no/such") == "rendering needs Chromium, and GLEANER_CHROMIUM names no program: /no/such"
    monkeypatch.setitem(sys.modules, "playwright", None)
    assert obstacle("") == "rendering is not installed: pip install 'gleaner[render]'"


def test_a_page_fails_with_these_words_where_something_is_missing(run_crawl: Any) -> None:
    with pytest.raises(NotRenderedError, match="GLEANER_CHROMIUM names no program: /no/such"):
        run_crawl(Renderer("/no/such", "Gleaner/0.1").render(URL, html(""), Files().fetch))


def test_the_program_is_the_one_named_or_the_first_that_is_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("google-chrome", "chromium-browser"):
        (tmp_path / name).write_text("")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_program("") == str(tmp_path / "chromium-browser")
    assert find_program(str(tmp_path / "google-chrome")) == str(tmp_path / "google-chrome")
    assert find_program("opera") is None
