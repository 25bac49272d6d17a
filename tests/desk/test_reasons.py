"""The house's reasons to exclude."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.desk.audit import Asked, log
from scraper.desk.candidate import show_candidate
from scraper.desk.decisions import Act, decide
from scraper.desk.queue import row_of
from scraper.desk.reasons import REASON, add_reason, retire_reason, reword_reason
from scraper.desk.transitions import Action
from scraper.errors import ActionRefusedError, ConflictError, NotFoundError
from scraper.outcomes import EXCLUSIONS
from scraper.storage.acts import By
from scraper.storage.desk_models import Candidate, Event
from scraper.storage.engine import Database
from scraper.storage.reasons import Reason, combined, house_reasons
from tests.desk.filling import put
from tests.factories import NOW


def by() -> By:
    return By("anna", "web", NOW)


@pytest.mark.parametrize(("key", "words"), EXCLUSIONS.items())
def test_a_reason_of_the_list_is_kept_by_its_key_and_shown_in_words(key: str, words: str) -> None:
    usual = combined(EXCLUSIONS, [])
    assert usual.settle(key) == usual.settle(words.upper()) == key
    assert usual.words(key) == words


@pytest.mark.parametrize(
    ("said", "kept"), [(None, None), ("  ", None), ("Seen  it\nbefore", "Seen it before")]
)
def test_own_words_are_kept_as_they_are(said: str | None, kept: str | None) -> None:
    assert combined(EXCLUSIONS, []).settle(said) == kept
    assert combined(EXCLUSIONS, []).words(kept) == kept


def test_the_house_s_own_stand_before_the_last_and_retired_ones_are_not_offered() -> None:
    changed = [Reason("not-uk", "not British", NOW), Reason("press", "a press release")]
    found = combined(EXCLUSIONS, changed)
    assert list(found.offered)[-2:] == ["press", "other"]
    assert "not-uk" not in found.offered
    assert found.words("not-uk") == "not British"
    assert found.settle("not-uk") == "not-uk"
    assert found.settle("not British") == "not British"


def test_a_reason_is_added_reworded_retired_and_offered_again(database: Database) -> None:
    with database.writing() as session:
        assert add_reason(session, "  Only a  press release ", by()).key == "only-a-press-release"
        reword_reason(session, "only-a-press-release", "press release only", by())
        reword_reason(session, "not-uk", "not from the UK", by())
        retire_reason(session, "not-uk", by(), offered=False)
        retire_reason(session, "not-uk", by(), offered=False)
    with database.reading() as session:
        found = house_reasons(session)
    assert found.offered["only-a-press-release"] == "press release only"
    assert ("not-uk" in found.offered, found.words("not-uk")) == (False, "not from the UK")
    with database.writing() as session:
        retire_reason(session, "not-uk", by(), offered=True)
        assert house_reasons(session).offered["not-uk"] == "not from the UK"
        told = log(session, Asked(object_type=REASON)).events
    assert [event.action for event in told] == ["restore", "retire", "rename", "rename", "add"]
    assert told[2].words == "key: nothing → not-uk; words: not UK → not from the UK"
    assert {event.actor for event in told} == {"anna"}


def test_what_was_decided_keeps_a_retired_reason_in_its_newest_words(database: Database) -> None:
    with database.writing() as session:
        put(session, 1)
        key = add_reason(session, "press release", by()).key
        decide(session, [1], Act(Action.EXCLUDE, "anna", "web", reason="Press release"), NOW)
        reword_reason(session, key, "only a press release", by())
        retire_reason(session, key, by(), offered=False)
    with database.reading() as session:
        row = row_of(session, 1, NOW)
        assert row is not None
        assert session.scalar(select(Candidate.reason)) == key
        assert row.reason == show_candidate(session, 1)["reason"] == "only a press release"
        assert show_candidate(session, 1)["events"][0]["reason"] == "only a press release"
        assert log(session, Asked(object_type="candidate")).events[0].words.endswith("(only a press release)")
    stale = Act(Action.INCLUDE, "bob", "web", versions={1: 1})
    with database.writing() as session, pytest.raises(ConflictError, match=r"\(only a press release\)"):
        decide(session, [1], stale, NOW)


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda session: add_reason(session, "  ", by()), ActionRefusedError),
        (lambda session: add_reason(session, "x" * 81, by()), ActionRefusedError),
        (lambda session: add_reason(session, "NOT UK", by()), ActionRefusedError),
        (lambda session: reword_reason(session, "not-uk", "other", by()), ActionRefusedError),
        (lambda session: reword_reason(session, "nothing-of-it", "other words", by()), NotFoundError),
        (lambda session: retire_reason(session, "nothing-of-it", by(), offered=False), NotFoundError),
    ],
)
def test_what_makes_no_sense_changes_nothing(
    database: Database, act: Callable[[Session], object], error: type[Exception]
) -> None:
    with pytest.raises(error), database.writing() as session:
        act(session)
    with database.reading() as session:
        assert house_reasons(session).offered == EXCLUSIONS
        assert session.scalars(select(Event)).all() == []


def test_a_reason_keeps_its_own_words_and_tells_nothing_when_nothing_changes(database: Database) -> None:
    with database.writing() as session:
        reword_reason(session, "not-uk", "not UK", by())
        assert session.scalars(select(Event)).all() == []


def test_keys_are_never_given_twice(database: Database) -> None:
    with database.writing() as session:
        keys = [
            add_reason(session, words, by()).key for words in ("Too old?", "Too old!", "???", "¡", "a" * 60)
        ]
    assert keys == ["too-old-2", "too-old-3", "reason", "reason-2", "a" * 40]
