from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData

from scraper.digest.interchange import entry_from_json, entry_to_json
from scraper.digest.model import DigestEntry, DigestLink, SourceLine
from scraper.web.entry_form import (
    LinkAct,
    link_act,
    number_in,
    paragraphs_in,
    read_entry,
    with_link_act,
    with_sentence,
    without_empty_links,
    words_in,
)

NBSP = "\u00a0"
SAVED = DigestEntry(
    heading="Hedges",
    summary=(f"The Trust has{NBSP}published.", "More."),
    links=(DigestLink("Read the report", "Roots ", None, ":", "PDF"), DigestLink("", "Bare")),
    source=SourceLine("Hedge Weekly", date="3 May 2024", date_label="Date"),
)


def form(**fields: Any) -> FormData:
    """A form; a list is a field sent several times."""
    given = {name: value if isinstance(value, list) else [value] for name, value in fields.items()}
    return FormData([(name, value) for name, values in given.items() for value in values])


def as_sent(entry: DigestEntry, **changes: Any) -> FormData:
    """The form of an entry as a browser sends it back."""
    fields = {
        "heading": entry.heading,
        "summary": "\r\n\r\n".join(entry.summary),
        "source": entry.source.name if entry.source else "",
        "section": entry.section,
        "label": [link.label for link in entry.links],
        "title": [link.shown_title for link in entry.links],
        "url": [link.url or "" for link in entry.links],
        "mark": [link.mark for link in entry.links],
    }
    return form(**(fields | changes))


def test_what_nobody_changed_stays_byte_for_byte() -> None:
    assert read_entry(as_sent(SAVED), SAVED) == SAVED


def test_a_changed_text_is_tidied_and_the_rest_stays() -> None:
    read = read_entry(as_sent(SAVED, summary=f" One{NBSP} two.\r\nthree \r\n \r\n\r\nFour. "), SAVED)
    assert read.summary == ("One two. three", "Four.")
    assert (read.links, read.source) == (SAVED.links, SAVED.source)


@pytest.mark.parametrize("blank", ["", " ", "\t", NBSP, f" {NBSP} "])
def test_a_blank_line_parts_paragraphs_whatever_blanks_it_holds(blank: str) -> None:
    typed = form(intro=f"One.\r\n{blank}\r\nTwo.\r\nStill two.\r\n{blank}\r\n")
    assert paragraphs_in(typed, "intro") == ("One.", "Two. Still two.")


def test_a_source_line_goes_with_its_name_and_keeps_its_date() -> None:
    assert read_entry(as_sent(SAVED, source=" "), SAVED).source is None
    renamed = read_entry(as_sent(SAVED, source="Fence Weekly"), SAVED).source
    assert renamed == SourceLine("Fence Weekly", date="3 May 2024", date_label="Date")
    new = read_entry(as_sent(SAVED, source="Fence Weekly"), DigestEntry("A", ()))
    assert new.source == SourceLine("Fence Weekly")


@pytest.mark.parametrize(
    ("typed", "title", "media"),
    [
        ("Roots (PDF)", "Roots", "PDF"),
        ("Roots  (PDF) ", "Roots", "PDF"),
        ("Roots (old)", "Roots (old)", ""),
        ("(PDF)", "(PDF)", ""),
    ],
)
def test_what_a_link_leads_to_is_typed_in_brackets_after_its_title(
    typed: str, title: str, media: str
) -> None:
    (link,) = read_entry(form(label="Read the report", title=typed, url="https://example.org"), SAVED).links
    assert (link.title, link.media) == (title, media)


def test_fields_that_are_missing_or_too_many_do_no_harm() -> None:
    read = read_entry(form(title=["A", "B"], mark=["="], label=["x"] * 99), DigestEntry("A", ()))
    assert [link.title for link in read.links[:2]] == ["A", "B"]
    assert {link.mark for link in read.links} == {":"}
    assert len(read.links) == 30


@given(st.text(), st.text(), st.text())
def test_any_text_can_be_kept(heading: str, summary: str, title: str) -> None:
    read = read_entry(form(heading=heading, summary=summary, title=title), SAVED)
    assert entry_from_json(entry_to_json(read)) == read


def test_fields_are_read_with_plain_line_ends_and_numbers_as_they_are() -> None:
    sent = form(a="x\r\ny\rz", b="12", c="-1", d="9" * 40, e="²")
    assert words_in(sent, "a") == "x\ny\nz"
    assert [number_in(sent, name) for name in ("b", "c", "d", "e", "f")] == [12, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("button", "act"),
    [
        ("add-link", LinkAct("add")),
        ("remove-2", LinkAct("remove", 2)),
        ("up-1", LinkAct("up", 1)),
        ("save", None),
        ("up-", None),
        ("up-99999", None),
        ("eat-1", None),
    ],
)
def test_a_button_says_what_it_does(button: str, act: LinkAct | None) -> None:
    assert link_act(button) == act


def test_links_change_places_within_their_list_only() -> None:
    def titles(act: str, number: int) -> list[str]:
        return [link.title for link in with_link_act(SAVED, LinkAct(act, number), "Read").links]

    assert titles("up", 1) == titles("down", 2) == titles("down", 0) == ["Roots ", "Bare"]
    assert titles("up", 2) == titles("down", 1) == ["Bare", "Roots "]
    assert titles("remove", 1) == ["Bare"]
    assert titles("add", 0) == ["Roots ", "Bare", ""]


def test_a_sentence_stands_at_the_end_and_empty_links_go() -> None:
    assert with_sentence(SAVED, "It is old.").summary[-1] == "More. It is old."
    assert with_sentence(DigestEntry("A", ()), "It is old.").summary == ("It is old.",)
    added = with_link_act(SAVED, LinkAct("add"), "Read")
    assert without_empty_links(added) == SAVED
