"""What detection reads off a page."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.items import Document
from scraper.sources.page_links import MOST_LINKS, is_html, name_in, page_links, sent_on
from tests.cost import growth


def page(html: str, url: str = "https://www.example.org/", content_type: str = "text/html") -> Document:
    return Document(url, html.encode(), content_type)


def feeds(html: str, url: str = "https://www.example.org/") -> list[str]:
    return [link.url for link in page_links(page(html, url)).feeds]


@pytest.mark.parametrize("kind", ["rss+xml", "atom+xml", "feed+json", "RSS+XML; charset=utf-8"])
def test_a_feed_is_linked_by_its_type(kind: str) -> None:
    assert feeds(f"<link rel='alternate' type='application/{kind}' href='/x'>") == [
        "https://www.example.org/x"
    ]


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="stylesheet" type="application/rss+xml" href="/x">',
        '<link rel="alternate" type="application/json+oembed" href="/feed">',
        '<link rel="alternate" hreflang="cy" href="/cy/">',
        '<link rel="alternate" type="application/rss+xml">',
        '<a href="mailto:feed@example.org">RSS</a>',
        '<a href="http://[broken/feed">RSS</a>',
        '<a href="http://example.org:port/feed">RSS</a>',
        '<a href="#rss">RSS</a>',
        '<a href="/feedback">Feedback</a>',
        '<!-- <a href="/feed">RSS</a> --><script>"<a href=/rss>RSS</a>"</script>',
    ],
)
def test_other_links_are_no_feeds(link: str) -> None:
    assert feeds(link) == []


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/feed/">Subscribe</a>',
        "<a href=/news.rss>News</a>",
        '<a href="/index.xml?type=rss">RSS</a>',
        '<A HREF="/rss.xml"><img src="i.png"></A>',
        '<link rel="alternate" href="/atom.xml">',
    ],
)
def test_a_link_that_looks_like_a_feed_is_one(link: str) -> None:
    assert len(feeds(link)) == 1


def test_links_count_from_the_base_and_are_taken_once() -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="feed/">'
    html = f'<base href="/en/">{link}<a href="feed/">RSS</a>'
    assert feeds(html) == ["https://www.example.org/en/feed/"]


def test_the_words_of_a_link_are_those_a_reader_sees() -> None:
    found = page_links(page('<a href="/n"><span>News</span>&amp;\n <b>views</b></a><a href="/o">Other</a>'))
    assert [(link.url[-2:], link.text) for link in found.links] == [("/n", "News & views"), ("/o", "Other")]


def test_wordpress_is_known_by_its_interface() -> None:
    linked = page('<link rel="https://api.w.org/" href="/wp-json/">')
    assert page_links(linked).api == "https://www.example.org/wp-json/"
    assert page_links(page("<p>x</p>")).api == ""
    header = {"link": '<https://www.example.org/index.php/wp-json/>; rel="https://api.w.org/"'}
    assert (
        page_links(replace(page("<p>x</p>"), headers=header)).api
        == "https://www.example.org/index.php/wp-json/"
    )


@pytest.mark.parametrize(
    "body",
    ['{"version": 1}', "<?xml version='1.0'?><rss></rss>", "<urlset></urlset>", "<feed xmlns='x'></feed>"],
)
def test_data_is_no_page(body: str) -> None:
    assert not is_html(page(body))
    assert page_links(page(body + '<a href="/feed">RSS</a>')).links == ()


def test_a_page_in_a_character_set_of_its_own_is_read_in_it() -> None:
    body = "<title>Plant y wlad – Cymru</title>".encode("cp1252")
    assert (
        page_links(Document("https://x.org/", body, "text/html; charset=windows-1252")).name == "Plant y wlad"
    )
    assert (
        page_links(Document("https://x.org/", b"<title>Voice</title>", "text/html; charset=klingon")).name
        == "Voice"
    )


@pytest.mark.parametrize(
    ("title", "url", "name"),
    [
        ("Home | Example Trust", "https://www.other.org/", "Example Trust"),
        ("Example Trust - Protecting children", "https://www.other.org/", "Example Trust"),
        ("News - Latest stories | Example Trust", "https://www.other.org/news/", "Example Trust"),
        (
            "Protecting children | Internet Watch Foundation",
            "https://www.iwf.org.uk/",
            "Internet Watch Foundation",
        ),
        ("Welcome to the Example Trust", "https://www.other.org/", "Example Trust"),
        ("Ofsted - GOV.UK", "https://www.gov.uk/government/organisations/ofsted", "Ofsted"),
        ("Home", "https://www.other.org/", ""),
        ("", "https://www.other.org/", ""),
    ],
)
def test_the_name_of_a_site_is_found_in_its_title(title: str, url: str, name: str) -> None:
    assert name_in(title, url) == name


def test_a_stated_name_goes_before_the_title() -> None:
    html = '<title>Other</title><meta property="og:site_name" content="Example  Trust">'
    assert page_links(page(html)).name == "Example Trust"


@pytest.mark.parametrize(
    "piece", ['<a "', "<a href='x", "<script>", "<!--", "<a x=y ", "<title>", '<a href="/x">y</a>']
)
def test_hostile_pages_cost_what_their_size_costs(piece: str) -> None:
    assert len(page_links(page(piece * (1_000_000 // len(piece)))).links) <= MOST_LINKS
    assert growth(lambda size: page_links(page(piece * (size // len(piece)))), 50_000) < 30


@given(st.text(alphabet="<>/a \"'=hrefxlink!-:#?&;é", max_size=200))
def test_any_text_gives_links_that_can_be_asked_for(text: str) -> None:
    for link in page_links(page(text)).links:
        assert link.url.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("markup", "onward"),
    [
        ('<meta http-equiv="refresh" content="0; url=/en/">', "/en/"),
        ("<META CONTENT='1;URL=\"home.aspx\"' HTTP-EQUIV=REFRESH>", "/home.aspx"),
        ('<meta http-equiv="refresh" content="0;/a b">', "/a%20b"),
        ('<meta http-equiv="refresh" content="600; url=/en/">', ""),
        ('<meta http-equiv="refresh" content="5">', ""),
        ('<meta name="refresh" content="0; url=/en/">', ""),
        ("<p>How to refresh a page</p>", ""),
        ('{"refresh": "<meta http-equiv=refresh content=0;url=/en/>"}', ""),
    ],
)
def test_a_page_may_send_the_browser_on(markup: str, onward: str) -> None:
    page = Document("https://example.org/", markup.encode())
    assert sent_on(page) == (f"https://example.org{onward}" if onward else "")
