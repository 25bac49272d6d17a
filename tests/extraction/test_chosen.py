from datetime import date

from scraper.extraction.chosen import mark_chosen
from scraper.items import DateFact, Fact, PageHints, Publication
from scraper.outcomes import Confidence, Kind, Nation, Precision, Witness
from tests.extraction.pdfs import pdf
from tests.extraction.shapes import BODY, NOW, PROSE, linked, outcome, page, read


def chosen(found: Publication, field: str) -> list[tuple[str, Witness, Confidence | None]]:
    return [
        (fact.value, fact.witness, fact.confidence)
        for fact in found.facts
        if fact.chosen and fact.field == field
    ]


def others(found: Publication, field: str) -> list[tuple[str, Witness]]:
    return [(fact.value, fact.witness) for fact in found.facts if not fact.chosen and fact.field == field]


def test_each_field_of_a_page_shows_the_statement_it_was_taken_from() -> None:
    head = linked(
        **{"@type": "Report", "headline": "What families said in Wales", "datePublished": "2024-03-03"}
    ) + ('<meta property="article:published_time" content="2024-03-04">')
    head += '<meta property="og:site_name" content="Kind Trust">'
    deadline = "<p>The consultation closes on 5 February 2027.</p>"
    found = read(page(f"<h1>What families said in Wales</h1><p>By Jo Sample</p>{BODY}{deadline}", head=head))
    assert chosen(found, "title") == [
        ("What families said in Wales", Witness.HEADING, Confidence.HIGH),
    ]
    assert chosen(found, "published") == [("2024-03-03", Witness.JSON_LD, Confidence.MEDIUM)]
    assert others(found, "published") == [("2024-03-04", Witness.META)]
    assert chosen(found, "author") == [("Jo Sample", Witness.VISIBLE_TEXT, Confidence.MEDIUM)]
    assert chosen(found, "organisation") == [("Kind Trust", Witness.META, Confidence.MEDIUM)]
    assert chosen(found, "kind") == [(found.kind, found.kind_witness, Confidence.MEDIUM)]
    assert chosen(found, "nation") == [(Nation.WALES, Witness.HEADING, Confidence.MEDIUM)]
    assert chosen(found, "language") == [("en", Witness.VISIBLE_TEXT, Confidence.HIGH)]
    assert chosen(found, "deadline") == [("2027-02-05", Witness.VISIBLE_TEXT, Confidence.MEDIUM)]


def test_what_nobody_said_is_a_guess_of_low_confidence() -> None:
    found = read(f"<html><body>{BODY}</body></html>", "https://www.example.org/what-we-do")
    assert chosen(found, "title") == [(found.title, Witness.GUESS, Confidence.LOW)]
    assert chosen(found, "kind") == [(Kind.OTHER, Witness.GUESS, Confidence.LOW)]
    assert chosen(found, "published") == []


def test_a_title_is_found_behind_the_kind_that_was_cut_from_it() -> None:
    found = mark_chosen(
        Publication(
            "https://www.example.org/a",
            None,
            "Calls at a record",
            "text",
            facts=(Fact("title", "Press release: Calls at a record", Witness.HEADING),),
        )
    )
    assert chosen(found, "title") == [
        ("Press release: Calls at a record", Witness.HEADING, Confidence.MEDIUM)
    ]


def test_a_settled_date_brings_its_own_confidence() -> None:
    settled = DateFact(date(2024, 7, 16), Precision.DAY, Witness.META, "", Confidence.LOW)
    found = mark_chosen(
        Publication(
            "https://www.example.org/a",
            None,
            "A",
            "text",
            published=settled,
            facts=(Fact("published", "2024-07-16", Witness.META, Precision.DAY),),
        )
    )
    assert chosen(found, "published") == [("2024-07-16", Witness.META, Confidence.LOW)]


def test_a_source_s_own_nation_is_a_statement_of_its_definition() -> None:
    found = read(page(f"<h1>What families said</h1>{BODY}"), nations=(Nation.SCOTLAND,))
    assert chosen(found, "nation") == [(Nation.SCOTLAND, Witness.DEFINITION, Confidence.HIGH)]
    named = read(page(f"<h1>What families in Wales said</h1>{BODY}"), nations=(Nation.SCOTLAND,))
    assert others(named, "nation") == [(Nation.SCOTLAND, Witness.DEFINITION)]


def test_the_statements_of_a_pdf_have_witnesses_too() -> None:
    rows = [(text, 11) for paragraph in PROSE for text in (paragraph[:80], paragraph[80:160])]
    front = [("Open letter on kinship care", 24), ("Responses by 5 February 2027", 12), *rows]
    signed = [("Signed by", 11), ("Kind Trust", 11), ("Example Foundation", 11)]
    body = pdf([[*front, *signed]] * 1, {"Author": "Jo Sample"})
    hints = PageHints(now=NOW, site_names=("Kind Trust",))
    found = outcome(body, "https://example.org/letter.pdf", "application/pdf", hints)
    assert isinstance(found, Publication)
    assert chosen(found, "author") == [("Jo Sample", Witness.PDF_INFO, Confidence.LOW)]
    assert chosen(found, "kind") == [(Kind.LETTER, Witness.HEADING, Confidence.LOW)]
    assert chosen(found, "deadline") == [("2027-02-05", Witness.VISIBLE_TEXT, Confidence.MEDIUM)]
    assert "Kind Trust" in found.organisations
    assert chosen(found, "language") == [("en", Witness.VISIBLE_TEXT, Confidence.MEDIUM)]
