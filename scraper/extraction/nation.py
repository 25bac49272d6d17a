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
_SIGNS = tuple((sign, nation) for nation, signs, _ in _NAMES for sign in signs)
_PATTERNS = tuple((nation, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")) for nation, _, pattern in _NAMES)


def settle_nations(
    title: str, text: str, default: tuple[Nation, ...] = ()
) -> tuple[tuple[Nation, ...], list[Fact]]:
    """The nations the title names, else those of the lead, else `default` (the source's own); who says so.

    "International" counts only in a title and only beside no nation: bodies have it in their names.
    """
    in_title, in_lead = _named(title), _nations(_named(text[:LEAD]))
    said = [
        *((nation, Witness.HEADING) for nation in in_title),
        *((nation, Witness.VISIBLE_TEXT) for nation in in_lead),
        *((nation, Witness.DEFINITION) for nation in default),
    ]
    facts = [Fact("nation", nation, witness) for nation, witness in said]
    return _nations(in_title) or in_lead or in_title or default, facts


def _nations(named: tuple[Nation, ...]) -> tuple[Nation, ...]:
    return tuple(nation for nation in named if nation is not Nation.INTERNATIONAL)


def _named(text: str) -> tuple[Nation, ...]:
    signed = {nation for sign, nation in _SIGNS if sign in text}
    return tuple(nation for nation, pattern in _PATTERNS if nation in signed and pattern.search(text))
