"""Links and addresses of a page, where its markup is odd."""

import pytest

from scraper.discovery.markup import MOST_ATTRIBUTES, anchors, base_of, lines, parse
from scraper.items import Document

URL = "https://www.example.org/news/"


def page(body: str, head: str = "") -> Document:
    return Document(URL, f"<html><head>{head}</head><body>{body}</body></html>".encode())


def urls(document: Document) -> list[str]:
    tree = parse(document)
    return [] if tree is None else [anchor.url for anchor in anchors(tree, base_of(tree, document))]


@pytest.mark.parametrize(
    "href", ["mailto:news@example.org", "tel:0123", "javascript:void(0)", "https://[", " "]
)
def test_what_leads_to_no_web_address_is_no_link(href: str) -> None:
    assert urls(page(f'<a href="{href}">Write</a><a href="a">A plan</a>')) == [f"{URL}a"]


def test_the_first_base_that_is_an_address_counts() -> None:
    head = '<base target="_blank"><base href="https://["><base href="/reports/"><base href="/other/">'
    assert urls(page('<a href="a">A plan</a>', head)) == ["https://www.example.org/reports/a"]


def test_a_tag_with_thousands_of_attributes_is_not_parsed_but_one_long_attribute_is_fine() -> None:
    crowded = " ".join(f"a{number}=1" for number in range(MOST_ATTRIBUTES + 1))
    assert parse(page(f"<p {crowded}>Words</p>")) is None
    assert parse(page(f'<p title="{"long " * MOST_ATTRIBUTES}">Words</p>')) is not None


def test_the_lines_of_an_element_end_with_it() -> None:
    tree = parse(page("<ul><li>One<p>Two</p>three</li>after<li>Four</li></ul>"))
    assert tree is not None
    assert lines(tree.find(".//li")) == ["One", "Two", "three"]
