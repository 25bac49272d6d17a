"""A desk on SQLite with somebody signed in, and a real browser for what only a browser shows."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from scraper.config import load_settings
from scraper.desk.roles import Role
from scraper.storage.engine import Database
from tests.web.desk import Client, RunningDesk


@pytest.fixture
def desk(tmp_path: Path, sqlite_template: Path) -> Iterator[RunningDesk]:
    """An empty desk."""
    (tmp_path / "gleaner.db").write_bytes(sqlite_template.read_bytes())
    settings = load_settings(tmp_path, {}, {})
    database = Database(settings.database)
    with RunningDesk(database, settings) as running:
        yield running
    database.close()


@pytest.fixture
def editor(desk: RunningDesk) -> Client:
    """An editor's browser without script."""
    return desk.client(Role.EDITOR)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One real browser for all tests of this room in a process.

    No longer: while it lives its library runs an event loop in this thread, and no other test could run one.
    """
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium here: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser, desk: RunningDesk) -> Iterator[BrowserContext]:
    """A window of an editor who has signed in; any fault on a page's console fails the test."""
    opened = chromium.new_context(viewport={"width": 1280, "height": 900}, base_url=desk.address)
    client = desk.client(Role.EDITOR)
    opened.add_cookies([{"name": "gleaner", "value": client.cookies["gleaner"], "url": desk.address}])
    faults: list[str] = []
    opened.on("weberror", lambda error: faults.append(str(error.error)))
    opened.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    yield opened
    opened.close()
    assert faults == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A tab of that window."""
    return context.new_page()
