"""Content addresses, the pages they are of, and where to ask next."""

from dataclasses import replace

import pytest

from scraper.contents import content_address, elsewhere, page_address
from scraper.items import Document, PageHints, Unreadable
from scraper.outcomes import DropReason
from scraper.plans import PagePlan, PageRead

HOME = "https://www.gov.uk"
API = f"{HOME}/api/content"
PLAN = PagePlan(1, f"{HOME}/guidance/care", "x", PageHints(), f"{API}/guidance/care")


@pytest.mark.parametrize(
    ("url", "content"),
    [
        (f"{HOME}/guidance/care", f"{API}/guidance/care"),
        (f"{HOME}/guidance/care/?a=1#part", f"{API}/guidance/care"),
        (f"{HOME}/", None),
        (HOME, None),
        (f"{HOME}/search/all?keywords=x", None),
        (f"{HOME}/api/organisations", None),
        (f"{HOME}/government/organisations/ofsted.atom", None),
        (f"{HOME}/media/5/report.pdf", None),
        ("https://assets.publishing.service.gov.uk/media/5/report", None),
        ("https://www.example.org/guidance/care", None),
    ],
)
def test_only_pages_of_the_apis_host_have_content_as_data(url: str, content: str | None) -> None:
    assert content_address(API, url) == content
    assert content_address(f"{API}/", url) == content
    assert content_address(None, url) is None


@pytest.mark.parametrize(
    ("fetched", "page"),
    [
        (f"{API}/guidance/care", f"{HOME}/guidance/care"),
        (f"{API}/guidance/kinship", f"{HOME}/guidance/kinship"),
        ("https://elsewhere.example.org/x", f"{HOME}/guidance/care"),
    ],
)
def test_content_is_of_the_page_that_redirects_led_to(fetched: str, page: str) -> None:
    assert page_address(PLAN.url, PLAN.content_url or "", fetched) == page


def read(reason: DropReason, moved_to: str | None = None, page: str = PLAN.url) -> PageRead:
    return PageRead(PLAN, document=Document(page, b"{}"), dropped=Unreadable(reason, "", moved_to))


def test_after_a_fault_of_the_data_the_page_itself_is_next() -> None:
    assert elsewhere(read(DropReason.NO_TEXT)) == (replace(PLAN, content_url=None), PLAN.url)


@pytest.mark.parametrize("reason", [DropReason.GONE, DropReason.NOT_A_PUBLICATION])
def test_what_the_item_settles_is_settled(reason: DropReason) -> None:
    assert elsewhere(read(reason)) is None


def test_a_redirect_is_followed_through_the_data_once() -> None:
    moved = f"{HOME}/guidance/kinship"
    plan, page = elsewhere(read(DropReason.GONE, moved)) or (PLAN, "")
    assert (plan.url, plan.content_url, page) == (PLAN.url, f"{API}/guidance/kinship", moved)
    again = PageRead(plan, document=Document(moved, b"{}"), dropped=Unreadable(DropReason.GONE, "", PLAN.url))
    assert elsewhere(again) == (replace(plan, content_url=None), PLAN.url)


@pytest.mark.parametrize("moved_to", ["https://www.nhs.uk/care", PLAN.url, f"{HOME}/search/all"])
def test_a_redirect_that_the_data_cannot_follow_is_left_to_the_page(moved_to: str) -> None:
    assert elsewhere(read(DropReason.GONE, moved_to)) == (replace(PLAN, content_url=None), PLAN.url)


def test_a_page_that_was_asked_itself_has_nowhere_else() -> None:
    plain = replace(PLAN, content_url=None)
    assert elsewhere(replace(read(DropReason.NO_TEXT), plan=plain)) is None
    assert elsewhere(PageRead(PLAN, document=Document(PLAN.url, b"{}"))) is None
