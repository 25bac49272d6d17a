"""A sign-in that ends while somebody works: nothing is done, nothing typed is lost, and one is led back."""

import pytest

from tests.web.desk import RunningDesk


def test_who_sends_a_form_after_the_end_is_told_and_stays_on_her_words(desk: RunningDesk) -> None:
    reply = desk.client(None).ask("POST", "/item/1/note", {"text": "Look at page 4"})
    assert reply.status == 401
    assert "signed out meanwhile, so nothing was done" in reply.plain
    assert 'href="/sign-in" target="_blank"' in reply.text


@pytest.mark.parametrize(
    ("page", "leads"),
    [
        ("/queue?view=likely", "/sign-in?back=%2Fqueue%3Fview%3Dlikely"),
        ("//elsewhere.example/queue", "/sign-in"),
        ("", "/sign-in"),
    ],
)
def test_a_page_s_script_is_led_to_sign_in_and_back(desk: RunningDesk, page: str, leads: str) -> None:
    client = desk.client(None)
    shown = f"http://127.0.0.1:{client.port}{page}" if page else ""
    reply = client.ask("POST", "/decide", {}, {"HX-Request": "true", "HX-Current-URL": shown})
    assert (reply.status, reply.headers.get("hx-redirect")) == (401, leads)


def test_a_panel_keeps_what_was_typed_in_it(desk: RunningDesk) -> None:
    reply = desk.client(None).ask("POST", "/item/1/note", {"text": "x"}, {"HX-Request": "true"})
    assert reply.status == 401
    assert "hx-redirect" not in reply.headers
    assert "then do this again" in reply.plain


def test_what_a_page_asks_by_itself_changes_nothing_on_it(desk: RunningDesk) -> None:
    reply = desk.client(None).ask("GET", "/queue/arrived", None, {"HX-Request": "true"})
    assert (reply.status, reply.headers.get("hx-reswap")) == (401, "none")
    assert "hx-redirect" not in reply.headers
