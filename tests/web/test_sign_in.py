from datetime import timedelta

import pytest

from scraper.desk.roles import Role
from scraper.web.accounts import IDLE, LONGEST, MOST_FAILURES
from tests.web.desk import PASSWORD, Client, RunningDesk


def test_who_is_not_signed_in_is_asked_to_and_led_back(desk: RunningDesk) -> None:
    name = desk.account(Role.EDITOR)
    client = desk.client(None)
    asked = client.ask("GET", "/?view=likely")
    assert (asked.status, asked.headers["location"]) == (303, "/sign-in?back=%2F%3Fview%3Dlikely")
    entered = client.ask("POST", asked.headers["location"], {"name": name.upper(), "password": PASSWORD})
    assert entered.headers["location"] == "/?view=likely"


@pytest.mark.parametrize("place", ["//evil.example", "https://evil.example", "/\\evil.example", "evil"])
def test_nobody_is_led_to_another_site(desk: RunningDesk, place: str) -> None:
    name = desk.account(Role.EDITOR)
    reply = desk.client(None).ask("POST", f"/sign-in?back={place}", {"name": name, "password": PASSWORD})
    assert reply.headers["location"] == "/"


def test_a_wrong_password_is_told_without_saying_whether_the_name_is_known(desk: RunningDesk) -> None:
    name = desk.account(Role.EDITOR)
    answers = {
        desk.client(None).post("/sign-in", {"name": given, "password": "wrong words here"}).status
        for given in (name, "nobody")
    }
    assert answers == {401}


def test_after_a_wrong_password_it_is_the_password_that_is_typed_again(desk: RunningDesk) -> None:
    client = desk.client(None)
    for page, field in (
        (client.get("/sign-in"), "name"),
        (client.post("/sign-in", {"name": "anna", "password": "wrong words here"}), "password"),
    ):
        (focused,) = [each for each in page.text.split("<input")[1:] if "autofocus" in each]
        assert f'id="{field}"' in focused


def test_guessing_becomes_slow_and_time_heals_it(desk: RunningDesk) -> None:
    name = desk.account(Role.EDITOR)
    client = desk.client(None)
    for _ in range(MOST_FAILURES):
        assert client.post("/sign-in", {"name": name, "password": "wrong words here"}).status == 401
    refused = client.post("/sign-in", {"name": name, "password": PASSWORD})
    assert (refused.status, "try again in 15 minutes" in refused.plain) == (429, True)
    desk.now += timedelta(minutes=16)
    client.sign_in(name)


def test_a_sign_in_ends_when_unused_or_old(desk: RunningDesk, editor: Client) -> None:
    desk.now += IDLE - timedelta(minutes=1)
    assert editor.get("/help").status == 200
    desk.now += IDLE - timedelta(minutes=1)
    assert editor.get("/help").status == 200
    desk.now += IDLE + timedelta(minutes=1)
    assert editor.get("/help").status == 303
    other = desk.client(Role.EDITOR)
    for _ in range(int(LONGEST / IDLE) + 1):
        desk.now += IDLE - timedelta(hours=1)
        other.get("/help")
    assert other.get("/help").status == 303


def test_signing_out_forgets_the_browser_at_the_server(desk: RunningDesk, editor: Client) -> None:
    word = dict(editor.cookies)
    editor.post("/sign-out")
    editor.cookies = word
    assert editor.get("/help").status == 303
