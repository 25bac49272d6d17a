import pytest

from scraper.discovery.answers import fault_in_words, judge_status
from scraper.outcomes import Outcome


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, None),
        (206, None),
        (204, Outcome.FAILED),
        (304, Outcome.UNCHANGED),
        (301, Outcome.FAILED),
        (401, Outcome.BLOCKED),
        (403, Outcome.BLOCKED),
        (404, Outcome.FAILED),
        (410, Outcome.GONE),
        (429, Outcome.BLOCKED),
        (451, Outcome.BLOCKED),
        (500, Outcome.FAILED),
        (503, Outcome.FAILED),
        (999, Outcome.FAILED),
    ],
)
def test_a_status_decides_unless_there_is_a_document_to_read(status: int, outcome: Outcome | None) -> None:
    reading = judge_status(status)
    assert (reading.outcome if reading else None) is outcome
    assert reading is None or (reading.detail and not reading.entries)


class DownloadTimeoutError(Exception):
    pass


class SlowError(DownloadTimeoutError):
    pass


def test_faults_are_told_in_words_also_for_their_subclasses() -> None:
    assert fault_in_words(SlowError("x")) == "the site did not answer in time"


def test_a_fault_without_words_says_its_class_in_one_line() -> None:
    assert fault_in_words(ValueError("a\nb" + "c" * 400)).startswith("the request failed: ValueError: a bccc")
    assert len(fault_in_words(ValueError("c" * 400))) == 200
