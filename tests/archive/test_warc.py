import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from scraper.archive.reader import ArchiveIndex, read_record
from scraper.archive.writer import ArchiveWriter, Exchange
from scraper.errors import ArchiveError

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def exchange(url: str = "https://example.org/a", body: bytes = b"hello", **changes: object) -> Exchange:
    values = {
        "url": url,
        "status": 200,
        "headers": [("Content-Type", "text/html")],
        "body": body,
        "fetched_at": NOW,
    }
    return Exchange(**(values | changes))  # type: ignore[arg-type]


def test_a_response_comes_back_as_it_was_served(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path)
    ref = writer.write(
        exchange(headers=[("Content-Type", "text/html"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    )
    writer.close()
    stored = read_record(tmp_path / ref.file, ref.offset)
    assert (stored.url, stored.status, stored.body) == ("https://example.org/a", 200, b"hello")
    assert stored.headers == (("Content-Type", "text/html"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))
    assert stored.fetched_at == NOW


def test_the_file_keeps_a_compressed_body_and_reading_undoes_it(tmp_path: Path) -> None:
    packed = gzip.compress(b"hello" * 100)
    writer = ArchiveWriter(tmp_path)
    ref = writer.write(exchange(body=packed, headers=[("Content-Encoding", "gzip")]))
    writer.close()
    with (tmp_path / ref.file).open("rb") as file:
        raw = [record.raw_stream.read() for record in ArchiveIterator(file) if record.rec_type == "response"]
    assert raw == [packed]
    stored = read_record(tmp_path / ref.file, ref.offset)
    assert stored.body == b"hello" * 100
    assert stored.headers == ()


def test_the_latest_response_answers_and_a_304_never_does(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path)
    writer.write(exchange(body=b"new", fetched_at=NOW + timedelta(hours=1)))
    writer.write(exchange(body=b"old"))
    ref = writer.write(exchange(body=b"", status=304, fetched_at=NOW + timedelta(hours=2)))
    writer.close()
    index = ArchiveIndex(tmp_path / ref.file)
    stored = index.read("https://example.org/a")
    assert stored is not None
    assert stored.body == b"new"
    assert "https://example.org/a" in index
    assert index.read("https://example.org/b") is None
    assert len(index) == 1


def test_files_rotate_when_they_have_grown(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, most_bytes=1)
    refs = [writer.write(exchange(f"https://example.org/{number}")) for number in range(3)]
    writer.close()
    assert len({ref.file for ref in refs}) == 3


@pytest.mark.parametrize("lost", [1, 40, 200, 300, 400, 600])
def test_a_file_cut_off_by_a_kill_gives_what_is_whole(tmp_path: Path, lost: int) -> None:
    writer = ArchiveWriter(tmp_path)
    first = writer.write(exchange("https://example.org/first"))
    last = writer.write(exchange("https://example.org/last", body=bytes(range(256)) * 8))
    writer.close()
    path = tmp_path / first.file
    whole = path.read_bytes()
    path.write_bytes(whole[: last.offset + lost])
    index = ArchiveIndex(path)
    stored = index.read("https://example.org/first")
    assert stored is not None
    assert stored.body == b"hello"
    assert index.read("https://example.org/last") is None


@pytest.mark.parametrize("tail", [b"hello world", b"\x1f\x8b\x08\x00hello", b"\0" * 100])
def test_what_is_no_record_behind_whole_ones_is_passed_over(tmp_path: Path, tail: bytes) -> None:
    writer = ArchiveWriter(tmp_path)
    path = tmp_path / writer.write(exchange("https://example.org/first")).file
    writer.close()
    path.write_bytes(path.read_bytes() + tail)
    assert len(ArchiveIndex(path)) == 1


@pytest.mark.parametrize("content", [b"", b"hello world", b"\x1f\x8bnot gzip", b"<html></html>"])
def test_what_is_no_warc_file_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.warc.gz"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=r"other\.warc\.gz"):
        ArchiveIndex(path)


def test_a_missing_file_or_record_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"none\.warc\.gz"):
        ArchiveIndex(tmp_path / "none.warc.gz")
    with pytest.raises(ArchiveError, match="byte 5"):
        read_record(tmp_path / "none.warc.gz", 5)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ArchiveError, match="cannot write"):
        ArchiveWriter(tmp_path / "file").write(exchange())
