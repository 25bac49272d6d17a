"""The demo's way in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.config import load_settings
from scraper.desk.roles import Role
from scraper.storage.account_models import Account
from scraper.storage.engine import Database
from scraper.web.accounts import add_account
from scraper.web.door import Door
from tests.factories import NOW
from tests.web.desk import RunningDesk


@pytest.fixture
def demo(tmp_path: Path, sqlite_template: Path) -> Iterator[tuple[RunningDesk, str]]:
    """A desk that has a door, and its word."""
    (tmp_path / "gleaner.db").write_bytes(sqlite_template.read_bytes())
    settings = load_settings(tmp_path, {}, {})
    database = Database(settings.database)
    with database.writing() as session:
        door = Door(add_account(session, "demo", Role.ADMIN, None, NOW).id)
    with RunningDesk(database, settings, door=door) as running:
        yield running, door.word
    database.close()


def test_the_address_lets_one_browser_in(demo: tuple[RunningDesk, str]) -> None:
    desk, word = demo
    first, second = desk.client(None), desk.client(None)
    assert first.ask("GET", f"/enter/{word}x").status == 404
    assert first.ask("GET", f"/enter/{word}").headers["location"] == "/"
    assert "No source is watched yet." in first.get("/queue").plain
    again = second.ask("GET", f"/enter/{word}")
    assert (again.status, "it was good for one browser" in again.plain) == (404, True)
    assert second.get("/queue").status == 303


def test_nobody_signs_in_with_the_name_of_an_account_without_a_password(
    demo: tuple[RunningDesk, str],
) -> None:
    desk, _word = demo
    with desk.database.reading() as session:
        assert session.query(Account).one().secret is None
    for password in ("", "None", "three plain words"):
        form = {"name": "demo", "password": password}
        assert desk.client(None).ask("POST", "/sign-in", form).status == 401


@pytest.mark.parametrize("word", ["x", "None", "%01", "%C3%A9"])
def test_a_desk_without_a_door_lets_nobody_in(desk: RunningDesk, word: str) -> None:
    assert desk.client(None).ask("GET", f"/enter/{word}").status == 404
