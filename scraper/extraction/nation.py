"""Which nation of the United Kingdom is it about? Only what the title or the lead names."""

import re
from typing import Final

from scraper.items import Fact
from scraper.outcomes import Nation, Witness

#: How much of the text is its lead, in characters: about three sentences.
LEAD: Final = 600

#: Each nation, what stands in all its names (a plain search for it is much cheaper than one for the names),
#: and the names.
_NAMES: Final = (
    (
        Nation.ENGLAND,
        ("Engl",),
        r"(?<!New )England|English (?:local authorit|council|school|college|region|NHS)\w*",
    ),
    (Nation.SCOTLAND, ("Scot",), r"(?<!Nova )Scotland|Scottish"),
    (
        Nation.WALES,
        ("Wales", "Welsh", "Senedd", "Cymru"),
        r"(?<!New South )(?<!Prince of )(?<!Princess of )Wales|Welsh|Senedd|Cymru",
    ),
    (Nation.NORTHERN_IRELAND, ("Northern Ir", "Stormont"), r"Northern Ireland|Northern Irish|Stormont"),
    (
        Nation.UK,
        ("UK", "U.K.", "United Kingdom", "Great Britain", "four nations"),
        r"(?:UK|U\.K\.)(?:[- ]wide)?|United Kingdom|Great Britain|four nations",
    ),
    (
        Nation.INTERNATIONAL,
        ("nternational", "orldwide", "lobal", "EU", "European Union"),
        r"[Ii]nternational(?:ly)?|[Ww]orldwide|[Gg]lobal(?:ly)?|EU|European Union",
    ),
)
_Names = tuple[Nation, tuple[str, ...], re.Pattern[str]]
_PATTERNS: tuple[_Names, ...] = tuple(
    (nation, signs, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")) for nation, signs, pattern in _NAMES
)
#: What a lead is asked for.
_OF_LEAD = tuple(each for each in _PATTERNS if each[0] is not Nation.INTERNATIONAL)


def settle_nations(
    title: str, text: str, default: tuple[Nation, ...] = ()
) -> tuple[tuple[Nation, ...], list[Fact]]:
    """The nations the title names, else those of the lead, else `default` (the source's own); who says so.

    "International" counts only in a title and only beside no nation: bodies have it in their names.
    """
    in_title, in_lead = _named(title, _PATTERNS), _named(text[:LEAD], _OF_LEAD)
    said = [
        *((nation, Witness.HEADING) for nation in in_title),
        *((nation, Witness.VISIBLE_TEXT) for nation in in_lead),
        *((nation, Witness.DEFINITION) for nation in default),
    ]
    facts = [Fact("nation", nation, witness) for nation, witness in said]
    return _nations(in_title) or in_lead or in_title or default, facts


def _nations(named: tuple[Nation, ...]) -> tuple[Nation, ...]:
    return tuple(nation for nation in named if nation is not Nation.INTERNATIONAL)


def _named(text: str, patterns: tuple[_Names, ...]) -> tuple[Nation, ...]:
    return tuple(nation for nation, signs, pattern in patterns if _holds(text, signs, pattern))


def _holds(text: str, signs: tuple[str, ...], pattern: re.Pattern[str]) -> bool:
    """Whether a name stands in a text: it begins with its sign, or one character before."""
    found = [at for sign in signs if (at := text.find(sign)) >= 0]
    return bool(found and pattern.search(text, max(0, min(found) - 1)))
