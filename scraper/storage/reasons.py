"""Why candidates are excluded, as the house has it: the usual reasons, and what it made of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.outcomes import EXCLUSIONS
from scraper.storage.desk_models import HouseReason

#: The reason that stands last, whatever the house adds.
LAST = "other"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: the key that is kept with a candidate, and its words. A retired one is offered no more."""

    key: str
    words: str
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reasons:
    """All reasons that the house has or had, in the order in which they are offered."""

    each: tuple[Reason, ...]

    @property
    def offered(self) -> dict[str, str]:
        """The words of those to choose from, by key."""
        return {reason.key: reason.words for reason in self.each if reason.retired_at is None}

    def words(self, kept: str | None) -> str | None:
        """A kept reason in words, retired ones too; an editor's own words as they are."""
        return next((reason.words for reason in self.each if reason.key == kept), kept)

    def settle(self, said: str | None) -> str | None:
        """A reason as it is kept: its key when it is offered, else the words; None when none was given."""
        words = " ".join((said or "").split())
        folded = words.casefold()
        meant = (key for key, each in self.offered.items() if folded in (key, each.casefold()))
        return next(meant, words or None)


def combined(usual: Mapping[str, str], changed: Iterable[Reason]) -> Reasons:
    """The usual reasons as the house changed them, and those that it added."""
    found = {key: Reason(key, words) for key, words in usual.items()}
    found |= {reason.key: reason for reason in changed}
    return Reasons(tuple(sorted(found.values(), key=lambda reason: reason.key == LAST)))


def house_reasons(session: Session) -> Reasons:
    """The reasons of the house. One statement."""
    rows = session.scalars(select(HouseReason).order_by(HouseReason.id))
    return combined(EXCLUSIONS, [Reason(row.key, row.words, row.retired_at) for row in rows])
