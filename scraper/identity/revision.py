"""How much a publication's text changed between two fetches, and which sentences.

Size never decides whether a text changed (the hashes do); it only names the change for an editor.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from scraper.identity.fingerprint import tokens

#: Of 2,374 recorded changes of real documents a third kept 98 % of their words or more; those that kept
#: less than half were mostly error pages or another document.
_MINOR_FROM: Final = 0.98
_UPDATED_FROM: Final = 0.5

#: Share of the words that stays when only a list beside the text is drawn anew.
LEAST_LEFT: Final = 0.7
#: Words of a headline in such a list, at most.
LONGEST_LINK_LINE: Final = 20
#: Share of a line's letters that its link has; in the line of a list a word or two may lead somewhere.
LEAST_OF_LINE: Final = 0.66
_SENTENCE = re.compile(r"[.!?;:][\"'”’)]*$")
_SENTENCE_END = re.compile(
    r"\n+|(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bSt\.)(?<!\bNo\.)(?<!e\.g\.)(?<!i\.e\.)"
    r"(?:(?<=[.!?])|(?<=[.!?][\"'”’)]))\s+(?=[\"'“‘(]?[A-Z0-9])"
)


class ChangeSize(StrEnum):
    """How much of a text changed."""

    MINOR = "minor"
    UPDATED = "updated"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Change:
    """The difference between two versions of a text.

    `similarity` is the share (0–1) of words both have, wherever they stand; `added` and `removed` are
    whole sentences in the order of their text. A sentence that only moved is in neither.
    """

    similarity: float
    size: ChangeSize
    added: tuple[str, ...]
    removed: tuple[str, ...]


def describe_change(old: str, new: str) -> Change:
    """What became of `old` in `new`."""
    similarity = word_similarity(tokens(old), tokens(new))
    before, after = sentences(old), sentences(new)
    return Change(
        similarity=similarity,
        size=_size(similarity),
        added=_missing_from(before, after),
        removed=_missing_from(after, before),
    )


def is_furniture_only(change: Change, links: Iterable[str]) -> bool:
    """Whether only lists of links beside the text changed: lines that are no sentences and state no figure.

    A list of related items is drawn anew with every visit; a table's lines hold figures, and a sentence ends.
    What leads nowhere is no such line: guidance has its duties in a list without full stops.

    Args:
        change: what became of the text.
        links: the words of the links of both its versions.
    """
    lines = (*change.added, *change.removed)
    if not lines or change.similarity < LEAST_LEFT or not all(map(_may_be_link_line, lines)):
        return False
    leading = [_words(link) for link in links]
    return all(any(_is_of_link(line, link) for link in leading) for line in map(_words, lines))


def _is_of_link(line: str, link: str) -> bool:
    """Whether a line stands in a link's words, or is hardly more than they are."""
    return line in link or (link in line and len(link) >= LEAST_OF_LINE * len(line))


def _may_be_link_line(line: str) -> bool:
    words = len(line.split())
    return words <= LONGEST_LINK_LINE and not _SENTENCE.search(line) and not any(map(str.isdigit, line))


def _words(line: str) -> str:
    return f" {' '.join(tokens(line))} "


def word_similarity(old: list[str], new: list[str]) -> float:
    """1 − (words in only one of both, repeats counted) ÷ (words of both); 1 when both are empty."""
    total = len(old) + len(new)
    if not total:
        return 1.0
    before, after = Counter(old), Counter(new)
    return 1 - ((before - after).total() + (after - before).total()) / total


def sentences(text: str) -> list[str]:
    """The sentences and lines of `text`, blanks trimmed, those without a word left out."""
    pieces = (" ".join(piece.split()) for piece in _SENTENCE_END.split(text))
    return [piece for piece in pieces if tokens(piece)]


def _size(similarity: float) -> ChangeSize:
    if similarity >= _MINOR_FROM:
        return ChangeSize.MINOR
    return ChangeSize.UPDATED if similarity >= _UPDATED_FROM else ChangeSize.REPLACED


def _missing_from(known: Iterable[str], wanted: Iterable[str]) -> tuple[str, ...]:
    """The sentences of `wanted` that `known` has not, as often as it has them; compared by their words."""
    left = Counter(" ".join(tokens(sentence)) for sentence in known)
    missing = []
    for sentence in wanted:
        words = " ".join(tokens(sentence))
        if left[words]:
            left[words] -= 1
        else:
            missing.append(sentence)
    return tuple(missing)
