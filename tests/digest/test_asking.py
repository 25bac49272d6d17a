from dataclasses import replace
from datetime import date, timedelta

import pytest

from scraper.digest.asking import (
    LONGEST,
    Asking,
    addresses_of,
    asking_of,
    begin_asking,
    end_asking,
    links_seen,
)
from scraper.digest.checks import EntrySeen
from scraper.digest.model import DigestLink
from scraper.digest.proof import LinkSeen
from scraper.errors import ActionRefusedError
from scraper.outcomes import EntryState
from scraper.storage.engine import Database
from tests.digest.making import by, started
from tests.digest.test_house_style import GOOD
from tests.factories import NOW

URL = "https://example.org/hedges"
SEEN = LinkSeen("", URL, "Hedges", "text/html", date(2026, 11, 20), partial=True)


def test_what_was_served_is_kept_until_it_is_asked_again(database: Database) -> None:
    issue = started(database, 1)
    with database.writing() as session:
        assert asking_of(session, issue, 2, 0, NOW) == Asking(2, 0)
        begin_asking(session, issue, by("ben"))
        assert asking_of(session, issue, 2, 0, NOW).running
        end_asking(session, issue, NOW, {URL: SEEN})
    with database.writing() as session:
        assert links_seen(session, [URL, "https://example.org/other"]) == {URL: (SEEN, NOW)}
        assert asking_of(session, issue, 2, 1, NOW) == Asking(2, 1, running=False, actor="ben", at=NOW)
        later = NOW + timedelta(hours=1)
        end_asking(session, issue, later, {URL: LinkSeen("gone")}, "half of it only")
    with database.reading() as session:
        assert links_seen(session, [URL]) == {URL: (LinkSeen("gone"), later)}
        assert asking_of(session, issue, 2, 1, later).problem == "half of it only"


def test_only_one_asks_and_one_that_died_stands_in_nobodys_way(database: Database) -> None:
    issue = started(database, 1)
    with database.writing() as session:
        begin_asking(session, issue, by())
        with pytest.raises(ActionRefusedError, match="being asked already"):
            begin_asking(session, issue, by("ben"))
        late = replace(by("ben"), at=NOW + LONGEST)
        assert asking_of(session, issue, 1, 0, late.at).problem == "it was cut off"
        begin_asking(session, issue, late)
        assert asking_of(session, issue, 1, 0, late.at).actor == "ben"


def test_each_web_address_is_asked_once() -> None:
    links = (GOOD.links[0], DigestLink("", "Again", GOOD.links[0].url), DigestLink("", "Mail", "mailto:a@b"))
    entry = EntrySeen(1, 1, replace(GOOD, links=(*links, DigestLink("", "None"))), EntryState.DRAFT)
    assert addresses_of([entry, entry]) == [GOOD.links[0].url]
