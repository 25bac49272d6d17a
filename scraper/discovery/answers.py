"""What an HTTP status says of a channel before anything is read."""

from scraper.items import Reading
from scraper.outcomes import Outcome

#: Refusals: the site answers, but not us. 451 is a legal block.
REFUSALS = frozenset({401, 403, 407, 429, 451})
#: 404 is a failure that may pass (sites being rebuilt answer it for days); only 410 says "for good".
NAMED = {
    204: Reading(Outcome.FAILED, detail="the site sent an empty answer (204)"),
    304: Reading(Outcome.UNCHANGED, detail="not changed since the last look"),
    404: Reading(Outcome.FAILED, detail="there is no such page (404)"),
    410: Reading(Outcome.GONE, detail="the site says it is gone for good (410)"),
}


def judge_status(status: int) -> Reading | None:
    """The reading a status alone decides; None for a document that has to be read."""
    if status in NAMED:
        return NAMED[status]
    if 200 <= status < 300:
        return None
    if status in REFUSALS:
        return Reading(Outcome.BLOCKED, detail=f"the site refused us ({status})")
    return Reading(Outcome.FAILED, detail=f"the site answered with an error ({status})")
