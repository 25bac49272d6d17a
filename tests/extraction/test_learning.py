import json
import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from types import FrameType

import pytest

from scraper.extraction import extract
from scraper.extraction.known import read_known
from scraper.extraction.learning import FEWEST, fits, learn, learn_further
from scraper.extraction.metadata import gather
from scraper.extraction.places import line_key
from scraper.extraction.tree import LARGEST_PAGE, parse
from scraper.items import Document, PageHints, Publication, SitePattern, Unreadable
from scraper.outcomes import Kind, Witness
from tests.extraction.shapes import BODY, NOW, page
from tests.extraction.templates import (
    CHARITY,
    COOKIES,
    EXIT,
    NOUNS,
    POLL,
    TEMPLATES,
    UNSIGNED,
    WALL,
    author_of,
    day_of,
    paragraphs,
    served,
    title_of,
    truth,
)

HINTS = PageHints(now=NOW)
LEARNT = range(10)
UNSEEN = range(20, 30)


def read(document: Document, pattern: SitePattern | None) -> Publication:
    found = extract(document, replace(HINTS, patterns=(pattern,) if pattern else ()))
    assert isinstance(found, Publication), found
    return found


@pytest.fixture(params=list(TEMPLATES))
def site(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def learnt(site: str) -> SitePattern:
    pattern = learn([served(site, seed) for seed in LEARNT], HINTS)
    assert pattern is not None
    return pattern


def test_ten_pages_teach_where_everything_stands(site: str) -> None:
    pattern = learnt(site)
    assert pattern.content
    assert pattern.title
    assert pattern.published
    assert pattern.pages == len(LEARNT)


def test_pages_not_seen_before_are_read_right_and_the_quick_way(site: str) -> None:
    pattern = learnt(site)
    for seed in UNSEEN:
        document = served(site, seed)
        found = read(document, pattern)
        assert found.title == title_of(seed)
        assert str(found.published) == str(day_of(seed))
        assert lines_of(found) == truth(site, seed)
        assert found.authors == (() if site in UNSIGNED else (author_of(seed),))
        tree = parse(document.body.decode())
        assert read_known(gather(tree, document.url), replace(HINTS, patterns=(pattern,)), NOW) is not None  # type: ignore[arg-type]


def lines_of(found: Publication) -> list[str]:
    return [part.removeprefix("- ") for part in found.text.split("\n") if part not in ("", "Findings")]


def test_lines_of_the_site_are_taken_out_of_the_generic_reading_too(site: str) -> None:
    lines = learnt(site).repeated
    assert lines
    alone = SitePattern(repeated=lines)
    for seed in UNSEEN:
        text = read(served(site, seed), alone).text
        if site != "tables":  # there the generic way reads a whole row as one line
            assert not [one for one in (COOKIES, EXIT, POLL, WALL, CHARITY) if one in text]
        assert paragraphs(seed)[0] in text


def test_a_page_of_another_template_is_read_the_generic_way() -> None:
    pattern = learnt("press")
    other = served("soup", 3)
    assert read(other, pattern) == read(other, SitePattern(repeated=pattern.repeated))
    strange = Document(
        "https://www.example.org/x", page(f"<h1>Quite another page</h1>{BODY}").encode(), "text/html"
    )
    assert read(strange, pattern).title == "Quite another page"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("datetime=", "data-x="),
        ('class="press-title"', 'class="other"'),
        ('class="press-body"', 'class="press-text"'),
        ("<p>In", "<p hidden>"),
    ],
)
def test_what_is_missing_on_a_page_sends_it_the_generic_way(old: str, new: str) -> None:
    pattern, document = learnt("press"), served("press", 21)
    changed = replace(document, body=document.body.replace(old.encode(), new.encode()))
    if old == "datetime=":
        changed = replace(changed, body=changed.body.replace(f"{day_of(21):%d %B %Y}".encode(), b""))
    tree = parse(changed.body.decode())
    assert read_known(gather(tree, changed.url), replace(HINTS, patterns=(pattern,)), NOW) is None  # type: ignore[arg-type]
    assert isinstance(extract(changed, replace(HINTS, patterns=(pattern,))), Publication)


def test_few_or_equal_pages_teach_nothing() -> None:
    assert learn([served("press", seed) for seed in range(FEWEST - 1)], HINTS) is None
    assert learn([served("press", 1)] * 10, HINTS) is None
    assert learn([Document("https://example.org/x", b"", "text/html")] * 10, HINTS) is None


def test_what_the_entry_states_stands_beside_what_the_page_does() -> None:
    hints = replace(HINTS, patterns=(learnt("press"),), title="From the feed", authors=("Fay Feed",))
    found = extract(served("press", 22), hints)
    assert isinstance(found, Publication)
    assert (found.title, found.authors) == (title_of(22), ("Fay Feed",))
    assert "From the feed" in {fact.value for fact in found.facts if fact.field == "title"}


def calls(work: Callable[[], object]) -> Counter[str]:
    """How often each function was called, in Python and in C, by the module and its name."""
    counted: Counter[str] = Counter()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            counted[f"{frame.f_globals.get('__name__')}.{frame.f_code.co_name}"] += 1

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted


def test_a_page_that_fits_is_parsed_once_and_never_searched(site: str) -> None:
    pattern, document = learnt(site), served(site, 21)
    read(document, pattern)
    generic, known = calls(lambda: read(document, None)), calls(lambda: read(document, pattern))
    assert known["scraper.extraction.tree.parse"] == 1
    searching = ("trafilatura", "htmldate")
    assert any(name.startswith(searching) for name in generic)
    assert not any(name.startswith(searching) for name in known)
    assert generic.total() > 1.5 * known.total()


def test_a_page_that_fits_is_weighed_once_and_each_of_its_paragraphs_poured_once(site: str) -> None:
    pattern, document = learnt(site), served(site, 21)
    counted = calls(lambda: read(document, pattern))
    once = ("blocks.weigh_prose", "tree.holders_of_blocks", "nation.settle_nations", "kind.settle_kind")
    assert {name: counted[f"scraper.extraction.{name}"] for name in once} == dict.fromkeys(once, 1)
    never = ("html.read_text", "title.settle_title", "published.published_facts", "blocks.main_container")
    assert not [name for name in never if counted[f"scraper.extraction.{name}"]]
    tree = parse(document.body.decode())
    assert not isinstance(tree, Unreadable)
    paragraphs_there = len(list(tree.iter("p")))
    other_blocks = counted["scraper.extraction.blocks._block"]
    assert counted["scraper.extraction.tree.lines_of"] <= paragraphs_there + other_blocks


def test_what_is_judged_by_the_text_is_the_same_both_ways(site: str) -> None:
    pattern = learnt(site)
    for seed in UNSEEN:
        generic, known = read(served(site, seed), None), read(served(site, seed), pattern)
        for name in ("language", "kind", "nations", "organisations", "updated", "canonical_url"):
            assert getattr(known, name) == getattr(generic, name), name
        assert set(known.links) <= set(generic.links)


def test_each_template_of_a_source_has_its_own_pattern() -> None:
    pages = [served(name, seed) for seed in LEARNT for name in ("press", "fields")]
    first = learn_further(pages, HINTS, least=10)
    assert first is not None
    hints = replace(HINTS, patterns=(first,))
    second = learn_further(pages, hints, least=10)
    assert second is not None
    assert second.content != first.content
    both = replace(HINTS, patterns=(first, second))
    assert all(fits(page, both) for page in pages)
    assert learn_further(pages, both, least=10) is None
    for each in pages:
        assert not fits(each, hints) or extract(each, hints) == extract(each, both)


def test_too_few_strange_pages_teach_no_further_pattern() -> None:
    hints = replace(HINTS, patterns=(learnt("press"),))
    pages = [served("press", seed) for seed in LEARNT] + [served("fields", seed) for seed in range(9)]
    assert learn_further(pages, hints, least=10) is None


def test_a_page_without_a_body_or_too_large_fits_nothing() -> None:
    hints = replace(HINTS, patterns=(learnt("press"),))
    url = "https://www.example.org/x"
    for body in (b"", b"<p>" * LARGEST_PAGE):
        assert not fits(Document(url, body, "text/html"), hints)


def test_a_notice_that_repeats_its_own_text_keeps_it() -> None:
    pattern = learnt("press")
    hints = replace(HINTS, patterns=(SitePattern(repeated=frozenset(map(line_key, paragraphs(3)))),))
    found = extract(served("press", 3), hints)
    assert isinstance(found, Publication)
    assert paragraphs(3)[4] in found.text
    assert pattern.repeated.isdisjoint(map(line_key, paragraphs(3)))


def test_what_the_definition_says_stands_before_what_was_learnt() -> None:
    document = served("press", 22)
    said = paragraphs(22)[2][:40]
    hints = replace(
        HINTS, patterns=(learnt("press"),), boilerplate=(said,), kind_patterns=(("/press/", Kind.LETTER),)
    )
    found = extract(document, hints)
    assert isinstance(found, Publication)
    assert said not in found.text
    assert (found.kind, found.kind_witness) == (Kind.LETTER, Witness.DEFINITION)


def plain(seed: int, head: str = "", byline: str = "") -> Document:
    """A page without a heading of the first order; its day stands in its address only."""
    day = day_of(seed)
    markup = f"""<html lang="en"><head><title>{title_of(seed)} | Kind Trust</title>{head}
<meta property="og:site_name" content="Kind Trust"></head><body><div class="top"><p>{CHARITY}</p></div>
<div id="main">{byline}{"".join(f"<p>{one}</p>" for one in paragraphs(seed))}</div></body></html>"""
    return Document(f"https://www.example.org/{day:%Y/%m/%d}/page-{seed}", markup.encode(), "text/html")


def test_a_day_in_the_address_and_a_title_in_the_head_are_places_too() -> None:
    pattern = learn([plain(seed) for seed in LEARNT], HINTS)
    assert pattern is not None
    assert (pattern.title, pattern.published) == (("title-tag", ""), ("url", ""))
    for seed in UNSEEN:
        assert fits(plain(seed), replace(HINTS, patterns=(pattern,)))
        found = read(plain(seed), pattern)
        assert (found.title, str(found.published)) == (title_of(seed), str(day_of(seed)))
        assert {fact.witness for fact in found.facts if fact.field == "title"} == {Witness.TITLE_TAG}


def test_a_title_in_a_meta_tag_is_a_place() -> None:
    pages = [plain(seed, f'<meta property="og:title" content="{title_of(seed)}!">') for seed in range(30)]
    pattern = learn(pages[:10], HINTS)
    assert pattern is not None
    assert pattern.title == ("meta", "og:title")
    assert read(pages[22], pattern).title == f"{title_of(22)}!"


def test_authors_who_stand_here_and_there_are_looked_for_on_each_page() -> None:
    ways = ('<p class="byline">By {}</p>', "<p>Posted by {}</p>", '<span rel="author">{}</span>')
    pages = [plain(seed, "", ways[seed % 3].format(author_of(seed + 1))) for seed in range(30)]
    pattern = learn(pages[:10], HINTS)
    assert pattern is not None
    assert pattern.authors is None
    for seed in UNSEEN:
        assert read(pages[seed], pattern).authors == read(pages[seed], None).authors == (author_of(seed + 1),)


def test_an_author_of_a_site_that_named_none_so_far_is_found_once_one_page_taught_so() -> None:
    byline = '<p class="byline">By Ada Case</p>'
    pattern = learn([plain(seed, "", byline if seed == 4 else "") for seed in LEARNT], HINTS)
    assert pattern is not None
    assert read(plain(21, "", byline), pattern).authors == ("Ada Case",)


def test_a_page_whose_prose_stands_elsewhere_does_not_fit() -> None:
    pattern, document = learnt("press"), served("press", 21)
    elsewhere = "".join(f"<p>{one}</p>" for one in paragraphs(77, 60))
    body = document.body.replace(b"</main>", f"</main><div>{elsewhere}</div>".encode())
    assert fits(document, replace(HINTS, patterns=(pattern,)))
    assert not fits(replace(document, body=body), replace(HINTS, patterns=(pattern,)))


def test_a_pattern_is_plain_data(site: str) -> None:
    pattern = learnt(site)
    assert SitePattern.from_json(json.loads(json.dumps(pattern.as_json()))) == pattern
    assert SitePattern.from_json(json.loads(json.dumps(SitePattern().as_json()))) == SitePattern()


def test_pages_that_hold_their_text_here_and_there_teach_lines_only() -> None:
    def page_at(seed: int) -> Document:
        text = "".join(f"<p>{one}</p>" for one in paragraphs(seed))
        parts = [f"<p>{CHARITY}</p>", text][:: 1 if seed % 2 else -1]
        body = f'<h1>{title_of(seed)}</h1><div id="one">{parts[0]}</div><div id="two">{parts[1]}</div>'
        return Document(f"https://www.example.org/{seed}", page(body).encode(), "text/html")

    pattern = learn([page_at(seed) for seed in LEARNT], HINTS)
    assert pattern is not None
    assert (pattern.content, pattern.pages) == (None, len(LEARNT))
    assert line_key(CHARITY) in pattern.repeated


def test_tables_of_figures_alone_have_no_place_of_their_text() -> None:
    def figures(seed: int) -> Document:
        names = random.Random(seed).choices(NOUNS, k=60)  # noqa: S311
        cells = (f"<td>{one} {other}</td><td>{seed}</td>" for one, other in pairwise(names))
        rows = "".join(f"<tr>{cell}</tr>" for cell in cells)
        body = f"<h1>{title_of(seed)}</h1><table>{rows}</table>"
        return Document(f"https://www.example.org/{seed}", page(body).encode(), "text/html")

    pattern = learn([figures(seed) for seed in LEARNT], HINTS)
    assert pattern is not None
    assert pattern.content is None


def test_what_changes_nothing_chosen_is_not_asked_of_a_page_that_fits() -> None:
    pattern = learnt("press")
    markup = served("press", 30).body.decode()
    head = '<head><meta property="article:modified_time" content="2025-12-01">'
    later = '<time itemprop="dateModified" datetime="2026-01-05">5 January 2026</time></article>'
    markup = markup.replace("<head>", head).replace("</article>", later)
    markup = markup.replace("<main>", '<time datetime="2031-05-06">6 May 2031</time><main>')
    document = Document("https://www.example.org/news/press/page-30", markup.encode(), "text/html")
    known, generic = read(document, pattern), read(document, None)
    assert (known.updated, known.kind) == (generic.updated, generic.kind)
    assert str(known.updated) == "2025-12-01"
    assert [fact.value for fact in known.facts if fact.field == "updated"] == ["2025-12-01"]
    assert [fact.value for fact in generic.facts if fact.field == "updated"] == ["2025-12-01", "2026-01-05"]
    same_day = markup.replace('content="2025-12-01"', f'content="{day_of(30)}"')
    later = read(Document(document.url, same_day.encode(), "text/html"), pattern)
    assert str(later.updated) == "2026-01-05"
    assert "refused date" in {fact.field for fact in generic.facts}
    assert "refused date" not in {fact.field for fact in known.facts}
    assert sum(fact.field == "kind" for fact in known.facts) == 1


def test_a_page_that_fits_gives_the_day_it_shows_for_a_stamp_in_utc() -> None:
    def stamped(seed: int, hour: int = 12) -> Document:
        day = day_of(seed)
        body = "".join(f"<p>{each}</p>" for each in paragraphs(seed))
        head = f'<meta property="article:published_time" content="{day}T{hour:02}:30:00Z">'
        main = f'<h1>{title_of(seed)}</h1><p class="s">Story {seed}</p><div class="body">{body}</div>'
        return Document(f"https://www.example.org/n/{seed}", page(main, head=head).encode(), "text/html")

    pattern = learn([stamped(seed) for seed in LEARNT], HINTS)
    assert pattern is not None
    assert str(read(stamped(30), pattern).published) == str(day_of(30))
    before = day_of(30) - timedelta(days=1)
    shown = f'<p class="s">{before:%d %B %Y}</p>'
    markup = stamped(30, 3).body.decode().replace('<p class="s">Story 30</p>', shown)
    document = Document("https://www.example.org/n/30", markup.encode(), "text/html")
    assert fits(document, replace(HINTS, patterns=(pattern,)))
    assert str(read(document, pattern).published) == str(read(document, None).published) == str(before)
