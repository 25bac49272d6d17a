"""What do ten pages of a source save and mend? Reading by its pattern beside the generic reading.

Generated sites whose true text is known, and the sites of the bundled snapshot, whose truth the generic
reading has to stand for.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from time import process_time
from urllib.parse import urlsplit

from benchmarks.extraction import text_f1
from benchmarks.table import share, table
from scraper.archive.snapshot import read_snapshot
from scraper.extraction import extract
from scraper.extraction.learning import FEWEST, fits, learn_further
from scraper.items import Document, PageHints, Publication
from tests.extraction.templates import TEMPLATES, served, truth

NOW = datetime(2026, 7, 1, tzinfo=UTC)
#: Pages learnt from, and others read afterwards.
_LEARNT = range(10)
_UNSEEN = range(20, 50)
#: Shorter pages of the snapshot, in characters of text, are listings.
_SHORTEST = 400
#: Each reading is timed so often, in turn; the best counts.
_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Site:
    """Pages to learn from and pages to read, with the true text of each of these."""

    name: str
    learnt: Sequence[Document]
    pages: Sequence[Document]
    texts: Sequence[str]


def run() -> int:
    """Measure and print; 1 when a page of a generated site is not read by its pattern."""
    hints = PageHints(now=NOW)
    head = ("site", "pages", "fit", "generic ms", "known ms", "ratio", "generic F1", "known F1")
    made = [_row(site, hints, len(_LEARNT)) for site in _generated_sites()]
    print("known-source: generated sites")
    print(table(head, made))
    print("known-source: the bundled snapshot; learnt from the pages themselves, F1 against the generic text")
    print(table(head, [_row(site, hints, FEWEST) for site in _snapshot_sites(hints)]))
    return int(any(row[1] != row[2] for row in made))


def _row(site: Site, hints: PageHints, least: int) -> tuple[str, int, int, str, str, str, str, str]:
    pattern = learn_further(site.learnt, hints, least)
    known = replace(hints, patterns=(pattern,)) if pattern else hints
    fitting = [number for number, page in enumerate(site.pages) if fits(page, known)]
    slow, quick = _milliseconds([site.pages[number] for number in fitting], hints, known)
    generic, by_pattern = (
        share(sum(text_f1(site.texts[at], _text(site.pages[at], each)) for at in fitting), len(fitting))
        for each in (hints, known)
    )
    times = (f"{slow:.2f}", f"{quick:.2f}", f"{slow / quick:.1f}" if quick else "-")
    return (site.name, len(site.pages), len(fitting), *times, generic, by_pattern)


def _milliseconds(pages: Sequence[Document], *ways: PageHints) -> list[float]:
    """Processor time of a page for each way of reading, the best of some rounds."""
    best = [float("inf")] * len(ways)
    for _ in range(_ROUNDS):
        for number, hints in enumerate(ways):
            began = process_time()
            for page in pages:
                extract(page, hints)
            best[number] = min(best[number], process_time() - began)
    return [each * 1000 / (len(pages) or 1) for each in best]


def _text(page: Document, hints: PageHints) -> str:
    found = extract(page, hints)
    return found.text if isinstance(found, Publication) else ""


def _generated_sites() -> Iterator[Site]:
    for name in TEMPLATES:
        yield Site(
            name,
            [served(name, seed) for seed in _LEARNT],
            [served(name, seed) for seed in _UNSEEN],
            ["\n".join(truth(name, seed)) for seed in _UNSEEN],
        )


def _snapshot_sites(hints: PageHints) -> Iterator[Site]:
    """The dated pages of the snapshot's sites: publications, not listings; sites with enough of them."""
    sites: defaultdict[str, list[Document]] = defaultdict(list)
    for answer in read_snapshot(NOW.date(), phase=2):
        page = Document(answer.url, answer.body, answer.headers.get("Content-Type", ""))
        if answer.status != 200 or "html" not in page.content_type:
            continue
        found = extract(page, hints)
        if isinstance(found, Publication) and found.published and len(found.text) > _SHORTEST:
            sites[(urlsplit(answer.url).hostname or "").removeprefix("www.")].append(page)
    for host, pages in sites.items():
        if len(pages) > FEWEST:
            yield Site(host, pages, pages, [_text(page, hints) for page in pages])
