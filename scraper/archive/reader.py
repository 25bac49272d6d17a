"""Reading WARC files back: an index by URL, and the bytes of one record."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from scraper.errors import ArchiveError

#: Headers that speak of an encoding which is undone by the time a record is read.
ENCODING_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})

#: What warcio raises on a record cut off in its headers (AttributeError) or in its compressed body.
HALF_RECORD_ERRORS = (ArchiveLoadFailed, EOFError, AttributeError, zlib.error)


@dataclass(frozen=True, slots=True)
class Stored:
    """One response as it comes back: decoded from its transfer encodings, those headers removed."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where a response lies in a file."""

    offset: int
    status: int
    fetched_at: datetime


class ArchiveIndex:
    """The latest response to every URL of one WARC file. A tail cut off by a kill is passed over.

    Raises:
        ArchiveError: the file is not there or is no WARC file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._places: dict[str, Place] = {}
        try:
            for url, place in self._scan():
                earlier = self._places.get(url)
                if earlier is None or earlier.fetched_at <= place.fetched_at:
                    self._places[url] = place
        except OSError as error:
            raise ArchiveError(f"{path}: cannot be read: {error.strerror or error}") from error

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, url: str) -> bool:
        return url in self._places

    def read(self, url: str) -> Stored | None:
        """The response to `url` (without its fragment), None when the archive has none."""
        place = self._places.get(url)
        return read_record(self.path, place.offset) if place else None

    def _scan(self) -> Iterator[tuple[str, Place]]:
        with self.path.open("rb") as file:
            records = ArchiveIterator(file)
            read = 0
            try:
                for record in records:
                    read += 1
                    place = place_of(record, records.get_record_offset())
                    if place is not None and is_whole(record):
                        yield record.rec_headers.get_header("WARC-Target-URI"), place
            except HALF_RECORD_ERRORS as error:
                if not read:
                    raise ArchiveError(f"{self.path}: is not a WARC file: {error}") from error
                # else what came before the kill is whole
            if not read:
                raise ArchiveError(f"{self.path}: holds no WARC record")


def place_of(record: Any, offset: int) -> Place | None:
    """The place of a response that can answer a request; None for other records and for 304."""
    if record.rec_type != "response" or record.http_headers is None:
        return None
    status = int(record.http_headers.get_statuscode())
    if status == 304:  # says only that an earlier record still holds
        return None
    return Place(offset, status, datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")))


def is_whole(record: Any) -> bool:
    """Whether the body is as long as its record says; the last one of a killed crawl may not be.

    The record was read to its end: asking the iterator for its offset does that.
    """
    return bool(record.raw_stream.limit == 0)


def read_record(path: Path, offset: int) -> Stored:
    """The response that begins at `offset` bytes into a WARC file.

    Raises:
        ArchiveError: there is none.
    """
    try:
        with path.open("rb") as file:
            file.seek(offset)
            record = next(iter(ArchiveIterator(file)))
            return Stored(
                url=record.rec_headers.get_header("WARC-Target-URI"),
                status=int(record.http_headers.get_statuscode()),
                headers=tuple(
                    (name, value)
                    for name, value in record.http_headers.headers
                    if name.lower() not in ENCODING_HEADERS
                ),
                body=record.content_stream().read(),
                fetched_at=datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")),
            )
    except (OSError, StopIteration, *HALF_RECORD_ERRORS) as error:
        raise ArchiveError(f"{path}: no response at byte {offset}: {error}") from error
