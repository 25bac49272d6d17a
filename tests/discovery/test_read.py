from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper.discovery import feed, listing, page, read, sitemap
from scraper.items import ChannelRules, Document, Reading
from scraper.outcomes import Outcome, Strategy
from tests.discovery.samples import NOW, atom, html, rss, site, urlset

RULES = ChannelRules(item_selector="li")

ITEM = "<item><title>A</title><link>https://www.example.org.uk/news/a</link></item>"
URL = "<url><loc>https://www.example.org.uk/a-plan</loc></url>"
NEWS = (
    b"From: Example <news@example.org>\r\nMessage-ID: <1@example.org>\r\nSubject: News\r\n\r\n"
    b"A plan for care of all children\r\nhttps://www.example.org.uk/news/a-plan\r\n"
)
LIST = "<li><h3><a href='/news/a-plan'>A plan for care</a></h3>16 July 2024</li>" * 2


@pytest.mark.parametrize(
    ("strategy", "document", "entries"),
    [
        (Strategy.FEED, rss(ITEM), 1),
        (Strategy.SITEMAP, urlset(URL), 1),
        (Strategy.LISTING, site(LIST), 1),
        (Strategy.API, Document("https://a.org/wp-json/wp/v2/posts", b"[]"), 0),
        (Strategy.PAGE, html("<h1>A page</h1><p>With some words.</p>"), 1),
        (Strategy.NEWSLETTER, Document("folder:inbox", NEWS, "message/rfc822"), 1),
    ],
)
def test_each_strategy_has_its_reader(strategy: Strategy, document: Document, entries: int) -> None:
    reading = read(strategy, document, ChannelRules(), {}, NOW)
    outcome = Outcome.NEW if entries else Outcome.EMPTY
    assert (reading.outcome, len(reading.entries)) == (outcome, entries)


def test_no_strategy_is_without_a_reader() -> None:
    for strategy in Strategy:
        assert read(strategy, html(""), ChannelRules(), {}, NOW).detail


SEEDS = [
    rss(ITEM * 2).body,
    atom("<entry><id>a</id><title type='xhtml'><div>A</div></title><link href='/a'/></entry>").body,
    urlset(URL).body,
    b"<sitemapindex><sitemap><loc>https://www.example.org.uk/s.xml</loc></sitemap></sitemapindex>",
    site(LIST).body,
    b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": 1, "url": "/a", "authors": [{}]}]}',
    b"\x1f\x8b\x08\x00",
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A sound document with bytes cut out, put in or doubled."""
    body = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(body)))
        end = min(len(body), start + draw(st.integers(0, 30)))
        odd = st.sampled_from(
            [
                b"",
                b"&#x110000;",
                b"&#xD800;",
                b"<",
                b">",
                b"\0",
                b"\xff",
                b"]]>",
                b"<![CDATA[",
                b"<item>",
                b"&a;",
                b"'",
                b'"',
            ]
        )
        body = (
            body[:start]
            + draw(odd | st.binary(max_size=8))
            + draw(st.sampled_from([b"", body[start:end]]))
            + body[end:]
        )
    return body


@pytest.mark.parametrize("reader", [feed.read, sitemap.read, listing.read, page.read])
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    body=damaged() | st.binary(max_size=200),
    content_type=st.sampled_from(["", "text/html; charset=utf-16", "text/xml"]),
)
def test_no_bytes_make_a_reader_raise(reader: Callable[..., Reading], body: bytes, content_type: str) -> None:
    document = Document("https://www.example.org.uk/news/", body, content_type)
    reading = reader(document, RULES, {"text": "x", "links": ["y"], "folders": 3}, NOW)
    assert reading.entries or reading.more or reading.detail or reading.outcome is Outcome.UNCHANGED
    for entry in reading.entries:
        assert entry.url is None or entry.url.startswith(("http://", "https://"))


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=100), href=st.text(max_size=60))
def test_any_text_in_title_and_link_is_taken_as_text(text: str, href: str) -> None:
    body = f'<ul><li><h3><a href="{href}">{text}</a></h3>16 July 2024</li></ul>'.encode(
        "utf-8", "surrogatepass"
    )
    for reader in (listing.read, page.read):
        for entry in reader(Document("https://a.org/n/", body), ChannelRules(), {}, NOW).entries:
            assert "\0" not in (entry.title or "")
