import re

import pytest

from scraper.extraction.html import _reconcile, join_blocks, read_text
from scraper.extraction.tree import parse
from tests.extraction.shapes import BODY, NOW, PROSE, page, read


def text_of(markup: str, title: str = "", boilerplate: tuple[str, ...] = ()) -> str:
    root = parse(markup)
    return read_text(root, NOW, title, boilerplate).text


def test_paragraphs_are_apart_and_list_items_together() -> None:
    items = (
        "<ul><li>one worker for each family, for a year</li><li>one plan that all services share</li></ul>"
    )
    found = read(
        page(f"<h1>What families said</h1><p>{PROSE[0]}</p>{items}<p>{PROSE[1]}</p><p>{PROSE[2]}</p>")
    )
    assert found.text == (
        f"{PROSE[0]}\n\n- one worker for each family, for a year\n- one plan that all services share"
        f"\n\n{PROSE[1]}\n\n{PROSE[2]}"
    )


def test_short_sections_between_paragraphs_are_kept() -> None:
    tables = (
        "<h2>In figures</h2><table><tr><th>Area</th><th>Families</th></tr>"
        "<tr><td>North</td><td>14</td></tr></table>"
    )
    text = read(
        page(f"<h1>What families said</h1><p>{PROSE[0]}</p><p>{PROSE[1]}</p>{tables}<p>{PROSE[2]}</p>")
    ).text
    assert "In figures\n\nArea | Families\nNorth | 14" in text


@pytest.mark.parametrize(
    "furniture",
    [
        "<p>We use cookies to make this website work and to count its visitors.</p>",
        "<p>Sign up for our newsletter and never miss a story.</p>",
        "<p>Skip to main content</p>",
        "<p>5 minute read</p>",
        "<aside><p>A box about something else that has nothing to do with the text at all.</p></aside>",
        '<div class="share-links"><p>Share this page with your friends and colleagues everywhere.</p></div>',
        f'<div class="{"wide " * 40}share-links"><p>Share this page with your friends everywhere.</p></div>',
        "<p>★★★★★</p>",
    ],
)
def test_furniture_is_no_text(furniture: str) -> None:
    found = read(page(f"<h1>What families said</h1><p>{PROSE[0]}</p>{furniture}{BODY[len(PROSE[0]) + 7 :]}"))
    assert found.text == "\n\n".join(PROSE)


def test_what_follows_a_heading_about_other_pages_is_no_text() -> None:
    others = "<h2>Related articles</h2><p>A second page that stands here for the third time this week.</p>"
    assert text_of(page(f"<article>{BODY}{others}</article>")) == "\n\n".join(PROSE)


def test_such_a_heading_in_the_middle_ends_nothing() -> None:
    markup = page(f"<p>{PROSE[0]}</p><h2>More news</h2>{''.join(f'<p>{one}</p>' for one in PROSE[1:])}")
    assert text_of(markup).endswith(PROSE[-1])


def test_the_title_is_not_repeated_at_the_head_of_the_text() -> None:
    markup = page(f"<div><h2>What families said</h2>{BODY}</div>")
    assert text_of(markup, "What families said") == "\n\n".join(PROSE)


def test_a_sources_own_boilerplate_is_dropped() -> None:
    markup = page(
        f"{BODY}<p>If you need to talk to somebody today, our helpline is open until ten at night.</p>{BODY}"
    )
    assert "helpline" in text_of(markup)
    assert "helpline" not in text_of(markup, boilerplate=("Our helpline is open",))


def test_a_page_inside_its_own_unclosed_button_is_read() -> None:
    markup = (
        f"<html><body><header><button><main><article><h1>What families"
        f" said</h1>{BODY}</article></main></button>"
    )
    assert text_of(markup, "What families said") == "\n\n".join(PROSE)


def test_a_page_inside_one_form_is_read() -> None:
    markup = (
        page(BODY)
        .replace("<body>", '<body><form class="menu" action="/page.aspx">')
        .replace("</body>", "</form></body>")
    )
    assert text_of(markup) == "\n\n".join(PROSE)


def test_a_page_without_paragraphs_is_read() -> None:
    markup = f"<html><body><div>{PROSE[0]}<br><br>{PROSE[1]}</div></body></html>"
    text = text_of(markup)
    assert PROSE[0] in text
    assert PROSE[1] in text


def test_very_short_pages_give_what_there_is() -> None:
    assert text_of("<html><body><p>Closed.</p></body></html>") == "Closed."


def test_a_page_of_links_alone_gives_their_words() -> None:
    text = text_of(
        '<html><body><div><a href="/a">First report</a> <a href="/b">Second report</a></div></body></html>'
    )
    assert "First report" in text


def test_a_container_named_like_furniture_may_be_the_page() -> None:
    markup = f'<html><body><div class="has-newsletter sidebar"><div>{BODY}</div></div></body></html>'
    assert text_of(markup) == "\n\n".join(PROSE)


def test_links_in_the_middle_of_blocks_and_loose_text_are_kept() -> None:
    loose = "Loose words beside paragraphs that nobody wrapped in an element of their own."
    text = text_of(
        page(f"<div>{loose}<p>{PROSE[0]}</p>{loose}<b> In bold.</b><p>{PROSE[1]}</p></div><p>{PROSE[2]}</p>")
    )
    assert PROSE[0] in text
    assert PROSE[2] in text


def test_lines_broken_by_hand_stay_lines() -> None:
    text = text_of(page(f"<p>{PROSE[0]}<br>{PROSE[1]}</p><p>{PROSE[2]}</p><p>{PROSE[3]}</p>"))
    assert re.search(re.escape(PROSE[0]) + r"\n+" + re.escape(PROSE[1]), text)


def test_blocks_are_joined_by_their_kind() -> None:
    assert join_blocks(["a", "- b", "- c", "d | e", "f | g", "h"]) == "a\n\n- b\n- c\n\nd | e\nf | g\n\nh"
    assert join_blocks([]) == ""


def test_hidden_text_is_no_text() -> None:
    found = text_of(
        page(f'{BODY}<div hidden><p>{PROSE[0]} Hidden.</p></div><p aria-hidden="true">Hidden too.</p>{BODY}')
    )
    assert "Hidden" not in found


def test_a_chance_match_far_behind_the_text_is_not_its_end() -> None:
    walked = [
        "the first paragraph of the text",
        "the last paragraph of it",
        "x" * 50,
        "y" * 50,
        "early help",
        "z" * 60,
    ]
    read_blocks = [*walked[:2], "early help"]
    assert _reconcile(read_blocks, walked) == walked[:2]
    assert _reconcile([*walked[:2], "a" * 10], walked) == walked[:2]


def test_a_long_last_section_behind_a_gap_belongs_to_the_text() -> None:
    last = "the last section of the text, which is long enough not to be there by chance, beyond all doubt"
    walked = ["the first paragraph of the text", "a list that one reader lost", last * 2]
    assert _reconcile([walked[0], last * 2], walked) == walked


def test_readings_that_disagree_are_not_reconciled() -> None:
    assert _reconcile(["one text", "and more of it"], ["quite another text"]) == []
    assert _reconcile([], ["only the walk"]) == []
    assert _reconcile(["only the reader"], []) == []


def test_declarations_of_consent_and_sponsors_are_no_text() -> None:
    consent = "By signing up, you agree to receive messages at the number given. " + "Rates may apply. " * 20
    sponsor = "The following content is brought to you by our partners, who pay for some of it."
    text = text_of(page(f"<article>{BODY}<p>{consent}</p><p>{sponsor}</p>{BODY}</article>"))
    assert "Rates may apply" not in text
    assert "partners" not in text


def test_two_line_breaks_part_paragraphs_one_does_not() -> None:
    broken = f"<div><p>{PROSE[4]}</p>{PROSE[0]}<br><br>\n{PROSE[1]}<br>\n{PROSE[2]}<br/> <br>{PROSE[3]}</div>"
    parts = (PROSE[4], PROSE[0], f"{PROSE[1]} {PROSE[2]}", PROSE[3])
    assert text_of(page(broken)) == "\n\n".join(parts)


def test_a_wall_outside_of_the_text_is_seen_and_the_word_alone_is_none() -> None:
    box = '<div class="modal"><button>Subscribe to continue reading</button></div>'
    assert read(page(f"<h1>What families said</h1>{BODY}{box}")).partial
    told = f"<p>{PROSE[0]} Register now to continue reading at school, they said to us. {PROSE[1]}</p>"
    assert not read(page(f"<h1>What families said</h1>{BODY}{told}")).partial
