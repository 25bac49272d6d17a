"""A source's pages teach how to read them; no publication seems updated only because it is read anew."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from sqlalchemy import select

from scraper.storage.engine import Database
from scraper.storage.models import Revision, Source
from tests.acceptance.test_crawl import story
from tests.command import Gleaner
from tests.extraction.templates import paragraphs
from tests.site.pages import article, definition, listing
from tests.site.server import Answer, Site

COOKIES = "This page keeps small files on your machine to learn how often it is read"
WATCHED = (3, 5)
CHANNELS = (
    ("news", "listing", "/news/"),
    *((f"watched-{number}", "page", story(number)[0]) for number in WATCHED),
)


def page(number: int, edited: str = "", beside: str = "Rooms for carers in the north") -> str:
    """A story with a line of furniture in its text, and a link to another page after it."""
    _, title, published = story(number)
    text = "".join(f"<p>{one}</p>" for one in (COOKIES, *paragraphs(number), edited))
    link = f'<ul><li><a href="/about/">{beside}</a></li></ul>'
    made = article(title, published, "")
    return made.replace("</article>", f'<div class="story-text">{text}</div>{link}</article>')


def publish(site: Site, numbers: Iterable[int]) -> None:
    shown = list(numbers)
    for number in shown:
        site[story(number)[0]] = page(number)
    site["/news/"] = listing([story(number) for number in shown])
    site["/robots.txt"] = Answer("User-agent: *\nAllow: /\n", content_type="text/plain")


@pytest.fixture
def gleaner(tmp_path: Path) -> Gleaner:
    home = Gleaner(tmp_path / "home")
    home.home.mkdir()
    return home


def texts(gleaner: Gleaner) -> dict[str, str]:
    rows = gleaner.json("queue", "list", "--status", "all", "--limit", 100)
    return {row["title"]: gleaner.json("queue", "show", row["id"])["text"] for row in rows[:4]}


def test_what_was_learned_raises_no_update_and_replay_agrees(gleaner: Gleaner) -> None:
    with Site() as site:
        publish(site, range(1, 10))
        gleaner.define("voice", definition("voice", site.url, *CHANNELS))
        assert gleaner.json("crawl", "voice")["new"] == 9
        assert all(COOKIES in text for text in texts(gleaner).values())
        assert not gleaner.json("sources", "show", "voice")["learned"]
        publish(site, range(1, 15))
        second = gleaner.json("crawl", "voice", "--all")
        assert (second["new"], second["updated"]) == (5, 0)
        (learned,) = gleaner.json("sources", "show", "voice")["learned"]
        assert learned["pages"] >= 10
        assert not any(COOKIES in text for text in texts(gleaner).values())
        edited, same = WATCHED
        site[story(edited)[0]] = page(edited, "The council has since withdrawn its plan.")
        site[story(same)[0]] = page(same, beside="Money for nurses in the south")
        site.requests.clear()
        third = gleaner.json("crawl", "voice", "--all")
        assert {story(number)[0] for number in WATCHED} <= set(site.asked())
        assert (third["new"], third["updated"]) == (0, 1)
    assert gleaner.json("replay")["changed"] == 0


def test_what_a_kill_left_unread_is_read_again_before_anything_is_asked_for(gleaner: Gleaner) -> None:
    with Site() as site:
        publish(site, range(1, 13))
        gleaner.define("voice", definition("voice", site.url, *CHANNELS))
        gleaner.run("crawl", "voice")
        database = Database(f"sqlite:///{gleaner.home}/gleaner.db")
        with database.writing() as session:
            source = session.scalars(select(Source).where(Source.slug == "voice")).one()
            source.learned = {**(source.learned or {}), "rereading": 0}
            for revision in session.scalars(select(Revision)):
                revision.text = f"{COOKIES}\n\n{revision.text}"
                revision.text_hash = revision.mask_hash = "as it was read before"
        for number in WATCHED:
            site[story(number)[0]] = page(number, beside="Money for nurses in the south")
        told = gleaner.json("crawl", "voice", "--all")
        assert {story(number)[0] for number in WATCHED} <= set(site.asked())
    assert (told["new"], told["updated"]) == (0, 0)
    with database.reading() as session:
        (learned,) = session.scalars(select(Source.learned).where(Source.slug == "voice"))
    database.close()
    assert learned
    assert learned["rereading"] is None
    assert not any(COOKIES in text for text in texts(gleaner).values())


def test_the_source_says_what_was_learned(gleaner: Gleaner) -> None:
    with Site() as site:
        publish(site, range(1, 12))
        gleaner.define("voice", definition("voice", site.url, *CHANNELS))
        gleaner.run("crawl", "voice")
    shown = gleaner.run("sources", "show", "voice").stdout
    assert "from 11 pages: text in //div" in shown
    assert "lines repeat on its pages and are left out of texts: this page keeps small files" in shown
