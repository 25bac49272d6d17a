from dataclasses import replace

from scraper.digest.exporting.text_exact import render
from scraper.digest.importing import parse_issue, read_issue_bytes
from scraper.digest.model import DigestEntry, DigestLink, Issue, Part, Presentation, SourceLine, Spacing
from tests.digest.examples import OWN_ISSUE

NEW_ENTRY = DigestEntry(
    "Hedges",
    ("A hedge was planted.", "It grew."),
    (DigestLink("Read the report", "Roots", "https://hedge.example/"), DigestLink("Find out more", "Leaves")),
    SourceLine("Hedge Weekly", date="3 May 2024", date_label="Date"),
)


def shown(issue: Issue) -> str:
    """The export with its no-break spaces visible."""
    return render(issue).decode().replace("\u00a0", "°")


def test_a_new_issue_gets_the_blanks_of_the_house() -> None:
    assert shown(Issue((NEW_ENTRY, NEW_ENTRY))).startswith(
        "Hedges\n\nA hedge was planted.\n\nIt grew.\n\nRead the report:°Roots°°\nFind out more:°Leaves°°\n\n"
        "Source:°Hedge Weekly° Date:°3 May 2024°\n\nHedges\n\n"
    )


def test_a_new_entry_in_an_imported_issue_takes_its_line_ends() -> None:
    issue = parse_issue("Ditches\r\n\r\nOne was dug.\r\n")
    both = replace(issue, entries=(*issue.entries, replace(NEW_ENTRY, links=(), source=None)))
    assert shown(both) == (
        "Ditches\r\n\r\nOne was dug.\r\n\r\nHedges\r\n\r\nA hedge was planted.\r\n\r\nIt grew.\r\n"
    )


def test_entries_may_change_places() -> None:
    issue = read_issue_bytes(OWN_ISSUE, "own-issue.txt")
    turned = render(replace(issue, entries=issue.entries[::-1]))
    again = read_issue_bytes(turned, "turned.txt")
    assert [entry.heading for entry in again.entries] == [entry.heading for entry in issue.entries[::-1]]
    assert render(replace(again, entries=again.entries[::-1])) == OWN_ISSUE


def test_a_link_and_a_paragraph_more_are_set_beside_their_like() -> None:
    entry = parse_issue(
        "Hedges\nSource:A\nOne.\nRead the report:Roots\nhttps://a.example/\nDate: May 2024"
    ).entries[0]
    more = replace(
        entry,
        summary=(*entry.summary, "Two."),
        links=(*entry.links, DigestLink("See also on Hedge Learning", "Leaves", mark=">")),
    )
    assert shown(Issue((more,))) == (
        "Hedges\nSource:A\nOne.\n\nTwo.\nRead the report:Roots\nhttps://a.example/\n"
        "See also on Hedge Learning >°Leaves°°\nDate: May 2024"
    )


def test_what_an_entry_no_longer_has_leaves_no_trace() -> None:
    text = "Hedges\n\nOne.\n\nTwo.\n\nRead the report: A\nhttps://a.example/\nFind out more: B\n\nSource: C"
    entry = parse_issue(text).entries[0]
    less = replace(entry, summary=("One.",), links=(replace(entry.links[0], url=None),), source=None)
    assert shown(Issue((less,))) == "Hedges\n\nOne.\n\nRead the report: A"


def test_an_address_is_left_out_with_its_link() -> None:
    entry = parse_issue("Hedges\n\nOne.\n\nRead the report: A\nhttps://a.example/").entries[0]
    assert shown(Issue((replace(entry, links=()),))) == "Hedges\n\nOne."


def test_a_name_found_later_does_not_run_into_its_date() -> None:
    entry = parse_issue("Hedges\n\nOne.\n\nSource:22 April 2014").entries[0]
    assert shown(Issue((entry,))).endswith("Source:22 April 2014")
    assert entry.source is not None
    named = replace(entry, source=replace(entry.source, name="Hedge Weekly"))
    assert shown(Issue((named,))).endswith("Source:Hedge Weekly 22 April 2014")


def test_a_heading_always_has_a_blank_line_above() -> None:
    close = (Spacing(Part.HEADING, "\n"), Spacing(Part.SUMMARY, "\n"))
    entry = DigestEntry("Hedges", ("One.",), presentation=close)
    assert shown(Issue((entry, entry))) == "Hedges\nOne.\n\nHedges\nOne."


def test_parts_never_run_into_one_line() -> None:
    glued = tuple(Spacing(part) for part in (Part.HEADING, Part.SUMMARY, Part.SUMMARY, Part.LINK, Part.LINK))
    entry = replace(NEW_ENTRY, presentation=glued)
    assert shown(Issue((entry,), presentation=Presentation(end="\n"))) == (
        "Hedges\n\nA hedge was planted.\n\nIt grew.\n\nRead the report:Roots\n\nFind out more:Leaves\n\n"
        "Source:°Hedge Weekly° Date:°3 May 2024°\n"
    )
