"""What a failed request means, in words for an editor."""

from dataclasses import dataclass

from scrapy.exceptions import DownloadCancelledError
from twisted.python.failure import Failure

from scraper.discovery.answers import fault_in_words, fault_of
from scraper.outcomes import DropReason, Fault, Outcome

REFUSED = frozenset({DropReason.BLOCKED, DropReason.REFUSED_BY_ROBOTS, DropReason.REFUSED_BY_POLICY})


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a request failed: as a poll's outcome, as a page's reason, in words, whether it may pass, how sure.

    `unasked` says that it was never made, because its host had asked for a pause.
    """

    outcome: Outcome
    reason: DropReason
    words: str
    temporary: bool
    unasked: bool = False
    fault: Fault = Fault.SOFT


def explain(failure: Failure) -> Explained:
    """Any failure, of any class: our own refusals say their reason, the rest is a fault that may pass."""
    error = failure.value or Exception("without a reason")
    reason = getattr(error, "drop_reason", None)
    if reason is not None:
        outcome = Outcome.BLOCKED if reason in REFUSED else Outcome.FAILED
        temporary, unasked = (bool(getattr(error, name, False)) for name in ("temporary", "unasked"))
        fault = Fault.TEMPORARY if unasked else Fault.HARD if reason in REFUSED else Fault.SOFT
        return Explained(outcome, reason, str(error), temporary, unasked, fault)
    if isinstance(error, DownloadCancelledError):
        return Explained(Outcome.FAILED, DropReason.TOO_LARGE, "the answer is larger than allowed", False)
    words, fault = fault_in_words(error), fault_of(error)
    return Explained(Outcome.FAILED, DropReason.FETCH_FAILED, words, temporary=True, fault=fault)
