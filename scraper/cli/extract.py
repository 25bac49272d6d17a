"""`gleaner extract`: what extraction makes of a page, nothing stored."""

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from scraper.cli.frame import Frame, print_json
from scraper.crawl.fetching import fetch_documents
from scraper.crawl.opening import EXTRACTION_MEMORY_BYTES, EXTRACTION_SECONDS
from scraper.crawl.pauses import Pauses
from scraper.crawl.pool import ExtractionPool
from scraper.crawl.runner import run_under_reactor
from scraper.errors import ActionRefusedError
from scraper.items import Document, PageHints, Publication, Unreadable

#: Content types by file ending, for files given by path.
TYPES = {
    ".pdf": "application/pdf",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
}
#: What is null in the result of a page that could not be read.
NOT_KNOWN = (
    *("title", "text", "published", "published_witness", "published_confidence", "updated"),
    *("kind", "kind_witness", "language", "canonical_url", "deadline", "event", "summary", "pages"),
)


@click.command()
@click.argument("places", nargs=-1, metavar="PATH_OR_URL...")
@click.option("--url", help="The address a file was served from.")
@click.option(
    "--jsonl", is_flag=True, help='Read {"path", "url"} lines from stdin, print one result line each.'
)
@click.pass_obj
def extract(frame: Frame, places: tuple[str, ...], url: str | None, jsonl: bool) -> None:
    """What extraction makes of a file or an address."""
    if jsonl == bool(places):
        raise click.UsageError("give either files and addresses, or --jsonl with lines on stdin")
    asked = read_lines() if jsonl else [(place, url) for place in places]
    for result in results(frame, asked):
        if jsonl:
            click.echo(json.dumps(result, ensure_ascii=False))
        else:
            print_json(result)


def read_lines() -> list[tuple[str, str | None]]:
    """The lines of stdin.

    Raises:
        ActionRefusedError: a line is no JSON object with a path or url.
    """
    asked: list[tuple[str, str | None]] = []
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
            asked.append((said.get("path") or said["url"], said.get("url")))
        except (ValueError, KeyError, AttributeError) as error:
            raise ActionRefusedError(f'stdin line {number}: needs {{"path": …, "url": …}}') from error
    return asked


def results(frame: Frame, asked: list[tuple[str, str | None]]) -> Iterator[dict[str, Any]]:
    """One result for each place, in order; what cannot be read says so in its `error`."""
    return iter(run_under_reactor(lambda: extract_all(frame, asked)))


async def extract_all(frame: Frame, asked: list[tuple[str, str | None]]) -> list[dict[str, Any]]:
    """Read files, fetch addresses, extract all of them in the pool."""
    settings = frame.settings
    addresses = [place for place, _ in asked if is_address(place)]
    fetched = {}
    if addresses:
        fetched = await fetch_documents(settings, addresses, Pauses(frame.clock, frame.database))
    pool = ExtractionPool(settings.extraction_workers, EXTRACTION_SECONDS, EXTRACTION_MEMORY_BYTES)
    hints = PageHints(now=frame.clock())

    async def one(place: str, url: str | None) -> dict[str, Any]:
        document = fetched.get(place) if is_address(place) else read_file(place, url)
        if isinstance(document, str) or document is None:
            return failed(url or place, document or "could not be fetched")
        return as_json(document, await pool.extract(document, hints))

    try:
        return list(await asyncio.gather(*(one(place, url) for place, url in asked)))
    finally:
        pool.close()


def is_address(place: str) -> bool:
    """Whether a place is an address rather than a path."""
    return place.startswith(("http://", "https://"))


def read_file(place: str, url: str | None) -> Document | str:
    """A file as a document, or why it cannot be read."""
    path = Path(place)
    try:
        body = path.read_bytes()
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    return Document(url or path.resolve().as_uri(), body, TYPES.get(path.suffix.lower(), ""))


def as_json(document: Document, found: Publication | Unreadable) -> dict[str, Any]:
    """A result in the shape of the contract."""
    if isinstance(found, Unreadable):
        return failed(document.url, f"{found.reason}: {found.detail}" if found.detail else str(found.reason))
    return {
        "url": found.url,
        "title": found.title,
        "text": found.text,
        "authors": list(found.authors),
        "published": str(found.published) if found.published else None,
        "published_precision": found.published.precision if found.published else "none",
        "published_witness": found.published.witness if found.published else None,
        "published_confidence": found.published.confidence if found.published else None,
        "updated": str(found.updated) if found.updated else None,
        "kind": found.kind,
        "kind_witness": found.kind_witness,
        "nations": list(found.nations),
        "language": found.language,
        "canonical_url": found.canonical_url,
        "links": [{"url": link.url, "text": link.text} for link in found.links],
        "pages": found.pages,
        "partial": found.partial,
        "organisations": list(found.organisations),
        "deadline": str(found.deadline) if found.deadline else None,
        "event": str(found.event) if found.event else None,
        "summary": found.summary,
        "facts": [fact.as_json() for fact in found.facts],
        "error": None,
    }


def failed(url: str, error: str) -> dict[str, Any]:
    """The result of a page that could not be read."""
    empty = dict.fromkeys(NOT_KNOWN)
    return {
        "url": url,
        **empty,
        "authors": [],
        "nations": [],
        "organisations": [],
        "published_precision": "none",
        "partial": False,
        "links": [],
        "facts": [],
        "error": error,
    }
