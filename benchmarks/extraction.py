"""How much of a page do we get right, beside other extractors, by one scorer for all?

Only what the manifest knows of a page is scored. A page that an extractor refuses counts as found empty.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import process_time
from typing import Any

import trafilatura

from benchmarks.pages import LabelledPage, read_pages
from benchmarks.table import share, table
from scraper.extraction import extract
from scraper.items import Document, PageHints, Publication

NOW = datetime(2026, 7, 1, tzinfo=UTC)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Found:
    """What an extractor made of a page; `published` as YYYY-MM-DD, cut where less is known."""

    title: str = ""
    text: str = ""
    published: str = ""
    authors: tuple[str, ...] = ()
    failed: bool = False


Extractor = Callable[[Document], Found]


def run(folder: Path, *, page_type: str | None = None) -> int:
    """Measure every extractor at hand and print; only pages of `page_type` when it is given."""
    pages = [page for page in read_pages(folder) if page_type in (None, page.page_type)]
    print(f"extraction: {len(pages)} pages" + (f" of type {page_type}" if page_type else ""))
    head = (
        "extractor",
        "text F1",
        "title",
        "date",
        "wrong date",
        "author",
        "nothing",
        "failed",
        "pages/CPU s",
    )
    print(table(head, [_row(name, extractor, pages) for name, extractor in _extractors()]))
    return 0 if pages else 1


def _extractors() -> Iterable[tuple[str, Extractor]]:
    yield "gleaner", _gleaner
    yield "trafilatura", _trafilatura
    if find_spec("newspaper"):
        yield "newspaper4k", _newspaper
    else:
        print("newspaper4k is not installed and is left out")


def _gleaner(document: Document) -> Found:
    found = extract(document, PageHints(now=NOW))
    if not isinstance(found, Publication):
        return Found()
    return Found(found.title, found.text, str(found.published or ""), found.authors)


def _trafilatura(document: Document) -> Found:
    found: Any = trafilatura.bare_extraction(document.body, url=document.url, with_metadata=True)
    if found is None:
        return Found()
    authors = tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
    return Found(found.title or "", found.text or "", found.date or "", authors)


def _newspaper(document: Document) -> Found:
    """It takes text, not bytes, so it is given UTF-8 read leniently."""
    article = import_module("newspaper").Article(document.url, fetch_images=False)
    article.download(input_html=document.body.decode("utf-8", "replace"))
    article.parse()
    published = article.publish_date.date().isoformat() if article.publish_date else ""
    return Found(article.title or "", article.text or "", published, tuple(article.authors or ()))


def _row(name: str, extractor: Extractor, pages: list[LabelledPage]) -> tuple[object, ...]:
    extractor(pages[0].document)  # what it loads on its first page is not charged to the pages
    started = process_time()
    found = [_guarded(extractor, page.document) for page in pages]
    seconds = process_time() - started
    both = list(zip(pages, found, strict=True))
    texts = [text_f1(page.text, said.text) for page, said in both if page.text]
    titles = [folded(page.title) == folded(said.title) for page, said in both if page.title]
    dated = [(page.published, said.published) for page, said in both if page.published]
    given = [(true, said) for true, said in dated if said]
    people = [any_author(page.authors, said.authors) for page, said in both if page.authors]
    return (
        name,
        share(sum(texts), len(texts)),
        share(sum(titles), len(titles)),
        share(sum(true == said for true, said in dated), len(dated)),
        share(sum(not true.startswith(said) for true, said in given), len(given)),
        share(sum(people), len(people)),
        sum(not said.text.strip() for said in found),
        sum(said.failed for said in found),
        f"{len(pages) / max(seconds, 1e-9):.1f}",
    )


def _guarded(extractor: Extractor, document: Document) -> Found:
    try:
        return extractor(document)
    except Exception:  # noqa: BLE001 - other people's code may raise anything; the table counts it
        return Found(failed=True)


def text_f1(true: str, said: str) -> float:
    """F1 of the four-word shingles of two texts, each counted as often as it stands there."""
    wanted, got = _shingles(true), _shingles(said)
    common = sum((wanted & got).values())
    return 2 * common / (wanted.total() + got.total()) if common else float(not wanted and not got)


def _shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    """A text of fewer words than `size` is one shingle; none when it has no words."""
    words = _WORD.findall(text.lower())
    size = min(size, len(words)) or 1
    return Counter(tuple(words[start : start + size]) for start in range(len(words) - size + 1))


def folded(text: str) -> str:
    """Words only, lower case: how titles and names are compared."""
    return " ".join(_WORD.findall(text.lower()))


def any_author(true: Iterable[str], said: Iterable[str]) -> bool:
    """Is at least one true author among those found? Names within longer ones count."""
    known = [name for name in map(folded, true) if name]
    return any(name in other for name in known for other in map(folded, said))
