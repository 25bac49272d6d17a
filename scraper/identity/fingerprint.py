"""What identifies a text: its words, their hashes, and samples of its word runs.

The text hash says "the same words"; the mask hash says "the same words but for dates and counters";
shared shingles say how much of one text is in another. Thresholds and methods were measured on real
near-duplicates: 5-word shingles, one in 8 kept, against SimHash and MinHash.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence, Set
from typing import Final

import xxhash
from ada_url import URL

from scraper.identity.editions import titles_conflict
from scraper.identity.mask import mask
from scraper.identity.urls import registrable_domain, url_key
from scraper.items import Fingerprint, Publication, UrlRules

_NO_RULES: Final = UrlRules()
_DROPPED = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_APOSTROPHE = re.compile("[\u2018\u2019\u02bc\u2032]")
_BROKEN_WORD = re.compile(r"(?<=\w)[-\u2010]\n\s*(?=[a-z])")
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?")

#: Words in a shingle, and one shingle in how many is kept.
SHINGLE_WORDS: Final = 5
SAMPLE_RATE: Final = 8
#: A short text keeps at least so many shingles.
_LEAST_SAMPLE = 8


def normalise(text: str) -> str:
    """`text` as it is compared: NFKC, no soft hyphens, straight apostrophes, whole words, lower-case."""
    text = _DROPPED.sub("", unicodedata.normalize("NFKC", text))
    return _BROKEN_WORD.sub("", _APOSTROPHE.sub("'", text).lower())


def tokens(text: str) -> list[str]:
    """The words of `text` in order: runs of letters and digits, an inner apostrophe left out."""
    return _words(normalise(text))


def text_hash(words: Sequence[str]) -> str:
    """SHA-256 (hex) of words joined by a blank."""
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def mask_hash(text: str) -> str:
    """SHA-256 (hex) of the words of `text` with dates, clock times and counters masked."""
    return text_hash(_words(mask(normalise(text))))


def shingles(words: Sequence[str], width: int = SHINGLE_WORDS) -> frozenset[int]:
    """xxh64 of every run of `width` words; one hash of all when there are fewer, none when there are none."""
    runs = max(len(words) - width + 1, 1) if words else 0
    return frozenset(
        xxhash.xxh64_intdigest(" ".join(words[start : start + width]).encode()) for start in range(runs)
    )


def sample(hashes: Set[int], rate: int = SAMPLE_RATE) -> frozenset[int]:
    """The same shingles of every text: those whose hash, without its 7 low bits, divides by `rate`.

    A sample at 64 is part of the sample at 8, so long and short texts stay comparable. Where fewer than
    8 remain, the 8 smallest hashes stand in.
    """
    kept = frozenset(value for value in hashes if (value >> 7) % rate == 0)
    return kept if len(kept) >= _LEAST_SAMPLE else frozenset(sorted(hashes)[:_LEAST_SAMPLE])


def containment(a: Set[int], b: Set[int]) -> float:
    """Share (0–1) of the smaller set found in the other; 0 when one is empty."""
    smaller = min(len(a), len(b))
    return len(a & b) / smaller if smaller else 0.0


def jaccard(a: Set[int], b: Set[int]) -> float:
    """Shared part (0–1) of both sets together; 0 when both are empty."""
    union = len(a | b)
    return len(a & b) / union if union else 0.0


def fingerprint(
    publication: Publication,
    fetched_url: str,
    requested_url: str | None = None,
    rules: UrlRules = _NO_RULES,
) -> Fingerprint:
    """The identity of a publication.

    Args:
        publication: what extraction made of the page.
        fetched_url: the final address, after redirects; its key is the identity.
        requested_url: the address first asked for; an alias when a redirect led elsewhere.
        rules: as for `urls.url_key`.

    Returns:
        The fingerprint. A `fetched_url` that is no web address (a local file) is its own key.
    """
    key = url_key(fetched_url, rules) or fetched_url
    claimed = url_key(publication.canonical_url, rules) if publication.canonical_url else None
    asked = url_key(requested_url, rules) if requested_url else None
    aliases = []
    if claimed and is_plausible_canonical(key, claimed):
        aliases.append(claimed)
    if asked and not _is_root(asked) and not _is_root(key):
        aliases.append(asked)
    words = tokens(publication.text)
    return Fingerprint(
        key=key,
        aliases=tuple(alias for alias in dict.fromkeys(aliases) if alias != key),
        text_hash=text_hash(words),
        mask_hash=mask_hash(publication.text),
        words=len(words),
    )


def is_plausible_canonical(key: str, claimed: str) -> bool:
    """Whether the canonical address a page claims may stand for the page (both are keys).

    Of 1,251 real pages, 99 claimed an address other than their own: half of those another publisher's,
    some the home page. A template that claims one address for all its pages would fold them into one
    publication, so the claim must stay on the site, go as deep, and not lose the record's number.
    """
    if _is_root(claimed):
        return False
    page, other = _parsed(key), _parsed(claimed)
    if page is None or other is None or registrable_domain(page.host) != registrable_domain(other.host):
        return False
    if page.pathname == other.pathname:
        return not page.search or bool(other.search) or _has_slug(page.pathname)
    if page.pathname.startswith(other.pathname.rstrip("/") + "/"):
        return False
    return titles_conflict(_slug(page.pathname), _slug(other.pathname)) is None


def _words(normalised: str) -> list[str]:
    return [word.replace("'", "") for word in _TOKEN.findall(normalised)]


def _parsed(key: str) -> URL | None:
    return URL(key) if URL.can_parse(key) else None


def _is_root(key: str) -> bool:
    """Whether a key is a site's front page: what a dead page is often redirected to."""
    parsed = _parsed(key)
    return parsed is not None and parsed.pathname == "/" and not parsed.search and not parsed.hash


def _slug(path: str) -> str:
    return path.rpartition("/")[2].replace("-", " ").replace("_", " ")


def _has_slug(path: str) -> bool:
    """Whether the path itself names one publication, so that its query hardly does."""
    return path.rpartition("/")[2].count("-") >= 2
