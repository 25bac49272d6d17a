"""Does our reading of a feed agree with feedparser's, on feedparser's own test corpus?

Both read the same bytes, so what is measured is what lies between feedparser and an entry: repairs before it,
choices after it. Where we differ on purpose, the difference is counted under its name.
"""

import io
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from time import process_time
from typing import Any

import feedparser

from benchmarks.table import table
from scraper.discovery import feed
from scraper.items import ChannelRules, DateFact, Document, Entry
from scraper.outcomes import Precision

VERSION = "6.0.14"
#: Where the documents pretend to come from; nothing is fetched.
ADDRESS = "http://127.0.0.1:8097/feed.xml"
#: Fixed, so that a run of next year counts the same.
NOW = datetime(2026, 1, 1, tzinfo=UTC)
FIELDS = ("count", "title", "link", "id", "day")
SAME = "same"
NEITHER = "neither states one"
#: The corpus states the headers of a document in its first comment.
_TYPE = re.compile(rb"^Header:\s*Content-type:\s*(\S[^\r\n]*)", re.I | re.M)
_TAG = re.compile(r"<[^>]*>")


@dataclass
class Tally:
    """What was counted: verdicts of each field, the files behind every difference, and exceptions."""

    files: int = 0
    entries: int = 0
    seconds: float = 0.0
    verdicts: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in FIELDS})
    examples: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    exceptions: list[str] = field(default_factory=list)

    def add(self, name: str, verdict: str, file: str) -> None:
        self.verdicts[name][verdict] += 1
        self.examples.setdefault((name, verdict), []).append(file)


def run(*, verbose: bool = False) -> int:
    """Measure and print; 1 when a feed made our reader raise. `verbose` names the files that differ."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = _corpus(Path(folder))
        if corpus is None:
            return 0
        tally = Tally()
        for name, body in corpus:
            _measure(name, body, tally)
    _print(tally, verbose=verbose)
    return 1 if tally.exceptions else 0


def _corpus(folder: Path) -> list[tuple[str, bytes]] | None:
    """Name and bytes of every document of the corpus; None, with a word, when it cannot be had."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-binary", ":all:", "--no-deps", f"feedparser=={VERSION}", "--dest", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    except subprocess.TimeoutExpired:
        print("feeds: not measured: the package index did not answer within five minutes")
        return None
    archives = sorted(folder.glob("feedparser-*.tar.gz"))
    if done.returncode or not archives:
        last = (done.stderr.strip().splitlines() or ["no archive came"])[-1]
        print(f"feeds: not measured: feedparser's source, which holds the corpus, cannot be had: {last}")
        return None
    with tarfile.open(archives[0]) as archive:
        return sorted(_documents(archive))


def _documents(archive: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    for member in archive:
        name = member.name.partition("/tests/")[2]
        if name.startswith(("wellformed/", "illformed/")) and member.isfile():
            content = archive.extractfile(member)
            if content is not None:
                yield name, content.read()


def _measure(name: str, body: bytes, tally: Tally) -> None:
    stated = _TYPE.search(body[:2_000])
    media = stated[1].decode("ascii", "replace").strip() if stated else "application/xml"
    tally.files += 1
    started = process_time()
    try:
        reading = feed.read(Document(ADDRESS, body, media), ChannelRules(), {}, NOW)
    except Exception as error:  # noqa: BLE001 - an exception of any kind is what is counted
        tally.exceptions.append(f"{name}: {type(error).__name__}: {error}")
        return
    tally.seconds += process_time() - started
    headers = {"content-type": media, "content-location": ADDRESS}
    _compare(
        name, reading.entries, feedparser.parse(io.BytesIO(body), response_headers=headers).entries, tally
    )


def _compare(name: str, ours: tuple[Entry, ...], theirs: list[Any], tally: Tally) -> None:
    tally.entries += len(theirs)
    if len(ours) != len(theirs):
        tally.add("count", "same item twice" if 0 < len(ours) < len(theirs) else "other", name)
        return
    tally.add("count", SAME, name)
    for entry, item in zip(ours, theirs, strict=True):
        tally.add("title", _title(entry.title, dict.get(item, "title")), name)
        tally.add("link", _link(entry.url, item), name)
        tally.add("id", _id(entry.guid, dict.get(item, "id")), name)
        tally.add("day", _day(entry, item), name)


def _title(ours: str | None, theirs: str | None) -> str:
    if not ours and not theirs:
        return NEITHER
    return SAME if _words(ours or "") == _words(_TAG.sub(" ", theirs or "")) else "other"


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unescape(text).casefold())


def _link(ours: str | None, item: Any) -> str:
    """Feedparser resolves an id against the feed's address and calls it a link; we do not."""
    theirs, ident = (dict.get(item, key) or "" for key in ("link", "id"))
    if not ours and not theirs:
        return NEITHER
    if _bare(ours or "") == _bare(theirs):
        return SAME
    if ours is None:
        return "a relative id is no address" if theirs == ident else "other"
    if ours == theirs.partition("#")[0]:
        return "address without its fragment"
    return "the id's address, where no link is" if not theirs and _bare(ours) == _bare(ident) else "other"


def _bare(address: str) -> str:
    return address.strip().partition("://")[2].rstrip("/") or address.strip()


def _id(ours: str | None, theirs: str | None) -> str:
    if not ours and not theirs:
        return NEITHER
    if (ours or "") == (theirs or "").strip():
        return SAME
    return "as written, not resolved" if ours and (theirs or "").lower().endswith(ours.lower()) else "other"


def _day(entry: Entry, item: Any) -> str:
    said = next((key for key in ("published", "created", "updated") if dict.get(item, key)), None)
    ours = entry.published or entry.updated
    parsed = dict.get(item, f"{said}_parsed") if said else None
    if parsed is None:
        return NEITHER if ours is None else "read by us alone"
    if ours is None:
        return "refused by us"
    return _near(ours, date(*parsed[:3]))


def _near(ours: DateFact, theirs: date) -> str:
    if ours.value == theirs:
        return SAME
    if ours.precision is not Precision.DAY and str(ours) == theirs.isoformat()[: len(str(ours))]:
        return "month or year stays one"
    return "day in its own zone" if abs(ours.value - theirs) == timedelta(days=1) else "other"


def _print(tally: Tally, *, verbose: bool) -> None:
    speed = tally.files / max(tally.seconds, 1e-9)
    print(f"feeds: feedparser {VERSION}'s corpus, {tally.files} documents, {tally.entries} entries, ", end="")
    print(f"{len(tally.exceptions)} exceptions, {speed:.0f} documents/CPU second")
    rows = [(name, word, n) for name in FIELDS for word, n in tally.verdicts[name].most_common()]
    print(table(("compared", "verdict", "number"), rows))
    for line in tally.exceptions:
        print("exception:", line)
    for (name, word), files in sorted(tally.examples.items()):
        if verbose and word not in {SAME, NEITHER}:
            print(f"{name}: {word}: {', '.join(sorted(set(files)))}")
