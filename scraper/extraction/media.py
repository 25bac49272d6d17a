"""What was served: a page, a PDF, or something nobody reads here?"""

from typing import Final, Literal

Media = Literal["html", "pdf", "other"]

_PAGES: Final = frozenset(("text/html", "application/xhtml+xml"))
#: Types servers give to anything: the bytes decide.
_VAGUE: Final = frozenset(
    ("", "application/octet-stream", "binary/octet-stream", "text/plain", "text/xml", "application/xml")
)
_SIGNATURES: Final = (
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b",
    b"RIFF",
    b"Rar!",
)


def media_of(body: bytes, content_type: str) -> Media:
    """Decide by the bytes where they have a signature, else by the header, else by the first markup."""
    start = body[:1024]
    # The PDF reference asks readers to accept a header within the first 1024 bytes.
    stated = content_type.split(";", maxsplit=1)[0].strip().lower()
    if start.lstrip().startswith(b"%PDF-") or (b"%PDF-" in start and stated not in _PAGES):
        return "pdf"
    if start.startswith(_SIGNATURES):
        return "other"
    if stated in _PAGES:
        return "html"
    looks = start.lower().replace(b"\0", b"")
    if stated in _VAGUE and any(
        mark in looks for mark in (b"<!doctype html", b"<html", b"<body", b"<head", b"<p>", b"<div")
    ):
        return "html"
    return "other"
