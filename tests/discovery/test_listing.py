import re

import pytest

from scraper.discovery import listing
from scraper.items import ChannelRules, Document, Reading
from scraper.outcomes import Kind, Outcome, Precision, Witness
from tests.discovery.samples import NOW, html, site

HOST = "https://www.example.org.uk"


def read(
    document: Document, rules: ChannelRules | None = None, memory: dict[str, object] | None = None
) -> Reading:
    return listing.read(document, rules or ChannelRules(), memory or {}, NOW)


def shown(reading: Reading) -> list[tuple[str, str, str]]:
    """Path (or address elsewhere), title and date of each entry."""
    return [
        ((entry.url or "").removeprefix(HOST), entry.title or "", str(entry.published or ""))
        for entry in reading.entries
    ]


CARD = """<article class="card"><a href="/news/{slug}"><img src="x.jpg" alt=""></a>
  <h3><a href="/news/{slug}">{title}</a></h3><p class="date">{date}</p><p>{teaser}</p>
  <p class="tags"><a href="/tag/care/">Care</a></p><a href="/news/{slug}">Read more</a></article>"""
TEASER = "A teaser of some ten words, as they stand below most of the titles."


def card(slug: str, title: str, date: str = "16 July 2024", teaser: str = TEASER) -> str:
    return CARD.format(slug=slug, title=title, date=date, teaser=teaser)


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


def test_a_label_on_the_line_before_the_date_and_unicode_slugs() -> None:
    item = """<div class="views-row"><h2><a href="/news/{0}">{1}</a></h2><div>Published on</div>
      <div>25 June 2024</div></div>"""
    slug = "plan-24-30-%E2%80%93-scotland%E2%80%99s-route-map"
    reading = read(
        site(item.format(slug, "Plan 24-30 – Scotland’s route map") + item.format("two", "A second piece"))
    )
    assert shown(reading) == [
        (f"/news/{slug}", "Plan 24-30 – Scotland’s route map", "2024-06-25"),
        ("/news/two", "A second piece", "2024-06-25"),
    ]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Published:&nbsp; Fri 30 Oct 2020", "2020-10-30"),
        ("16th July 2024", "2024-07-16"),
        ("Friday, 16 February 2024", "2024-02-16"),
        ("January 23,2015", "2015-01-23"),
        ("25/09/2025", "2025-09-25"),
        ("06/10/2025", "2025-10-06"),
        ("28.08.25", "2025-08-28"),
        ("<span>Friday</span><br><span>28th Nov 2025</span>", "2025-11-28"),
        ("Publication date April 2024", "2024-04"),
        ("(Published 2022)", "2022"),
        ("Published: 23rd May 2022<br>5 minute read", "2022-05-23"),
        ("By Jane Doe on March 7, 2024 in Children", "2024-03-07"),
        ('<time datetime="2024-07-16T23:30:00+01:00">16 July</time>', "2024-07-16"),
        ('<time datetime="2024-07-16">July 2024</time>', "2024-07-16"),
        ('Published <b>on</b> <time datetime="2024-07-16">16 July 2024</time>', "2024-07-16"),
        ('Last <b>updated</b> <time datetime="2024-07-18">18 July 2024</time>', ""),
        ('Last updated <time datetime="2024-07-18">18 July 2024</time>', ""),
        ("Last updated: 05 Oct 2020", ""),
        ("Closing date<br>5 June 2024", ""),
        ("Closes on 5 June 2024. Published 1 May 2024", "2024-05-01"),
        ("3 days ago", "2026-11-20"),
        ("", ""),
    ],
)
def test_dates_are_read_in_every_shape_met_on_listings(written: str, day: str) -> None:
    reading = read(site(card("a-plan", "A plan for care", written) + card("b", "The second report", written)))
    assert [date for _, _, date in shown(reading)] == [day, day]


def test_a_date_at_the_end_of_a_title_counts_and_one_inside_does_not() -> None:
    item = "<li><h3><a href='/briefings/{0}'>{1}</a></h3></li>"
    reading = read(
        site(
            "<ul>"
            + item.format("one", "Briefing on care leavers - July 2021")
            + item.format("two", "What the July 2005 inquest found")
            + item.format("three", "Annual report – 2023")
            + "</ul>"
        )
    )
    assert [date for _, _, date in shown(reading)] == ["2021-07", "", ""]


def test_date_lines_over_groups_of_items_count_for_all_below_them() -> None:
    item = "<li><h4><a href='/n/{0}'>The {0} story of the day</a></h4></li>"
    body = (
        f"<h3>Friday 28th Nov 2025</h3><ul>{item.format('one')}{item.format('two')}</ul>"
        f"<h3><span>Thursday</span> <span>27th Nov 2025</span></h3><ul>{item.format('three')}</ul>"
    )
    document = site(f"<div>{body}</div>")
    reading = listing.read(document, ChannelRules(), {}, NOW.replace(month=12))
    assert [(path, date) for path, _, date in shown(reading)] == [
        ("/n/one", "2025-11-28"),
        ("/n/two", "2025-11-28"),
        ("/n/three", "2025-11-27"),
    ]


def test_flat_lists_take_the_date_before_or_after_each_title_as_they_are_written() -> None:
    before = "".join(
        f"<p>{day} July 2024</p><h3><a href='/n/item-{day}'>The item of day {day}</a></h3><p>Words.</p>"
        for day in (3, 2, 1)
    )
    after = "".join(
        f"<h3><a href='/n/item-{day}'>The item of day {day}</a></h3><p>{day} July 2024</p><p>Words.</p>"
        for day in (3, 2, 1)
    )
    bare = "".join(
        f"<a href='/n/item-of-day-{day}'>The item of day {day}</a> – {day} July 2024<br>" for day in (3, 2, 1)
    )
    for body in (before, after, bare):
        assert [date for _, _, date in shown(read(site(f"<div>{body}</div>")))] == [
            "2024-07-03",
            "2024-07-02",
            "2024-07-01",
        ]


def test_one_date_line_right_over_a_list_counts_for_it() -> None:
    items = "".join(f"<li><a href='/n/an-item-number-{n}'>The item with number {n}</a></li>" for n in (1, 2))
    reading = read(site(f"<h2>16 July 2024</h2><ul>{items}</ul>"))
    assert [date for _, _, date in shown(reading)] == ["2024-07-16", "2024-07-16"]


@pytest.mark.parametrize(
    ("link", "title"),
    [
        ("<h3>The whole title</h3><a href='/n/{}'>Read more</a>", "The whole title"),
        ("<h3>The whole title</h3><a href='/n/{}'>Download (PDF, 2 MB)</a>", "The whole title"),
        (
            "<a href='/n/{}'><img src=x alt='A child'><h3>The whole title</h3><p>Teaser text here</p></a>",
            "The whole title",
        ),
        (
            "<a href='/n/{}'><span class='visually-hidden'>Link to </span>The whole title</a>",
            "The whole title",
        ),
        (
            "<a href='/n/{}'>Read more<span class='sr-only'> about The whole title</span></a>",
            "The whole title",
        ),
        ("<a href='/n/{}' aria-label='Read more: The whole title'>Read more</a>", "The whole title"),
        ("<a href='/n/{}' title='The whole title of it'>The whole …</a>", "The whole title of it"),
        ("<a href='/n/{}'>The whole...</a>", "The whole..."),
        ("<a href='/n/{}'><img src=x alt='The whole title'></a>", "The whole title"),
        (
            "<a href='/n/{}'><div class='card__title'>The whole title</div><div>A longer teaser</div></a>",
            "The whole title",
        ),
        ("<h3><a href='/n/{}'>The whole title ›</a></h3>", "The whole title"),
        (
            "<a href='/n/{}'><p>16 July 2024</p><p>The whole title of it</p><p>News</p></a>",
            "The whole title of it",
        ),
        ("<h3><a href='/n/{}'>Tom &amp; Jerry<br>on tour</a></h3>", "Tom & Jerry on tour"),
    ],
)
def test_titles_are_complete(link: str, title: str) -> None:
    items = "".join(
        f"<li>{link.format(name)}<p>{TEASER}</p><p>16 July 2024</p></li>" for name in ("one", "two")
    )
    assert [name for _, name, _ in shown(read(site(f"<ul>{items}</ul>")))] == [title, title]


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
        ("/news/", "<a href='/news/?page=2'>2</a>", None),
    ],
)
def test_the_next_page_is_named_when_it_is_one_of_the_same_listing(
    url: str, link: str, more: str | None
) -> None:
    document = site(card("a", "A plan for care") + card("b", "The second report") + link, HOST + url)
    reading = read(document)
    assert reading.more == ((HOST + more,) if more else ())
    assert len(reading.entries) == 2


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


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("Plan – Né".encode(), ""),
        ("Plan – Né".encode(), "text/html; charset=iso-8859-1"),
        ("Plan – Né".encode("cp1252"), "text/html; charset=iso-8859-1"),
        ("Plan – Né".encode("cp1252"), ""),
        ("Plan – Né".encode("cp1252"), "text/html; charset=no-such"),
        ("Plan – Né".encode("cp1252"), "text/html; charset=windows-1252"),
        ("Plan – Né".encode("utf-16"), ""),
        ("Plan – Né".encode("utf-8-sig"), "text/html; charset=latin1"),
    ],
)
def test_titles_survive_the_encodings_pages_come_in(body: bytes, content_type: str) -> None:
    name = "utf-16" if body.startswith(b"\xff\xfe") else "latin-1"
    page = card("a", "TITLE is here now") + card("b", "TITLE is here too")
    whole = page.encode("utf-16") if name == "utf-16" else page.encode()
    title = body.removeprefix(b"\xff\xfe").removeprefix(b"\xef\xbb\xbf")
    marker = "TITLE".encode("utf-16-le") if name == "utf-16" else b"TITLE"
    document = Document(
        HOST, (b"\xef\xbb\xbf" if body[:1] == b"\xef" else b"") + whole.replace(marker, title), content_type
    )
    assert read(document).entries[0].title == "Plan – Né is here now"


def test_a_meta_tag_declares_the_encoding() -> None:
    page = "<meta charset='koi8-r'>" + card("a", "Доклад о детях") + card("b", "Второй доклад года")
    assert read(Document(HOST, page.encode("koi8-r"))).entries[0].title == "Доклад о детях"
