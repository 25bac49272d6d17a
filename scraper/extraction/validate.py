"""Is it a publication at all, or what a site shows in its place?"""

import re
from typing import Final

from scraper.items import Publication, Unreadable
from scraper.outcomes import DropReason

#: A page that says one of these in its title and hardly anything else stands in another one's place.
_NOT_FOUND: Final = re.compile(
    r"\b(?:page|content|article|document) (?:\w+ ){0,3}(?:not|cannot|can't|could not|couldn't) be found\b"
    r"|\b(?:page|content|article) (?:was |is )?not found\b"
    r"|\b(?:404|410)\b.{0,20}\b(?:error|not found|gone)\b|\b(?:error|status) (?:404|410)\b"
    r"|\bno longer (?:available|exists)\b",
    re.IGNORECASE,
)
_CHALLENGE: Final = re.compile(
    r"\bjust a moment\b|\battention required\b|\baccess (?:is |has been )?denied\b"
    r"|\bare you (?:a )?(?:human|robot)\b"
    r"|\bchecking your browser\b|\bverify (?:that )?you are (?:a )?human\b|\bsecurity check\b|^403 forbidden",
    re.IGNORECASE,
)
#: Words: real publications that talk of a page not found, or of a moment, have more.
_FEW_WORDS: Final = 80


def find_fault(publication: Publication) -> Unreadable | None:
    """Why this is no publication; None when nothing speaks against it. A short text alone does not."""
    if len(publication.text.split()) >= _FEW_WORDS:
        return None
    if _NOT_FOUND.search(publication.title):
        return Unreadable(DropReason.GONE, f"the page says {publication.title!r}")
    if _CHALLENGE.search(publication.title):
        return Unreadable(DropReason.BLOCKED, f"the site showed a check for robots: {publication.title!r}")
    return None
