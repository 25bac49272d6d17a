"""The search language: what it understands, and what it says when it does not."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.desk.query import (
    EXAMPLES,
    All,
    Either,
    Is,
    Node,
    Not,
    Operator,
    Published,
    Words,
    day_after,
    names_state,
    parse_query,
)
from scraper.errors import QueryError

A, B, C = Words("a"), Words("b"), Words("c")


@pytest.mark.parametrize(
    ("said", "node"),
    [
        ("", All()),
        ("  ", All()),
        ("a", A),
        ("a b", All((A, B))),
        ("-a", Not(A)),
        ("a - b", All((A, Words("-"), B))),
        ("a OR b", Either((A, B))),
        ("a b OR c", Either((All((A, B)), C))),
        ("a (b OR -c)", All((A, Either((B, Not(C)))))),
        ("-(a b)", Not(All((A, B)))),
        ("()", All()),
        ("a or b", All((A, Words("or"), B))),
        ('"OR"', Words("OR")),
        ('"a b"', Words("a b")),
        ("“a b” -“c”", All((Words("a b"), Not(C)))),
        ("imag*", Words("imag", begins=True)),
        ("care *", All((Words("care"), Words("*")))),
        ("24-30 O'Neill’s", All((Words("24-30"), Words("O'Neill’s")))),
        ("https://example.org/a 10:30", All((Words("https://example.org/a"), Words("10:30")))),
        ("Report: a", All((Words("Report:"), A))),
        ("source:iwf", Is(Operator.SOURCE, "iwf")),
        ('SOURCE:"Example Voice"', Is(Operator.SOURCE, "Example Voice")),
        ("-type:REPORT", Not(Is(Operator.TYPE, "report"))),
        ("nation:wales", Is(Operator.NATION, "Wales")),
        ("state:new OR state:held", Either((Is(Operator.STATE, "new"), Is(Operator.STATE, "held")))),
        ("date:2024", Published("2024", "2024")),
        ("date:2024-06", Published("2024-06", "2024-06")),
        ("date:2024-06-01..", Published("2024-06-01", None)),
        ("date:..2024-07", Published(None, "2024-07")),
        ("date:2024-06..2024-07-31", Published("2024-06", "2024-07-31")),
        ("date:2024-07-31..2024-07", Published("2024-07-31", "2024-07")),
        ('"AND" not', All((Words("AND"), Words("not")))),
        ("care & %", All((Words("care"), Words("&"), Words("%")))),
    ],
)
def test_a_search_is_understood(said: str, node: Node) -> None:
    assert parse_query(said) == node


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("author:anna", "no operator “author:”"),
        ("type:", "“type:” says nothing: write type:report"),
        ("Type: a", "“type:” says nothing"),
        ('source:""', "“source:” says nothing"),
        ("type:poem", "“type:poem”: it is one of article, blog"),
        ("state:gone", "“state:gone”: it is one of duplicate, excluded"),
        ("date:june", "“date:june” is no date: write date:2024-06-01..2024-07"),
        ("date:2024-02-30", "“date:2024-02-30” is no date"),
        ("date:0000", "is no date"),
        ("date:..", "is no date"),
        ("date:2024-13..", "is no date"),
        ("date:2024-07-02..2024-07-01", "“date:2024-07-02..2024-07-01” ends before it begins"),
        ("date:2024-08..2024-07-31", "ends before it begins"),
        ("care AND fostering", "“AND” is not needed, as all words have to be found; quote it"),
        ("care NOT fostering", "“NOT” is written as a hyphen before what must not be found: -fostering"),
        ("*", "there is no word in “\\*” to look for"),
        ("%", "there is no word in “%” to look for"),
        ("-… (& OR 🎉)", "there is no word in"),
        ("(a", "“\\(” is not closed"),
        ("(a OR (b)", "“\\(” is not closed"),
        ("a)", "“\\)” closes a bracket that was not opened"),
        ("OR a", "OR stands between two things"),
        ("a OR", "OR stands between two things"),
        ("a OR OR b", "OR stands between two things"),
        ('"a b', "a quotation mark is not closed: “a b"),
        ("(" * 11 + "a" + ")" * 11, "more than 10 deep"),
        ("a " * 61, "more than 60 parts"),
    ],
)
def test_what_is_not_understood_is_said(said: str, words: str) -> None:
    with pytest.raises(QueryError, match=words):
        parse_query(said)


@pytest.mark.parametrize("operator", list(Operator))
def test_every_operator_has_an_example_that_is_understood(operator: Operator) -> None:
    node = parse_query(EXAMPLES[operator])
    assert isinstance(node, Published) if operator is Operator.DATE else node.operator is operator  # type: ignore[union-attr]


@given(st.text(alphabet='aOR -:()"“”*.2024type\t\n', max_size=60) | st.text(max_size=40))
def test_whatever_is_written_is_understood_or_refused_in_words(said: str) -> None:
    with suppress(QueryError):
        parse_query(said)


@pytest.mark.parametrize(
    ("said", "names"),
    [("a", False), ("state:new", True), ("a -(b OR state:new)", True), ("date:2024", False)],
)
def test_a_search_for_a_state_is_known(said: str, names: bool) -> None:
    assert names_state(parse_query(said)) is names


@pytest.mark.parametrize(
    ("cut", "after"),
    [
        ("2024", date(2025, 1, 1)),
        ("2024-01", date(2024, 2, 1)),
        ("2024-02", date(2024, 3, 1)),
        ("2024-12", date(2025, 1, 1)),
        ("2024-02-29", date(2024, 3, 1)),
    ],
)
def test_a_period_ends_with_the_day_after_its_last(cut: str, after: date) -> None:
    assert day_after(cut) == after
