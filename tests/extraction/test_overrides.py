"""Pages that mislead every general rule, read by the places their source's definition names."""

from datetime import date

import pytest

from scraper.extraction.overrides import UNMET, override_for, served_on
from scraper.items import Override, PageHints, Publication
from scraper.outcomes import Confidence, Witness
from tests.extraction.shapes import BODY, NOW, PROSE, linked, page, read

URL = "https://www.example.org/reports/who-stays"
#: A heading that says nothing, dates of the system, a poll above the text, a title in a banner.
MISLEADING = page(
    '<h1>Publications</h1><p class="banner">Who stays with families?</p>'
    '<div class="poll">Do you agree with the four areas? <b>Vote</b> until 4 April 2024.</div>'
    f'<p class="issued">Issued 16 July 2024</p><p class="by">Ada Case and Jo Sample</p>'
    f'<div id="body">{BODY}</div><div class="more"><p>{PROSE[0]} Again.</p></div>',
    head=linked(**{"@type": "Article", "headline": "Publications", "datePublished": "2023-01-01"}),
)
ALL = Override(title=".banner", published=".issued", authors=".by", text="#body", drop=(".poll",))


def read_by(*overrides: Override, **hints: object) -> Publication:
    return read(MISLEADING, URL, overrides=overrides, **hints)


def essence(found: Publication) -> tuple[str, str]:
    return found.title, str(found.published)


def test_without_an_override_the_page_misleads() -> None:
    assert essence(read_by()) == ("Publications", "2023-01-01")


def test_title_date_authors_and_text_are_read_where_the_definition_says() -> None:
    found = read_by(ALL)
    assert essence(found) == ("Who stays with families?", "2024-07-16")
    assert found.authors == ("Ada Case", "Jo Sample")
    assert found.text.startswith(PROSE[0])
    assert "Again" not in found.text
    chosen = {fact.field: (fact.witness, fact.confidence) for fact in found.facts if fact.chosen}
    sure = (Witness.DEFINITION, Confidence.HIGH)
    assert (chosen["title"], chosen["published"], chosen["author"]) == (sure, sure, sure)
    assert ("2023-01-01", Witness.JSON_LD) in {
        (fact.value, fact.witness) for fact in found.facts if fact.field == "published"
    }


def test_dropped_elements_are_neither_text_nor_witnesses() -> None:
    dropped = read_by(Override(drop=(".poll", ".more", "#nothing")))
    assert "Vote" not in dropped.text
    assert "Again" not in dropped.text


def test_an_override_holds_for_its_addresses_and_days_only() -> None:
    old = Override(pattern="/reports/", until=date(2026, 8, 31), title=".old")
    new = Override(pattern="/reports/", since=date(2026, 9, 1), title=".new")
    both = (old, new)
    assert override_for(both, URL, date(2026, 8, 31)) is old
    assert override_for(both, URL, date(2026, 9, 1)) is new
    assert override_for(both, "https://www.example.org/news/a", date(2026, 9, 1)) is None
    assert override_for((new,), URL, date(2026, 8, 31)) is None


def test_a_page_of_an_earlier_day_is_read_by_the_rule_of_that_day() -> None:
    both = (
        Override(until=date(2026, 8, 31), title=".banner"),
        Override(since=date(2026, 9, 1), published=".issued"),
    )
    assert essence(read_by(*both)) == ("Publications", "2024-07-16")
    assert essence(read_by(*both, served=date(2026, 8, 1))) == ("Who stays with families?", "2023-01-01")


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("Sat, 01 Aug 2026 09:00:00 GMT", date(2026, 8, 1)),
        ("Sat, 01 Aug 2026 09:00:00 -0000", date(2026, 8, 1)),
        ("Thu, 01 Aug 2030 09:00:00 GMT", NOW.date()),
        ("soon", NOW.date()),
        ("", NOW.date()),
    ],
)
def test_the_day_a_page_was_served_is_its_server_s_unless_that_cannot_be(stamp: str, day: date) -> None:
    assert served_on(PageHints(), {"Date": stamp} if stamp else {}, NOW) == day
    assert served_on(PageHints(served=date(2026, 1, 1)), {"Date": stamp}, NOW) == date(2026, 1, 1)


def test_a_selector_that_finds_nothing_is_told_and_the_rest_is_read_as_ever() -> None:
    gone = Override(title=".gone", published=".gone", authors=".gone", text=".gone")
    found = read_by(gone)
    assert essence(found) == ("Publications", "2023-01-01")
    assert PROSE[0] in found.text
    told = [fact.value for fact in found.facts if fact.field == UNMET]
    assert told == ["title: .gone", "published: .gone", "authors: .gone", "text: .gone"]


def test_an_element_that_says_no_date_and_one_without_text_are_unmet_too() -> None:
    found = read_by(Override(published=".banner", text="#main > h1 + p.none, .poll b"))
    assert str(found.published) == "2023-01-01"
    assert "published: .banner" in [fact.value for fact in found.facts if fact.field == UNMET]


def test_a_stamp_stands_before_the_words_of_its_element() -> None:
    marked = page(f'<h1>Who stays?</h1><p class="x" content="2024-07-16">a while ago</p>{BODY}')
    assert str(read(marked, URL, overrides=(Override(published=".x"),)).published) == "2024-07-16"


def test_what_lies_in_a_box_that_is_dropped_is_dropped_once_and_the_page_never() -> None:
    found = read_by(Override(drop=(".poll, .poll b", "html")))
    assert "Do you agree" not in found.text
    assert PROSE[0] in found.text
