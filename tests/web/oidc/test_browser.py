"""The whole way in a real browser, which holds policies and cookies against it as our client does not."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from scraper.config import Settings
from scraper.desk.roles import Role
from scraper.sign_in import read_service
from scraper.storage.engine import Database
from tests.web.desk import RunningDesk
from tests.web.oidc.conftest import House
from tests.web.oidc_provider import CLIENT, SECRET, Provider
from tests.web.test_every_page import Walk


@pytest.fixture
def house(tmp_path: Path, sqlite_template: Path, provider: Provider) -> Iterator[House]:
    """A desk on SQLite; its service stands at another site, as it does in life."""
    shutil.copy(sqlite_template, tmp_path / "gleaner.db")
    database = Database(f"sqlite:///{tmp_path / 'gleaner.db'}")
    provider.host = "localhost"
    provider.asks = True
    said = {"issuer": provider.issuer, "client_id": CLIENT, "secret": SECRET, "name": "Example login"}
    with RunningDesk(database, Settings(tmp_path, "", sign_in=read_service(said))) as desk:
        provider.clock = lambda: desk.now
        yield House(desk, provider)
    database.close()


@pytest.fixture
def tab(chromium: Browser, house: House) -> Iterator[Page]:
    """A tab of a browser in which nobody is signed in; any fault on its console fails the test."""
    faults: list[str] = []
    context = chromium.new_context(base_url=house.desk.address)
    context.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    yield context.new_page()
    context.close()
    assert faults == []


def test_a_person_goes_to_the_service_agrees_and_is_back_where_she_wanted(tab: Page, house: House) -> None:
    house.account()
    tab.goto("/help?from=here")
    tab.get_by_role("link", name="Sign in with Example login").click()
    assert tab.url.startswith(house.provider.issuer)
    tab.get_by_role("button", name="Go on").click()
    tab.get_by_role("button", name="Sign out").wait_for()
    assert tab.url == f"{house.desk.address}/help?from=here"
    cookies = {each["name"]: each for each in tab.context.cookies()}
    assert (cookies["gleaner"]["httpOnly"], cookies["gleaner"]["sameSite"]) == (True, "Lax")
    assert "gleaner-service" not in cookies


def test_who_is_known_at_the_service_already_is_let_in_by_one_press(tab: Page, house: House) -> None:
    house.account()
    house.provider.asks = False
    tab.goto("/sign-in")
    tab.keyboard.press("Tab")
    tab.get_by_role("link", name="Sign in with Example login").press("Enter")
    tab.get_by_role("button", name="Sign out").wait_for()


def test_who_is_refused_reads_why_and_can_begin_again_from_that_page(chromium: Browser, house: House) -> None:
    context = chromium.new_context(base_url=house.desk.address)  # its console tells the status of the page
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_role("link", name="Sign in with Example login").click()
    page.get_by_role("button", name="Go on").click()
    said = page.get_by_role("alert")
    assert said.inner_text().startswith("There is no account for your e-mail address here")
    house.account()
    page.reload()
    assert said.inner_text().startswith("This sign-in was begun in another browser")
    page.get_by_role("link", name="Sign in with Example login").click()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Sign out").wait_for()
    context.close()


def test_the_pages_with_a_service_are_sound_light_and_dark_and_on_a_phone(
    chromium: Browser, house: House
) -> None:
    house.account()
    house.provider.asks = False
    house.sign_in()
    context = chromium.new_context(base_url=house.desk.address)
    walk = Walk(context.new_page(), urlsplit(house.desk.address).netloc)
    for address in ("/sign-in", "/sign-in/service/return", "/sign-in?back=%2Fhelp"):
        assert walk.visit(address)
    cookie = house.desk.client(Role.ADMIN).cookies["gleaner"]
    context.add_cookies([{"name": "gleaner", "value": cookie, "url": house.desk.address}])
    for address in ("/settings/users", "/settings", "/settings/log"):
        assert walk.visit(address)
    context.close()
    assert not walk.faults, "\n".join(walk.faults)
