"""Writing responses as served into rotating WARC files."""

import hashlib
import io
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.errors import ArchiveError
from scraper.items import RecordRef

#: A file is closed once it has grown past this many bytes, so that old ones can be moved or purged.
MOST_BYTES = 256 * 1024 * 1024

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer. `body` is as it came over the wire, its Content-Encoding kept."""

    url: str
    status: int
    headers: Headers
    body: bytes
    fetched_at: datetime
    method: str = "GET"
    request_headers: Headers = ()
    content_type: str = field(default="")


class ArchiveWriter:
    """Appends exchanges to `folder`; every run opens files of its own, so a kill spoils only the last record.

    Raises:
        ArchiveError: the folder cannot be written.
    """

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._file: BinaryIO | None = None
        self._writer: WARCWriter | None = None

    def write(self, exchange: Exchange) -> RecordRef:
        """Append a request record and a response record; where the response lies."""
        try:
            file, writer = self._open(exchange.fetched_at)
            offset = file.tell()
            self._write_pair(writer, exchange)
            file.flush()
        except OSError as error:
            raise ArchiveError(f"cannot write the archive in {self._folder}: {error}") from error
        if file.tell() > self._most_bytes:
            self.close()
        return RecordRef(
            url=exchange.url,
            status=exchange.status,
            fetched_at=exchange.fetched_at,
            file=Path(file.name).name,
            offset=offset,
            sha256=hashlib.sha256(exchange.body).hexdigest(),
            content_type=exchange.content_type,
        )

    def close(self) -> None:
        """Close the current file; the next write opens another."""
        if self._file is not None:
            self._file.close()
        self._file = self._writer = None

    def _open(self, at: datetime) -> tuple[BinaryIO, WARCWriter]:
        if self._file is None or self._writer is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            name = f"gleaner-{at.astimezone(UTC):%Y%m%dT%H%M%S}-{os.getpid()}-{secrets.token_hex(3)}.warc.gz"
            self._file = (self._folder / name).open("xb")
            self._writer = WARCWriter(self._file, gzip=True)
            info = {"software": "Gleaner", "format": "WARC File Format 1.1"}
            about = self._writer.create_warcinfo_record(name, info)
            self._writer.write_record(about)
            about.raw_stream.close()
        return self._file, self._writer

    def _write_pair(self, writer: WARCWriter, exchange: Exchange) -> None:
        when = exchange.fetched_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        response = writer.create_warc_record(
            exchange.url,
            "response",
            payload=io.BytesIO(exchange.body),
            http_headers=StatusAndHeaders(f"{exchange.status} ", list(exchange.headers), protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": when},
        )
        request = writer.create_warc_record(
            exchange.url,
            "request",
            http_headers=StatusAndHeaders(
                f"{exchange.method} {exchange.url} HTTP/1.1",
                list(exchange.request_headers),
                is_http_request=True,
            ),
            warc_headers_dict={"WARC-Date": when},
        )
        writer.write_request_response_pair(request, response)
        for record in (request, response):  # warcio buffers bodies in temporary files and leaves them open
            record.raw_stream.close()
