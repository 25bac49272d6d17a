from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from scraper.digest.editing import save_text, text_of
from scraper.digest.issues import find_issue, keep_issue
from scraper.digest.model import DigestEntry, DigestLink, Issue, SourceLine
from scraper.digest.past import PastEntry, entries_saying
from scraper.digest.signing import correct
from scraper.outcomes import IssueState
from scraper.storage.engine import Database
from tests.digest.making import DAY, by, entries_of, started
from tests.factories import NOW

ENTRY = DigestEntry(
    heading="Children’s cafés",
    summary=("Straße House has counted 100% of them.", "It_names each."),
    links=(DigestLink("Read the report", "Annual “review”", "https://example.org/tea-rooms"),),
    source=SourceLine("Example Voice"),
)


def ran(database: Database, *entries: DigestEntry, day: date | None = DAY) -> int:
    with database.writing() as session:
        row = keep_issue(session, Issue(entries, date=day), IssueState.PUBLISHED, NOW)
        session.flush()
        return row.id


def headings(session: Session, words: str, most: int = 9) -> list[str]:
    return [each.heading for each in entries_saying(session, words, most)]


@pytest.mark.parametrize(
    "words",
    [
        "children CAFES",
        "cafés",
        "café\u0301s",
        "strasse",
        "100%",
        "names",
        "report review",
        "tea rooms",
        "voice",
    ],
)
def test_an_entry_is_found_by_any_of_its_words_however_they_are_accented(
    database: Database, words: str
) -> None:
    number = ran(
        database, replace(ENTRY, heading="Another", summary=("None.",), links=(), source=None), ENTRY
    )
    with database.reading() as session:
        assert entries_saying(session, words, 9) == [
            PastEntry(number, "2026-11-23", 2, ENTRY.heading, " ".join(ENTRY.summary))
        ]


@pytest.mark.parametrize("words", ["", "%", "_", "caf", "afes", "cafes unheardof"])
def test_a_part_of_a_word_finds_nothing_and_no_word_asks_nothing(database: Database, words: str) -> None:
    ran(database, ENTRY)
    with database.reading() as session:
        assert entries_saying(session, words, 9) == []


def test_the_newest_come_first_those_without_a_day_last_and_no_more_than_asked(database: Database) -> None:
    for name, day in (("old", date(2024, 7, 24)), ("undated", None), ("new", date(2026, 3, 1))):
        ran(database, replace(ENTRY, heading=name), day=day)
    with database.reading() as session:
        assert headings(session, "cafes straße tea counted") == []
        assert headings(session, "counted") == ["new", "old", "undated"]
        assert headings(session, "counted", most=2) == ["new", "old"]


def test_what_was_rewritten_is_found_by_its_new_words_only(database: Database) -> None:
    issue_id = started(database, 1)
    with database.writing() as session:
        row = entries_of(session, issue_id)[0]
        assert save_text(session, row, replace(text_of(row), heading="Älter"), row.version, by())
    with database.writing() as session:
        row = entries_of(session, issue_id)[0]
        assert headings(session, "alter") == ["Älter"]
        assert save_text(session, row, replace(text_of(row), heading="Newer"), row.version, by())
        assert headings(session, "alter") == []
        assert headings(session, "newer") == ["Newer"]


def test_of_a_corrected_issue_its_last_version_is_found(database: Database) -> None:
    number = ran(database, ENTRY)
    with database.writing() as session:
        old = find_issue(session, number)
        new = correct(session, old, by())
        old.state = IssueState.CORRECTED
        session.flush()
        assert [each.issue for each in entries_saying(session, "cafes", 9)] == [new.id]


def test_a_search_is_one_statement_however_many_entries_there_are(database: Database) -> None:
    for number in range(30):
        ran(database, replace(ENTRY, heading=f"Hedge {number}"))
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *about: statements.append(about[2]))
    with database.reading() as session:
        assert len(entries_saying(session, "hedge", 5)) == 5
    assert len([each for each in statements if each.startswith("SELECT")]) == 1
