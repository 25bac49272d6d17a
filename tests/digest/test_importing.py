import datetime as dt
from typing import ClassVar

import pytest

from scraper.digest.importing import parse_issue, read_issue_bytes
from scraper.digest.model import DigestEntry, DigestLink, Part, Presentation, SourceLine
from scraper.errors import ImportRefusedError
from tests.digest.examples import OLDER_FORMS, OWN_ISSUE

OPENING = "Hedges\n\nA hedge was planted.\n\n"


def only_entry(text: str) -> DigestEntry:
    (entry,) = parse_issue(text).entries
    return entry


def links_of(lines: str) -> tuple[DigestLink, ...]:
    return only_entry(OPENING + lines).links


def source_of(lines: str) -> SourceLine | None:
    return only_entry(OPENING + lines).source


def refused(text: str) -> ImportRefusedError:
    with pytest.raises(ImportRefusedError) as caught:
        parse_issue(text)
    return caught.value


class TestOwnIssue:
    issue = read_issue_bytes(OWN_ISSUE, "own-issue.txt")

    def test_every_heading_opens_an_entry(self) -> None:
        assert [entry.heading for entry in self.issue.entries] == [
            "Community allotments",
            "Rural bus services",
            "Hedgehogs in gardens",
            "Library opening hours",
            "Repair cafés",
            "Flood wardens",
        ]

    def test_labels_and_titles_are_without_the_blanks_around_them(self) -> None:
        assert [(link.label, link.title) for entry in self.issue.entries for link in entry.links] == [
            ("Read the article", "‘Why a shared plot makes a shared street’"),
            ("Read the report", "Last stop: evening buses and the villages they leave out"),
            ("Read the report", "Prickly neighbours (the second year)"),
            ("Read the letter", "Open the doors: forty branches call for hours that work"),
            ("Read the blog", "“Is it the fuse…?” Breaking bad news about toasters"),
            ("Find out more", "How a street finds its warden"),
            ("Visit the website", "Ready 25-31"),
        ]

    def test_the_trails_are_kept_apart_from_the_titles(self) -> None:
        trails = [
            spacing.trail
            for entry in self.issue.entries
            for spacing in entry.presentation
            if spacing.part is Part.LINK
        ]
        assert [len(trail) for trail in trails] == [0, 1, 2, 2, 2, 2, 0]

    def test_a_title_on_the_next_line_is_the_links_title(self) -> None:
        assert self.issue.entries[-1].presentation[-1].gap == "\u00a0\n"

    def test_only_the_first_entry_states_its_source(self) -> None:
        sources = [entry.source for entry in self.issue.entries]
        assert sources == [SourceLine("Town and Garden Weekly"), None, None, None, None, None]

    def test_a_no_break_space_inside_a_summary_stays_in_it(self) -> None:
        assert "has\u00a0published" in self.issue.entries[1].summary[0]

    def test_the_file_ends_without_a_line_end(self) -> None:
        assert self.issue.presentation == Presentation(bom=False, eol="\n", start="", end="")


class TestOlderForms:
    entries: ClassVar = {
        entry.heading: entry for entry in read_issue_bytes(OLDER_FORMS, "older-forms.txt").entries
    }

    def test_source_and_date_on_one_line_above_the_paragraph(self) -> None:
        source = self.entries["Orchard surveys"].source
        assert source == SourceLine("Fruit & Field Now", date="04 May 2017", date_label="Date")
        assert source.period == (dt.date(2017, 5, 4), dt.date(2017, 5, 4))

    def test_a_bare_second_title_is_a_link_without_label(self) -> None:
        assert self.entries["Orchard surveys"].links == (
            DigestLink("Further Information", "Orchards counted", media="PDF"),
            DigestLink("", "Orchards counted: the tables", media="PDF"),
            DigestLink("Read more on Hedge Learning", "Trees and the law"),
        )

    def test_a_date_without_its_label_is_told_from_the_name(self) -> None:
        assert self.entries["Canal paths: podcast"].source == SourceLine("Towpath", date="09 January 2012")

    def test_no_space_after_the_colon(self) -> None:
        assert self.entries["Canal paths: podcast"].links == (
            DigestLink("Further information", "Walking in the dark"),
        )

    def test_an_empty_source_keeps_its_date(self) -> None:
        assert self.entries["Bird counts"].source == SourceLine(
            "", date="14 December 2017", date_label="Date"
        )

    def test_an_address_below_a_link_is_its_address(self) -> None:
        assert self.entries["Bird counts"].links == (
            DigestLink(
                "Read the summary",
                "Birds of the year",
                "https://garden-watch.example/birds?year=2017&view=all",
            ),
            DigestLink("See also on Hedge Learning", "Counting birds", mark=">"),
        )

    def test_sources_and_a_range_of_dates_on_two_lines(self) -> None:
        source = self.entries["Village halls"].source
        assert source is not None
        assert source.names == ("Halls Today", "The Parish", "Clerk’s Weekly")
        assert source.period == (dt.date(2020, 3, 29), dt.date(2020, 4, 2))

    def test_two_paragraphs_and_a_link_for_each_nation(self) -> None:
        entry = self.entries["Village halls"]
        assert len(entry.summary) == 2
        assert [(link.label, link.mark) for link in entry.links] == [
            ("Read the guidance for England", ":"),
            ("Read the guidance for Northern Ireland", ":"),
            ("Read the guidance for Wales", ":"),
            ("See also on Hedge Learning", "-"),
        ]

    def test_a_source_that_is_a_date_only(self) -> None:
        assert self.entries["Street trees"].source == SourceLine("", date="22 April 2014")

    def test_capitals_and_a_fallen_title(self) -> None:
        assert self.entries["Street trees"].links == (
            DigestLink("READ THE NEWS STORY", "One thousand trees"),
            DigestLink("Download the map", "Where the trees are"),
        )

    def test_a_publication_date_without_colon_or_source(self) -> None:
        source = self.entries["Wild swimming"].source
        assert source == SourceLine(
            "", label="", date="April 2024", date_label="Publication date", date_mark=""
        )
        assert source.period == (dt.date(2024, 4, 1), dt.date(2024, 4, 30))


@pytest.mark.parametrize(
    ("line", "link"),
    [
        ("Read the report :Hedges", DigestLink("Read the report", "Hedges")),
        ("Further details: Hedges (PDF)", DigestLink("Further details", "Hedges", media="PDF")),
        ("Read the report: Hedges (pdf)", DigestLink("Read the report", "Hedges (pdf)")),
        ("Read the report: Hedges: a report", DigestLink("Read the report", "Hedges: a report")),
        ("Find out more about hedges: Roots", DigestLink("Find out more about hedges", "Roots")),
        ("See also on Hedge Learning – Roots", DigestLink("See also on Hedge Learning", "Roots", mark="–")),
        (
            "See also on Self-help Weekly - A - B",
            DigestLink("See also on Self-help Weekly", "A - B", mark="-"),
        ),
        ("Read the guidance here | Hedges", DigestLink("Read the guidance here", "Hedges", mark="|")),
        ("Read the full guidance here >", DigestLink("", "Read the full guidance here >")),
        ("Further details are available here >", DigestLink("", "Further details are available here >")),
    ],
)
def test_a_link_line_is_label_mark_and_title(line: str, link: DigestLink) -> None:
    assert links_of(line) == (link,)


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("Source: Up to Date: the magazine", SourceLine("Up to Date: the magazine")),
        ("Source: A: B Date: 3 May 2024", SourceLine("A: B", date="3 May 2024", date_label="Date")),
        ("Source: To Date: Date: May 2024", SourceLine("To Date:", date="May 2024", date_label="Date")),
        ("Source: Hedge Date:", SourceLine("Hedge", date="", date_label="Date")),
        ("Source:", SourceLine("")),
        ("Source:22 April 2014", SourceLine("", date="22 April 2014")),
        ("Source: Hedge 31 June 2014", SourceLine("Hedge", date="31 June 2014")),
        ("Date: spring", SourceLine("", label="", date="spring", date_label="Date")),
    ],
)  # fmt: skip
def test_a_source_line_is_name_and_date(line: str, source: SourceLine) -> None:
    assert source_of(line) == source


def test_a_date_line_may_stand_before_its_source_line() -> None:
    source = source_of("Date: 3 May 2024\nSource: Hedge Weekly")
    assert source == SourceLine("Hedge Weekly", date="3 May 2024", date_label="Date")


def test_a_title_that_looks_like_a_label_is_a_bare_title() -> None:
    links = links_of("Read the report: Hedges\nAccess to services: advice for schools")
    assert links[1] == DigestLink("", "Access to services: advice for schools")


def test_the_colon_of_an_address_ends_no_label() -> None:
    links = links_of("Read the report: Hedges\nVisit our site https://hedge.example/")
    assert links[1] == DigestLink("", "Visit our site https://hedge.example/")


def test_a_blank_line_may_part_a_link_from_its_address() -> None:
    links = links_of("Read the report: Hedges\n\nhttps://hedge.example/\n")
    assert links == (DigestLink("Read the report", "Hedges", "https://hedge.example/"),)


def test_a_heading_that_begins_like_a_date_line_is_a_heading() -> None:
    text = (
        f"{OPENING}Read the report: A\n\nDate palms\n\nThey grow.\n\nDates for your diary\n\nThere are two."
    )
    assert [entry.heading for entry in parse_issue(text).entries] == [
        "Hedges",
        "Date palms",
        "Dates for your diary",
    ]


def test_a_heading_with_a_question_mark_is_one_where_a_heading_is_due() -> None:
    entries = parse_issue(f"{OPENING}Read the report: A\n\nBanter or bullying?\n\nIt depends.").entries
    assert [entry.heading for entry in entries] == ["Hedges", "Banter or bullying?"]


def test_an_entry_may_do_without_links() -> None:
    entries = parse_issue(f"{OPENING}Ditches\n\nA ditch was dug.").entries
    assert [entry.heading for entry in entries] == ["Hedges", "Ditches"]


def test_a_short_paragraph_above_a_link_is_no_heading() -> None:
    assert only_entry(f"{OPENING}With a note on ditches\n\nRead the report: A").summary == (
        "A hedge was planted.",
        "With a note on ditches",
    )


def test_a_summary_without_a_full_stop_is_told_by_the_link_below() -> None:
    assert only_entry("Hedges\n\nA hedge was planted\n\nRead the report: A").summary == (
        "A hedge was planted",
    )


def test_the_line_right_below_a_paragraph_is_another_paragraph() -> None:
    assert only_entry("Hedges\nA hedge was planted,\nand watered").summary == (
        "A hedge was planted,",
        "and watered",
    )


def test_only_line_feeds_end_lines_and_only_three_characters_are_blanks() -> None:
    entry = only_entry("Hedges\u2003\n\n\u2003One\u2028two.\n")
    assert (entry.heading, entry.summary) == ("Hedges\u2003", ("\u2003One\u2028two.",))


def test_a_windows_file_with_a_byte_order_mark() -> None:
    issue = read_issue_bytes(b"\xef\xbb\xbfHedges\r\n\r\nA hedge was planted.\r\n", "hedges.txt")
    assert issue.presentation == Presentation(bom=True, eol="\r\n", start="", end="\r\n")


@pytest.mark.parametrize(
    ("text", "line", "row", "reason"),
    [
        ("", 1, "", "no entry"),
        (" \n\u00a0\n", 1, "", "no entry"),
        ("Read the report: Hedges", 1, "Read the report: Hedges", "a heading"),
        ("\nHedges " * 20, 2, "Hedges", "without a summary"),
        ("Hedges" * 20, 1, "Hedges" * 20, "a heading"),
        ("\nHedges", 2, "Hedges", "without a summary"),
        ("Hedges\n\nDitches\n\nA ditch was dug.", 1, "Hedges", "without a summary"),
        ("Hedges\n\nRead the report: Hedges", 1, "Hedges", "without a summary"),
        (f"{OPENING}Peruse the data: A\n\nDitches\n\nOne was dug.", 5, "Peruse the data: A", "label"),
        (f"{OPENING}Read the report:\n\nDitches", 5, "Read the report:", "title"),
        (f"{OPENING}Read the report:", 5, "Read the report:", "title"),
        (f"{OPENING}Read the report:\nSource: A", 5, "Read the report:", "title"),
        (f"{OPENING}Read the report: A\n\n{'And so on. ' * 9}", 7, ("And so on. " * 9).strip(), "heading"),
        (f"{OPENING}Source: A\nand so on", 6, "and so on", "link line"),
        (f"{OPENING}Source: A\nSource: B", 6, "Source: B", "second Source"),
        (f"{OPENING}Source: A 3 May 2024\nDate: 3 May 2024", 6, "Date: 3 May 2024", "second date"),
        (f"{OPENING}Date:\nDate: 3 May 2024", 6, "Date: 3 May 2024", "second date"),
        (f"{OPENING}https://hedge.example/", 5, "https://hedge.example/", "address"),
        ("Hedges\n\n A\x00hedge \n", 3, "A\x00hedge", "U+0000"),
        ("Hedges\n\nA\u0085hedge\n", 3, "A\u0085hedge", "U+0085"),
        ("Hedges\n\nA hedge\r", 3, "A hedge\r", "U+000D"),
        ("Hedges\n\nA \udc80hedge", 3, "A \udc80hedge", "U+DC80"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_line(text: str, line: int, row: str, reason: str) -> None:
    error = refused(text)
    assert (error.line, error.text) == (line, row)
    assert reason in error.reason


def test_bytes_that_are_not_utf_8_are_refused_with_their_line() -> None:
    with pytest.raises(ImportRefusedError, match=r"line 3: old\.txt is not UTF-8") as caught:
        read_issue_bytes(b"Caf\xc3\xa9s\n\nThe caf\xe9 shut.\n", "old.txt")
    assert (caught.value.line, caught.value.text) == (3, "The caf\\xe9 shut.")


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b'{"schema":\n oops}', 2),
        (b"Hedges", 1),
        (b"[" * 100_000, None),
        (b'{"number": ' + b"9" * 5_000 + b"}", None),
    ],
)
def test_a_json_file_that_is_not_json_is_refused(data: bytes, line: int | None) -> None:
    with pytest.raises(ImportRefusedError, match=r"issue\.json is not JSON") as caught:
        read_issue_bytes(data, "issue.json")
    assert caught.value.line == line
