import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from scraper.discovery import wordpress
from scraper.items import ChannelRules, Document, Reading
from scraper.outcomes import Kind, Outcome, Precision, Witness

NOW = datetime(2024, 7, 20, 12, 0, tzinfo=UTC)
POSTS = "https://charity.example/wp-json/wp/v2/posts?per_page=20"
POST: dict[str, Any] = {
    "id": 217,
    "date": "2024-07-16T00:15:00",
    "date_gmt": "2024-07-15T23:15:00",
    "guid": {"rendered": "https://charity.example/?p=217"},
    "modified": "2024-07-18T10:00:00",
    "modified_gmt": "2024-07-18T09:00:00",
    "slug": "waiting-lists",
    "status": "publish",
    "type": "post",
    "link": "https://charity.example/news/waiting-lists/",
    "title": {"rendered": "Children&#8217;s waiting lists &amp; what <em>families</em> say"},
    "excerpt": {"rendered": "<p>One in five waits a year [&hellip;]</p>\n", "protected": False},
    "content": {"rendered": "<p>One in five waits a year or more.</p>", "protected": False},
    "author": 4,
    "_embedded": {"author": [{"id": 4, "name": "Ada Okoro"}, {"code": "rest_user_invalid_id"}]},
}


def read(value: Any, url: str = POSTS, rules: ChannelRules | None = None, **headers: str) -> Reading:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    document = Document(url, json.dumps(value).encode(), "application/json", named)
    return wordpress.read(document, rules or ChannelRules(), {}, NOW)


def entry_of(**changed: Any) -> Any:
    return read([POST | changed]).entries[0]


def test_a_post_is_an_entry_with_its_words_decoded() -> None:
    reading = read([POST])
    assert (reading.outcome, reading.detail, reading.more) == (Outcome.NEW, "", ())
    entry = reading.entries[0]
    assert entry.url == "https://charity.example/news/waiting-lists/"
    assert entry.title == "Children’s waiting lists & what families say"
    assert entry.guid == "https://charity.example/?p=217"
    assert entry.summary == "One in five waits a year…"
    assert entry.authors == ("Ada Okoro",)
    assert entry.kind is None


def test_the_day_of_publication_is_the_one_in_the_sites_zone() -> None:
    published = entry_of().published
    assert (published.value, published.precision) == (date(2024, 7, 16), Precision.DAY)
    assert published.witness is Witness.FEED


def test_the_day_in_utc_serves_when_the_sites_is_missing() -> None:
    assert entry_of(date=None).published.value == date(2024, 7, 15)


def test_a_later_modification_is_an_update() -> None:
    assert entry_of().updated.value == date(2024, 7, 18)


@pytest.mark.parametrize("modified", ["2024-07-15T23:15:00", "2024-07-12T08:00:00"])
def test_a_post_not_touched_since_its_publication_is_not_updated(modified: str) -> None:
    assert entry_of(modified_gmt=modified, modified=modified).updated is None


def test_times_in_the_sites_zone_tell_an_update_when_those_in_utc_are_missing() -> None:
    assert entry_of(modified_gmt=None, date_gmt=None).updated.value == date(2024, 7, 18)


def test_a_post_with_a_time_of_modification_only_is_updated() -> None:
    entry = entry_of(date=None, date_gmt=None)
    assert (entry.published, entry.updated.value) == (None, date(2024, 7, 18))


def test_the_text_serves_as_summary_when_there_is_no_excerpt() -> None:
    assert entry_of(excerpt={"rendered": ""}).summary == "One in five waits a year or more."


def test_the_number_serves_as_id_when_there_is_no_guid() -> None:
    assert entry_of(guid=None).guid == "217"


@pytest.mark.parametrize("identifier", [10**400, -1, True, "9", None])
def test_an_id_no_database_gives_is_none(identifier: Any) -> None:
    assert entry_of(guid=None, id=int(identifier) if identifier == 10**400 else identifier).guid is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("post", None),
        ("reports", Kind.REPORT),
        ("press-release", Kind.PRESS_RELEASE),
        ("news", Kind.NEWS),
        ("Briefing", Kind.BRIEFING),
        ("product", None),
    ],
)
def test_a_post_type_that_names_a_kind_says_it(name: str, kind: Kind | None) -> None:
    assert entry_of(type=name).kind is kind


def test_the_definitions_kind_goes_before_the_post_type() -> None:
    reading = read([POST | {"type": "report"}], rules=ChannelRules(kind=Kind.BLOG))
    assert reading.entries[0].kind is Kind.BLOG


def test_search_results_with_plain_titles_are_read() -> None:
    result = {
        "id": 9,
        "title": "Kinship care",
        "url": "/reports/kinship",
        "type": "post",
        "subtype": "report",
    }
    entry = read([result]).entries[0]
    assert (entry.url, entry.title) == ("https://charity.example/reports/kinship", "Kinship care")
    assert (entry.kind, entry.guid) == (Kind.REPORT, "9")


def test_a_post_shown_twice_is_one_entry_and_order_is_kept() -> None:
    other = POST | {"link": "https://charity.example/b", "id": 3}
    urls = [entry.url for entry in read([other, POST, other]).entries]
    assert urls == ["https://charity.example/b", "https://charity.example/news/waiting-lists/"]


def test_members_that_are_no_posts_are_passed_over() -> None:
    assert len(read([None, 3, {"title": "no link"}, POST]).entries) == 1


def test_a_list_of_other_things_fails() -> None:
    reading = read([{"name": "Category", "title": "x"}])
    assert (reading.outcome, reading.detail) == (Outcome.FAILED, "The answer is a list, but not of posts")


def test_no_posts_is_empty() -> None:
    assert read([]).outcome is Outcome.EMPTY


@pytest.mark.parametrize(
    ("code", "status", "outcome"),
    [
        ("rest_no_route", 404, Outcome.FAILED),
        ("rest_forbidden", 403, Outcome.BLOCKED),
        ("rest_not_logged_in", None, Outcome.BLOCKED),
        ("rest_login_required", 200, Outcome.BLOCKED),
        ("rest_cannot_access", None, Outcome.BLOCKED),
        ("some_plugin", 401, Outcome.BLOCKED),
        ("internal_server_error", 500, Outcome.FAILED),
        ("rest_post_invalid_page_number", 400, Outcome.EMPTY),
    ],
)
def test_an_error_is_said_in_wordpress_own_words(code: str, status: int | None, outcome: Outcome) -> None:
    reading = read({"code": code, "message": "Sorry, you can&#8217;t.", "data": {"status": status}})
    assert (reading.outcome, reading.detail) == (outcome, f"WordPress answers: Sorry, you can’t. ({code})")


def test_an_error_without_words_is_named_by_its_code() -> None:
    assert read({"code": "rest_no_route"}).detail == "WordPress answers: rest_no_route"


@pytest.mark.parametrize(
    ("query", "total", "more"),
    [
        ("?per_page=20", "3", ("?per_page=20&page=2",)),
        ("?page=2&per_page=20", "3", ("?per_page=20&page=3",)),
        ("?page=3", "3", ()),
        ("?page=9", "3", ()),
        ("", "1", ()),
        ("?offset=20", "3", ()),
        ("?categories[]=4&categories[]=5", "2", ("?categories%5B%5D=4&categories%5B%5D=5&page=2",)),
        ("", "lots", ()),
    ],
)
def test_the_count_of_pages_tells_the_next_one(query: str, total: str, more: tuple[str, ...]) -> None:
    base = "https://charity.example/wp-json/wp/v2/posts"
    reading = read([POST], base + query, x_wp_totalpages=total)
    assert reading.more == tuple(base + following for following in more)


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ('<https://charity.example/wp-json/wp/v2/posts?page=2>; rel="next"', True),
        ("<https://charity.example/wp-json/wp/v2/posts?page=2>; rel=next", True),
        ('</wp-json/>; rel="x", <https://charity.example/wp-json/wp/v2/posts?page=2>; rel="next"', True),
        ('<https://elsewhere.example/wp-json/wp/v2/posts?page=2>; rel="next"', False),
        ('<https://charity.example/wp-json/wp/v2/posts?page=1>; rel="prev"', False),
        ('<javascript:alert(1)>; rel="next"', False),
    ],
)
def test_the_link_header_serves_when_pages_are_not_counted(link: str, found: bool) -> None:
    base = "https://charity.example/wp-json/wp/v2/posts"
    assert read([POST], base, link=link).more == ((base + "?page=2",) if found else ())
