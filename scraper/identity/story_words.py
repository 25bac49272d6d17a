"""The words by which publications of one story resemble each other, and what each word is worth.

A publication is three bags of words: its title, title and lead, title and more of the text. A word weighs
the more the fewer publications have it (TF-IDF). Names and figures are kept apart from the words: the article
on a report repeats who spoke and how many were asked, the next report on the same matter does not.
"""

import functools
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from scraper.identity.fingerprint import normalise

#: Words of the text that count as lead, and words looked at in all.
LEAD_WORDS: Final = 100
MOST_WORDS: Final = 400
#: Characters of a word or name that are kept.
LONGEST_WORD: Final = 60
#: Publications that our own idea of common words counts for; as many real ones weigh as much.
BACKGROUND: Final = 300

_FUNCTION_WORDS = """
a about above across after again against ago all almost already also although always am among an and another
any anybody anyone april are around as at august away back be became because become been before began behind
being below beside between beyond both but by came can cannot come comes could december did do does doing
done down during each either else enough even ever every everybody february few first for found four friday
from full further gave get gets give given gives go goes going gone got had half has have having he her here
hers him his how however i if in instead into is it its itself january july june just keep last later least
less let like made make makes making many march may me might monday more most much must my near nearly never
new next no nobody none nor not nothing november now october of off often on once one ones only onto or
other others our ours out over own per put rather said same saturday saw say saying says second see seen
september several she should since six so some somebody something soon still such sunday take taken tell ten
than that the their them then there these they thing things third this those though three through thursday
thus to today told too took toward towards tuesday two under until up upon us used using very via was way we
wednesday week weeks well went were what when where whether which while who whole whom whose why will with
within without year years yesterday yet you your
"""
STOP_WORDS: Final = frozenset(_FUNCTION_WORDS.split())

#: Stems that publications of the field have anyway, by the share of them that do; others count as rare.
_EVERYWHERE = """
call care charity child family help need parent people report school service support work young
"""
_OFTEN = """
adult baby chief commissioner community council data department director education england father figure
find government health home local minister mother national number policy protection public publish pupil
recommend recommendation research respond risk safe safeguard social study teacher time worker
"""
_AT_TIMES = """
access action age aim announc approach area ask available average begin best better body carer case cent
centre challenge change clear committee company concern consultation cost court day decision develop
difference different early end experience explain face fall fund future good group guidance guide high hope
hospital hour house important improve include increase independent inspection inspector interview issue know
law lead leader learn leave legal letter level life live long look low meet member mental million money
month move new night official online open order organisation part partner pay percent place plan police poor
practice practitioner present press problem professional programme project protect provide provider question
rate read ready record reform release response review right rise role room rule set share show sign
spokesperson staff start state statement statistic step stop strategy survey system talk team term train
understand use view visit wait wale want warn welcome woman word world worry write
"""
_SHARES: Final = {
    word: share
    for words, share in ((_AT_TIMES, 0.04), (_OFTEN, 0.12), (_EVERYWHERE, 0.35))
    for word in words.split()
}

_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?(?:\s?%|\s?per ?cent\b)?|[^\W\d_]+(?:'[^\W\d_]+)*")
_CAPITALISED = re.compile(r"[A-Z][\w'’-]*\w")
#: Words with a capital in a row; "of", "for", "and", "the" may stand between.
_NAME = re.compile(
    rf"(?<![\w'’]){_CAPITALISED.pattern}(?: (?:(?:of|for|and|the|against) )*{_CAPITALISED.pattern})+"
)
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Counts:
    """In how many publications words stand: `of` holds those asked for, `total` is the number of all."""

    total: int = 0
    of: Mapping[str, int] = field(default_factory=dict)

    def weight(self, word: str) -> float:
        """How much a word tells: ln((N + 1) / (df + ½)), our own background counted in; never negative."""
        found = self.of.get(word, 0) + _SHARES.get(word, 0.0) * BACKGROUND
        return max(0.0, math.log((self.total + BACKGROUND + 1) / (found + 0.5)))

    def is_rare(self, word: str) -> bool:
        """Whether a word stands in one publication of a hundred or fewer."""
        found = self.of.get(word, 0) + _SHARES.get(word, 0.0) * BACKGROUND
        return found <= max(4.0, 0.01 * (self.total + BACKGROUND))


@dataclass(frozen=True, slots=True)
class Bags:
    """A publication's words: title, title and lead, title and more; names and figures among them."""

    title: Mapping[str, int]
    lead: Mapping[str, int]
    body: Mapping[str, int]
    names: frozenset[str]
    figures: frozenset[str]

    @property
    def counted(self) -> frozenset[str]:
        """What is counted of a publication, once each: the words of its lead, and its names."""
        return frozenset(word[:LONGEST_WORD] for word in (*self.lead, *self.names))


def bags(title: str, text: str) -> Bags:
    """The bags of words of a publication."""
    head, words = stems(title), stems(" ".join(text.split()[: MOST_WORDS + LEAD_WORDS]))
    lead = " ".join(text.split()[:MOST_WORDS])
    return Bags(
        title=Counter(head),
        lead=Counter(head * 2 + words[:LEAD_WORDS]),
        body=Counter(head + words[:MOST_WORDS]),
        names=names(lead),
        figures=figures(head + words),
    )


def stems(text: str) -> list[str]:
    """The telling words of a text in their order, as stems; figures without their commas, shares with "%"."""
    found = (_word(match[0]) for match in _TOKEN.finditer(normalise(text)))
    return [word for word in found if word and word not in STOP_WORDS]


def as_written(stem: str, words: Iterable[str]) -> str:
    """A stem as the first of some words writes it, for people: "generation" for "generat"."""
    return next((word for word in words if word.startswith(stem[:3]) and _word(word) == stem), stem)


def names(text: str) -> frozenset[str]:
    """Pairs of words with a capital that stand together, as stems: "dora penhale", "counties network".

    A lone capital is more often the beginning of a sentence than a name.
    """
    found: set[str] = set()
    for run in _NAME.finditer(text):
        words = [word for each in _CAPITALISED.findall(run[0]) if (word := _word(normalise(each)))]
        found.update(" ".join(pair) for pair in itertools.pairwise(words))
    return frozenset(found)


def figures(words: Iterable[str]) -> frozenset[str]:
    """The numbers among stems that hardly two reports have by chance: of three digits, or with a fraction."""
    return frozenset(
        word
        for word in words
        if word[0] in "123456789"
        and not _YEAR.fullmatch(word)
        and len(word.rstrip("0%").replace(".", "")) >= 2
        and (sum(map(str.isdigit, word)) >= 3 or "." in word)
    )


def heaviest(bag: Mapping[str, int], counts: Counts, limit: int) -> list[str]:
    """The words that weigh most in a bag."""
    return sorted(bag, key=lambda word: (-_weighed(bag[word], counts.weight(word)), word))[:limit]


def vector(bag: Mapping[str, int], counts: Counts) -> dict[str, float]:
    """A bag as a vector of length 1; empty when no word weighs anything."""
    weights = {word: _weighed(number, counts.weight(word)) for word, number in bag.items()}
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {word: weight / length for word, weight in weights.items() if weight} if length else {}


def cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """The cosine (0–1) of two vectors of length 1."""
    if len(a) > len(b):
        a, b = b, a
    return sum(weight * b[word] for word, weight in a.items() if word in b)


def _weighed(number: int, weight: float) -> float:
    return (1 + math.log(number)) * weight


@functools.lru_cache(maxsize=20_000)
def _word(token: str) -> str:
    """A token as it is compared: a number plain, a word without its ending; "" for a lone letter."""
    if token[0].isdigit():
        share = "%" if token.endswith(("%", "cent")) else ""
        return re.sub(r"[^\d.]", "", token.replace("per", "").replace("cent", "")).strip(".") + share
    token = token.removesuffix("'s").replace("'", "")
    if len(token) < 2 or token in STOP_WORDS:
        return ""
    return _without_ending(token)


def _without_ending(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    for ending, least, put in (("ing", 5, ""), ("ed", 5, ""), ("es", 4, "e")):
        if word.endswith(ending) and len(word) >= least and not word.endswith("ses"):
            word = word[: -len(ending)] + put
            break
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
