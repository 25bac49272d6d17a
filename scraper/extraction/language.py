"""In which language is it?"""

from functools import cache
from typing import Any, Final

#: Texts shorter than this, in characters, are too short to recognise; longer ones are cut to the second.
SHORTEST: Final = 200
READ: Final = 1_500
#: Words that stand in every English text, and the share of them from which nobody need ask further: English
#: prose has a fifth to a third, Scots a tenth at most, other languages hardly any.
_ENGLISH: Final = frozenset(("the", "of", "and", "to", "that", "for", "with", "was", "are", "this", "have"))
_ENGLISH_SHARE: Final = 0.15


def settle_language(text: str, stated: str) -> str | None:
    """The ISO 639-1 code of a text: recognised when it is long enough, else as the markup states.

    Templates state "en" for Welsh pages, so the text is believed before the markup.
    """
    if len(text) >= SHORTEST:
        if _is_plainly_english(text[:READ]):
            return "en"
        return str(_recogniser().classify(text[:READ])[0])
    return stated or None


def _is_plainly_english(text: str) -> bool:
    """Whether the commonest English words make up a share that no other language comes near."""
    found = text.lower().split()
    return sum(word in _ENGLISH for word in found) >= _ENGLISH_SHARE * len(found)


@cache
def _recogniser() -> Any:
    """Loaded at first use (two seconds) and kept for the life of the process."""
    import py3langid  # noqa: PLC0415

    return py3langid
