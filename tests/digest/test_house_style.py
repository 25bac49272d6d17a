from dataclasses import replace

import pytest

from scraper.digest.house import usual_house
from scraper.digest.house_style import Level, is_broken, style_notes
from scraper.digest.importing import read_issue_bytes
from scraper.digest.model import DigestEntry, DigestLink
from tests.digest.examples import OWN_ISSUE

HOUSE = usual_house()
TEXT = (
    "The Hedge Trust (HT) has published a report on hedges in 3,500 towns in Wales. Findings show: hedges "
    "are old; gaps are many; and birds nest in most of them. The HT asks councils to plant more before 2031."
)
LINK = DigestLink("Read the report", "Hedges: a second look", "https://example.org/hedges?id=2#part")
GOOD = DigestEntry("Hedges in towns", (TEXT,), (LINK,))


def words_of(entry: DigestEntry) -> str:
    return " | ".join(f"{note.level}:{note.place}: {note.words}" for note in style_notes(entry, HOUSE))


def link(title: str = "Roots", url: str | None = "https://example.org/") -> DigestEntry:
    return replace(GOOD, links=(DigestLink("Read the report", title, url),))


def summary(text: str) -> DigestEntry:
    return replace(GOOD, summary=(f"{TEXT} {text}",))


def test_a_good_entry_has_nothing_to_look_at() -> None:
    assert words_of(GOOD) == ""


def test_the_entries_of_a_past_issue_have_nothing_to_look_at_but_unknown_addresses() -> None:
    """A text states no address."""
    for entry in read_issue_bytes(OWN_ISSUE, "own.txt").entries:
        looks = {note.words for note in style_notes(entry, HOUSE) if note.level is not Level.TOLD}
        assert looks == {"The address is not known."}, entry.heading


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        (replace(GOOD, heading=""), "broken:heading: The heading is missing"),
        (replace(GOOD, heading="…"), "broken:heading: The heading is missing"),
        (replace(GOOD, heading="Hedges."), "look:heading: The heading ends"),
        (replace(GOOD, heading="Hedges " * 10), "look:heading: The heading is long"),
        (replace(GOOD, heading="Hedges Of Towns"), "look:heading: Each word has a capital"),
        (replace(GOOD, summary=()), "broken:summary: The summary is missing"),
        (summary("It is on …."), "broken:summary: A place is still open"),
        (replace(GOOD, summary=("The Hedge Trust has published hedges.",)), "look:summary: 6 words"),
        (summary("Hedges grow and grow. " * 25), "look:summary: 139 words"),
        (summary("One is. Two are. Three are."), "sentences: summaries have two or three"),
        (summary("It asks for: hedges; trees."), "told:summary: The list has 2 items"),
        (summary("It has hedges; trees; birds."), "told:summary: The list does not end"),
        (replace(GOOD, summary=("Hedges of towns are old. " + TEXT,)), "told:summary: The first"),
        (summary("The RSPB agrees."), "look:summary: “RSPB” is not written out"),
        (summary("It's old."), "look:summary: A straight quotation mark"),
        (summary("It is old ."), "look:summary: A space before a mark"),
        (summary("It is  old."), "look:summary: Two spaces"),
        (summary("It is ... old."), "look:summary: Three full stops"),
        (summary("There are 12000."), "look:summary: “12000”: thousands"),
        (summary("It came on 3rd October."), "look:summary: “3rd October”: dates"),
        (summary("It came on October 3."), "look:summary: “October 3”: dates"),
        (summary("It came on 03/10/2023."), "look:summary: “03/10/2023”: dates"),
        (summary("It is old – very."), "told:summary: A long dash"),
        (summary("Sadly it is old."), "look:summary: “Sadly” judges"),
        (summary("In our view it is old."), "look:summary: “our”: summaries"),
        (replace(GOOD, links=()), "broken:links: There is no link"),
        (link(""), "broken:link 1: The title"),
        (link(url="javascript:x"), "broken:link 1: The address is none"),
        (link(url="http://["), "broken:link 1: The address is none"),
        (link(url=None), "look:link 1: The address is not known"),
        (link(url="https://example.org/?id=2&utm_source=x#a"), "look:link 1: The address carries words"),
        (link("Roots."), "look:link 1: The title ends"),
        (link("'Roots'"), "look:link 1: A straight"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_its_place(entry: DigestEntry, found: str) -> None:
    assert found in words_of(entry)


@pytest.mark.parametrize(
    "text",
    [
        "A parent said ‘we … waited’ for it.",
        "It counts 3,500 of 24-30 in 2023 and 1999.",
        "The NHS and the UK agree.",
        "‘Our important hedges’ is its name.",
        "The Royal Society (RS) and the RS agree.",
    ],
)
def test_what_is_right_is_not_told(text: str) -> None:
    assert "look" not in words_of(summary(text))
    assert not is_broken(summary(text))


def test_an_entry_is_broken_only_where_it_cannot_go_out() -> None:
    assert not is_broken(summary("It's the RSPB's ."))
    assert is_broken(replace(GOOD, links=()))
