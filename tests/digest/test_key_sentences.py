import pytest

from scraper.digest.key_sentences import closed, is_prose, key_sentences, paragraphs_of, sentences

TEXT = """Skip to the content

We use cookies to make this site work, and to tell how it is used.

The weather on the day of the launch was fine and many people came to the hall.
The study found that 46 per cent of hedges in Wales have gaps. Dr. Green of the J. Hedge Trust was there.

The Hedge Trust has published a report on hedges in towns. The day ended with tea and a short walk.

It recommends that every council should plant a hedge before 2031. Subscribe to our newsletter for more.
"""


def test_a_text_is_cut_where_its_sentences_end() -> None:
    text = "Dr. Green saw 3.5 hedges. “It is old.” He left, e.g. early! (Did he?) Yes"
    assert sentences(text) == [
        "Dr. Green saw 3.5 hedges.",
        "“It is old.”",
        "He left, e.g. early!",
        "(Did he?)",
        "Yes",
    ]
    assert sentences("1. One hedge\n- Two hedges\n\n") == ["One hedge", "Two hedges"]
    assert sentences("It ends in Mr.") == ["It ends in Mr."]


def test_the_sentences_that_say_most_come_in_the_order_of_the_source() -> None:
    chosen = [each.text for each in key_sentences(TEXT, "Hedges in towns: a report", most=3)]
    assert chosen == [
        "The study found that 46 per cent of hedges in Wales have gaps.",
        "The Hedge Trust has published a report on hedges in towns.",
        "It recommends that every council should plant a hedge before 2031.",
    ]


def test_furniture_and_fragments_are_never_offered() -> None:
    offered = " ".join(each.text for each in key_sentences(TEXT, most=50))
    assert "cookies" not in offered
    assert "newsletter" not in offered
    assert "Skip" not in offered
    assert not is_prose("Hedges in towns and how they grow in spring")
    assert not is_prose("word " * 80 + ".")


def test_the_number_of_a_sentence_is_its_place_among_all_and_each_is_offered_once() -> None:
    text = (
        "Skip\nHedges have been found in every town of Wales.\nHedges have been found in every town of Wales."
    )
    (only,) = key_sentences(text)
    assert (only.number, only.text) == (2, "Hedges have been found in every town of Wales.")
    assert key_sentences("") == []


def test_paragraphs_are_apart_by_blank_lines() -> None:
    assert paragraphs_of("One\ntwo\n\n \n three ") == ["One\ntwo", "three"]


@pytest.mark.parametrize(
    ("sentence", "offered"),
    [
        (
            "I did not understand the plan,” one mother said.",
            "“I did not understand the plan,” one mother said.",
        ),
        ("She said: “I nodded for an hour.", "She said: “I nodded for an hour.”"),
        (
            'I did not understand the plan," one mother said.',
            '"I did not understand the plan," one mother said.',
        ),
        ('"I nodded for an hour and a half.', '"I nodded for an hour and a half."'),
        ("“I nodded,” she said, “for an hour.", "“I nodded,” she said, “for an hour.”"),
        ("The “plan” was (as “they” say) read.", "The “plan” was (as “they” say) read."),
        ('The "plan" was read, it’s said, "twice".', 'The "plan" was read, it’s said, "twice".'),
    ],
)
def test_a_sentence_out_of_a_quotation_is_offered_with_both_its_marks(sentence: str, offered: str) -> None:
    assert closed(sentence) == offered


def test_sentences_of_one_quotation_are_offered_as_quotations() -> None:
    text = "“The plan was read to them very fast. Nobody had asked what they needed first,” she said."
    assert [each.text for each in key_sentences(text)] == [
        "“The plan was read to them very fast.”",
        "“Nobody had asked what they needed first,” she said.",
    ]
