"""Dates, titles and encodings of a listing's items."""

import pytest

from scraper.discovery import listing
from scraper.items import ChannelRules, Document
from tests.discovery.listings import HOST, TEASER, card, read, shown
from tests.discovery.samples import NOW, site


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
