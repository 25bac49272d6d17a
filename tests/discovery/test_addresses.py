import pytest

from scraper.discovery.addresses import (
    absolute,
    directory,
    host_of,
    is_next_page,
    leads_to_front_page,
    may_be_publication,
    same_document,
)

BASE = "https://www.example.org.uk/news/"


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("a", "https://www.example.org.uk/news/a"),
        (" /a b#top\n", "https://www.example.org.uk/a%20b"),
        ("//files.example.org/a", "https://files.example.org/a"),
        ("/a#!/report", "https://www.example.org.uk/a#!/report"),
        ("?p=12", "https://www.example.org.uk/news/?p=12"),
        ("plan-%E2%80%93-x", "https://www.example.org.uk/news/plan-%E2%80%93-x"),
        ("", None),
        (None, None),
        ("javascript:void(0)", None),
        ("mailto:a@b.org", None),
        ("tel:123", None),
        ("http://[bad", None),
        ("http://a.org:port/", None),
        ("data:text/html,x", None),
        ("/" + "a" * 3_000, None),
    ],
)
def test_links_become_addresses_or_nothing(href: str | None, address: str | None) -> None:
    assert absolute(BASE, href) == address


@pytest.mark.parametrize(
    "path",
    [
        "/news/a-plan",
        "/cease-turns-5/",
        "/?p=217035",
        "/2024/07/16/evidence-of-machine-learning",
        "/about-us/media-centre/news-opinion/a-statement",
        "/NCBstatementoncarereview",
        "/sites/default/files/2023-03/report.pdf",
        "/topics/news/2024/a-longer-name-of-a-text",
        "/page/1934/tenant-issues-and-rights",
        "/courses/leadership/index.php",
        "/news/",
    ],
)
def test_shapes_of_publications_pass(path: str) -> None:
    assert may_be_publication("https://a.org" + path) is (path != "/news/")


@pytest.mark.parametrize(
    "address",
    [
        "https://a.org/",
        "https://a.org/?s=care",
        "https://a.org/index.html",
        "https://a.org/about-us",
        "https://a.org/contact.html",
        "https://a.org/search-results/?page=3&term=x",
        "https://a.org/tag/care",
        "https://a.org/category/news/care/",
        "https://a.org/author/jane-doe-of-the-example-house",
        "https://a.org/events/a-day-out-for-all-of-us",
        "https://a.org/news/page/3",
        "https://a.org/2025/07/08",
        "https://a.org/photo.JPG",
        "https://a.org/feed/",
        "https://www.linkedin.com/posts/a-plan-for-care",
        "https://www.justgiving.com/page/a-plan-for-care",
    ],
)
def test_shapes_of_other_pages_do_not(address: str) -> None:
    assert not may_be_publication(address)


def test_documents_are_the_same_without_regard_to_scheme_www_and_final_slash() -> None:
    assert same_document("http://www.a.org/x/", "https://a.org/x")
    assert not same_document("https://a.org/x?p=1", "https://a.org/x?p=2")


def test_hosts_folders_and_pages_of_odd_addresses() -> None:
    assert host_of("https://WWW.Iwf.org.uk/x") == "iwf.org.uk"
    assert host_of("http://[bad") == ""
    assert directory("https://a.org/x") is None
    assert directory("https://a.org/news/x/") == "/news/"
    assert is_next_page("https://a.org/n/page/2/", "https://a.org/n/page/3/")
    assert not is_next_page("https://a.org/n/?page=2", "https://a.org/n/?page=²")


@pytest.mark.parametrize(
    ("asked", "served", "led"),
    [
        ("/news/", "/", True),
        ("/news/", "/index.html", True),
        ("/?p=7", "/", True),
        ("/", "/", False),
        ("/index.php", "/", False),
        ("/news/", "/latest/", False),
        ("/news/", "/?page=2", False),
    ],
)
def test_a_place_that_leads_to_the_front_page_is_known(asked: str, served: str, led: bool) -> None:
    host = "https://www.example.org"
    assert leads_to_front_page(host + asked, "https://example.org" + served) is led


def test_another_host_s_front_page_may_be_where_a_place_moved_to() -> None:
    assert not leads_to_front_page("https://example.org/news/", "https://news.example.org/")
