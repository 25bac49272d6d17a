import time

import pytest
from lxml.html import Element

from scraper.extraction.blocks import weigh_prose
from scraper.extraction.tree import link_share, parse, text_of
from scraper.items import Unreadable
from scraper.outcomes import DropReason

NUMBERS = range(100_000)
BOMBS = {
    "attributes": "<p " + " ".join(f"a{number}=1" for number in NUMBERS) + ">x</p>",
    "quoted attributes": "<p " + " ".join(f'a{number}="<>"' for number in NUMBERS) + ">x</p>",
    "bare attributes": "<p " + " ".join(f"a{number}" for number in NUMBERS) + ">x</p>",
    "links": '<p><a href="/x">link</a> text</p>' * 100_000,
    "elements": "<b>x</b>" * 100_000,
    "items": "<ul>" + "<li>" * 100_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_markup_that_would_hold_the_readers_is_refused_at_once(name: str) -> None:
    started = time.process_time()
    found = parse(f"<html><body>{BOMBS[name]}</body></html>")
    assert isinstance(found, Unreadable)
    assert found.reason is DropReason.TOO_LARGE
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "markup", ["<div>" * 100_000, "<b>" * 50_000, "<a" * 100_000, '<p a="' * 50_000, "<p " + '"' * 99_999]
)
def test_deep_or_broken_markup_is_cut_not_refused(markup: str) -> None:
    started = time.process_time()
    assert not isinstance(parse(f"<html><body><p>text</p>{markup}"), Unreadable)
    assert time.process_time() - started < 5


@pytest.mark.parametrize("markup", ["", " ", "<!-- -->", "\0"])
def test_no_markup_is_no_text(markup: str) -> None:
    found = parse(markup)
    assert isinstance(found, Unreadable)
    assert found.reason is DropReason.NO_TEXT


def test_large_values_are_no_crowd() -> None:
    assert not isinstance(parse(f"<p data-state='{'x = 1 ' * 50_000}'>text</p>"), Unreadable)


def test_an_xml_declaration_is_borne() -> None:
    root = parse('<?xml version="1.0" encoding="utf-8"?><html><body><p>Plân</p></body></html>')
    assert text_of(root) == "Plân"


def test_text_keeps_blocks_apart_and_leaves_scripts_out() -> None:
    root = parse("<div><p>one</p><p>two <b>th</b>ree<script>x</script></p><!-- no -->four</div>")
    assert text_of(root) == "one two three four"


def test_link_share_counts_letters() -> None:
    assert link_share(parse("<p>half <a>half</a></p>")) == pytest.approx(4 / 9)
    assert link_share(parse("<p><br></p>")) == 1


@pytest.mark.parametrize(
    "reference", ["&#31;", "&#x1F;", "&#0031;", "&#x1b", "&#xFFFE;", "&#65535;", "\x1f", "\ufffe"]
)
def test_no_control_character_is_left_in_the_tree(reference: str) -> None:
    # Libraries write what they read back into the tree, and lxml raises on these.
    root = parse(f"<p>a{reference} <b>c</b>d{reference} e &#39;&#x27;</p>")
    assert text_of(root) == "a cd e ''"


def test_prose_is_weighed_in_every_element_around_it() -> None:
    long = "A sentence of some length, so that it counts as prose and not as a label of anything."
    root = parse(f"<body><div id=a><p>{long}<p>{long}<p>short</div><div id=b><p>{long}</div></body>")
    assert not isinstance(root, Unreadable)
    weights = weigh_prose(root).weights
    prose = {str(element.get("id") or element.tag): weight for element, weight in weights.items()}
    count = len(long)
    assert prose == {"p": count, "a": 2 * count, "b": count, "body": 3 * count, "html": 3 * count}


def test_a_paragraph_without_a_page_weighs_its_own_letters() -> None:
    alone = Element("p")
    alone.text = "word " * 40
    assert weigh_prose(alone).weights == {alone: 199}
