"""Can this feed be parsed safely? Repairs that keep the parser alive, and limits that keep it quick."""

import re
from collections.abc import Iterator

LARGEST_FEED = 20_000_000
#: Deepest nesting of tags. Real feeds need about 20 with their markup; the parser's time grows with the
#: square of it (26 seconds for 6.8 MB of nested tags).
DEEPEST = 200
#: Most tags read as XML, and most of any kind: the parser manages some thirty thousand a second, and real
#: feeds of a thousand items have ten thousand.
MOST_TAGS = 100_000
MOST_BRACKETS = 300_000
LONGEST_TAG = 500_000

_REFERENCE = re.compile(rb"&#(?:[xX]0*([0-9a-fA-F]+)|0*([0-9]+));?")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_MARKUP = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<(/?)([A-Za-z][^\s/<>]{0,80})([^<>]*)>", re.S
)
_UNCLOSED = frozenset({b"br", b"img", b"hr", b"input", b"meta", b"wbr", b"source", b"area", b"col"})
_DECLARED = re.compile(rb"(<\?xml[^>]*encoding\s*=\s*)([\"'])[^\"']*\2")
_BOMS = {
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\xfe\xff": "utf-16",
    b"\xff\xfe": "utf-16",
}


def repaired(body: bytes) -> bytes:
    """The feed without what makes parsers give up.

    Wide encodings become UTF-8, references to characters that do not exist (`&#x110000;`, `&#xD800;`)
    become U+FFFD, control characters that XML forbids are left out, and so is anything before the first
    tag.
    """
    narrow = _narrowed(body)
    if b"iso-2022" not in narrow[:200].lower():  # its escape sequences are control characters
        narrow = _CONTROL.sub(b"", narrow)
    start = narrow.find(b"<")
    return _REFERENCE.sub(_legal_reference, narrow[start:] if 0 < start < 1_000 else narrow)


def _narrowed(body: bytes) -> bytes:
    encoding = next((name for mark, name in _BOMS.items() if body.startswith(mark)), None)
    if encoding is None:
        if body.startswith(b"<\0"):
            encoding = "utf-16-le"
        elif body.startswith(b"\0<"):
            encoding = "utf-16-be"
        else:
            return body
    text = body.decode(encoding, "replace").encode("utf-8", "replace")
    return _DECLARED.sub(rb"\1\2utf-8\2", text, count=1)


def _legal_reference(match: re.Match[bytes]) -> bytes:
    digits = match[1] or match[2]
    number = int(digits, 16 if match[1] else 10) if len(digits) <= 8 else 0
    legal = number in {9, 10, 13} or 0x20 <= number <= 0xD7FF or 0xE000 <= number <= 0xFFFD
    return match[0] if legal or 0x10000 <= number <= 0x10FFFF else b"&#xFFFD;"


def oversized(body: bytes) -> str:
    """Why the feed is too large or too deep to be parsed, in words; "" when it is not."""
    if len(body) > LARGEST_FEED:
        return f"The feed is larger than {LARGEST_FEED // 1_000_000} MB"
    if body.count(b"<") > MOST_BRACKETS:
        return f"The feed has more than {MOST_BRACKETS} tags"
    open_tags: list[bytes] = []
    for count, (closing, name, rest) in enumerate(_tags(body)):
        if count >= MOST_TAGS:
            return f"The feed has more than {MOST_TAGS} tags"
        if len(rest) > LONGEST_TAG or rest.count(b"=") > 2_000:
            return f"The feed has a tag of {len(rest)} characters"
        if closing:
            _close(open_tags, name)
        elif not rest.endswith(b"/") and name.lower() not in _UNCLOSED:
            open_tags.append(name)
            if len(open_tags) > DEEPEST:
                return f"The feed's tags are nested more than {DEEPEST} deep"
    return ""


def _tags(body: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    for match in _MARKUP.finditer(body):
        if match[2] is not None:
            yield match[1], match[2], match[3]


def _close(open_tags: list[bytes], name: bytes) -> None:
    """Close the nearest open tag of that name and all left open inside it, as a forgiving parser does."""
    for position in range(len(open_tags) - 1, -1, -1):
        if open_tags[position] == name:
            del open_tags[position:]
            return
