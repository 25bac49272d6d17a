import json
from dataclasses import replace

import pytest

from scraper.extraction import extract
from scraper.extraction.known import read_known
from scraper.extraction.learning import FEWEST, learn
from scraper.extraction.metadata import gather
from scraper.extraction.tree import parse
from scraper.items import Document, PageHints, Publication, SitePattern
from tests.extraction.shapes import BODY, NOW, page
from tests.extraction.templates import (
    CHARITY,
    COOKIES,
    EXIT,
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


def test_a_pattern_is_plain_data(site: str) -> None:
    pattern = learnt(site)
    assert SitePattern.from_json(json.loads(json.dumps(pattern.as_json()))) == pattern
    assert SitePattern.from_json(json.loads(json.dumps(SitePattern().as_json()))) == SitePattern()
