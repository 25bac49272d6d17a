from dataclasses import replace
from datetime import date

import pytest

from scraper.digest.checks import EntrySeen
from scraper.digest.house_style import Level
from scraper.digest.model import DigestEntry, DigestLink
from scraper.digest.proof import LinkSeen, prove_facts, prove_links
from scraper.digest.source_check import Basis
from scraper.outcomes import EntryState

URL = "https://hedge.example.org/reports/hedges-at-large"
DAY = date(2026, 11, 23)
LINK = DigestLink("Read the report", "Hedges at large", URL)
SERVED = LinkSeen("", URL, "Hedges at large | Hedge Trust", "text/html", date(2026, 11, 20))


def entry(link: DigestLink = LINK, summary: str = "It is new.") -> EntrySeen:
    return EntrySeen(7, 1, DigestEntry("Hedges", (summary,), (link,)), EntryState.READY)


def said(served: LinkSeen, link: DigestLink = LINK) -> list[tuple[Level, str]]:
    return [(each.level, each.words) for each in prove_links([entry(link)], {URL: served}, DAY, 60)]


def test_a_link_that_leads_where_it_did_is_not_mentioned() -> None:
    assert said(SERVED) == []
    assert said(replace(SERVED, published=None, title="")) == []


@pytest.mark.parametrize(
    ("served", "level", "words"),
    [
        (LinkSeen("the server says 404"), Level.BROKEN, "does not open: the server says 404"),
        (LinkSeen("no answer in 30 s", sure=False), Level.LOOK, "no answer in 30 s"),
        (replace(SERVED, url="https://hedge.example.org/"), Level.LOOK, "start of hedge.example.org"),
        (
            replace(SERVED, url="https://new.example.org/hedges"),
            Level.TOLD,
            "https://new.example.org/hedges now",
        ),
        (replace(SERVED, title="Ditches at large"), Level.LOOK, "title is “Ditches at large” now"),
        (replace(SERVED, partial=True), Level.TOLD, "a part only"),
        (
            replace(SERVED, published=date(2026, 11, 24)),
            Level.LOOK,
            "24 November 2026, after the issue’s date",
        ),
        (replace(SERVED, published=date(2024, 1, 2)), Level.LOOK, "2 January 2024, long before the issue"),
    ],
)
def test_what_became_of_a_link_is_told_with_its_number(served: LinkSeen, level: Level, words: str) -> None:
    ((told, text),) = said(served)
    assert told is level
    assert text.startswith("Link 1: ")
    assert words in text


def test_a_day_that_is_known_of_the_publication_is_told_elsewhere() -> None:
    late = {URL: replace(SERVED, published=date(2026, 11, 24))}
    assert list(prove_links([entry()], late, DAY, 60, {7: date(2026, 11, 24)})) == []
    assert len(list(prove_links([entry()], late, DAY, 60, {7: date(2026, 11, 20)}))) == 1
    assert len(list(prove_links([entry()], late, DAY, 60, {8: date(2026, 11, 24)}))) == 1


def test_a_pdf_that_is_a_page_now_is_told() -> None:
    pdf = replace(LINK, media="PDF")
    assert "says PDF, and is a page" in said(SERVED, pdf)[0][1]
    assert said(replace(SERVED, media_type="application/pdf"), pdf) == []


def test_an_address_that_differs_in_what_counts_readers_only_has_not_moved() -> None:
    assert said(replace(SERVED, url=f"{URL}/?utm_source=x")) == []


def test_what_was_not_asked_is_passed_over() -> None:
    assert list(prove_links([entry(replace(LINK, url=None))], {}, DAY, 60)) == []
    assert list(prove_links([entry()], {}, None, 60)) == []


def test_what_a_summary_says_and_its_source_does_not_is_told() -> None:
    bases = {7: Basis("In Wales 12 hedges were cut.", ("Hedge Trust",))}
    told = prove_facts([entry(summary="Hedge Trust says that 13 hedges in Wales were cut.")], bases)
    assert [(each.level, each.entry, each.words) for each in told] == [
        (Level.LOOK, 7, "Summary: The number “13” does not stand in the source’s text.")
    ]
    assert list(prove_facts([entry(summary="13 hedges")], {})) == []
