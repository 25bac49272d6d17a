import random

import pytest

from scraper.identity.near import LEAST_SHARED, Likeness, Near, compare, runs_of, sampled, without_template

_SUBJECTS = """
children families schools carers review council support waiting
plan home court story place time help
"""
WORDS = _SUBJECTS.split()


def prose(seed: int, words: int) -> str:
    """A text of its own, in sentences and paragraphs."""
    chance = random.Random(seed)  # noqa: S311 - variety, not secrets
    made = [f"{chance.choice(WORDS)}{chance.randrange(40)}" for _ in range(words)]
    lines = [" ".join(made[start : start + 25]) + "." for start in range(0, words, 25)]
    return "\n".join(lines)


def near_to(text: str, other: str) -> Near:
    return Near(1, "https://example.org/a", "A", *compare(runs_of(text), runs_of(other)))


def edited(text: str, how: str) -> str:
    lines = text.splitlines()
    match how:
        case "typographic":
            return text.replace("children", "chil­dren").replace(".", " .")
        case "menu before":
            return "Home About us News Contact\nDonate now\n" + text
        case "PDF line breaks":
            words = text.split()
            return "\n".join(" ".join(words[start : start + 9]) for start in range(0, len(words), 9))
        case "introduction":
            return prose(999, 40) + "\n" + text
        case "cut":
            return "\n".join(lines[: len(lines) * 6 // 10])
        case "a word in each paragraph":
            return "\n".join(f"now {line}" for line in lines)
    raise ValueError(how)


@pytest.mark.parametrize(
    "how",
    ["typographic", "menu before", "PDF line breaks", "introduction", "cut", "a word in each paragraph"],
)
def test_an_edited_copy_is_a_copy(how: str) -> None:
    for seed in range(20):
        text = prose(seed, 300)
        assert near_to(text, edited(text, how)).likeness is Likeness.COPY


def test_an_excerpt_is_an_excerpt_and_says_how_much_is_shared() -> None:
    text = prose(1, 600)
    found = near_to("\n".join(text.splitlines()[4:9]), text)
    assert found.likeness is Likeness.EXCERPT
    assert found.words == "100% of the shorter text is the same as at https://example.org/a"


def test_other_texts_and_a_few_shared_words_are_nothing() -> None:
    assert near_to(prose(1, 300), prose(2, 300)).likeness is None
    assert Near(1, "", "", LEAST_SHARED - 1, 1.0, 1.0).likeness is None
    assert Near(1, "", "", 100, 0.49, 0.3).likeness is None


def test_the_template_of_a_site_does_not_count() -> None:
    footer = prose(7, 120)
    ours, theirs = (f"{prose(seed, 40)}\n{footer}" for seed in (1, 2))
    assert near_to(ours, theirs).likeness is Likeness.COPY
    template = sampled(footer)
    _, contained, _ = compare(*(runs_of(without_template(each, template)) for each in (ours, theirs)))
    assert contained < 0.5
    assert without_template(ours, sampled(footer)).startswith(prose(1, 40))


def test_a_site_whose_template_is_not_known_keeps_its_text_as_it_is() -> None:
    assert without_template("One.\r\nTwo.\n", frozenset()) == "One.\r\nTwo.\n"


def test_a_long_text_is_sampled_more_thinly_and_stays_comparable() -> None:
    text = prose(3, 9_000)
    part = "\n".join(text.splitlines()[:200])
    assert len(sampled(text)) < len(sampled(part))
    assert sampled(text) & sampled(part)
