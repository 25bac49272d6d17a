"""The irregularities seen in past digests: each goes out byte for byte as it came in, or names its line."""

import pytest

from scraper.digest.checks import EntrySeen, twice
from scraper.digest.exporting import render
from scraper.digest.house import usual_house
from scraper.digest.house_style import style_notes
from scraper.digest.importing import parse_issue
from scraper.digest.model import DigestEntry, DigestLink, SourceLine
from scraper.errors import ImportRefusedError
from scraper.outcomes import EntryState

LEAD = "The Hedge Trust has published a report on hedges."
TAIL = "Read the report: Hedges at large"
LINK = DigestLink("Read the report", "Hedges at large")


def read(text: str) -> list[DigestEntry]:
    """The entries of a text, which has to go out as it came in."""
    issue = parse_issue(text)
    assert render(issue, "text-exact") == text.encode()
    return list(issue.entries)


def only(summary: str, tail: str = TAIL) -> DigestEntry:
    (entry,) = read(f"Hedges\n\n{summary}\n\n{tail}")
    return entry


@pytest.mark.parametrize(
    "summary",
    [
        "Findings show: old hedges; thin hedges; few walks.",
        "Findings include: hedges are old. They are thin. And few are walked.",
        "The Hedge Trust and the Ditch Society has published a report.",
        "The Hedge Trust a report on hedges.",
    ],
    ids=["a list without its “and”", "a list broken by full stops", "one verb for two bodies", "no verb"],
)
def test_a_slip_within_a_paragraph_is_kept_as_it_is(summary: str) -> None:
    entry = only(summary)
    assert (entry.summary, entry.links) == ((summary,), (LINK,))


def test_a_list_on_lines_of_its_own_is_read_as_paragraphs() -> None:
    entry = only("Findings include:\nhedges are old;\nthey are thin;\nfew are walked.")
    assert entry.summary == ("Findings include:", "hedges are old;", "they are thin;", "few are walked.")


def test_a_lead_without_its_verb_is_told_by_the_house_style() -> None:
    rules = [note.rule for note in style_notes(only("The Hedge Trust a report on hedges."), usual_house())]
    assert "opening" in rules


def test_the_label_may_say_another_type_than_the_lead() -> None:
    entry = only("The Hedge Trust has published a blog post on hedges.", "Read the article: Hedges")
    assert entry.links == (DigestLink("Read the article", "Hedges"),)


def test_a_slip_in_an_official_title_is_kept() -> None:
    assert only(LEAD, "Read the report: Hegdes at lagre").links[0].title == "Hegdes at lagre"


@pytest.mark.parametrize("tail", ["Read: the Hedge Trust", "Read:the Hedge Trust"])
def test_a_label_of_one_word_is_a_label(tail: str) -> None:
    assert only(LEAD, tail).links == (DigestLink("Read", "the Hedge Trust"),)


def test_a_label_that_is_itself_the_link_is_a_bare_title() -> None:
    assert only(LEAD, "Further details are available here >").links == (
        DigestLink("", "Further details are available here >"),
    )


def test_the_source_line_may_carry_the_title() -> None:
    entry = only(LEAD, f"Source: Hedge Trust: Hedges at large Date: 4 May 2018\n\n{TAIL}")
    assert entry.source == SourceLine("Hedge Trust: Hedges at large", date="4 May 2018", date_label="Date")


def test_an_empty_source_line_is_kept() -> None:
    assert only(LEAD, f"{TAIL}\n\nSource:").source == SourceLine("")


def test_a_heading_that_stands_over_two_entries_is_read_twice_and_told() -> None:
    entries = read(f"Hedges\n\n{LEAD}\n\n{TAIL}\n\nHedges\n\nDitches were dug.\n\nRead the guidance: Ditches")
    seen = [EntrySeen(number, number, text, EntryState.READY) for number, text in enumerate(entries, 1)]
    assert [each.words for each in twice(seen)] == ["Entry 1 has the same heading."]


def test_a_cell_of_a_table_leaves_its_mark_where_it_was() -> None:
    (entry,) = read(f"Hedges |\n\n{LEAD} |\n\nRead the report | Hedges at large")
    assert (entry.heading, entry.links[0].mark) == ("Hedges |", "|")


def test_a_welcome_line_twice_is_an_entry_that_the_check_stops() -> None:
    welcome = "Welcome to the hedge news for week commencing Monday 4 March 2019."
    first, second = read(f"{welcome}\n\n{welcome}\n\nHedges\n\n{LEAD}\n\n{TAIL}")
    assert (first.heading, first.summary, first.links) == (welcome, (welcome,), ())
    assert second.heading == "Hedges"
    assert "There is no link." in [note.words for note in style_notes(first, usual_house())]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"Hedges\n\nHedges\n\n{LEAD}\n\n{TAIL}", 1),
        (f"{LEAD}\n\n{TAIL}", 1),
        (f"Hedges\n\n{LEAD}\n\n{TAIL}\n\nDitches were dug in two towns.\n\nRead the guidance: Ditches", 7),
        (f"Hedges\n\n{LEAD}\n\n| Read the report | Hedges at large |", 5),
        (f"HEDGE NEWS\n\nWelcome.\n\nAsk us a question | Follow us\n\nHedges\n\n{LEAD}\n\n{TAIL}", 5),
        (f"Hedges\n\n{LEAD}\n\nRead the key messages\nDownload the updated guide", 5),
        (f"Hedges\n\n{LEAD}\n\nRead the report on gov.uk", 5),
    ],
    ids=[
        "a heading doubled", "the first heading lost", "a later heading lost", "a row of a table",
        "a line of links above the issue", "labels without titles", "a label with its site",
    ],
)  # fmt: skip
def test_what_cannot_be_told_apart_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(ImportRefusedError) as caught:
        parse_issue(text)
    assert (caught.value.line, caught.value.text) == (line, text.split("\n")[line - 1])
