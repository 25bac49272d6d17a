import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extraction.cleaning import LONGEST_LINE, clean, line, words


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("cafe\u0301", "café"),
        ("a\x00b\x0bc\x85d\x1be", "abcde"),
        ("a\tb\r\nc\rd\u2028e", "a\tb\nc\nd\ne"),
        ("a\u202eb\u2066c\u200ed", "abcd"),
        ("co\u00adoperate\u200b", "cooperate"),
        ("\ud800 \ufffe \U0001ffff \ufdd0", "\ufffd \ufffd \ufffd \ufffd"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("childrenâ€™s â€œlivesâ€\x9d", "children’s “lives”"),
    ],
)
def test_strings_are_normalised(raw: str, expected: str) -> None:
    assert clean(raw) == expected


@given(st.text(st.characters()))
def test_what_is_clean_is_safe_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert cleaned.encode().decode() == cleaned
    assert not [one for one in cleaned if unicodedata.category(one) == "Cc" and one not in "\t\n"]


def test_a_line_is_folded_and_bounded() -> None:
    assert line(" a\u00a0\n b ") == "a b"
    assert line(None) == line("") == ""
    assert line("x" * 100_000) == "x" * (LONGEST_LINE - 1) + "…"


def test_words_are_compared_without_case_and_punctuation() -> None:
    assert words("“But Miss, it was…”") == ["but", "miss", "it", "was"]
