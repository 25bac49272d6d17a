"""A landing page and its file are one publication: which of a page's links is the file it stands for?

A page often links several files: the report, its summary, last year's. Only a link that cannot be meant
otherwise is taken; in doubt the files stay links.
"""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote, urlsplit

from scraper.govuk import FILE_HOST, PAGE_HOST
from scraper.identity.fingerprint import tokens
from scraper.identity.urls import host_of, registrable_domain, url_key
from scraper.items import Link, Publication
from scraper.outcomes import Kind, Witness

#: Kinds that are documents: their pages often only introduce the file.
DOCUMENTS: Final = frozenset(
    {
        Kind.REPORT,
        Kind.RESEARCH,
        Kind.GUIDANCE,
        Kind.BRIEFING,
        Kind.CONSULTATION,
        Kind.STATISTICS,
        Kind.LETTER,
    }
)
#: Share of a title's words that a link or its file's name holds when it names the publication.
_NAMES: Final = 0.6
_FILE: Final = re.compile(r"\.pdf$", re.IGNORECASE)
_TELLING: Final = re.compile(
    r"\b(?:read|download|view|open|access|get)\b.{0,40}\b(?:report|guidance|briefing|research|paper|letter"
    r"|document|publication|consultation|toolkit|review|evaluation|pdf)\b|\bfull (?:report|version|text)\b"
    r"|\bdownload(?: (?:it|now|here|pdf))?\W*$",
    re.IGNORECASE,
)
#: What stands beside a publication and is not the whole of it.
_BESIDE: Final = re.compile(
    r"\bsummary\b|\beasy[\s_-]*read\b|\bappendi(?:x|ces)\b|\bannex(?:es)?\b"
    r"|\bresponse form\b|\binfographics?\b"
    r"|\bposter\b|\bleaflet\b|\bslides?\b|\bdata tables?\b|\bmethodology\b|\bprivacy\b|\bpolicy statement\b"
    r"|\bchild(?:ren)?[\s-]*friendly\b|\byoung people.s version\b|\bcymraeg\b|\bwelsh\b"
    r"|\bterms of reference\b|\border form\b|\bprevious\b|\barchived?\b",
    re.IGNORECASE,
)


def main_file(found: Publication) -> Link | None:
    """The PDF that a page stands for, on its own site; None when it has none, or several that might be.

    News and blogs tell of files, they do not stand for them. On a page whose kind is only guessed a link has
    to name the title or to offer the document in so many words.
    """
    guessed = found.kind_witness is Witness.GUESS
    if found.media_type == "application/pdf" or not (guessed or found.kind in DOCUMENTS):
        return None
    files = list(_files(found))
    named = [link for link in files if _names(link, found.title)]
    telling = [link for link in named or files if _TELLING.search(link.text)]
    for some in (named, telling, [] if guessed else files):
        if len(some) == 1:
            return some[0]
    return None


def _files(found: Publication) -> Iterable[Link]:
    """The PDFs of the page's own site that are not beside the publication, each address once."""
    seen: set[str] = set()
    for link in found.links:
        key = url_key(link.url)
        if key is None or key in seen or not _FILE.search(urlsplit(link.url).path):
            continue
        if _is_own(host_of(link.url), host_of(found.url)) and not _BESIDE.search(
            f"{link.text} {_name(link)}"
        ):
            seen.add(key)
            yield link


def _is_own(host: str, page_host: str) -> bool:
    """Whether a host belongs to the page's site; GOV.UK keeps its files under another domain."""
    if page_host == PAGE_HOST and host == FILE_HOST:
        return True
    return registrable_domain(host) == registrable_domain(page_host)


def _name(link: Link) -> str:
    """The name of a link's file as words."""
    name = unquote(urlsplit(link.url).path).rpartition("/")[2]
    return re.sub(r"[-_+.]+", " ", _FILE.sub("", name))


def _names(link: Link, title: str) -> bool:
    wanted = {word for word in tokens(title) if len(word) > 3}
    if not wanted:
        return False
    return any(len(wanted & set(tokens(text))) >= _NAMES * len(wanted) for text in (link.text, _name(link)))
