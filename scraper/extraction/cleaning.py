"""Every string that enters from a page passes here once, so that no export chokes on it later."""

import re
import unicodedata

#: Titles, names and labels are cut here, in characters; longer ones are somebody's mistake or attack.
LONGEST_LINE = 500

_CONTROLS = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n"}
# Embeddings, overrides, isolates and marks (Unicode Annex 9); with them soft hyphen, zero-width space,
# word joiner and byte order mark, which hide inside words and break comparison. The zero-width joiner stays:
# emoji and several scripts need it.
_HIDDEN = dict.fromkeys(
    (
        0x00AD,
        0x061C,
        0x200B,
        0x200E,
        0x200F,
        *range(0x202A, 0x202F),
        0x2060,
        *range(0x2066, 0x206A),
        0xFEFF,
    ),
)
_NO_CHARACTER = re.compile(
    "[\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + 0xFFFE) for plane in range(17))
    + "".join(chr(plane * 0x10000 + 0xFFFF) for plane in range(17))
    + "]"
)
_TABLE: dict[int, None] = _CONTROLS | _HIDDEN
# One of these stands in every text that is not clean but for its composition.
_UNCLEAN = re.compile(f"[{''.join(map(chr, _TABLE))}\u2028\u2029â{_NO_CHARACTER.pattern[1:-1]}]")
_WORDS = re.compile(r"\w+")
# UTF-8 punctuation that somebody read as Windows-1252 before us: "â€™" for "’".
_MOJIBAKE = re.compile("â€[\u0153\u02dc\u2122\u201c\u201d\u00a2\u00a6\u009d]")


def clean(text: str) -> str:
    """Normalise to NFC; drop control, bidirectional and hidden characters; mend what is no character.

    Tab and line feed stay, other line ends become line feeds. Surrogates and non-characters become U+FFFD.
    """
    if text.isprintable() and (text.isascii() or ("â€" not in text and _is_composed(text))):
        return text  # of what is taken out or mended, none is printable but misread punctuation
    if not _UNCLEAN.search(text) and _is_composed(text):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = _MOJIBAKE.sub(_mend, text)
    text = _NO_CHARACTER.sub("\ufffd", text).translate(_TABLE)
    return unicodedata.normalize("NFC", text)


def line(text: str | None) -> str:
    """One line of clean text: all white space folded to single blanks, at most 500 characters."""
    if not text:
        return ""
    plain = text.isascii() and text.isprintable() and "  " not in text  # most are, and need no more
    folded = text.strip() if plain else fold(clean(text))
    return folded if len(folded) <= LONGEST_LINE else folded[: LONGEST_LINE - 1].rstrip() + "…"


def fold(text: str) -> str:
    """A text on one line, all its white space folded to single blanks."""
    if text.isprintable() and "  " not in text:  # single blanks are then its only white space
        return text.strip()
    return " ".join(text.split())


def words(text: str) -> list[str]:
    """The words of a text, in lower case, without punctuation: what two readings are compared by."""
    return _WORDS.findall(text.casefold())


def _is_composed(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text)


def _mend(match: re.Match[str]) -> str:
    try:
        return match[0].encode("cp1252").decode()
    except UnicodeError:  # the third byte is one Windows-1252 does not have: U+201D was meant
        return "”"
