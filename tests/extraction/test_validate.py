import pytest

from scraper.extraction.validate import find_fault
from scraper.outcomes import DropReason
from tests.factories import WORDS, publication


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("Page not found", DropReason.GONE),
        ("Sorry, the page you asked for could not be found", DropReason.GONE),
        ("Error 404", DropReason.GONE),
        ("404: not found", DropReason.GONE),
        ("This content is no longer available", DropReason.GONE),
        ("Just a moment...", DropReason.BLOCKED),
        ("Attention Required! | Example", DropReason.BLOCKED),
        ("Access denied", DropReason.BLOCKED),
        ("403 Forbidden", DropReason.BLOCKED),
    ],
)
def test_a_page_in_another_ones_place_is_known_by_its_title(title: str, reason: DropReason) -> None:
    fault = find_fault(publication(title=title, text="Try the search or go back to the home page."))
    assert fault is not None
    assert fault.reason is reason


@pytest.mark.parametrize(
    "title", ["One story", "Children not found a place in 404 areas", "A moment for families"]
)
def test_a_short_text_alone_is_no_fault(title: str) -> None:
    assert find_fault(publication(title=title, text="Watch the film.")) is None


def test_a_real_publication_may_speak_of_pages_that_were_not_found() -> None:
    assert find_fault(publication(title="Page not found: records lost in care", text=WORDS * 2)) is None
