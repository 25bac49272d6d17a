"""Which places are watched together, and the definition that comes of them."""

import re
from dataclasses import replace

from scraper.items import Entry
from scraper.outcomes import Outcome, Strategy
from scraper.sources.choice import choose
from scraper.sources.definition import dump_definition, parse_definition
from scraper.sources.detect import Detected
from scraper.sources.draft import draft
from scraper.sources.trials import Origin, Trial
from tests.sources.test_detect_trials import BASE, NOW, entry, trial

FEED, LISTING, SITEMAP, PAGE = Strategy.FEED, Strategy.LISTING, Strategy.SITEMAP, Strategy.PAGE


def news(*names: str, folder: str = "/news/") -> list[Entry]:
    return [entry(f"{folder}{name}") for name in names]


def chosen(*trials: Trial, whole_site: bool = True) -> list[str]:
    channels, rejected = choose(trials, NOW, whole_site=whole_site)
    assert len(channels) + len(rejected) == len(trials)
    assert all(each.reason for each in rejected)
    return [each.url.removeprefix(BASE) for each in channels]


def start(*entries: Entry) -> tuple[Trial, Trial]:
    return (
        trial(LISTING, "/", *entries, origin=Origin.GIVEN, outcome=Outcome.NEW if entries else Outcome.EMPTY),
        trial(PAGE, "/", entry("/", None), origin=Origin.GIVEN),
    )


def test_a_feed_that_shows_what_another_shows_is_left_aside() -> None:
    whole, part = trial(FEED, "/feed/", *news(*"abcd")), trial(FEED, "/news/feed/", *news(*"bc"))
    assert chosen(part, whole) == ["/feed/"]
    assert chosen(trial(FEED, "/feed/", *news(*"ab")), trial(FEED, "/blog/feed/", *news(*"cd"))) == [
        "/feed/",
        "/blog/feed/",
    ]


def test_a_listing_stays_beside_a_feed_only_for_what_the_feed_lacks() -> None:
    feed = trial(FEED, "/feed/", *news(*"abc"))
    assert chosen(feed, trial(LISTING, "/news/", *news(*"abc"))) == ["/feed/"]
    assert chosen(feed, trial(LISTING, "/news/", *news(*"abcd"))) == ["/feed/", "/news/"]


def test_an_odd_link_on_a_listing_is_no_reason_to_keep_it() -> None:
    odd = entry("/get-involved", None)
    feed = trial(FEED, "/feed/", *news(*"abc"))
    assert chosen(feed, trial(LISTING, "/news/", *news(*"abc"), odd)) == ["/feed/"]


def test_sitemaps_serve_when_nothing_else_does() -> None:
    posts = trial(SITEMAP, "/post-sitemap.xml", *(entry(f"/{n}", None, "") for n in "abc"))
    timely = trial(SITEMAP, "/news-sitemap.xml", *news(*"xyz"))
    assert chosen(posts) == ["/post-sitemap.xml"]
    assert chosen(posts, trial(FEED, "/feed/", *news("a")), timely) == ["/feed/"]
    assert chosen(trial(LISTING, "/news/", *news(*"ab")), timely, posts) == ["/news/", "/news-sitemap.xml"]


def test_the_start_page_is_a_listing_or_watched_only_for_want_of_better() -> None:
    assert chosen(*start()) == ["/"]
    assert chosen(*start(*news(*"abc"))) == ["/"]
    assert chosen(*start(*news(*"abc")), trial(LISTING, "/news/", *news(*"ab"))) == ["/news/"]


def test_a_guess_answered_with_the_start_page_is_no_channel() -> None:
    listing, page = start(*news(*"abc"))
    same_body = replace(trial(LISTING, "/blog/", *news(*"abcd")), digest="d")
    same_entries = trial(LISTING, "/news/", *news(*"ab"), origin=Origin.USUAL)
    redirected = replace(trial(LISTING, "/latest/", *news(*"abcd")), url=BASE)
    channels, rejected = choose(
        (replace(listing, digest="d"), page, same_body, same_entries, redirected), NOW
    )
    assert [each.url for each in channels] == [f"{BASE}/"]
    assert sum("start page" in each.reason for each in rejected) == 3


def test_two_guesses_that_lead_to_one_address_are_one() -> None:
    one = trial(FEED, "/feed/", *news(*"ab"))
    other = replace(trial(FEED, "/rss", *news(*"ab")), url=f"{BASE}/feed")
    _, rejected = choose((one, other), NOW)
    assert [each.reason for each in rejected] == [f"the same as {BASE}/feed/"]


def test_of_one_page_only_its_own_feeds_count_and_its_listing_is_kept() -> None:
    listing = trial(LISTING, "/research/", *news(*"abc", folder="/research/"), origin=Origin.GIVEN)
    whole = trial(FEED, "/feed/", *news(*"xyz"), origin=Origin.LINKED)
    own = trial(FEED, "/research/feed/", *news(*"ab", folder="/research/"), origin=Origin.LINKED)
    assert chosen(listing, whole, own, whole_site=False) == ["/research/feed/", "/research/"]


def test_a_sitemap_of_the_whole_site_is_narrowed_to_what_was_published() -> None:
    mixed = trial(SITEMAP, "/sitemap.xml", entry("/about", None, ""), entry("/news/a", None, ""))
    (channel,), _ = choose((mixed,), NOW)
    assert [each.url for each in channel.entries] == [f"{BASE}/news/a"]
    assert [bool(re.search(channel.publications[0], BASE + path)) for path in ("/news/a", "/about")] == [
        True,
        False,
    ]


def index(*names: str) -> Trial:
    named = trial(SITEMAP, "/sitemap.xml", origin=Origin.ROBOTS)
    return replace(named, reading=replace(named.reading, more=tuple(f"{BASE}/{name}.xml" for name in names)))


def part(name: str, *paths: str) -> Trial:
    return trial(SITEMAP, f"/{name}.xml", *(entry(path, None, "") for path in paths), origin=Origin.INDEX)


def test_of_sitemaps_by_month_the_index_is_watched_for_the_months_to_come() -> None:
    months = part("2026-11", "/insights/news/a"), part("2026-10", "/insights/news/b")
    whole = index("2026-11", "2026-10", "2026-09")
    assert chosen(whole, *months) == ["/sitemap.xml"]
    (channel,), _ = choose((whole, *months), NOW)
    assert [each.url for each in channel.entries] == [f"{BASE}/insights/news/{name}" for name in "ab"]


def test_numbered_sitemaps_beside_others_are_watched_by_the_index_where_folders_tell_them_apart() -> None:
    first, second = part("content-1", "/news/a", "/about"), part("content-2", "/news/b")
    (channel,), _ = choose((index("content-1", "content-2", "pages"), first, second), NOW)
    assert (channel.url, channel.publications) == (f"{BASE}/sitemap.xml", (r"//[^/]+/news/[^?#]+",))
    posts = part("post-sitemap1", "/a"), part("post-sitemap2", "/b")
    assert chosen(index("post-sitemap1", "post-sitemap2", "page-sitemap"), *posts) == ["/post-sitemap1.xml"]
    assert chosen(index("post-sitemap1", "post-sitemap2"), *posts) == ["/sitemap.xml"]


def test_the_only_sitemap_of_its_kind_in_an_index_is_watched_itself() -> None:
    assert chosen(index("content", "pages"), part("content", "/news/a")) == ["/content.xml"]


def test_channels_have_names_of_their_own() -> None:
    channels, _ = choose(
        (
            trial(FEED, "/feed/", *news(*"ab")),
            trial(FEED, "/blog/feed/", *news(*"cd")),
            trial(LISTING, "/media/News_Room.aspx", *news(*"ef")),
        ),
        NOW,
    )
    assert [each.name for each in channels] == ["feed", "feed-2", "news-room"]
    (home, *_), _ = choose(start(*news(*"abc")), NOW)
    assert home.name == "home"


def detected(*trials: Trial, name: str = "Example Trust") -> Detected:
    channels, rejected = choose(trials, NOW)
    return Detected(f"{BASE}/", name, channels, rejected, 3)


def test_the_definition_of_what_was_found_can_be_written_and_read() -> None:
    below = Entry("https://blog.example.org/a", "A", entry("/a").published)
    outside = Entry("https://other.net/a", "A", entry("/a").published)
    feed = replace(trial(FEED, "/feed/", below, outside), url="https://feeds.example.net/x")
    definition = draft(detected(feed), None, {"example-trust"}, NOW)
    assert parse_definition(dump_definition(definition), "x") == definition
    assert definition.slug == "example-trust-2"
    assert definition.hosts == ("www.example.org", "example.org", "feeds.example.net", "blog.example.org")
    assert definition.verified == "2026-11"


def test_a_person_names_a_source_and_the_host_does_when_nobody_does() -> None:
    feed = trial(FEED, "/feed/", entry("/a"))
    assert draft(detected(feed), "My  Source", (), NOW).name == "My Source"
    assert draft(detected(feed, name=" "), None, (), NOW).name == "www.example.org"
