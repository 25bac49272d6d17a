"""What an HTTP status, or a fault on the way, says before anything is read."""

from collections.abc import Iterator

from scraper.items import Reading
from scraper.outcomes import Fault, Outcome

#: Refusals: the site answers, but not us. 451 is a legal block.
REFUSALS = frozenset({401, 403, 407, 429, 451})
#: Not a refusal of us, but of so many requests.
TOO_MANY = 429
NOT_CHANGED = 304
UNASKED = Reading(Outcome.FAILED, detail="the site says that nothing changed, though nobody asked that (304)")
#: 404 is a failure that may pass (sites being rebuilt answer it for days); only 410 says "for good".
NAMED = {
    204: Reading(Outcome.FAILED, detail="the site sent an empty answer (204)"),
    NOT_CHANGED: Reading(Outcome.UNCHANGED, detail="not changed since the last look"),
    404: Reading(Outcome.FAILED, detail="there is no such page (404)"),
    410: Reading(Outcome.GONE, detail="the site says it is gone for good (410)"),
}


#: What went wrong before there was an answer, by the name of the exception.
FAULTS = {
    "DownloadTimeoutError": "the site did not answer in time",
    "CannotResolveHostError": "the site's name could not be found (DNS)",
    "DownloadConnectionRefusedError": "the site refused the connection",
    "ResponseDataLossError": "the answer broke off before its end",
}


def fault_in_words(error: BaseException) -> str:
    """A failed request in words for an editor; one we have no words for says its class."""
    names = (kind.__name__ for kind in type(error).__mro__)
    known = next((FAULTS[name] for name in names if name in FAULTS), None)
    if known is not None:
        return known
    said = " ".join(str(error).split())
    return f"the request failed: {type(error).__name__}: {said}"[:200]


def fault_of(error: BaseException) -> Fault:
    """How much a failed request says against its channel.

    A name that cannot be found is mostly our own line's trouble; a broken agreement on encryption does not
    pass by itself; all else may be a bad hour.
    """
    if any(kind.__name__ == "CannotResolveHostError" for kind in type(error).__mro__):
        return Fault.TEMPORARY
    return Fault.HARD if any(map(_is_of_encryption, _with_causes(error))) else Fault.SOFT


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    """An error and what it came from; Twisted keeps several reasons in one error, each wrapped."""
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        waiting += [each.__cause__, each.__context__]
        waiting += [getattr(reason, "value", None) for reason in getattr(each, "reasons", None) or ()]


def _is_of_encryption(error: BaseException) -> bool:
    return type(error).__module__.partition(".")[0] in {"OpenSSL", "ssl", "service_identity"}


def judge_status(status: int, *, conditional: bool = False) -> Reading | None:
    """The reading a status alone decides; None for a document that has to be read.

    Args:
        status: of the answer.
        conditional: whether the request asked only for what changed. Where it did not, "not changed" tells of
            nothing that we have.
    """
    if status == NOT_CHANGED and not conditional:
        return UNASKED
    if status in NAMED:
        return NAMED[status]
    if 200 <= status < 300:
        return None
    if status in REFUSALS:
        fault = Fault.SOFT if status == TOO_MANY else Fault.HARD
        return Reading(Outcome.BLOCKED, detail=f"the site refused us ({status})", fault=fault)
    return Reading(Outcome.FAILED, detail=f"the site answered with an error ({status})")
