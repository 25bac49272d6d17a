"""One interface, two engines: every test runs on both and expects the same."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from scraper.storage import search
from scraper.storage.engine import Database
from scraper.storage.models import Publication, Revision
from scraper.storage.search import having, index_missing, index_revision, reindex_revision, words_of
from tests.factories import NOW, make_source


def put(session: Session, number: int, title: str, said: str) -> None:
    """A publication with one revision of its number, not indexed."""
    source = make_source(session)
    session.add(
        Publication(
            id=number,
            source_id=source.id,
            key=str(number),
            url="https://example.org/",
            title=title,
            published_precision="none",
            kind="news",
            kind_witness="guess",
            media_type="text/html",
            first_seen_at=NOW,
        )
    )
    session.flush()
    session.add(
        Revision(
            id=number,
            publication_id=number,
            number=1,
            title=title,
            text=said,
            text_hash="",
            mask_hash="",
            words=1,
            captured_at=NOW,
        )
    )
    session.flush()


def found(session: Session, asked: str, *, begins: bool = False) -> list[int]:
    return sorted(set(session.scalars(having(session, words_of(asked), begins=begins))))


@pytest.fixture
def kept(database: Database) -> Database:
    with database.writing() as session:
        put(session, 1, "Children’s Café", "Plan 24-30 tells of the O’Neill report; the end.")
        put(session, 2, "Schools", "The children of the cafe. Reporting ends.")
        assert index_missing(session) == 2
    return database


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ("children", [1, 2]),
        ("CHILDREN'S", [1]),
        ("cafe", [1, 2]),
        ("café", [1, 2]),
        ("24-30", [1]),
        ("30 24", []),
        ("the", [1, 2]),
        ("o'neill report", [1]),
        ("café plan", [1]),
        ("of the cafe", [2]),
        ("absent", []),
    ],
)
def test_words_in_their_order_are_found_alike_on_both_engines(
    kept: Database, asked: str, ids: list[int]
) -> None:
    with kept.reading() as session:
        assert found(session, asked) == ids


def test_the_beginning_of_a_word_is_enough_when_asked(kept: Database) -> None:
    with kept.reading() as session:
        assert found(session, "report") == [1]
        assert found(session, "report", begins=True) == [1, 2]
        assert found(session, "the cafe repo", begins=True) == [2]


def test_a_text_read_anew_is_found_by_its_new_words_only(kept: Database) -> None:
    before = ("Schools", "The children of the cafe. Reporting ends.")
    with kept.writing() as session:
        reindex_revision(session, 2, before, ("Schools", "Nurseries open."))
    with kept.reading() as session:
        assert (found(session, "nurseries"), found(session, "children")) == ([2], [1])


def test_what_is_indexed_is_not_indexed_again(kept: Database) -> None:
    with kept.writing() as session:
        assert index_missing(session) == 0
        put_again = session.get_one(Revision, 1)
        assert found(session, put_again.title) == [1]


def test_every_phrase_of_a_long_text_is_found_across_its_parts(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "PART", 20)
    monkeypatch.setattr(search, "OVERLAP", 5)
    words = [f"w{number}" for number in range(203)]
    with database.writing() as session:
        put(session, 1, words[0], " ".join(words[1:]))
        index_revision(session, 1, words[0], " ".join(words[1:]))
        for start in range(199):
            assert found(session, " ".join(words[start : start + 5])) == [1]


def test_what_no_index_could_take_is_cut_and_does_no_harm(database: Database) -> None:
    long = "\N{CJK UNIFIED IDEOGRAPH-4E00}" * 5_000
    many = " ".join(f"{chr(0x4E00 + number)}{long[:38]}" for number in range(4_000))
    said = f"a\x01b {long} {'the ' * 3_000} {many}"
    with database.writing() as session:
        put(session, 1, "", said)
        index_revision(session, 1, "", said)
        assert found(session, "the the") == [1]
        assert found(session, f"{chr(0x4E00 + 3_999)}{long[:38]}") == [1]


def test_a_text_without_words_is_kept(database: Database) -> None:
    with database.writing() as session:
        put(session, 1, "", "—")
        index_revision(session, 1, "", "—")
        assert index_missing(session) == 0
        assert session.scalar(text("SELECT count(*) FROM search")) == 1
