"""What errors say in one line, and what they carry for who can go on from them."""

from datetime import UTC, datetime

import pytest

from scraper.errors import (
    ActionRefusedError,
    ConflictError,
    GleanerError,
    ImportRefusedError,
    SignInRefusedError,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConflictError("ben excluded it", 7, "excluded"), "ben excluded it"),
        (ImportRefusedError("there is no entry"), "there is no entry"),
        (ImportRefusedError("no heading", 3, "  A\tb"), r"line 3: no heading: '  A\tb'"),
        (SignInRefusedError("untrusted", "the key is unknown", email="a@example.org"), "the key is unknown"),
    ],
)
def test_an_error_is_one_line_for_a_person(error: GleanerError, words: str) -> None:
    assert str(error) == words


def test_a_conflict_says_who_changed_the_candidate_and_is_an_act_refused() -> None:
    error = ConflictError("ben excluded it", 7, "excluded", "ben", NOON)
    assert (error.candidate_id, error.status, error.actor, error.at) == (7, "excluded", "ben", NOON)
    assert isinstance(error, ActionRefusedError)


def test_a_refused_import_tells_its_line_apart() -> None:
    error = ImportRefusedError("no heading", 3, "A")
    assert (error.reason, error.line, error.text) == ("no heading", 3, "A")


def test_a_refused_sign_in_tells_how_far_it_came() -> None:
    error = SignInRefusedError("unknown", "nobody has it", email="a@example.org", account_id=4)
    assert (error.reason, error.email, error.account_id) == ("unknown", "a@example.org", 4)
    assert "a@example.org" not in str(error)
