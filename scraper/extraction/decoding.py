"""Which characters do these bytes stand for?"""

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PARAMETER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
#: HTML asks for the declaration within the first 1024 bytes; real pages put scripts before it.
_DECLARED_WITHIN = 4096
# The Encoding Standard reads these labels as Windows-1252, and so do all browsers.
_WINDOWS = {"ascii", "iso8859-1", "cp1252"}
# UTF-7 hides markup from every filter before us; the others are Python's transformations, not characters.
_REFUSED = {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}


def decode(body: bytes, content_type: str = "") -> str:
    """Decode a page: byte order mark, then sound UTF-8, then header, then meta, then Windows-1252.

    Sound UTF-8 with at least one character beyond ASCII stands before the declarations: by chance it does
    not happen, while servers that declare ISO 8859-1 for UTF-8 pages are common. Never fails; what cannot
    be decoded becomes U+FFFD.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    if not body.isascii() and (text := _as_utf8(body)) is not None:
        return text
    declared = _codec(content_type) or _codec(body[:_DECLARED_WITHIN].decode("latin-1")) or _by_zeros(body)
    return body.decode(declared or "cp1252", "replace")


def _as_utf8(body: bytes) -> str | None:
    """The text of sound UTF-8, else None."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


def _codec(text: str) -> str | None:
    match = _PARAMETER.search(text)
    if not match:
        return None
    try:
        codec = codecs.lookup(match[1])
    except (LookupError, ValueError):  # an unknown label; a label with a NUL in it
        return None
    if codec.name in _REFUSED or codec.name.startswith(("utf-16", "utf-32")) or not codec._is_text_encoding:  # noqa: SLF001
        return None  # wide encodings show themselves by their marks or zeros, never by an ASCII label
    return "cp1252" if codec.name in _WINDOWS else codec.name


def _by_zeros(body: bytes) -> str | None:
    """UTF-16 without a mark: markup is mostly ASCII, so every other byte of its beginning is zero."""
    start = body[:64]
    if len(start) < 8:
        return None
    if not any(start[0::2]) and all(start[1::2]):
        return "utf-16-be"
    if not any(start[1::2]) and all(start[0::2]):
        return "utf-16-le"
    return None
