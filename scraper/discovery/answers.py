"""What an HTTP status says of a channel before anything is read."""

from scraper.items import Reading
from scraper.outcomes import Outcome

#: Refusals: the site answers, but not us. 451 is a legal block.
REFUSALS = frozenset({401, 403, 407, 429, 451})


def judge_status(status: int) -> Reading | None:
    """The reading a status alone decides; None for a document that has to be read.

    404 is a failure that may pass (sites being rebuilt answer it for days); only 410 says "for good".
    """
    if 200 <= status < 300 and status != 204:
        return None
    if status == 304:
        return Reading(Outcome.UNCHANGED, detail="not changed since the last look")
    if status in REFUSALS:
        return Reading(Outcome.BLOCKED, detail=f"the site refused us ({status})")
    if status == 410:
        return Reading(Outcome.GONE, detail="the site says it is gone for good (410)")
    if status == 404:
        return Reading(Outcome.FAILED, detail="there is no such page (404)")
    if status == 204:
        return Reading(Outcome.FAILED, detail="the site sent an empty answer (204)")
    return Reading(Outcome.FAILED, detail=f"the site answered with an error ({status})")
