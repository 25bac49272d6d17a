"""What a definition says of a listing, and the listing's next pages."""

import re

import pytest

from scraper.items import ChannelRules
from tests.discovery.listings import HOST, card, read, shown
from tests.discovery.samples import site

NAMED = ChannelRules(
    publications=(re.compile(r"/(?:news|reports)/[^/]+$"),), not_publications=(re.compile("draft"),)
)


def test_named_links_count_outside_repeated_blocks_and_refused_ones_never() -> None:
    body = (
        "<p>See <a href='/reports/one'>Our one report</a> and <a href='/other/a-page-of-ours'>ours</a>,"
        " <a href='/news/draft-plan'>The draft plan itself</a> and <a href='/reports/two'>more</a>.</p>"
    )
    assert [path for path, _, _ in shown(read(site(body), NAMED))] == ["/reports/one"]


def test_named_links_narrow_the_blocks_but_keep_other_hosts_in_them() -> None:
    other = card("x", "Another section's item").replace("/news/x", "/blogs/x-y-z")
    external = card("x", "The external report").replace(
        "/news/x", "https://partner.org/reports/the-external-report/"
    )
    reading = read(
        site(card("a", "A plan for care") + other + external + card("b", "The second report")), NAMED
    )
    assert [path for path, _, _ in shown(reading)] == [
        "/news/a",
        "https://partner.org/reports/the-external-report/",
        "/news/b",
    ]


def test_hosts_of_the_definition_are_its_own() -> None:
    files = card("x", "A file of ours").replace(
        "/news/x", "https://files.example.org.uk/other/a-file-of-ours"
    )
    rules = ChannelRules(publications=NAMED.publications, hosts=frozenset({"files.example.org.uk"}))
    reading = read(site(card("a", "A plan for care") + files + card("b", "The second report")), rules)
    assert [path for path, _, _ in shown(reading)] == ["/news/a", "/news/b"]


def test_patterns_that_match_nothing_are_set_aside_and_that_is_said() -> None:
    rules = ChannelRules(publications=(re.compile(r"/content/news/"),))
    reading = read(site(card("a", "A plan for care") + card("b", "The second report")), rules)
    assert [path for path, _, _ in shown(reading)] == ["/news/a", "/news/b"]
    assert "patterns" in reading.detail


def test_a_selector_names_the_blocks() -> None:
    body = "".join(
        f"<div class='row'><p><a href='/tag/x/'>x</a>"
        f" <a href='/n/{n}'>Piece {n}</a> <a href='/n/{n}/pdf-file'>PDF</a></p>"
        f"<b>{n} July 2024</b></div>"
        for n in (1, 2)
    )
    unrelated = card("a", "A plan for care") + card("b", "The second report")
    empty = "<div class='row'><p>No link here</p></div>"
    reading = read(site(body + unrelated + empty), ChannelRules(item_selector="div.row"))
    assert shown(reading) == [("/n/1", "Piece 1", "2024-07-01"), ("/n/2", "Piece 2", "2024-07-02")]
    wrapped = (
        "<a class='row' href='/n/1'><h3>Piece 1</h3></a><a href='/n/2'><div class='row'>Piece 2</div></a>"
    )
    reading = read(site(wrapped), ChannelRules(item_selector=".row"))
    assert [path for path, _, _ in shown(reading)] == ["/n/1", "/n/2"]


def test_a_selector_and_patterns_choose_the_link_together() -> None:
    body = "<div class='row'><h3><a href='/o/x'>A heading</a></h3><a href='/news/{}'>Piece of news</a></div>"
    external = "<div class='row'><a href='https://partner.org/a-report'>An external report</a></div>"
    rules = ChannelRules(item_selector=".row", publications=NAMED.publications)
    reading = read(site(body.format(1) + body.format(2) + external), rules)
    assert [path for path, _, _ in shown(reading)] == ["/news/1", "/news/2", "https://partner.org/a-report"]


@pytest.mark.parametrize("selector", [".gone", "div[", "::before"])
def test_a_selector_that_matches_nothing_is_set_aside_and_that_is_said(selector: str) -> None:
    document = site(card("a", "A plan for care") + card("b", "The second report"))
    reading = read(document, ChannelRules(item_selector=selector))
    assert len(reading.entries) == 2
    assert selector in reading.detail


@pytest.mark.parametrize("path", ["/news/", "/knowledge-bank/search-our-bank"])
def test_the_listing_itself_in_other_orders_and_selections_is_no_entry(path: str) -> None:
    facets = "".join(
        f"<li><h4><a href='{path}?topic={number}&amp;ccm_order=title&amp;ccm_paging_p=1'>"
        f"Publications on topic number {number} by title</a></h4></li>"
        for number in range(12)
    )
    body = card("a", "A plan for care") + card("b", "The second report")
    reading = read(site(f"<ul>{facets}</ul>{body}", HOST + path))
    assert [path for path, _, _ in shown(reading)] == ["/news/a", "/news/b"]
    assert reading.more == ()


def test_a_script_that_shows_list_and_publications_is_read() -> None:
    items = "".join(
        f"<li><h3><a href='/show.php?id={n}'>The item with number {n}</a></h3></li>" for n in (1, 2)
    )
    assert len(read(site(f"<ul>{items}</ul>", HOST + "/show.php?list=1")).entries) == 2


@pytest.mark.parametrize(
    ("url", "link", "more"),
    [
        ("/news/", "<a rel='next' href='?page=2'>2</a>", "/news/?page=2"),
        (
            "/news/?page=2",
            "<ul><li><a href='/news/?page=1'>1</a></li><li><a href='/news/?page=3'>Next ›</a></li></ul>",
            "/news/?page=3",
        ),
        ("/news/", "<a href='/news/page/2/'>Older posts</a>", "/news/page/2/"),
        (
            "/news/?kind=a",
            "<a href='/news/?kind=a&amp;page=1' aria-label='Next page'>&gt;</a>",
            "/news/?kind=a&page=1",
        ),
        ("/news/", "<a href='/news/?page=2&amp;q=1'>Next</a>", "/news/?page=2&q=1"),
        ("/news/?kind=a", "<a href='/news/?page=2'>Next</a>", None),
        ("/news/?page=3", "<a href='/news/?page=2'>Next</a>", None),
        ("/news/", "<a href='/blog/?page=2'>Next</a>", None),
        ("/news/", "<a href='https://spam.org/news/?page=2'>Next</a>", None),
        ("/news/", "<a href='/news/?page=x'>Next</a>", None),
        ("/news/", "<a href='/news/?page=2'>Load more news</a>", "/news/?page=2"),
        ("/news/", "<a rel='next' href='/news/?after=c2'>On</a>", "/news/?after=c2"),
        ("/news/", "<a href='/news/?after=c2'>Next</a>", None),
        ("/news/?page=3", "<a rel='next' href='/news/?page=2'>On</a>", None),
        (
            "/news/",
            "<a href='/news/?page=1'>1</a><a href='/news/?page=9'>9</a><a href='/news/?page=2'>2</a>",
            "/news/?page=2",
        ),
        ("/news/?page=1", "<a href='/news/?page=1'>2</a> <a href='/news/?page=2'>3</a>", "/news/?page=2"),
        ("/news/?page=3", "<a href='/news/?page=1'>1</a><a href='/news/?page=2'>2</a>", None),
        ("/news/", "<a href='/news/?year=2'>2</a>", None),
    ],
)
def test_the_next_page_is_named_when_it_is_one_of_the_same_listing(
    url: str, link: str, more: str | None
) -> None:
    document = site(card("a", "A plan for care") + card("b", "The second report") + link, HOST + url)
    reading = read(document)
    assert reading.more == ((HOST + more,) if more else ())
    assert len(reading.entries) == 2
