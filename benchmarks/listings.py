"""Which links of a listing page do we take for its publications, and which should we?

Labels say by pattern which links of a page lead to what it lists. The reader gets no rules and no memory:
this is what a new source gives before anybody has written a pattern for it.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lxml import html

from benchmarks.pages import LabelledPage, read_pages
from benchmarks.table import share, table
from scraper.discovery import listing
from scraper.discovery.addresses import absolute
from scraper.items import ChannelRules

LABELS = Path(__file__).with_name("listing_labels.toml")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
KINDS = ("publications", "items", "none")


@dataclass(frozen=True)
class Label:
    """Which links at `within`, an XPath, lead to what the page lists; `kind` is one of `KINDS`."""

    kind: str
    links: tuple[re.Pattern[str], ...]
    not_links: tuple[re.Pattern[str], ...]
    within: str = "//a"

    def counts(self, url: str) -> bool:
        """Does this link lead to something the page lists?"""
        wanted = any(pattern.search(url) for pattern in self.links)
        return wanted and not any(pattern.search(url) for pattern in self.not_links)


@dataclass(frozen=True)
class Score:
    """The links of one page: those labelled, those found."""

    page: str
    kind: str
    labelled: frozenset[str]
    found: frozenset[str]

    @property
    def right(self) -> int:
        """How many of the found are labelled."""
        return len(self.labelled & self.found)


def run(folder: Path, *, verbose: bool = False) -> int:
    """Measure and print. `verbose` names the links missed and found in error."""
    labels = read_labels()
    scores = [score(page, labels[page.id]) for page in read_pages(folder) if page.id in labels]
    print(f"listings: {len(scores)} of {len(labels)} labelled pages")
    print(table(("page", "lists", "labelled", "found", "right", "precision", "recall"), _rows(scores)))
    for each in scores if verbose else ():
        for word, links in (("missed", each.labelled - each.found), ("too many", each.found - each.labelled)):
            for link in sorted(links):
                print(f"{each.page} {word}: {link}")
    return 0 if scores else 1


def read_labels() -> dict[str, Label]:
    """The labels by page id."""
    said = tomllib.loads(LABELS.read_text(encoding="utf-8"))
    return {
        page: Label(
            label["kind"],
            _compiled(label["links"]),
            _compiled(label.get("not_links", [])),
            label.get("within", "//a"),
        )
        for page, label in said.items()
    }


def _compiled(patterns: list[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


def score(page: LabelledPage, label: Label) -> Score:
    """One page, read without rules."""
    reading = listing.read(page.document, ChannelRules(), {}, NOW)
    found = {entry.url for entry in reading.entries if entry.url}
    here = absolute(page.document.url, page.document.url)
    labelled = {url for url in _links(page, label.within) if url != here and label.counts(url)}
    return Score(page.id, label.kind, frozenset(labelled), frozenset(found))


def _links(page: LabelledPage, within: str) -> set[str]:
    """The links of the page, found by lxml alone, spelled as an entry spells its address."""
    hrefs = html.document_fromstring(page.document.body).xpath(f"{within}/@href")
    return {url for href in hrefs if (url := absolute(page.document.url, str(href)))}


def _rows(scores: list[Score]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for kind in KINDS:
        pages = [each for each in scores if each.kind == kind]
        rows += [_row(each.page, kind, [each]) for each in pages]
        rows.append(_row(f"all {len(pages)}", kind, pages))
    return rows


def _row(name: str, kind: str, scores: list[Score]) -> tuple[object, ...]:
    labelled, found = sum(len(each.labelled) for each in scores), sum(len(each.found) for each in scores)
    right = sum(each.right for each in scores)
    return name, kind, labelled, found, right, share(right, found), share(right, labelled)
