"""In which language is it?"""

from functools import cache
from typing import Any, Final

from scraper.items import Fact
from scraper.outcomes import Witness

#: Texts shorter than this, in characters, are too short to recognise; longer ones are cut to the second.
SHORTEST: Final = 200
READ: Final = 1_500
#: As much is read where the markup says "en" too.
_AGREEING: Final = 500
#: Words that stand in every English text. Those of the first group stand in hardly any other language's; the
#: shares of the first and of both from which nobody need ask further are half of what English prose has.
_ONLY_ENGLISH: Final = frozenset(("the", "and", "with", "that", "this", "are", "your"))
_ENGLISH: Final = _ONLY_ENGLISH | {"of", "to", "for", "in", "is", "on", "a", "you", "it", "was", "have", "by"}
_ONLY_ENGLISH_SHARE: Final = 0.05
_ENGLISH_SHARE: Final = 0.18


def settle_language(text: str, stated: str) -> str | None:
    """The ISO 639-1 code of a text: recognised when it is long enough, else as the markup states.

    Templates state "en" for Welsh pages, so the text is believed before the markup.
    """
    if len(text) >= SHORTEST:
        if (stated == "en" and _is_plainly_english(text[:_AGREEING])) or _is_plainly_english(text[:READ]):
            return "en"
        return str(_recogniser().classify(text[:READ])[0])
    return stated or None


def language_facts(text: str, settled: str | None, stated: str) -> list[Fact]:
    """Who says it: a text long enough to recognise, and the markup."""
    read = [Fact("language", settled, Witness.VISIBLE_TEXT)] if settled and len(text) >= SHORTEST else []
    return read + ([Fact("language", stated, Witness.META)] if stated else [])


def _is_plainly_english(text: str) -> bool:
    """Whether the commonest English words make up shares that no other language comes near."""
    found = text.lower().split()
    common = list(filter(_ENGLISH.__contains__, found))
    only = sum(map(_ONLY_ENGLISH.__contains__, common))
    return only >= _ONLY_ENGLISH_SHARE * len(found) and len(common) >= _ENGLISH_SHARE * len(found)


@cache
def _recogniser() -> Any:
    """Loaded at first use (two seconds) and kept for the life of the process."""
    import py3langid  # noqa: PLC0415

    return py3langid
