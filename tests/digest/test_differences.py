from hypothesis import given
from hypothesis import strategies as st

from scraper.digest.differences import Stretch, word_difference

texts = st.lists(st.sampled_from(("hedges", "are", "old", "  ", "\n\n", " ", "very"))).map("".join)


def test_what_differs_is_told_word_by_word() -> None:
    assert word_difference("Hedges are old.", "Hedges were very old.") == [
        Stretch("same", "Hedges "),
        Stretch("gone", "are"),
        Stretch("new", "were very"),
        Stretch("same", " old."),
    ]


@given(texts, texts)
def test_both_texts_can_be_read_from_the_difference(old: str, new: str) -> None:
    stretches = word_difference(old, new)
    assert "".join(each.text for each in stretches if each.kind != "new") == old
    assert "".join(each.text for each in stretches if each.kind != "gone") == new


def test_a_pasted_book_is_not_compared_word_by_word() -> None:
    book = "word " * 7_000
    assert word_difference(book, "") == [Stretch("gone", book)]
    assert word_difference(book, book) == [Stretch("same", book)]
