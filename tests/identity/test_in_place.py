from dataclasses import replace

import pytest

from scraper.identity.in_place import holds_title, leads_up
from scraper.items import Fact
from scraper.outcomes import Witness
from tests.factories import publication

SITE = "https://example.org"


@pytest.mark.parametrize(
    ("stated", "held"),
    [
        ("Children told inspectors what they wanted", True),
        ("Guidance: Children told inspectors what they wanted", True),
        ("Kinship carers describe their first months", False),
        ("One child in three describes kinship care", False),
        ("Annual report", True),  # too few words to be missed
        (None, True),
    ],
)
def test_a_page_has_the_words_of_its_title_or_is_doubted(stated: str | None, held: bool) -> None:
    assert holds_title(stated, publication(title="Page")) is held


def test_the_title_of_the_page_itself_counts() -> None:
    assert holds_title("Kinship carers describe months", publication(title="Kinship carers describe"))


def test_a_title_that_only_the_channel_gave_is_not_the_page_s() -> None:
    title = "Kinship carers describe months"
    given = Fact("title", title, Witness.LISTING)
    assert not holds_title(title, publication(title=title, facts=(given,)))
    assert holds_title(
        title, publication(title=title, facts=(given, replace(given, witness=Witness.HEADING)))
    )


@pytest.mark.parametrize(
    ("asked", "served", "up"),
    [
        ("/news/a-new-plan", "/", True),
        ("/news/a-new-plan", "/index.html", True),
        ("/news/a-new-plan/", "/news/", True),
        ("/news/a-new-plan", "/news/a-new-plan/", False),
        ("/news/a-new-plan", "/reports/a-new-plan", False),
        ("/a-new-plan/download", "/a-new-plan", False),
        ("/our-new-plan/the-first-part", "/our-new-plan", False),
        ("/campaign", "/", False),
        ("/news/2026", "/news", False),
        ("/", "/", False),
    ],
)
def test_who_is_led_up_from_a_publication_is_not_shown_it(asked: str, served: str, up: bool) -> None:
    assert leads_up(SITE + asked, SITE + served) is up


def test_another_site_s_front_page_may_be_what_was_meant() -> None:
    assert not leads_up(f"{SITE}/go/our-new-website", "https://example.net/")
