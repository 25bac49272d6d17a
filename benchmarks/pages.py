"""Pages with known truth, read from a folder that holds a manifest.jsonl."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scraper.items import Document


@dataclass(frozen=True)
class LabelledPage:
    """One page of the manifest. What is unknown is None or empty and is not scored."""

    id: str
    page_type: str
    document: Document
    title: str | None
    text: str | None
    published: str | None
    authors: tuple[str, ...]


def read_pages(folder: Path) -> Iterator[LabelledPage]:
    """The pages of a manifest: one JSON object a line with id, url, page_type and path (.html or .html.gz,
    relative to the manifest), and title, text, authors and published (YYYY-MM-DD) where they are known.

    Raises:
        OSError: the manifest or one of its pages cannot be read.
    """
    for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").split("\n"):
        if line.strip():
            said = json.loads(line)
            yield LabelledPage(
                id=said["id"],
                page_type=said.get("page_type", ""),
                document=Document(said["url"], _body(folder / said["path"]), "text/html"),
                title=said.get("title") or None,
                text=said.get("text") or None,
                published=said.get("published") or None,
                authors=tuple(said.get("authors") or ()),
            )


def _body(path: Path) -> bytes:
    body = path.read_bytes()
    return gzip.decompress(body) if path.suffix == ".gz" else body
