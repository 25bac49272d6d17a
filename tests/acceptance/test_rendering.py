"""Listings that a script fills, as a user watches them: the real command, a real site, a real browser."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from scraper.cli.frame import utc_now
from scraper.crawl.rendering import obstacle
from scraper.crawl.rendering.processes import marked
from tests.acceptance.test_crawl import publish, story, text
from tests.command import Gleaner
from tests.site.pages import article, definition
from tests.site.server import Answer, Site

pytestmark = pytest.mark.skipif(bool(obstacle("")), reason=obstacle(""))

TODAY = utc_now().date()
FRAME = """<!doctype html><html lang="en-GB"><head><title>News | Example Voice</title></head><body>
<nav><a href="/">Home</a> <a href="/about/">About us</a></nav><main><h1>News</h1><ul id="list"></ul></main>
<img src="/logo.png"><iframe src="/frame/"></iframe><script src="/app.js"></script></body></html>"""
SCRIPT = """fetch("/data/news.json").then(answer => answer.json()).then(all => {
  for (const one of all) {
    const item = document.createElement("li")
    item.innerHTML = `<h3><a href="${one.path}">${one.title}</a></h3><span>${one.date}</span>`
    list.append(item)
  }
})"""

#: Every signal costs half a minute; the hardest one is tried in each run.
ENDED_BY = [signal.SIGKILL, *([signal.SIGTERM, signal.SIGINT] if os.environ.get("GLEANER_TORTURE") else [])]


def fill(site: Site, numbers: list[int]) -> None:
    """A site whose listing is a frame that never changes, and a file of data that does."""
    stories = [story(number) for number in numbers]
    for number, (path, title, published) in zip(numbers, stories, strict=True):
        site[path] = article(title, published, text(number)) + '<script src="/article.js"></script>'
    data = [{"path": path, "title": title, "date": f"{day:%-d %B %Y}"} for path, title, day in stories]
    site["/news/"] = Answer(FRAME, headers={"ETag": '"frame"'})
    site["/app.js"] = Answer(SCRIPT, content_type="text/javascript")
    site["/data/news.json"] = Answer(json.dumps(data), content_type="application/json")


def watch(gleaner: Gleaner, site: Site, slug: str = "voice", path: str = "/news/") -> None:
    gleaner.define(slug, definition(slug, site.url, ("news", "listing", path)) + "render = true\n")


@pytest.fixture
def gleaner(tmp_path: Path) -> Gleaner:
    home = Gleaner(tmp_path / "home")
    home.home.mkdir()
    return home


def reason(told: Any, slug: str = "voice") -> str:
    """Why a source's poll failed."""
    (found,) = (each["error"] for each in told["sources"] if each["source"] == slug)
    return str(found)


def test_a_listing_that_a_script_fills_gives_every_publication_once(gleaner: Gleaner) -> None:
    with Site() as site:
        fill(site, [1, 2, 3])
        watch(gleaner, site)
        told = gleaner.json("crawl", "voice")
        asked = site.asked()
        queue = gleaner.json("queue", "list")
        again = gleaner.json("crawl", "voice")
        fill(site, [0, 1, 2, 3])
        more = gleaner.json("crawl", "voice")
    assert (told["new"], again["new"], more["new"]) == (3, 0, 1)
    assert [each["sources"][0]["outcome"] for each in (told, again, more)] == ["new", "unchanged", "new"]
    assert sorted(row["title"] for row in queue) == [story(number)[1] for number in (1, 2, 3)]
    assert {row["published"] for row in queue} == {str(story(number)[2]) for number in (1, 2, 3)}
    assert asked == ["/news/", "/app.js", "/data/news.json", *(story(number)[0] for number in (1, 2, 3))]
    assert told["sources"][0]["requests"] == 6


def test_without_render_the_same_listing_is_suspect(gleaner: Gleaner) -> None:
    with Site() as site:
        fill(site, [1])
        gleaner.define("voice", definition("voice", site.url, ("news", "listing", "/news/")))
        told = gleaner.json("crawl", "voice")
        assert site.asked() == ["/news/"]
    assert told["sources"][0]["outcome"] == "suspect"


def test_a_next_page_is_rendered_too_and_a_redirect_is_followed_before(gleaner: Gleaner) -> None:
    turn = (
        'document.body.insertAdjacentHTML("beforeend", `<a rel="next" href="/latest/?page=2">Next page</a>`)'
    )
    with Site() as site:
        fill(site, [1, 2])
        site["/news/"] = Answer("", 302, headers={"Location": "/latest/"})
        site["/latest/"] = FRAME.replace("</body>", f"<script>{turn}</script></body>")
        site["/latest/?page=2"] = FRAME.replace("/app.js", "/more.js")
        path, title, published = story(3)
        site[path] = article(title, published, text(3))
        item = f'<li><h3><a href="{path}">{title}</a></h3><span>{published:%-d %B %Y}</span></li>'
        site["/more.js"] = Answer(f"list.innerHTML = {json.dumps(item)}", content_type="text/javascript")
        watch(gleaner, site)
        told = gleaner.json("crawl", "voice")
    assert told["new"] == 3


def test_the_archive_keeps_what_was_served_and_what_was_shown_and_replays_without_a_browser(
    gleaner: Gleaner, tmp_path: Path
) -> None:
    with Site() as site:
        fill(site, [1, 2])
        watch(gleaner, site)
        gleaner.run("crawl", "voice")
    (archive,) = (gleaner.home / "archive").glob("*.warc.gz")
    with archive.open("rb") as file:
        records = [
            (record.rec_headers.get_header("WARC-Target-URI").removeprefix(site.url), record.http_headers)
            for record in ArchiveIterator(file)
            if record.rec_type == "response"
        ]
    kept = [(path, headers.get_header("X-Gleaner-Rendered") or "") for path, headers in records]
    assert [path for path, _ in kept] == ["/robots.txt", "/news/", "/news/", *(story(n)[0] for n in (1, 2))]
    assert [shown[:9] for _, shown in kept] == ["", "", "Chromium ", "", ""]
    again = Gleaner(tmp_path / "again", extra={"GLEANER_CHROMIUM": "/no/such/program"})
    watch(again, site)
    assert again.json("crawl", "voice", "--replay", archive)["new"] == 2


def test_a_replay_does_not_take_a_page_as_served_for_one_as_shown(gleaner: Gleaner, tmp_path: Path) -> None:
    with Site() as site:
        fill(site, [1])
        gleaner.define("voice", definition("voice", site.url, ("news", "listing", "/news/")))
        gleaner.run("crawl", "voice")
    (archive,) = (gleaner.home / "archive").glob("*.warc.gz")
    again = Gleaner(tmp_path / "again")
    watch(again, site)
    told = again.json("crawl", "voice", "--replay", archive)
    assert "not as it was shown" in reason(told)


def test_without_a_browser_the_poll_fails_with_what_to_install_and_the_run_goes_on(gleaner: Gleaner) -> None:
    gleaner.extra["GLEANER_CHROMIUM"] = "/no/such/program"
    with Site() as site, Site() as plain:
        fill(site, [1])
        publish(plain, [1])
        watch(gleaner, site)
        gleaner.define("plain", definition("plain", plain.url, ("news", "listing", "/news/")))
        told = gleaner.json("crawl", "voice", "plain")
        doctor = gleaner.run("doctor", check=False)
    assert told["failed_sources"] == ["voice"]
    assert told["new"] == 1
    said = "rendering needs Chromium, and GLEANER_CHROMIUM names no program: /no/such/program"
    assert said in reason(told)
    assert f"Needs attention: voice/news: {said}" in doctor.stdout
    assert doctor.returncode == 1


def test_without_the_extra_the_poll_fails_with_what_to_install(gleaner: Gleaner, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['playwright'] = None\n")
    gleaner.extra["PYTHONPATH"] = str(tmp_path)
    with Site() as site:
        fill(site, [1])
        watch(gleaner, site)
        told = gleaner.json("crawl", "voice")
    assert "rendering is not installed: pip install 'gleaner[render]'" in reason(told)


def test_what_robots_txt_keeps_back_from_us_is_kept_back_from_scripts_too(gleaner: Gleaner) -> None:
    with Site() as site:
        fill(site, [1])
        site["/robots.txt"] = Answer("User-agent: *\nDisallow: /data/\n", content_type="text/plain")
        watch(gleaner, site)
        gleaner.run("crawl", "voice")
        assert site.asked() == ["/news/", "/app.js"]
        site["/robots.txt"] = Answer("User-agent: *\nDisallow: /news/\n", content_type="text/plain")
        site.requests.clear()
        told = gleaner.json("crawl", "voice")
        assert site.asked() == []
    assert told["sources"][0]["outcome"] == "blocked"


def test_a_page_that_refuses_us_is_not_shown_to_a_browser(gleaner: Gleaner) -> None:
    with Site() as site:
        fill(site, [1])
        site["/news/"] = Answer(FRAME, 403)
        watch(gleaner, site)
        told = gleaner.json("crawl", "voice")
        assert site.asked() == ["/news/"]
    assert told["sources"][0]["outcome"] == "blocked"


def test_pages_that_take_too_much_fail_with_their_reason_and_the_run_goes_on(gleaner: Gleaner) -> None:
    with Site() as site, Site() as huge, Site() as led:
        for each in (site, huge, led):
            fill(each, [1])
        huge["/data/news.json"] = Answer(lambda: b" " * 100_000_000, content_type="application/json")
        led["/app.js"] = Answer("location = '/news/?' + Math.random()", content_type="text/javascript")
        for slug, each in (("huge", huge), ("led", led), ("voice", site)):
            watch(gleaner, each, slug)
        told = gleaner.json("crawl", "huge", "led", "voice")
    assert sorted(told["failed_sources"]) == ["huge", "led"]
    assert told["new"] == 1
    assert "/data/news.json is larger than 5 MB" in reason(told, "huge")
    assert "a script leads on to" in reason(told, "led")


def test_a_check_reads_the_listing_as_a_browser_shows_it(gleaner: Gleaner) -> None:
    with Site() as site:
        fill(site, [1, 2])
        watch(gleaner, site)
        (checked,) = gleaner.json("sources", "check", "voice")
    assert (checked["outcome"], checked["entries"]) == ("works", 2)


def test_a_listing_that_a_script_fills_is_added_when_asked_to_render_it(
    gleaner: Gleaner, tmp_path: Path
) -> None:
    with Site() as site:
        fill(site, [1, 2, 3])
        url = site.url + "/news/"
        plain = Gleaner(tmp_path / "plain").run("sources", "add", url)
        added = gleaner.json("sources", "add", url, "--render", "--name", "Voice")
        told = gleaner.json("crawl", "voice")
    assert "almost no text (4 words); if a script fills it, give its address with --render" in plain.stdout
    assert [(each["strategy"], each["url"]) for each in added["channels"]] == [("listing", url)]
    assert "render = true" in Path(added["file"]).read_text()
    assert told["new"] == 3


def test_a_page_that_shows_nothing_even_rendered_is_not_added(gleaner: Gleaner) -> None:
    with Site() as site:
        site["/news/"] = "<p>Nothing.</p>"
        done = gleaner.run("sources", "add", site.url + "/news/", "--render", check=False)
    assert done.returncode == 1
    assert "almost no text" in done.stderr
    assert "--render" not in done.stderr


def test_scrapy_alone_renders_too_and_leaves_no_browser(gleaner: Gleaner) -> None:
    scrapy = str(Path(sys.executable).with_name("scrapy"))
    root = Path(__file__).parents[2]
    with Site() as site:
        fill(site, [1, 2])
        watch(gleaner, site)
        gleaner.run("init")
        process = subprocess.Popen(
            [scrapy, "crawl", "listing", "-a", "channel=voice/news"], cwd=root, env=gleaner.environment
        )
        assert process.wait(120) == 0
    assert len(gleaner.json("queue", "list")) == 2
    assert marked(f"gleaner-{process.pid}-") == set()


@pytest.mark.slow
@pytest.mark.parametrize("number", ENDED_BY)
def test_a_crawl_that_is_ended_leaves_no_browser(gleaner: Gleaner, number: signal.Signals) -> None:
    with Site() as site:
        fill(site, [1])
        site["/app.js"] = Answer("for (;;);", content_type="text/javascript")
        watch(gleaner, site)
        process = gleaner.start("crawl", "voice")
        try:
            until(lambda: len(marked(f"gleaner-{process.pid}-")) > 3)
            process.send_signal(number)
            until(lambda: process.poll() is not None)
            until(lambda: not marked(f"gleaner-{process.pid}-"))
        finally:
            process.kill()
            process.communicate()


def until(true: Any, seconds: float = 60) -> None:
    """Wait for something to be so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to be so"
        time.sleep(0.05)  # noqa: TID251 - nobody tells us
