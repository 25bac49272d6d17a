"""How much changed, and which sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.identity.revision import (
    LEAST_LEFT,
    LONGEST_LINK_LINE,
    Change,
    ChangeSize,
    describe_change,
    is_furniture_only,
    sentences,
    word_similarity,
)

OLD = "The panel met in May. It heard from Dr. Smith. Schools were asked to reply.\nRead the report"


def test_a_text_compared_with_itself_has_not_changed() -> None:
    change = describe_change(OLD, OLD)
    assert (change.similarity, change.size) == (1.0, ChangeSize.MINOR)
    assert change.added == change.removed == ()


def test_added_and_removed_sentences_are_shown_whole() -> None:
    change = describe_change(OLD, OLD.replace("Schools were asked to reply.", "Parents replied."))
    assert change.added == ("Parents replied.",)
    assert change.removed == ("Schools were asked to reply.",)
    assert change.size is ChangeSize.UPDATED


def test_a_sentence_that_moved_or_changed_only_its_quotes_is_no_change() -> None:
    change = describe_change("It’s here.\nThe end.", "The end.\nIt's here!")
    assert change.similarity == 1.0
    assert change.added == change.removed == ()


def test_a_sentence_said_once_more_is_added_once() -> None:
    assert describe_change("Call us.", "Call us. Call us.").added == ("Call us.",)


@pytest.mark.parametrize(
    ("kept", "total", "size"),
    [
        (100, 100, ChangeSize.MINOR),
        (98, 100, ChangeSize.MINOR),
        (97, 100, ChangeSize.UPDATED),
        (50, 100, ChangeSize.UPDATED),
        (49, 100, ChangeSize.REPLACED),
        (0, 100, ChangeSize.REPLACED),
    ],
)
def test_the_size_of_a_change_goes_by_the_words_kept(kept: int, total: int, size: ChangeSize) -> None:
    old = [f"w{n}" for n in range(total)]
    new = old[:kept] + [f"v{n}" for n in range(total - kept)]
    change = describe_change(" ".join(old), " ".join(new))
    assert change.similarity == pytest.approx(kept / total)
    assert change.size is size


def test_two_empty_texts_are_alike() -> None:
    assert describe_change("", "").similarity == 1.0
    assert describe_change("", "New text.").size is ChangeSize.REPLACED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("It heard Dr. Smith, e.g. On No. 10.", ["It heard Dr. Smith, e.g. On No. 10."]),
        ("She said “stop.” He did.", ["She said “stop.”", "He did."]),
        ("Heading\n\n  Body   text. \n–\n", ["Heading", "Body text."]),
        ("Up 1.5 per cent in v. 2 of it", ["Up 1.5 per cent in v.", "2 of it"]),
    ],
)
def test_sentences_end_at_stops_and_lines(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text("ab .\n"), st.text("ab .\n"))
def test_similarity_is_a_symmetric_share_and_the_difference_mirrors(old: str, new: str) -> None:
    there, back = describe_change(old, new), describe_change(new, old)
    assert 0 <= there.similarity <= 1
    assert there.similarity == back.similarity
    assert (len(there.added), len(there.removed)) == (len(back.removed), len(back.added))


def test_repeats_count() -> None:
    assert word_similarity(["a", "a", "b"], ["a", "b"]) == pytest.approx(0.8)


def drawn_anew(*lines: str, similarity: float = 0.9) -> Change:
    return Change(similarity, ChangeSize.UPDATED, added=lines[:1], removed=lines[1:])


LINKS = ("Why families wait for help", "How carers cope", "")


def test_only_lines_of_links_beside_the_text_are_furniture() -> None:
    assert is_furniture_only(drawn_anew("Why families wait for help", "How carers cope"), LINKS)
    assert is_furniture_only(drawn_anew("Why families wait", "Blog: How carers cope"), LINKS)


def test_a_line_that_leads_nowhere_is_text_though_it_has_no_full_stop() -> None:
    assert not is_furniture_only(drawn_anew("ring the local authority", "ring the police"), ())
    assert not is_furniture_only(drawn_anew("ring the local authority", "How carers cope"), LINKS)


def test_a_line_of_a_list_in_which_a_word_leads_somewhere_is_text() -> None:
    links = ("local authority", "the police")
    assert not is_furniture_only(drawn_anew("ring the local authority at once", "write to the police"), links)


@pytest.mark.parametrize(
    "line",
    [
        "The panel will meet again.",
        "“Will it meet again?”",
        "Children in care, 412",
        " ".join(["word"] * (LONGEST_LINK_LINE + 1)),
    ],
)
def test_a_sentence_a_figure_or_a_long_line_is_no_furniture(line: str) -> None:
    links = (*LINKS, line)
    assert not is_furniture_only(drawn_anew("Why families wait", line), links)
    assert not is_furniture_only(drawn_anew(line, "Why families wait"), links)


def test_when_nothing_or_too_much_changed_it_is_not_furniture_only() -> None:
    assert not is_furniture_only(drawn_anew(), LINKS)
    assert is_furniture_only(drawn_anew("Why families wait", similarity=LEAST_LEFT), LINKS)
    assert not is_furniture_only(drawn_anew("Why families wait", similarity=LEAST_LEFT - 0.01), LINKS)
