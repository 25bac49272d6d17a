import ssl

import pytest

from scraper.discovery.answers import fault_in_words, fault_of, judge_status
from scraper.outcomes import Fault, Outcome


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, None),
        (206, None),
        (204, Outcome.FAILED),
        (304, Outcome.FAILED),
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


def test_not_changed_answers_only_who_asked_that() -> None:
    asked, unasked = judge_status(304, conditional=True), judge_status(304)
    assert asked is not None
    assert unasked is not None
    assert (asked.outcome, unasked.outcome) == (Outcome.UNCHANGED, Outcome.FAILED)
    assert "though nobody asked that" in unasked.detail


class DownloadTimeoutError(Exception):
    pass


class SlowError(DownloadTimeoutError):
    pass


def test_faults_are_told_in_words_also_for_their_subclasses() -> None:
    assert fault_in_words(SlowError("x")) == "the site did not answer in time"


def test_a_fault_without_words_says_its_class_in_one_line() -> None:
    assert fault_in_words(ValueError("a\nb" + "c" * 400)).startswith("the request failed: ValueError: a bccc")
    assert len(fault_in_words(ValueError("c" * 400))) == 200


class CannotResolveHostError(Exception):
    pass


class NoSuchNameError(CannotResolveHostError):
    pass


class Reason:
    """One of the reasons an error is given, as Twisted wraps it."""

    def __init__(self, value: BaseException) -> None:
        self.value = value


class ResponseFailedError(Exception):
    def __init__(self, *reasons: BaseException) -> None:
        super().__init__()
        self.reasons = [Reason(each) for each in reasons]


def raised(error: Exception, *, cause: BaseException | None = None) -> BaseException:
    try:
        raise error from cause
    except type(error) as caught:
        return caught


def raised_while_handling(first: Exception, second: Exception) -> BaseException:
    try:
        try:
            raise first
        except type(first):
            raise second  # noqa: B904 - the cause is left unsaid, as libraries do
    except type(second) as caught:
        return caught


def test_a_name_that_is_not_found_is_rather_our_own_line() -> None:
    assert fault_of(CannotResolveHostError()) is Fault.TEMPORARY
    assert fault_of(NoSuchNameError()) is Fault.TEMPORARY


def test_a_bad_hour_may_pass() -> None:
    assert fault_of(DownloadTimeoutError()) is Fault.SOFT
    assert fault_of(ResponseFailedError(ValueError())) is Fault.SOFT


@pytest.mark.parametrize(
    "error",
    [
        ssl.SSLCertVerificationError(),
        raised(ValueError(), cause=ssl.SSLError()),
        raised_while_handling(ssl.SSLError(), ValueError()),
        ResponseFailedError(ValueError(), ssl.SSLError()),
        raised(ValueError(), cause=ResponseFailedError(ResponseFailedError(ssl.SSLError()))),
    ],
    ids=["itself", "its cause", "what it was raised beside", "one of its reasons", "a reason of a reason"],
)
def test_a_broken_agreement_on_encryption_does_not_pass_by_itself(error: BaseException) -> None:
    assert fault_of(error) is Fault.HARD


def test_errors_that_name_each_other_as_cause_are_looked_at_once() -> None:
    one, other = ValueError(), KeyError()
    one.__cause__, other.__cause__ = other, one
    assert fault_of(one) is Fault.SOFT
