"""The rounds of a detection: what is tried next, never without bound, and what is said in the end."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.items import Document, Entry, Reading
from scraper.outcomes import Outcome, Strategy
from scraper.sources.detect import (
    MOST_REQUESTS,
    USUAL_FEEDS,
    USUAL_LISTINGS,
    USUAL_SITEMAPS,
    Search,
    conclude,
    next_guesses,
    strategies_of,
    worth_repeating,
)
from scraper.sources.trials import Guess, Origin, Trial
from tests.sources.test_detect_trials import BASE, NOW, entry

MISSING = Reading(Outcome.FAILED, detail="there is no such page (404)")
SITE = Mapping[str, "str | Reading | tuple[str, Reading]"]


def news(*names: str) -> Reading:
    return Reading(Outcome.NEW, tuple(entry(f"/news/{name}") for name in names))


def run(
    site: SITE, address: str = f"{BASE}/", sitemaps: tuple[str, ...] = ()
) -> tuple[Search, list[list[str]]]:
    """A whole detection of a site given as markup with its reading; paths asked for, round by round."""
    search, rounds = Search(address, sitemaps=sitemaps), []
    while guesses := next_guesses(search, NOW):
        rounds.append([guess.url.removeprefix(BASE) for guess in guesses])
        for guess in guesses:
            search = answered(search, guess, site.get(guess.url.removeprefix(BASE), MISSING))
    return search, rounds


def answered(search: Search, guess: Guess, served: "str | Reading | tuple[str, Reading]") -> Search:
    if isinstance(served, Reading):
        answer: Document | Reading = served
        trials = [Trial(guess, guess.url, served)]
    else:
        markup, reading = served if isinstance(served, tuple) else (served, Reading(Outcome.EMPTY))
        answer = Document(guess.url, markup.encode())
        page = Reading(Outcome.NEW, (Entry(guess.url, "Page"),))
        trials = [
            Trial(
                replace(guess, strategy=each), guess.url, page if each is Strategy.PAGE else reading, markup
            )
            for each in strategies_of(guess, answer)
        ]
    return replace(search, answers={**search.answers, guess.url: answer}, trials=(*search.trials, *trials))


def channels(search: Search) -> list[str]:
    return [each.url.removeprefix(BASE) for each in conclude(search, NOW).channels]


FEED_LINK = '<html><link rel="alternate" type="application/rss+xml" href="/feed/">'


def test_linked_feeds_and_the_listings_of_the_menu_come_first_and_are_enough() -> None:
    home = FEED_LINK + '<a href="/news/">News</a><a href="/about/">About</a>'
    search, rounds = run(
        {"/": home, "/feed/": ("<rss>", news("a", "b")), "/news/": ("<html>", news("a", "b"))}
    )
    assert rounds == [["/"], ["/feed/", "/news/"]]
    assert channels(search) == ["/feed/"]


def test_feeds_of_comments_and_labels_are_not_even_asked_for() -> None:
    links = [
        f'<link rel="alternate" type="application/rss+xml" href="{path}">'
        for path in ("/comments/feed/", "/tag/x/feed/")
    ]
    search, rounds = run({"/": "<html>" + "".join(links)})
    asked = [path for each in rounds for path in each]
    assert not {"/comments/feed/", "/tag/x/feed/"} & set(asked)
    assert {each.url for each in conclude(search, NOW).rejected} >= {
        f"{BASE}/comments/feed/",
        f"{BASE}/tag/x/feed/",
    }


def test_the_feed_of_a_label_is_tried_where_the_label_itself_was_pasted() -> None:
    page = '<html><link rel="alternate" type="application/rss+xml" href="/tag/care/feed/">'
    _, rounds = run({"/tag/care/": page}, f"{BASE}/tag/care/")
    assert rounds == [["/tag/care/"], ["/tag/care/feed/"]]


def test_usual_feeds_are_tried_until_one_is_found() -> None:
    search, rounds = run({"/": "<html>", "/atom.xml": ("<feed>", news("a"))})
    assert rounds == [["/"], list(USUAL_FEEDS[0]), list(USUAL_FEEDS[1])]
    assert channels(search) == ["/atom.xml"]


def test_a_wordpress_site_is_asked_for_its_one_usual_feed_only() -> None:
    _, rounds = run({"/": '<html><link rel="https://api.w.org/" href="/wp-json/">'})
    asked = [path for each in rounds for path in each]
    assert "/feed/" in asked
    assert "/atom.xml" not in asked


def test_a_site_that_shows_nothing_costs_a_bounded_number_of_requests_and_is_watched() -> None:
    search, rounds = run({"/": "<html><p>Text"})
    asked = [path for each in rounds for path in each]
    usual = [path for portion in USUAL_FEEDS for path in portion]
    # /news is /news/ in another spelling.
    assert set(asked) == {"/", *usual, *USUAL_LISTINGS, *USUAL_SITEMAPS, "/wp-json/wp/v2/posts"} - {"/news"}
    assert len(asked) <= MOST_REQUESTS
    assert [each.strategy for each in conclude(search, NOW).channels] == [Strategy.PAGE]


def test_a_menu_without_end_is_not_followed_without_end() -> None:
    menu = "".join(f'<a href="/news-{n}/reports/">Reports {n}</a>' for n in range(500))
    deeper = "".join(f'<a href="/news-{m}/reports/blog-{n}/">Blog</a>' for n in range(50) for m in range(9))
    site = {f"/news-{n}/reports/": f"<html>{deeper}" for n in range(500)} | {"/": f"<html>{menu}"}
    search, _ = run(site)
    assert len(search.answers) == 24


def test_only_places_of_publications_on_the_site_itself_are_followed() -> None:
    links = {
        "/news/": "News",
        "https://news.example.org/": "News",
        "https://blog.example.org/blog/": "Our blog",
        "https://other.org/news/": "News",
        "/news/a-report-that-shows-what-one-should-do/": "A report that shows what one should do",
        "/newsletter-news/": "Newsletter",
        "/news?topic=x": "News on x",
        "/a/b/c/d/news/": "News",
        "/report.pdf": "Report",
        "/events/": "Events",
        "/our-policy-work/": "Policy",
        "/reports/default.aspx": "Reports",
    }
    _, rounds = run({"/": "<html>" + "".join(f'<a href="{href}">{text}</a>' for href, text in links.items())})
    assert rounds[1] == [
        "/news/",
        "https://blog.example.org/blog/",
        "/reports/default.aspx",
        "/our-policy-work/",
    ]


def test_a_section_that_lists_nothing_leads_to_the_listings_below_and_to_its_feed() -> None:
    section = '<html><a href="/media/news/">News</a><a href="/blog/">Blog</a>' + FEED_LINK
    site: SITE = {
        "/": '<html><a href="/media/">Media</a>',
        "/media/": section,
        "/media/news/": ("<html>", news("a", "b")),
    }
    search, rounds = run(site)
    assert rounds[2] == ["/feed/", "/media/news/"]
    assert channels(search) == ["/media/news/"]


def test_sitemaps_of_an_index_are_tried_when_robots_txt_names_it() -> None:
    children = tuple(f"{BASE}/{name}-sitemap.xml" for name in ("page", "post", "product"))
    index = Reading(Outcome.NEW, more=children)
    site: SITE = {
        "/": "<html>",
        "/maps.xml": ("<sitemapindex>", index),
        "/post-sitemap.xml": ("<urlset>", news("a", "b")),
    }
    search, rounds = run(site, sitemaps=(f"{BASE}/maps.xml",))
    assert rounds[-2:] == [["/maps.xml"], ["/post-sitemap.xml"]]
    assert channels(search) == ["/post-sitemap.xml"]


def test_a_news_sitemap_is_tried_beside_a_listing_others_are_not() -> None:
    site: SITE = {"/": '<html><a href="/news/">News</a>', "/news/": ("<html>", news("a", "b"))}
    named = (f"{BASE}/sitemap.xml", f"{BASE}/news-sitemap.xml")
    _, rounds = run(site, sitemaps=named)
    assert rounds[-1] == ["/news-sitemap.xml"]


def test_one_page_is_not_taken_for_the_whole_site() -> None:
    search, rounds = run(
        {"/plan/2026/": f'{FEED_LINK}<a href="/news/">News</a>', "/feed/": ("<rss>", news("a"))},
        f"{BASE}/plan/2026/",
    )
    assert rounds == [["/plan/2026/"], ["/feed/"]]
    assert channels(search) == ["/plan/2026/"]


def test_a_page_that_lists_nothing_may_be_the_home_of_a_site_below_a_path() -> None:
    menu = '<a href="/news/">News</a><a href="/trust/news/">News</a>'
    site: SITE = {
        "/trust/": menu,
        "/news/": ("<html>", news("x", "y")),
        "/trust/news/": ("<html>", Reading(Outcome.NEW, (entry("/trust/news/a"), entry("/trust/news/b")))),
    }
    search, rounds = run(site, f"{BASE}/trust/")
    assert rounds == [["/trust/"], ["/trust/news/"]]
    assert channels(search) == ["/trust/news/"]
    lists_itself: SITE = {"/trust/": (menu, news("a", "b", "c"))}
    assert run(lists_itself, f"{BASE}/trust/")[1] == [["/trust/"]]


def test_a_home_page_that_loads_another_one_gives_way_to_it() -> None:
    door = '<html><meta content="0; url=/site/index.html" http-equiv="Refresh">'
    site: SITE = {
        "/": door,
        "/site/index.html": '<html><a href="/site/news/">News</a>',
        "/site/news/": ("<html>", Reading(Outcome.NEW, (entry("/site/news/a"), entry("/site/news/b")))),
    }
    search, rounds = run(site)
    assert rounds[:3] == [["/"], ["/site/index.html"], ["/site/news/"]]
    assert channels(search) == ["/site/news/"]
    assert conclude(search, NOW).home == f"{BASE}/site/index.html"
    elsewhere: SITE = {"/": door.replace("/site/", "https://other.net/")}
    assert "other.net" not in str(run(elsewhere)[1])


def test_a_home_page_that_redirects_is_a_home_page_wherever_it_leads() -> None:
    start = Document(f"{BASE}/web/guest/welcome", b'<html><a href="/news/">News</a>')
    (guess,) = next_guesses(Search(f"{BASE}/", {f"{BASE}/": start}), NOW)[:1]
    assert guess.url == f"{BASE}/news/"


def test_an_address_the_site_names_is_asked_once_more_when_its_server_is_in_trouble() -> None:
    troubled = Reading(Outcome.FAILED, detail="the site answered with an error (503)")
    silent = Reading(Outcome.FAILED, detail="the site did not answer in time")
    answers = {"/feed/": troubled, "/news/": silent, "/rss": troubled, "/blog/": MISSING}
    guesses = [
        Guess("/feed/", Strategy.FEED, Origin.LINKED),
        Guess("/news/", Strategy.LISTING, Origin.MENU),
        Guess("/rss", Strategy.FEED, Origin.USUAL),
        Guess("/blog/", Strategy.LISTING, Origin.MENU),
    ]
    search = Search(f"{BASE}/")
    assert worth_repeating(search, guesses, answers) == ("/feed/", "/news/")
    assert worth_repeating(replace(search, repeated=MOST_REQUESTS - 5), guesses, answers) == ("/feed/",)
    assert conclude(replace(search, answers=answers, repeated=2), NOW).requests == 6


@pytest.mark.parametrize("path", ["/", "/en/", "/cy-gb", "/index.html", "/home"])
def test_a_start_page_may_have_a_path(path: str) -> None:
    _, rounds = run({path: '<html><a href="/news/">News</a>'}, BASE + path)
    assert "/news/" in rounds[1]


def test_a_pasted_feed_is_watched_as_it_is_and_its_site_is_the_home() -> None:
    search, rounds = run({"/x.xml": ("<rss>", news("a"))}, f"{BASE}/x.xml")
    assert rounds == [["/x.xml"]]
    assert channels(search) == ["/x.xml"]
    assert (conclude(search, NOW).home, conclude(search, NOW).name) == (f"{BASE}/", "example.org")


def test_a_pasted_sitemap_index_leads_to_its_sitemaps() -> None:
    index = Reading(Outcome.NEW, more=(f"{BASE}/a.xml",))
    search, _ = run({"/s.xml": ("<sitemapindex>", index), "/a.xml": ("<urlset>", news("a"))}, f"{BASE}/s.xml")
    assert channels(search) == ["/a.xml"]


def test_a_site_that_refuses_its_page_may_still_give_a_feed() -> None:
    refused = Reading(Outcome.BLOCKED, detail="the site refused us (403)")
    search, rounds = run({"/": refused, "/feed/": ("<rss>", news("a"))})
    assert rounds == [["/"], list(USUAL_FEEDS[0])]
    assert channels(search) == ["/feed/"]


def test_a_site_without_a_page_there_may_have_listings_all_the_same() -> None:
    search, _ = run(
        {
            "/news/": ("<html>", news("a", "b")),
            "/reports/": ("<html>", Reading(Outcome.NEW, (entry("/reports/x"), entry("/reports/y")))),
        }
    )
    assert channels(search) == ["/news/", "/reports/"]


@pytest.mark.parametrize(
    "words",
    [
        "robots.txt asks not to",
        "the site did not answer in time",
        "an error (503)",
        "the site refused us (429)",
    ],
)
def test_a_site_that_does_not_want_or_answer_us_is_left_alone_with_the_reason(words: str) -> None:
    search, rounds = run({"/": Reading(Outcome.BLOCKED, detail=words)})
    assert rounds == [["/"]]
    assert conclude(search, NOW).problem == words


def test_a_wall_in_front_of_the_page_is_the_reason_given() -> None:
    guess = Guess(f"{BASE}/", Strategy.PAGE, Origin.GIVEN)
    wall = Reading(Outcome.SUSPECT, detail="A login page stands in front of the page")
    search = Search(
        f"{BASE}/", {f"{BASE}/": Document(f"{BASE}/", b"<html>")}, (), (Trial(guess, guess.url, wall),)
    )
    assert conclude(search, NOW).problem == wall.detail
    assert conclude(replace(search, trials=()), NOW).problem


@given(
    st.lists(st.sampled_from(["/news/", "/blog/", "/feed/", "/reports/", "/sitemap.xml", "/x/research/"])),
    st.booleans(),
)
def test_no_address_is_asked_for_twice(links: list[str], works: bool) -> None:
    markup = "<html>" + "".join(f'<a href="{path}">{path.strip("/")}</a>' for path in links)
    served: SITE = {
        "/": markup,
        **{path: (markup, news("a", "b") if works else Reading(Outcome.EMPTY)) for path in links},
    }
    search, rounds = run(served)
    asked = [path for each in rounds for path in each]
    assert len(asked) == len(set(asked)) == len(search.answers) <= MOST_REQUESTS
