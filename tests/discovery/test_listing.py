"""Which parts of a page are its items, and what else the page may be."""

import pytest

from scraper.items import ChannelRules, Document
from scraper.outcomes import Kind, Outcome, Precision, Witness
from tests.discovery.listings import HOST, TEASER, card, read, shown
from tests.discovery.samples import html, site


def test_cards_give_one_entry_each_and_the_furniture_none() -> None:
    reading = read(
        site(card("a-plan", "A plan for care") + card("b-report", "The second report", "Tue 29 Apr 2025")),
        ChannelRules(kind=Kind.NEWS),
    )
    assert reading.outcome is Outcome.NEW
    assert shown(reading) == [
        ("/news/a-plan", "A plan for care", "2024-07-16"),
        ("/news/b-report", "The second report", "2025-04-29"),
    ]
    entry = reading.entries[0]
    assert entry.published is not None
    assert (entry.published.witness, entry.published.precision) == (Witness.LISTING, Precision.DAY)
    assert entry.kind is Kind.NEWS
    assert reading.memory == {"folders": ["/news/"]}


def test_the_same_link_three_times_is_one_entry() -> None:
    reading = read(
        site(card("a", "A plan for care") + card("b", "The second report") + card("a", "A plan for care"))
    )
    assert [path for path, _, _ in shown(reading)] == ["/news/a", "/news/b"]


def test_labels_repeated_in_every_block_are_no_entries() -> None:
    item = """<div class="teaser">
      <a href="/news-and-views/policy-and-influencing-work">Policy and influencing work</a>
      <h3><a href="/n/{0}">The title of item {0}</a></h3>
      <a href="/people/jane-doe-the-writer">Jane Doe the writer</a>
      <p>16 July 2024</p></div>"""
    reading = read(site("".join(item.format(number) for number in range(5))))
    assert [path for path, _, _ in shown(reading)] == [f"/n/{number}" for number in range(5)]


def test_links_inside_an_item_s_block_belong_to_it() -> None:
    item = """<div class="teaser"><h3><a href="/n/{0}">The title of item {0}</a></h3>
      <p><a href="/people/writer-of-the-item-{0}">The Writer of Item {0}</a></p><p>16 July 2024</p></div>"""
    reading = read(site("".join(item.format(number) for number in range(3))))
    assert [path for path, _, _ in shown(reading)] == [f"/n/{number}" for number in range(3)]


def test_headings_of_other_parts_do_not_make_a_listing_side_content() -> None:
    body = card("a", "A plan for care") + card("b", "The second report")
    for before in (
        "<div><h2>Related</h2><p>Nothing is related.</p></div>",
        "<div><div><div><h2>Most read</h2></div></div></div>",
        "<h2>Latest</h2>",
    ):
        assert len(read(site(f"<section>{before}<div>{body}</div></section>")).entries) == 2, before


def test_side_lists_in_the_content_are_left_out_by_their_heading() -> None:
    aside = "".join(
        f"<li><h4><a href='/n/old-item-number-{n}'>The old item with number {n}</a></h4></li>" for n in (1, 2)
    )
    body = card("a", "A plan for care") + card("b", "The second report")
    for heading in ("<h2>Most read</h2>", "<div><h2>Related articles</h2></div>"):
        reading = read(site(f"<div>{body}</div><div>{heading}<ul>{aside}</ul></div>"))
        assert [path for path, _, _ in shown(reading)] == ["/news/a", "/news/b"]


def test_weak_promotions_beside_dated_items_are_left_out() -> None:
    promos = "".join(
        f"<div class='support-box'><a href='/support/how-you-can-help-{n}'>How you can help</a></div>"
        for n in (1, 2, 3)
    )
    reading = read(site(card("a", "A plan for care") + card("b", "The second report") + promos))
    assert [path for path, _, _ in shown(reading)] == ["/news/a", "/news/b"]


def test_a_featured_item_of_another_build_is_found_by_its_folder() -> None:
    featured = (
        '<div class="hero"><div><p><a href="/news/featured-plan">The one featured plan</a></p></div></div>'
    )
    reading = read(site(featured + card("a", "A plan for care") + card("b", "The second report")))
    assert [path for path, _, _ in shown(reading)] == ["/news/featured-plan", "/news/a", "/news/b"]


def test_a_featured_item_needs_a_heading_or_a_title_of_three_words() -> None:
    body = card("a", "A plan for care") + card("b", "The second report")
    for featured, found in (
        ('<div><p><a href="/news/c">Two words</a></p></div>', False),
        ('<div><h2><a href="/news/c">Two words</a></h2></div>', True),
        ('<div><p><a href="/news/c">Now three words</a></p></div>', True),
    ):
        urls = [path for path, _, _ in shown(read(site(featured + body)))]
        assert ("/news/c" in urls) is found, featured


def test_a_list_of_short_undated_titles_needs_teasers_to_be_a_listing() -> None:
    item = "<li><a href='/what-we-think/{0}'>On {0} care</a>{1}</li>"
    words = ("kinship", "foster", "residential")
    bare = "".join(item.format(word, "") for word in words)
    assert read(site(f"<ul>{bare}</ul><p>{TEASER * 2}</p>")).outcome is Outcome.EMPTY
    long = "<div><h3><a href='/what-we-think/{0}'>On {0}</a></h3><p>" + TEASER + "</p></div>"
    assert len(read(site("".join(long.format(word) for word in words))).entries) == 3
    headed = "<div><h3><a href='/what-we-think/{0}'>On {0}</a></h3></div>"
    assert read(site("".join(headed.format(word) for word in words) + TEASER * 2)).outcome is Outcome.EMPTY


def test_a_single_item_is_found_by_what_it_has_or_by_the_folder_remembered() -> None:
    assert shown(read(site(card("a", "A plan for care")))) == [("/news/a", "A plan for care", "2024-07-16")]
    bare = site("<p><a href='/news/a'>A plan for care</a></p>" + "<p>Some words of text stand here.</p>" * 5)
    assert read(bare).outcome is Outcome.EMPTY
    reading = read(bare, memory={"folders": ["/news/"]})
    assert [path for path, _, _ in shown(reading)] == ["/news/a"]
    assert reading.memory == {"folders": ["/news/"]}


def test_an_external_report_in_the_same_blocks_is_an_entry_and_elsewhere_it_is_not() -> None:
    external = card("x", "The external report").replace(
        "/news/x", "https://partner.org/reports/the-external-report"
    )
    elsewhere = (
        "<p>Read <a href='https://partner.org/about-this-fine-partner'>about this fine partner</a>.</p>"
    )
    reading = read(site(card("a", "A plan for care") + external + card("b", "The second report") + elsewhere))
    assert [path for path, _, _ in shown(reading)] == [
        "/news/a",
        "https://partner.org/reports/the-external-report",
        "/news/b",
    ]


def test_pdf_lists_without_headings_are_read() -> None:
    items = "".join(
        f"<li><a href='/sites/default/files/2023-03/{n}.pdf'>Briefing number {n} for members (PDF)</a></li>"
        for n in (1, 2, 3)
    )
    assert len(read(site(f"<ul>{items}</ul>")).entries) == 3


def test_names_of_layout_do_not_hide_the_content() -> None:
    body = card("a", "A plan for care") + card("b", "The second report")
    for wrapped in (
        f"<div class='content-sidebar-wrap'><h1>News</h1>{body}</div>",
        f"<div class='filter-and-results'>{body}</div>",
        f"<div class='has-sidebar'>{body}</div>",
        f"<div class='newsletter'>{body}</div>",
        f"<form id='aspnetForm'>{body}</form>",
        f"<div role='region' class='social-work'>{body}</div>",
    ):
        assert [path for path, _, _ in shown(read(html(wrapped)))] == ["/news/a", "/news/b"], wrapped


def test_tables_are_read() -> None:
    rows = "".join(
        f"<tr><td>{n} July 2024</td><td><a href='/papers/paper-{n}'>The paper with number {n}</a></td></tr>"
        for n in (1, 2)
    )
    assert shown(read(site(f"<table>{rows}</table>"))) == [
        ("/papers/paper-1", "The paper with number 1", "2024-07-01"),
        ("/papers/paper-2", "The paper with number 2", "2024-07-02"),
    ]


WALLS = {
    "Just a moment...": "<p>Enable JavaScript and cookies to continue</p>",
    "Access denied": "<p>You don't have permission to access this page.</p>",
    "Attention Required! | Cloudflare": "<p>Sorry, you have been blocked</p>",
    "Page not found | Example": card("a", "A plan for care") * 3,
    "404 - Example": "<p>Nothing here</p>",
    "Service unavailable": "<p>Try again later</p>",
    "Log in | Example": "<form><input type='text'><input type='password'></form>",
    "Example": "<form><p>Members</p><input type='password'></form>",
    "Example.": "<p>Register Now to Continue Reading. You have read four articles this month.</p>",
    "Example..": "<p>We use cookies. Cookies help us. Manage cookies, accept all or reject all. Privacy.</p>",
    "Example...": "<div class='g-recaptcha'></div><p>One more check</p>",
    "Example....": "<div id='app'></div>",
    "Example.....": "<h1>Sorry, the page you wanted is no longer here</h1>",
}


@pytest.mark.parametrize(("title", "body"), WALLS.items())
def test_walls_errors_and_bare_pages_are_suspect_with_a_reason(title: str, body: str) -> None:
    reading = read(html(body, title=title), memory={"folders": ["/news/"]})
    assert (reading.outcome, reading.entries) == (Outcome.SUSPECT, ())
    assert reading.detail
    assert reading.memory == {"folders": ["/news/"]}


def test_a_listing_whose_titles_speak_of_denied_access_is_no_wall() -> None:
    items = card("a", "Access denied: how services fail", teaser=TEASER * 20) + card(
        "b", "Cookies and consent", teaser=TEASER * 10
    )
    assert len(read(site(items, title="Access denied and other stories")).entries) == 2


def test_a_sound_page_without_publications_is_empty() -> None:
    reading = read(site("<p>We have nothing to show at the moment. " + TEASER * 3 + "</p>"))
    assert (reading.outcome, reading.entries, bool(reading.detail)) == (Outcome.EMPTY, (), True)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \n",
        b"<?xml version='1.0'?>",
        b"<rss version='2.0'/>",
        b'<?xml version="1.0"?><feed/>',
        b'{"a": 1}',
        b"<a " + b"a=1 " * 9_000 + b">",
    ],
)
def test_what_is_no_page_has_failed(body: bytes) -> None:
    reading = read(Document(HOST, body))
    assert (reading.outcome, bool(reading.detail)) == (Outcome.FAILED, True)


def test_a_page_beyond_the_size_limit_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.discovery.markup.LARGEST_PAGE", 100)
    assert read(site(card("a", "A plan for care"))).outcome is Outcome.FAILED


def test_only_so_many_links_of_a_page_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.discovery.markup.MOST_LINKS", 4)
    body = "".join(f"<li><h3><a href='/n/{n}'>The item with number {n}</a></h3></li>" for n in range(9))
    assert len(read(html(f"<ul>{body}</ul>")).entries) == 4


def test_relative_links_count_from_the_page_s_base() -> None:
    body = (card("a", "A plan for care") + card("b", "The second report")).replace("/news/", "news/")
    page = f"<html><head><base href='https://cdn.example.org.uk/root/'></head><body>{body}</body></html>"
    reading = read(Document(HOST, page.encode()))
    assert reading.entries[0].url == "https://cdn.example.org.uk/root/news/a"
