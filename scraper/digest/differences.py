"""What changed between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

#: Texts of an entry are compared; a pasted book is not: longer ones differ as a whole.
MOST_WORDS = 3_000
_PIECE = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words in a row that stand in both texts, or only in one: `kind` is "same", "gone" or "new"."""

    kind: str
    text: str


def word_difference(old: str, new: str) -> list[Stretch]:
    """The way from `old` to `new`: without the new stretches it reads as `old`, without the gone as `new`."""
    before, after = _PIECE.findall(old), _PIECE.findall(new)
    if max(len(before), len(after)) > MOST_WORDS * 2:
        whole = [Stretch("gone", old), Stretch("new", new)]
        return [Stretch("same", old)] if old == new else [each for each in whole if each.text]
    stretches = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            stretches.append(Stretch("same", "".join(before[a:b])))
            continue
        if b > a:
            stretches.append(Stretch("gone", "".join(before[a:b])))
        if d > c:
            stretches.append(Stretch("new", "".join(after[c:d])))
    return stretches
