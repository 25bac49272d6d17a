"""What a failed request means, in words for an editor."""

from dataclasses import dataclass

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from twisted.python.failure import Failure

from scraper.outcomes import DropReason, Outcome

REFUSED = frozenset({DropReason.BLOCKED, DropReason.REFUSED_BY_ROBOTS, DropReason.REFUSED_BY_POLICY})

WORDS: dict[type[BaseException], str] = {
    DownloadTimeoutError: "the site did not answer in time",
    CannotResolveHostError: "the site's name could not be found (DNS)",
    DownloadConnectionRefusedError: "the site refused the connection",
    ResponseDataLossError: "the answer broke off before its end",
}


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a request failed: as a poll's outcome, as a page's reason, in words, and whether it may pass."""

    outcome: Outcome
    reason: DropReason
    words: str
    temporary: bool


def explain(failure: Failure) -> Explained:
    """Any failure, of any class: our own refusals say their reason, the rest is a fault that may pass."""
    error = failure.value
    reason = getattr(error, "drop_reason", None)
    if reason is not None:
        outcome = Outcome.BLOCKED if reason in REFUSED else Outcome.FAILED
        return Explained(outcome, reason, str(error), bool(getattr(error, "temporary", False)))
    if isinstance(error, DownloadCancelledError):
        return Explained(Outcome.FAILED, DropReason.TOO_LARGE, "the answer is larger than allowed", False)
    for kind, words in WORDS.items():
        if isinstance(error, kind):
            return Explained(Outcome.FAILED, DropReason.FETCH_FAILED, words, True)
    words = f"the request failed: {type(error).__name__}: {error}"[:200]
    return Explained(Outcome.FAILED, DropReason.FETCH_FAILED, words, True)
