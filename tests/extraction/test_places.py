import pytest
from lxml.html import HtmlElement

from scraper.extraction.metadata import Metadata, gather
from scraper.extraction.places import element_at, path_of_element, published_at
from scraper.extraction.tree import parse
from tests.extraction.shapes import NOW


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
    ],
)
def test_a_path_finds_its_element_alone_by_what_does_not_change(body: str, path: str | None) -> None:
    page = page_of(body)
    wanted = page.root.xpath("//*[@id='wanted' or @itemprop='wanted' or text()='wanted']")[0]
    assert path_of_element(wanted, page.root) == path
    assert path is None or element_at(page, path) is wanted


def test_an_element_that_is_not_there_says_nothing() -> None:
    assert published_at(page_of("<p>2 May 2025</p>"), ("element", "//time"), NOW) is None
