"""A walk over every page of the desk in a real browser: whatever route is added is walked too."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from scraper.desk.roles import Role
from scraper.web.app import STATIC
from scraper.web.routes import permissions_of
from tests.web.desk import RunningDesk
from tests.web.everything import Filled, fill_with_everything

#: Most bytes of our own files: a page has to open on a poor line.
LARGEST = {"desk.css": 14 * 1024, "desk.js": 8 * 1024}
#: The script of axe-core, as it comes with a package of the development environment.
AXE = files("axe_playwright_python") / "axe.min.js"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
#: Addresses beside those that the routes say: searches, filters, states of error.
FURTHER = (
    "/search?q=study",
    "/search?q=type:nonsense",
    "/search?q=unheardof",
    "/sources?show=failing",
    "/sources?show=quiet",
    "/settings?given=1",
    "/settings/log?who=nobody",
    "/sources/nobody",
    "/nowhere",
)

_FAULTS_IN_PAGE = """() => {
  const faults = [];
  const all = [...document.querySelectorAll('*')];
  if (document.querySelectorAll('h1').length !== 1) faults.push('not one h1');
  if (document.documentElement.lang !== 'en-GB') faults.push('no language');
  if (!document.title.endsWith(' – Gleaner')) faults.push('title: ' + document.title);
  if (document.querySelector('style, script:not([src])')) faults.push('style or script within the page');
  for (const each of all) for (const { name } of each.attributes)
    if (/^(style$|on|hx-on)/.test(name)) faults.push(name + ' on ' + each.tagName);
  for (const link of document.querySelectorAll('a[href^="http"]'))
    if (link.rel !== 'noreferrer noopener') faults.push('a link out without rel: ' + link.href);
  let last = 1;
  for (const heading of document.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    const level = Number(heading.tagName[1]);
    if (level > last + 1) faults.push('heading out of order: ' + heading.textContent.trim());
    last = level;
  }
  return [...new Set(faults)];
}"""


@pytest.fixture
def filled(desk: RunningDesk) -> Filled:
    """A desk with something of everything."""
    return fill_with_everything(desk.database)


@dataclass
class Walk:
    """One tab of an administrator, and what was wrong on the pages it was led to."""

    page: Page
    host: str
    faults: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.ask(request.url))

    def hear(self, told: ConsoleMessage) -> None:
        """An error on the console. That an address was refused is told by the browser itself, and late."""
        if told.type == "error" and told.location["url"] not in self.refused:
            self.said.append(f"{told.text} ({told.location['url']})")

    def ask(self, url: str) -> None:
        if urlsplit(url).netloc != self.host:
            self.said.append(f"asks {url}")

    def visit(self, address: str) -> bool:
        """Look at one address; whether it is a whole page."""
        self.said.clear()
        self.page.set_viewport_size({"width": 1280, "height": 900})
        reply = self.page.goto(address)
        assert reply is not None
        if reply.status >= 400:
            self.refused.add(reply.url)
            self.said = [each for each in self.said if not each.endswith(f"({reply.url})")]
        if not is_page(reply):
            return False
        self.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        found = [*self.said, *self.page.evaluate(_FAULTS_IN_PAGE)]
        for scheme in SCHEMES:
            self.page.emulate_media(color_scheme=scheme)
            found += [f"{scheme}: {each}" for each in violations(self.page)]
        self.page.set_viewport_size({"width": 320, "height": 700})
        if (width := self.page.evaluate("document.documentElement.scrollWidth")) > 320:
            found.append(f"{width} wide at 320")
        self.faults += [f"{address} ({reply.status}): {each}" for each in found]
        return True


def is_page(reply: Response) -> bool:
    """Whether an answer is a whole page, not a part of one or a file."""
    is_html = reply.headers.get("content-type", "").startswith("text/html")
    return is_html and reply.text().lstrip().startswith("<!doctype html>")


def violations(page: Page) -> list[str]:
    """What axe-core has against a page."""
    page.evaluate(AXE.read_text())
    told = page.evaluate("axe.run({ resultTypes: ['violations'] }).then((found) => found.violations)")
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in told]


@pytest.fixture
def walk(chromium: Browser, desk: RunningDesk) -> Iterator[Walk]:
    """A browser of an administrator, who sees most."""
    client = desk.client(Role.ADMIN)
    opened = chromium.new_context(base_url=desk.address)
    opened.add_cookies([{"name": "gleaner", "value": client.cookies["gleaner"], "url": desk.address}])
    yield Walk(opened.new_page(), urlsplit(desk.address).netloc)
    opened.close()


def test_every_page_is_sound_light_and_dark_and_on_a_phone(
    desk: RunningDesk, filled: Filled, walk: Walk
) -> None:
    routes = [path for method, path in permissions_of(desk.app) if method == "GET"]
    pages = [path for path in routes if not path.endswith((".json", ".csv", ".txt", "{format_name}"))]
    walked = [address for address in map(filled.address, pages) if walk.visit(address)]
    walked += [address for address in FURTHER if walk.visit(address)]
    assert not walk.faults, "\n".join(walk.faults)
    assert len(walked) >= 25


def test_pages_that_answer_a_form_are_sound_as_well(desk: RunningDesk, filled: Filled, walk: Walk) -> None:
    """What no address leads to: errors beside fields, a password shown once."""
    page = walk.page
    for address, fields, button in (
        ("/settings", {"#key-include": "e"}, "Keep my settings"),
        ("/settings", {"#old": "wrong words here", "#new": "four plain words"}, "Change it"),
        ("/settings/users", {"#name": "Ada"}, "Add"),
        ("/settings/users", {"#name": "admin"}, "Add"),
        ("/sources/example/definition", {"#text": "slug = 1"}, "Keep it"),
    ):
        page.goto(address)
        for details in page.locator("details:not([open]) > summary").all():
            details.click()
        for place, words in fields.items():
            page.fill(place, words)
        page.get_by_role("button", name=button, exact=True).click()
        page.wait_for_load_state()
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert (address, button, violations(page)) == (address, button, [])
        assert page.evaluate(_FAULTS_IN_PAGE) == []


def test_who_is_not_signed_in_sees_a_sound_page_too(desk: RunningDesk, chromium: Browser) -> None:
    opened = chromium.new_context(base_url=desk.address)
    walk = Walk(opened.new_page(), urlsplit(desk.address).netloc)
    assert walk.visit("/sign-in")
    assert walk.visit("/queue")
    opened.close()
    assert not walk.faults, "\n".join(walk.faults)


@pytest.mark.parametrize("name", LARGEST)
def test_our_own_files_stay_small(name: str) -> None:
    assert (STATIC / name).stat().st_size <= LARGEST[name]
