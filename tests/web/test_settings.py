import re

import pytest
import sqlalchemy as sa

from scraper.desk.roles import Role
from scraper.storage.account_models import Account
from scraper.storage.desk_models import Event
from scraper.web.keys import KEYS
from scraper.web.people import new_word
from scraper.web.preferences import choose, keys_shown
from tests.web.desk import PASSWORD, Client, RunningDesk

USUAL = {f"key-{key.name}": key.usual for key in KEYS}


def preferences(desk: RunningDesk, name: str = "editor") -> dict[str, object]:
    with desk.database.reading() as session:
        return dict(session.scalars(sa.select(Account.preferences).where(Account.name == name)).one())


def acts(desk: RunningDesk) -> list[tuple[str, str]]:
    """Who did what to accounts, oldest first."""
    with desk.database.reading() as session:
        rows = session.execute(
            sa.select(Event.actor, Event.action).where(Event.object_type == "account").order_by(Event.id)
        )
        return [(actor, action) for actor, action in rows]


def test_preferences_are_kept_and_hold_on_every_page(desk: RunningDesk, editor: Client) -> None:
    form = USUAL | {"theme": "dark", "density": "compact", "keys": "list", "key-include": "y"}
    page = editor.post("/settings/preferences", form)
    assert "Your settings are kept." in page.plain
    assert 'data-theme="dark"' in page.text
    assert 'data-keys="list"' in editor.get("/help").text
    assert preferences(desk) == {
        "keys": "list",
        "theme": "dark",
        "density": "compact",
        "map": {"include": "y"},
    }
    assert "<kbd>y</kbd>" in editor.get("/help").text


def test_keys_that_mean_two_things_are_refused_beside_their_fields(desk: RunningDesk, editor: Client) -> None:
    page = editor.post("/settings/preferences", USUAL | {"key-include": "e", "key-hold": "too long"})
    assert page.status == 422
    assert 'id="problem-include">the same press also means “exclude, and on to the next row”' in page.text
    assert 'aria-describedby="problem-exclude keys-hint" aria-invalid="true"' in page.text
    assert 'id="problem-hold">one character, or two with a blank between' in page.text
    assert preferences(desk) == {}


def test_a_form_without_words_of_ours_leaves_everything_as_usual() -> None:
    chosen = choose({"theme": "pink", "keys": 7}, {"given": True})
    assert chosen.preferences == {
        "given": True,
        "keys": "on",
        "theme": "system",
        "density": "usual",
        "map": {},
    }
    assert chosen.problems == {}
    assert keys_shown({"map": "nonsense"})["include"] == "i"


def test_her_new_password_signs_out_her_other_browsers_only(desk: RunningDesk, editor: Client) -> None:
    other = desk.client(Role.EDITOR)
    page = editor.post("/settings/password", {"old": PASSWORD, "new": "four plain words now"})
    assert "Your password is changed" in page.plain
    assert editor.get("/help").status == 200
    assert other.get("/help").status == 303
    other.sign_in("editor", "four plain words now")
    assert ("editor", "account-password") in acts(desk)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [("wrong words here", "four plain words now", "not your present"), (PASSWORD, "short", "at least 12")],
)
def test_a_password_that_will_not_do_is_told_and_nothing_is_changed(
    desk: RunningDesk, editor: Client, old: str, new: str, words: str
) -> None:
    page = editor.post("/settings/password", {"old": old, "new": new})
    assert (page.status, words in page.plain) == (422, True)
    desk.client(None).sign_in("editor", PASSWORD)


def word_in(page: str) -> str:
    """The password that a page shows."""
    found = re.search(r'<code class="word">([^<]+)</code>', page)
    assert found is not None, page
    return found[1]


def test_an_administrator_adds_a_user_whose_password_is_shown_once(desk: RunningDesk) -> None:
    admin = desk.client(Role.ADMIN)
    page = admin.post("/settings/users", {"name": "Ada Byron", "role": "contributor"})
    word = word_in(page.text)
    assert word not in admin.get("/settings/users").text
    ada = Client(desk.port)
    entered = ada.ask("POST", "/sign-in", {"name": "ada byron", "password": word})
    assert entered.headers["location"] == "/settings?given=1#password"
    assert "Somebody else gave you your password" in ada.get("/settings").plain
    ada.post("/settings/password", {"old": word, "new": "words of my own"})
    assert "Somebody else" not in ada.get("/settings").plain
    again = Client(desk.port).ask("POST", "/sign-in", {"name": "ada byron", "password": "words of my own"})
    assert again.headers["location"] == "/"
    assert ("admin", "account-add") in acts(desk)


@pytest.mark.parametrize(
    "form", [{}, {"name": "x"}, {"name": "x", "role": "queen"}, {"name": "admin", "role": "editor"}]
)
def test_a_user_who_cannot_be_added_is_told_why(desk: RunningDesk, form: dict[str, str]) -> None:
    page = desk.client(Role.ADMIN).post("/settings/users", form)
    assert (page.status, 'id="problem"' in page.text) == (422, True)


def number_of(desk: RunningDesk, name: str) -> int:
    with desk.database.reading() as session:
        return session.scalars(sa.select(Account.id).where(Account.name == name)).one()


def test_roles_closing_and_new_passwords_hold_at_once_and_are_events(desk: RunningDesk) -> None:
    admin, reader = desk.client(Role.ADMIN), desk.client(Role.READER)
    number = number_of(desk, "reader")
    place = f"/settings/users/{number}"
    assert "reader is editor now." in admin.post(f"{place}/role", {"role": "editor"}).plain
    assert reader.get("/settings/log").status == 200
    assert admin.post(f"{place}/role", {"role": "queen"}).status == 409
    assert "can sign in no more" in admin.post(f"{place}/close").plain
    assert reader.get("/help").status == 303
    assert "can sign in again" in admin.post(f"{place}/open").plain
    word = word_in(admin.post(f"{place}/password").text)
    reader.sign_in("reader", word)
    admin.post(f"{place}/open")
    admin.post(f"{place}/role", {"role": "editor"})
    assert [act for who, act in acts(desk) if who == "admin" and act.startswith("account")] == [
        "account-role",
        "account-close",
        "account-open",
        "account-password",
    ]
    assert admin.post("/settings/users/999/close").status == 404


def test_the_last_administrator_stays_one(desk: RunningDesk) -> None:
    admin = desk.client(Role.ADMIN)
    place = f"/settings/users/{number_of(desk, 'admin')}"
    for act, form in (("close", {}), ("role", {"role": "reader"})):
        refused = admin.post(f"{place}/{act}", form)
        assert (refused.status, "only administrator" in refused.plain) == (409, True)
    admin.post("/settings/users", {"name": "second", "role": "admin"})
    assert "can sign in no more" in admin.post(f"/settings/users/{number_of(desk, 'second')}/close").plain


def test_signing_in_and_out_are_events(desk: RunningDesk, editor: Client) -> None:
    editor.post("/sign-out")
    assert acts(desk)[-2:] == [("editor", "sign-in"), ("editor", "sign-out")]


def test_given_words_are_long_and_never_the_same() -> None:
    words = {new_word() for _ in range(50)}
    assert len(words) == 50
    assert all(re.fullmatch(r"(?:[a-z]{4}-){3}[a-z]{4}", word) for word in words)


def test_help_lists_every_key_and_what_states_mean(editor: Client) -> None:
    page = editor.get("/help")
    for key in KEYS:
        assert key.words in page.plain
    for word in ("shortlisted", "expired", "quiet", "blocked", "unlikely"):
        assert word in page.plain
    editor.post("/settings/preferences", USUAL | {"keys": "off"})
    assert "Yours are off." in editor.get("/help").plain
