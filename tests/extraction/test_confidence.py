from datetime import date

import pytest

from scraper.extraction.confidence import rate_date, rate_facts
from scraper.items import DateFact, Fact
from scraper.outcomes import Confidence, Precision, Witness
from tests.extraction.shapes import BODY, linked, page, read


def day(number: int, witness: Witness, precision: Precision = Precision.DAY) -> DateFact:
    return DateFact(date(2024, 7, number), precision, witness)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        # the chosen one is the first
        ([day(16, Witness.META), day(16, Witness.VISIBLE_TEXT)], Confidence.HIGH),
        ([day(16, Witness.FEED), day(16, Witness.JSON_LD)], Confidence.HIGH),
        ([day(16, Witness.META), day(16, Witness.JSON_LD)], Confidence.MEDIUM),
        ([day(16, Witness.META)], Confidence.MEDIUM),
        ([day(16, Witness.META), day(17, Witness.VISIBLE_TEXT)], Confidence.MEDIUM),
        ([day(16, Witness.META), day(17, Witness.VISIBLE_TEXT), day(17, Witness.URL)], Confidence.LOW),
        ([day(16, Witness.META), day(16, Witness.URL), day(17, Witness.TIME_TAG)], Confidence.MEDIUM),
        ([day(16, Witness.GUESS)], Confidence.LOW),
        ([day(16, Witness.PDF_INFO)], Confidence.LOW),
        ([day(16, Witness.META), day(17, Witness.GUESS)], Confidence.MEDIUM),
        ([day(16, Witness.META), day(1, Witness.URL, Precision.MONTH)], Confidence.HIGH),
    ],
)
def test_a_date_is_as_sure_as_its_independent_witnesses(stated: list[DateFact], expected: Confidence) -> None:
    assert rate_date(stated[0], stated) is expected


def test_each_fact_is_judged_beside_those_of_its_field() -> None:
    facts = [
        Fact("title", "What families said", Witness.HEADING),
        Fact("title", "What families said", Witness.META),
        Fact("title", "Kind Trust", Witness.TITLE_TAG),
        Fact("kind", "news", Witness.DEFINITION),
        Fact("author", "Jo Sample", Witness.VISIBLE_TEXT),
        Fact("author", "Sam Sample", Witness.META),
        Fact("refused date", "2034-01-01", Witness.META, confidence=Confidence.LOW),
    ]
    assert rate_facts(facts) == (
        *(Confidence.HIGH, Confidence.HIGH, Confidence.MEDIUM, Confidence.HIGH, Confidence.MEDIUM),
        *(Confidence.MEDIUM, Confidence.LOW),
    )


def test_a_page_whose_statements_agree_is_read_with_high_confidence() -> None:
    head = linked(**{"@type": "Article", "headline": "What families said", "datePublished": "2024-04-04"})
    found = read(page(f"<h1>What families said</h1><p>Published 4 April 2024</p>{BODY}", head=head))
    assert found.published is not None
    assert found.published.confidence is Confidence.HIGH
    assert {fact.confidence for fact in found.facts if fact.field == "title"} == {Confidence.HIGH}


def test_a_date_keeps_its_confidence_as_plain_data() -> None:
    sure = DateFact(date(2024, 7, 16), Precision.DAY, Witness.META, "16 July", Confidence.LOW)
    assert DateFact.from_json(sure.as_json()) == sure
    bare = day(16, Witness.META)
    assert "confidence" not in bare.as_json()
    assert DateFact.from_json(bare.as_json()) == bare
