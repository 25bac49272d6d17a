"""Every page and every act of the desk on both engines: what SQLite takes PostgreSQL may refuse."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.config import Settings
from scraper.desk.roles import Role
from scraper.storage.engine import Database
from scraper.web.routes import permissions_of
from tests.web.desk import RunningDesk
from tests.web.everything import fill_with_everything

#: Fields of the desk's forms with text that databases differ about.
ODD = {"text": "a\0b", "name": "a\0b", "q": "a\0b", "heading": "😀 a\0b", "id": "1:1", "act": "1"}


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[RunningDesk]:
    with RunningDesk(database, Settings(tmp_path, "")) as running:
        yield running


def test_every_page_is_answered(desk: RunningDesk) -> None:
    filled, client = fill_with_everything(desk.database), desk.client(Role.ADMIN)
    pages = [filled.address(path) for method, path in permissions_of(desk.app) if method == "GET"]
    statuses = {page: client.get(page).status for page in pages}
    assert {page: status for page, status in statuses.items() if status >= 500} == {}
    assert sum(status == 200 for status in statuses.values()) >= 50


def test_every_act_is_answered_whatever_it_is_sent(desk: RunningDesk) -> None:
    filled, client = fill_with_everything(desk.database), desk.client(Role.ADMIN)
    acts = [filled.address(path) for method, path in permissions_of(desk.app) if method == "POST"]
    acts.sort(key=lambda path: path == "/sign-out")
    for form in ({}, ODD):
        statuses = {path: desk.client(Role.ADMIN).ask("POST", path, form).status for path in acts}
        assert {path: status for path, status in statuses.items() if status >= 500} == {}
    assert client.get("/queue").status == 200


def test_a_note_is_kept_without_the_character_that_no_text_has(desk: RunningDesk) -> None:
    filled, client = fill_with_everything(desk.database), desk.client(Role.EDITOR)
    client.post(f"/item/{filled.candidate}/note", {"text": "left\0right"})
    assert "leftright" in client.get(f"/item/{filled.candidate}").text


@pytest.mark.parametrize("address", ["/queue?search=%00", "/search?q=a%00b", "/sources/%00", "/enter/%00"])
def test_an_address_with_that_character_is_refused(desk: RunningDesk, address: str) -> None:
    assert desk.client(Role.EDITOR).get(address).status == 400
