import pytest
from lxml.html import HtmlElement

from scraper.extraction.metadata import Metadata, gather
from scraper.extraction.places import element_at, path_of_element, published_at
from scraper.extraction.tree import parse
from tests.extraction.shapes import NOW

HAS_CLASS = 'contains(concat(" ",normalize-space(@class)," ")," {} ")'


def page_of(body: str) -> Metadata:
    root = parse(f"<html><body>{body}</body></html>")
    assert isinstance(root, HtmlElement)
    return gather(root, "https://www.example.org/x")


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ("<p>a</p><p id='wanted'>b</p>", '//p[@id="wanted"]'),
        ("<p>a</p><p itemprop='wanted' class='x1'>b</p>", '//p[@itemprop="wanted"]'),
        ("<div><p>b</p></div><section><em>wanted</em><p>b</p></section>", "//em"),
        (
            "<div><p>b</p></div><section id='s1'><div class='box'><p id='p9'>wanted</p></div></section>",
            '//div[contains(concat(" ",normalize-space(@class)," ")," box ")]//p',
        ),
        ("<p>a</p><p>wanted</p>", None),
        ("<div class='box'><i>a</i><p>b</p><p>wanted</p></div>", None),
        (
            (
                "<section><p>a</p></section><section class='side'><p class='note'>wanted</p></section>"
                "<p class='note'>b</p>"
            ),
            f"//section[{HAS_CLASS.format('side')}]//p[{HAS_CLASS.format('note')}]",
        ),
    ],
)
def test_a_path_finds_its_element_alone_by_what_does_not_change(body: str, path: str | None) -> None:
    page = page_of(body)
    wanted = page.root.xpath("//*[@id='wanted' or @itemprop='wanted' or text()='wanted']")[0]
    assert path_of_element(wanted, page.root) == path
    assert path is None or element_at(page, path) is wanted


@pytest.mark.parametrize(
    "path",
    [
        '//p[@id="wanted"]',
        '//em[@itemprop="https://example.org/x//y"]',
        f"//p[{HAS_CLASS.format('a')} and {HAS_CLASS.format('b')}]",
        f"//section[{HAS_CLASS.format('box')}]//p",
        "//section//p",
        "//section/p",
        "//p[2]",
        "//html",
    ],
)
def test_a_path_is_answered_as_its_language_has_it(path: str) -> None:
    page = page_of(
        "<div class='b'><p class='a'>one</p><p id=wanted class=' b\n a '>two</p></div>"
        "<em itemprop='https://example.org/x//y'>three</em>"
        "<section class='box'><div class=box><p>four</p></div></section>"
    )
    found = page.root.xpath(path)
    assert element_at(page, path) is (found[0] if len(found) == 1 else None)
    assert element_at(page, path) is not None or path == "//section/p"


def test_two_elements_on_a_path_are_none() -> None:
    page = page_of("<section><section><p>one</p></section></section><p>two</p>")
    assert element_at(page, "//p") is None
    assert element_at(page, "//section//p") is page.root.find(".//section/section/p")


def test_an_element_that_is_not_there_says_nothing() -> None:
    assert published_at(page_of("<p>2 May 2025</p>"), ("element", "//time"), NOW) is None
