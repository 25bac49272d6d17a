"""A text with its key sentences."""

from hypothesis import given
from hypothesis import strategies as st

from scraper.web.reading import MOST, marked

SAID = "The report finds that {} children wait for months before anybody sees them."
ASIDE = "It was raining on the day when somebody wrote this sentence number {}."


@given(st.text("ab. \n", max_size=200))
def test_no_word_is_lost_or_added(text: str) -> None:
    told = ["".join(words for words, _ in paragraph) for paragraph in marked(text, "a b")]
    assert told == [each.strip() for each in text.split("\n\n") if each.strip()]


def test_a_short_text_is_read_whole() -> None:
    assert marked(SAID.format(2), "Children wait") == [[(SAID.format(2), False)]]


def test_within_a_paragraph_only_the_sentence_is_marked() -> None:
    before, after = ASIDE.format(1), ASIDE.format(2)
    assert marked(f"{before} {SAID.format(2)} {after}", "Children wait") == [
        [(f"{before} ", False), (SAID.format(2), True), (f" {after}", False)]
    ]


def test_a_long_text_has_a_few_of_them() -> None:
    text = "\n\n".join(form.format(number) for number in range(30) for form in (SAID, ASIDE))
    keys = [words for paragraph in marked(text, "Children wait") for words, key in paragraph if key]
    assert len(keys) == MOST
    assert all("children wait" in words for words in keys)
