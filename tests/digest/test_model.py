from dataclasses import replace

from scraper.digest.importing import parse_issue
from scraper.digest.model import DigestEntry, DigestLink, Issue, SourceLine, content, map_texts


def test_content_is_equal_for_issues_typed_differently() -> None:
    tight = parse_issue("Hedges\nA hedge was planted.\nRead the report:Roots")
    loose = parse_issue("\n\nHedges \r\n\r\nA hedge was planted.\n\nRead the report:\nRoots\n")
    assert tight != loose
    assert content(tight) == content(loose)


def test_a_single_source_may_hold_commas() -> None:
    assert SourceLine("Hedges, Ditches and Walls").names == ("Hedges, Ditches and Walls",)
    assert SourceLine("Hedges, Ditches,\u00a0Walls", label="SOURCES").names == ("Hedges", "Ditches", "Walls")
    assert SourceLine("").names == ()


def test_a_label_without_date_is_still_stated() -> None:
    assert SourceLine("Hedges", date_label="Date").has_date
    assert not SourceLine("Hedges").has_date
    assert SourceLine("Hedges").period is None


def test_a_link_shows_its_mark_and_its_media() -> None:
    link = DigestLink("See also on Hedge Learning", "Roots", mark=">", media="PDF")
    assert (link.lead, link.shown_title) == ("See also on Hedge Learning >", "Roots (PDF)")
    assert DigestLink("", "Roots").lead == ""


def test_a_change_reaches_every_text_and_drops_emptied_paragraphs() -> None:
    link = DigestLink("label", "title", "url", "mark", "media")
    source = SourceLine("name", "label", "date", "date_label", "date_mark")
    entry = DigestEntry("heading", ("one", "", "two"), (link, replace(link, url=None)), source, 7)
    changed = map_texts(Issue((entry, replace(entry, source=None)), title="title"), str.upper)
    loud = DigestLink("LABEL", "TITLE", "URL", "MARK", "MEDIA")
    expected = DigestEntry(
        "HEADING",
        ("ONE", "TWO"),
        (loud, replace(loud, url=None)),
        SourceLine("NAME", "LABEL", "DATE", "DATE_LABEL", "DATE_MARK"),
        7,
    )
    assert changed == Issue((expected, replace(expected, source=None)), title="TITLE")
