import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extraction.decoding import decode

TEXT = "<p>Plân i blant – “nawr”</p>"


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (TEXT.encode(), ""),
        (TEXT.encode(), "text/html; charset=iso-8859-1"),
        (codecs.BOM_UTF8 + TEXT.encode(), ""),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "text/html; charset=utf-8"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), ""),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), ""),
        (TEXT.encode("cp1252"), ""),
        (TEXT.encode("cp1252"), "text/html; charset=windows-1252"),
        (TEXT.encode("cp1252"), "text/html; charset=ISO-8859-1"),
        (TEXT.encode("cp1252"), "text/html; charset=utf-7"),
        (TEXT.encode("cp1252"), "text/html; charset=x-unknown"),
        (TEXT.encode("cp1252"), "text/html; charset=rot13"),
        (TEXT.encode("cp1252"), "text/html; charset=utf-16"),
        (TEXT.encode("mac_roman").replace(b"<p>", b'<meta charset="macintosh"><p>'), ""),
    ],
)
def test_marks_sound_utf8_header_meta_in_this_order(body: bytes, header: str) -> None:
    assert decode(body, header).endswith(TEXT.removeprefix("<p>"))


def test_utf_16_without_a_mark_shows_by_its_zeros() -> None:
    assert decode("<html><p>plain".encode("utf-16-le")) == "<html><p>plain"
    assert decode("<html><p>plain".encode("utf-16-be")) == "<html><p>plain"
    assert decode(b"a\0") == "a\0"
    assert decode(b"") == ""


@given(st.binary(), st.text())
def test_nothing_fails(body: bytes, header: str) -> None:
    assert isinstance(decode(body, header), str)
    assert isinstance(decode(body, f"text/html; charset={header}"), str)
