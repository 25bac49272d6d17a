"""What a content item says of itself counts before what its text looks like: withdrawn, or edited a little.

Nothing else knows these for sure, so for any other page the answers are those of a page that does not say.
"""

from scraper.identity.match import Decision
from scraper.items import DateFact, Publication
from scraper.outcomes import Verdict, Witness
from scraper.storage.models import Publication as Row

#: Fields of facts, as extraction names them.
WITHDRAWN = "withdrawn"
PUBLIC_UPDATE = "public update"


def is_withdrawn(found: Publication) -> bool:
    """Whether its publisher withdrew it: what nobody here knew before is no new publication then."""
    return any(fact.field == WITHDRAWN and fact.witness is Witness.CONTENT_ITEM for fact in found.facts)


def last_stated(found: Publication) -> DateFact | None:
    """The latest day on which its publisher says that it came out or was updated for all to know."""
    updated = found.updated
    return updated if updated and updated.witness is Witness.CONTENT_ITEM else found.published


def without_minor_edit(decision: Decision, row: Row | None, found: Publication) -> Decision:
    """The decision; UNCHANGED where the text changed, but not the time of the last public update."""
    if decision.verdict is not Verdict.UPDATED or row is None:
        return decision
    known = {fact["value"] for fact in row.facts if fact["field"] == PUBLIC_UPDATE}
    stated = {fact.value for fact in found.facts if fact.field == PUBLIC_UPDATE}
    newly_withdrawn = is_withdrawn(found) and WITHDRAWN not in {fact["field"] for fact in row.facts}
    if not stated or known != stated or newly_withdrawn:
        return decision
    return Decision(
        Verdict.UNCHANGED, decision.publication_id, ("a minor edit: no public update",), decision.new_aliases
    )
