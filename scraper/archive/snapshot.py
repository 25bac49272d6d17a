"""The bundled snapshot: eight sites as plain files, crawled by the demo without a network.

Every text in `snapshot/` was invented for it. Dates follow the day of the run: `{{date:-5:%A, %-d %B %Y}}`
stands for the day five days before it. Phase 1 is how the sites looked a week before the run, phase 2 how
they look on the day.
"""

import re
import tomllib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.archive.plain_pdf import render_pdf
from scraper.errors import ArchiveError

TOKEN = re.compile(r"\{\{date:([+-]?\d+):([^{}]*)\}\}")
DIRECTIVE = re.compile(r"%(-?[A-Za-z%])")
PHASES = (1, 2)
#: A source text with this ending is served as the PDF rendered from it.
PDF_SOURCE = ".pdf.txt"

#: Own lists, not strftime's: names must be English in every locale.
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 404: "Not Found", 410: "Gone"}


@dataclass(frozen=True, slots=True)
class Served:
    """One answer of a snapshot site. A redirect has no body and names its target in `Location`."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """One `[[response]]` of the manifest, its dates not yet filled in."""

    url: str
    file: str | None = None
    content_type: str = ""
    status: int = 200
    phase: int = 1
    location: str | None = None
    headers: Mapping[str, str] | None = None


def read_snapshot(today: date, phase: int) -> list[Served]:
    """Everything the eight sites serve in a phase (1 or 2) of a run on `today`, in the manifest's order.

    Raises:
        ArchiveError: the phase, the manifest or one of its files is unusable.
    """
    if phase not in PHASES:
        raise ArchiveError(f"the snapshot has no phase {phase}")
    folder = files("scraper.archive") / "snapshot"
    rows = choose_rows(parse_manifest(read_text(folder, "manifest.toml")), phase)
    return [serve(row, folder, today) for row in rows]


def read_issue(today: date) -> dict[str, Any]:
    """The demo's own issue: `{"entries": [{"heading", "summary", "links", …}]}` with dates filled in.

    Raises:
        ArchiveError: the file is unusable.
    """
    text = read_text(files("scraper.archive") / "snapshot", "issue.toml")
    return tomllib.loads(fill_dates(text, today))


def fill_dates(text: str, today: date) -> str:
    """The text with every date token replaced; other braces are left alone.

    Raises:
        ArchiveError: a token uses a directive that `format_day` does not know.
    """
    return TOKEN.sub(lambda token: format_day(today + timedelta(days=int(token[1])), token[2]), text)


def format_day(day: date, pattern: str) -> str:
    """A day in the words of a pattern: strftime's %Y %y %m %d %B %b %A %a %-d %-m, and %o for "16th".

    Raises:
        ArchiveError: another directive is used.
    """
    known = {
        "Y": f"{day.year:04}",
        "y": f"{day.year % 100:02}",
        "m": f"{day.month:02}",
        "-m": str(day.month),
        "d": f"{day.day:02}",
        "-d": str(day.day),
        "o": f"{day.day}{ordinal_suffix(day.day)}",
        "B": MONTHS[day.month - 1],
        "b": MONTHS[day.month - 1][:3],
        "A": WEEKDAYS[day.weekday()],
        "a": WEEKDAYS[day.weekday()][:3],
        "%": "%",
    }

    def spell(directive: re.Match[str]) -> str:
        if directive[1] not in known:
            raise ArchiveError(f"a date token uses %{directive[1]}, which is not known")
        return known[directive[1]]

    return DIRECTIVE.sub(spell, pattern)


def ordinal_suffix(number: int) -> str:
    """The English ending of an ordinal: st, nd, rd or th."""
    if number % 100 in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def parse_manifest(text: str) -> list[Row]:
    """The rows of a manifest.

    Raises:
        ArchiveError: it is no TOML, a row has an unknown key, two rows serve one URL in one phase, or a row
            has neither or both of `file` and `location`.
    """
    try:
        rows = [Row(**row) for row in tomllib.loads(text)["response"]]
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise ArchiveError(f"the manifest of the snapshot cannot be read: {error}") from error
    seen: set[tuple[str, int]] = set()
    for row in rows:
        if (row.file is None) == (row.location is None):
            raise ArchiveError(f"{row.url}: the manifest must give either a file or a location")
        if (row.url, row.phase) in seen:
            raise ArchiveError(f"{row.url}: twice in phase {row.phase} of the manifest")
        seen.add((row.url, row.phase))
    return rows


def choose_rows(rows: Iterable[Row], phase: int) -> list[Row]:
    """The rows served in a phase: for each URL the one of the latest phase up to it."""
    chosen: dict[str, Row] = {}
    for row in rows:
        held = chosen.get(row.url)
        if row.phase <= phase and (held is None or held.phase <= row.phase):
            chosen[row.url] = row
    return list(chosen.values())


def serve(row: Row, folder: Traversable, today: date) -> Served:
    """A row with its dates filled in and its file read.

    Raises:
        ArchiveError: the file is missing or a token in it is wrong.
    """
    headers = {"Content-Type": row.content_type} if row.content_type else {}
    headers |= {name: fill_dates(value, today) for name, value in (row.headers or {}).items()}
    body = b""
    if row.location is not None:
        headers["Location"] = fill_dates(row.location, today)
    if row.file is not None:
        text = fill_dates(read_text(folder, row.file), today)
        body = render_pdf(text) if row.file.endswith(PDF_SOURCE) else text.encode()
    return Served(fill_dates(row.url, today), row.status, headers, body)


def read_text(folder: Traversable, name: str) -> str:
    """A text file of the snapshot.

    Raises:
        ArchiveError: it is missing.
    """
    try:
        return folder.joinpath(*name.split("/")).read_text(encoding="utf-8")
    except OSError as error:
        raise ArchiveError(f"the snapshot lacks {name}: {error.strerror}") from error


def write_warc(served: Sequence[Served], path: Path, at: datetime) -> None:
    """Write answers as a gzipped WARC file (ISO 28500), all dated `at` (with its zone).

    The same answers at the same time give the same bytes.

    Raises:
        ArchiveError: the file cannot be written.
    """
    try:
        with path.open("wb") as file:
            writer = WARCWriter(file, gzip=True, warc_version="1.1")
            for answer in served:
                record = response_record(writer, answer, at)
                writer.write_record(record)
                record.raw_stream.close()  # warcio buffers the body in a temporary file and leaves it open
    except OSError as error:
        raise ArchiveError(f"cannot write {path}: {error.strerror}") from error


def response_record(writer: Any, answer: Served, at: datetime) -> Any:
    """A WARC response record; its id is derived from the address and the time."""
    when = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    headers = [*answer.headers.items(), ("Content-Length", str(len(answer.body)))]
    return writer.create_warc_record(
        answer.url,
        "response",
        payload=BytesIO(answer.body),
        http_headers=StatusAndHeaders(
            f"{answer.status} {REASONS.get(answer.status, '')}", headers, protocol="HTTP/1.1"
        ),
        warc_headers_dict={
            "WARC-Date": when,
            "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{when} {answer.url}')}>",
        },
    )
