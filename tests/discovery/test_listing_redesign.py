"""A listing that is built anew, or whose publications move, stays that listing or says that it changed."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from scraper.items import ChannelRules, Reading
from scraper.outcomes import Outcome
from tests.discovery.listings import HOST, TEASER, read
from tests.discovery.samples import html, site


@dataclass(frozen=True)
class Story:
    """One publication of the invented publisher."""

    slug: str
    title: str
    day: str

    def at(self, folder: str) -> str:
        return f"{folder}{self.slug}"


STORIES = [
    Story("waiting-times-rise-for-children", "Waiting times rise for children in care", "20 November 2026"),
    Story(
        "online-harm-is-reported-by-one-in-six", "Online harm is reported by one in six", "16 November 2026"
    ),
    Story(
        "kinship-carers-need-earlier-help",
        "Kinship carers need earlier help from councils",
        "9 November 2026",
    ),
    Story(
        "youth-courts-see-longer-delays", "Youth courts see fewer cases but longer delays", "2 November 2026"
    ),
    Story("care-leavers-speak-about-housing", "Care leavers speak about housing and work", "27 October 2026"),
]
#: What the site published before and after the redesign: three stories are on both pages.
BEFORE, AFTER = STORIES[1:], STORIES[:4]

MENU = (
    ("what-we-do/keeping-children-safe", "Keeping children safe"),
    ("what-we-do/our-helpline-and-chat", "Our helpline and chat"),
    ("what-we-do/training-for-professionals", "Training for professionals"),
    ("support/ways-to-give-today", "Ways to give today"),
    ("support/fundraise-in-your-area", "Fundraise in your area"),
    ("support/corporate-partners-and-trusts", "Corporate partners"),
    ("people/our-board-of-trustees", "Our board of trustees"),
    ("people/senior-leadership-team", "Senior leadership team"),
    ("advice/talking-to-your-child", "Talking to your child"),
)

Design = Callable[[Sequence[Story], str], str]


def table(stories: Sequence[Story], folder: str) -> str:
    rows = "".join(
        f"<tr><td>{s.day}</td><td><a href='{s.at(folder)}'>{s.title}</a></td></tr>" for s in stories
    )
    return f"<table><tbody>{rows}</tbody></table>"


def bullets(stories: Sequence[Story], folder: str) -> str:
    items = "".join(f"<li><a href='{s.at(folder)}'>{s.title}</a></li>" for s in stories)
    return f"<ul>{items}</ul>"


def dated_bullets(stories: Sequence[Story], folder: str) -> str:
    items = "".join(f"<li><a href='{s.at(folder)}'>{s.title}</a> ({s.day})</li>" for s in stories)
    return f"<ul>{items}</ul>"


def articles(stories: Sequence[Story], folder: str) -> str:
    return "".join(
        f"<article><h2><a href='{s.at(folder)}'>{s.title}</a></h2><time>{s.day}</time>"
        f"<p>{TEASER}</p></article>"
        for s in stories
    )


def cards(stories: Sequence[Story], folder: str) -> str:
    return "".join(
        f"<div class='card'><a href='{s.at(folder)}'><img src='x.jpg' alt=''><h3>{s.title}</h3>"
        f"<p>{TEASER}</p></a></div>"
        for s in stories
    )


def tiles(stories: Sequence[Story], folder: str) -> str:
    inner = "".join(
        f"<div class='tile tile--{number}'><div><span>{s.title}</span></div>"
        f"<a href='{s.at(folder)}'>Read more</a></div>"
        for number, s in enumerate(stories)
    )
    return f"<div class='grid'>{inner}</div>"


def date_first(stories: Sequence[Story], folder: str) -> str:
    return "".join(
        f"<p>{s.day}</p><h3><a href='{s.at(folder)}'>{s.title}</a></h3><p>{TEASER}</p>" for s in stories
    )


def date_last(stories: Sequence[Story], folder: str) -> str:
    items = "".join(
        f"<section><h4><a href='{s.at(folder)}'>{s.title}</a></h4><p>{TEASER}</p>"
        f"<footer>Published: {s.day}</footer></section>"
        for s in stories
    )
    return f"<div>{items}</div>"


def featured(stories: Sequence[Story], folder: str) -> str:
    first = f"<div class='hero'><h2><a href='{stories[0].at(folder)}'>{stories[0].title}</a></h2></div>"
    return first + cards(stories[1:], folder)


def definition_list(stories: Sequence[Story], folder: str) -> str:
    items = "".join(
        f"<dt><a href='{s.at(folder)}'>{s.title}</a></dt><dd>{s.day}. {TEASER}</dd>" for s in stories
    )
    return f"<dl>{items}</dl>"


def in_a_named_column(stories: Sequence[Story], folder: str) -> str:
    return f"<div class='sidebar'>{articles(stories, folder)}</div>"


def with_mega_menu(stories: Sequence[Story], folder: str) -> str:
    blocks = "".join(
        f"<div class='tile'><a href='/{path}'><h3>{words}</h3>"
        "<p>What we do for families and how to reach us now</p></a></div>"
        for path, words in MENU
    )
    return f"<div class='explore'>{blocks}</div>{bullets(stories, folder)}"


def with_long_menu(stories: Sequence[Story], folder: str) -> str:
    links = "".join(f"<li><a href='/{path}'>{words}</a></li>" for path, words in MENU * 2)
    return f"<div class='explore'><ul class='tree'>{links}</ul></div><div>{bullets(stories, folder)}</div>"


PAIRS: list[tuple[Design, Design]] = [
    (table, cards),
    (bullets, articles),
    (articles, tiles),
    (cards, table),
    (date_first, date_last),
    (date_last, date_first),
    (articles, dated_bullets),
    (dated_bullets, definition_list),
    (definition_list, featured),
    (featured, bullets),
    (articles, in_a_named_column),
    (articles, with_mega_menu),
    (cards, with_long_menu),
    (table, with_mega_menu),
]


def urls(stories: Sequence[Story], folder: str) -> set[str]:
    return {HOST + story.at(folder) for story in stories}


def shown(reading: Reading) -> set[str | None]:
    return {entry.url for entry in reading.entries}


def after(first: Reading, body: str, admitted: Sequence[str] | None = None, title: str = "News") -> Reading:
    """The next reading, once what the first one showed was admitted."""
    stored = [entry.url or "" for entry in first.entries] if admitted is None else admitted
    return read(site(body, title=title), memory=first.memory, admitted=stored)


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_a_new_design_of_the_same_addresses_shows_the_same_publications_and_the_new_one(
    old: Design, new: Design
) -> None:
    first = read(site(old(BEFORE, "/news/")))
    assert shown(first) == urls(BEFORE, "/news/")
    second = after(first, new(AFTER, "/news/"))
    assert (second.outcome, shown(second)) == (Outcome.NEW, urls(AFTER, "/news/"))
    assert "relearned" not in second.memory


@pytest.mark.parametrize("new", [cards, articles, table, dated_bullets, date_first, definition_list, bullets])
def test_publications_that_moved_are_followed_and_that_is_said_once(new: Design) -> None:
    first = read(site(articles(BEFORE, "/news/")))
    second = after(first, new(AFTER, "/insights/latest/"))
    assert (second.outcome, shown(second)) == (Outcome.NEW, urls(AFTER, "/insights/latest/"))
    assert second.memory["relearned"] == {"before": ["/news/"], "after": ["/insights/latest/"]}
    assert "/insights/latest/ instead of publications at /news/" in second.detail
    third = after(second, new(AFTER[:3], "/insights/latest/"), sorted(urls(BEFORE, "/news/")))
    assert "relearned" not in third.memory
    assert shown(third) == urls(AFTER[:3], "/insights/latest/")


def test_one_publication_is_preferred_to_a_menu_of_cards_and_what_was_left_out_is_counted() -> None:
    first = read(site(articles(BEFORE, "/news/")))
    single = f"<div><p><a href='{STORIES[0].at('/news/')}'>{STORIES[0].title}</a></p></div>"
    second = after(first, with_mega_menu([], "/news/") + single)
    assert shown(second) == urls(STORIES[:1], "/news/")
    assert second.detail == "9 links of another kind were left out"


def test_known_publications_without_headings_or_dates_are_entries_without_a_title() -> None:
    first = read(site(articles(BEFORE, "/news/")))
    assert {entry.title for entry in after(first, tiles(AFTER, "/news/")).entries} == {None}
    assert after(first, tiles(AFTER, "/insights/")).outcome is Outcome.EMPTY


def test_moved_publications_beside_old_ones_in_the_margin_are_all_entries() -> None:
    first = read(site(bullets(BEFORE, "/news/")))
    margin = "".join(f"<p><a href='{s.at('/news/')}'>{s.title}</a></p>" for s in BEFORE[:2])
    second = after(first, cards(AFTER, "/insights/") + f"<div class='more'>{margin}</div>")
    assert urls(AFTER, "/insights/") <= shown(second)


def test_addresses_that_carry_the_month_are_no_change() -> None:
    first = read(site(articles(BEFORE, "/2026/10/")))
    second = after(first, articles(AFTER, "/2026/11/"))
    assert (second.outcome, second.detail) == (Outcome.NEW, "")
    assert "relearned" not in second.memory


def test_titles_right_under_the_host_are_known_among_the_menu_s_pages() -> None:
    first = read(site(articles(BEFORE, "/")))
    second = after(first, with_long_menu(AFTER, "/"))
    assert shown(second) == urls(AFTER, "/")


def test_a_menu_in_an_emptied_listing_s_place_is_suspect() -> None:
    first = read(site(articles(BEFORE, "/news/")))
    links = "".join(f"<div class='tile'><h3><a href='/{path}'>{words}</a></h3></div>" for path, words in MENU)
    second = after(first, f"<p>There is nothing to show.</p><div>{links}</div>")
    assert (second.outcome, second.entries) == (Outcome.SUSPECT, ())
    assert "is like the publications shown before" in second.detail


def test_a_most_read_box_in_a_named_column_does_not_hide_that_a_listing_is_empty() -> None:
    first = read(site(articles(BEFORE, "/news/")))
    box = f"<div class='sidebar'><h2>Most read</h2>{bullets(BEFORE, '/news/')}</div>"
    second = read(
        html(f"<main><h1>News</h1><p>{TEASER * 3}</p></main>{box}"),
        memory=first.memory,
        admitted=sorted(urls(BEFORE, "/news/")),
    )
    assert (second.outcome, second.entries) == (Outcome.EMPTY, ())


def test_a_long_consent_notice_is_no_listing_under_new_addresses() -> None:
    first = read(site(articles(BEFORE, "/news/")))
    vendors = "".join(
        f"<li><a href='/vendors/partner-number-{number}-and-consent'>Partner number {number}: privacy"
        " and consent, cookies kept for one year</a></li>"
        for number in range(30)
    )
    notice = f"<h2>We value your privacy</h2><p>Cookies and consent.</p><ul>{vendors}</ul>"
    second = read(html(notice), memory=first.memory, admitted=sorted(urls(BEFORE, "/news/")))
    assert (second.outcome, second.entries) == (Outcome.SUSPECT, ())
    assert "consent notice" in second.detail


def test_what_was_admitted_counts_before_what_was_merely_read() -> None:
    memory: dict[str, object] = {"folders": ["/support/"]}
    reading = read(
        site(with_mega_menu(AFTER, "/news/")), memory=memory, admitted=sorted(urls(BEFORE, "/news/"))
    )
    assert shown(reading) == urls(AFTER, "/news/")
    assert reading.memory["folders"] == ["/news/"]


def test_the_definition_s_own_links_are_never_called_a_change() -> None:
    rules = ChannelRules(publications=(re.compile("/newsroom/"),))
    reading = read(
        site(articles(AFTER, "/newsroom/")), rules, {"folders": ["/news/"]}, sorted(urls(BEFORE, "/news/"))
    )
    assert shown(reading) == urls(AFTER, "/newsroom/")
    assert "relearned" not in reading.memory


def test_patterns_that_match_nothing_after_a_move_are_set_aside_beside_the_change() -> None:
    rules = ChannelRules(publications=(re.compile("/news/"),))
    reading = read(site(articles(AFTER, "/insights/")), rules, {}, sorted(urls(BEFORE, "/news/")))
    assert shown(reading) == urls(AFTER, "/insights/")
    assert "patterns" in reading.detail
    assert "The listing changed" in reading.detail


@pytest.mark.parametrize(
    "names", [("2026", "2025", "2024"), ("May 2026", "April 2026"), ("2026-27 (9)", "2025/26 (41)")]
)
def test_archives_by_year_and_month_in_the_folder_of_the_publications_are_none(names: Sequence[str]) -> None:
    archive = "".join(
        f"<li><a href='/news/{number}/'>{name}</a></li>" for number, name in enumerate(names, 2020)
    )
    page = html(articles(STORIES, "/news/") + f"<h2>Earlier years</h2><ul>{archive}</ul>", HOST + "/news/")
    reading = read(page, admitted=[HOST + story.at("/news/") for story in STORIES])
    assert [entry.title for entry in reading.entries] == [story.title for story in STORIES]
