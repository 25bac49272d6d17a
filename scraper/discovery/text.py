"""Words as an editor reads them: no markup, no entities, no control characters, single blanks."""

import html
import re
import unicodedata

LONGEST_TITLE = 600
LONGEST_SUMMARY = 2_000
#: How much markup is read for one text, in characters: a feed may carry whole pages as summaries.
LONGEST_MARKUP = 100_000

_UNSEEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.I | re.S)
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|big|cite|code|em|font|i|mark|q|s|small|span|strong|sub|sup|tt|u|wbr)"
    r"(?:\s[^<>]*)?/?>",
    re.I,
)
_TAG = re.compile(r"</?[a-z][^<>]*>|<![a-z][^<>]*>|<\?[^<>]*>", re.I)
# C0 and C1 controls, lone surrogates and non-characters break databases, XML and office files.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ZERO_WIDTH = re.compile("[\u200b\u2060\ufeff\u00ad]")


def plain(text: str) -> str:
    """One line of legal characters: NFC, single blanks, no controls, no invisible spaces."""
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():
        return line
    legal = _ILLEGAL.sub("", _ZERO_WIDTH.sub("", text.replace("\x0b", " ").replace("\x0c", " ")))
    return " ".join(unicodedata.normalize("NFC", legal).split())


def words_of_markup(markup: str) -> str:
    """The words of a piece of HTML on one line; entities are resolved once, after the tags are gone."""
    seen = _UNSEEN.sub(" ", markup[:LONGEST_MARKUP])
    return plain(html.unescape(_TAG.sub(" ", _INLINE_TAG.sub("", seen))))


def shorten(text: str, length: int) -> str:
    """Text cut at a blank to at most `length` characters, with an ellipsis when something is missing."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
