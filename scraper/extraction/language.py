"""In which language is it?"""

from functools import cache
from typing import Any, Final

#: Texts shorter than this, in characters, are too short to recognise; longer ones are cut to the second.
SHORTEST: Final = 200
READ: Final = 4_000


def settle_language(text: str, stated: str) -> str | None:
    """The ISO 639-1 code of a text: recognised when it is long enough, else as the markup states.

    Templates state "en" for Welsh pages, so the text is believed before the markup.
    """
    if len(text) >= SHORTEST:
        return str(_recogniser().classify(text[:READ])[0])
    return stated or None


@cache
def _recogniser() -> Any:
    """Loaded at first use (two seconds) and kept for the life of the process."""
    import py3langid  # noqa: PLC0415

    return py3langid
