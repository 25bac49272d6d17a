"""Two people with the same page open hear of each other."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from scraper.desk.roles import Role
from tests.digest.making import started
from tests.factories import NOW
from tests.web.desk import Client, RunningDesk

HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize("place", ["item", "entry"])
def test_a_page_says_who_has_it_open_elsewhere(desk: RunningDesk, editor: Client, place: str) -> None:
    started(desk.database, 1)
    admin = desk.client(Role.ADMIN)
    assert editor.post(f"/looking/{place}/1", **HTMX).text == ""
    assert "Open elsewhere too: editor since 09:00." in admin.get(f"/{place}/1").plain
    desk.now = NOW + timedelta(minutes=1)
    assert "editor" in admin.post(f"/looking/{place}/1", **HTMX).plain
    assert "Open elsewhere too: admin since 09:01." in editor.get(f"/{place}/1").plain
    desk.now = NOW + timedelta(minutes=4)
    assert "Open elsewhere" not in admin.get(f"/{place}/1").plain


@pytest.mark.parametrize("path", ["/looking/page/1", "/looking/item/0", "/looking/item/x"])
def test_nonsense_is_refused(editor: Client, path: str) -> None:
    assert editor.ask("POST", path).status == 422


def test_who_is_signed_out_is_not_carried_away_from_what_she_types(desk: RunningDesk) -> None:
    nobody = desk.client(None)
    for method, path in (("POST", "/looking/entry/1"), ("GET", "/queue/arrived")):
        reply = nobody.ask(method, path, headers=HTMX)
        assert (reply.status, {name.lower() for name in reply.headers} & {"hx-redirect", "location"}) == (
            401,
            set(),
        )
    assert "hx-redirect" in {name.lower() for name in nobody.ask("POST", "/decide", headers=HTMX).headers}


def test_an_open_page_says_so_by_itself(desk: RunningDesk, page: Page) -> None:
    started(desk.database, 1)
    admin = desk.client(Role.ADMIN)
    page.clock.install()
    with page.expect_response("**/looking/entry/1"):
        page.goto("/entry/1")
    assert "Open elsewhere too: editor" in admin.post("/looking/entry/1", **HTMX).plain
    page.get_by_label("Summary").fill("Half a")
    with page.expect_response("**/looking/entry/1"):
        page.clock.run_for(61_000)
    expect(page.locator(".looking")).to_contain_text("admin since")
    expect(page.get_by_label("Summary")).to_have_value("Half a")
