"""Adding a source at the desk: a real site, looked at by a real process of its own."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from scraper.config import load_settings
from scraper.storage.desk_models import Event
from scraper.storage.engine import Database
from scraper.storage.models import Source
from scraper.web.adding import reason_of
from tests.site.server import Answer, Site
from tests.web.desk import Client, RunningDesk

ITEM = "<item><title>{title}</title><link>{url}</link><pubDate>Fri, 20 Nov 2026 09:00:00 GMT</pubDate></item>"


def feed(url: str) -> str:
    """A feed of two entries."""
    items = [
        ITEM.format(title=f"A story of ours, the {word}", url=f"{url}/{word}") for word in ("first", "next")
    ]
    return f'<rss version="2.0"><channel><title>Example Voice</title>{"".join(items)}</channel></rss>'


@pytest.fixture
def local_desk(tmp_path: Path, sqlite_template: Path) -> Iterator[RunningDesk]:
    """A desk whose crawl may ask this machine, without pauses."""
    (tmp_path / "gleaner.db").write_bytes(sqlite_template.read_bytes())
    settings = replace(load_settings(tmp_path, {}, {}), allow_private_networks=True, download_delay=0.0)
    database = Database(settings.database)
    with RunningDesk(database, settings) as running:
        yield running
    database.close()


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        running.pages["/feed"] = Answer(feed(running.url), content_type="application/rss+xml")
        yield running


def test_an_address_becomes_a_source_and_a_second_time_it_is_known(
    local_desk: RunningDesk, site: Site
) -> None:
    editor = local_desk.client()
    form = {"url": f"{site.url}/feed", "name": "Voice"}
    page = editor.post("/sources/add", form)
    assert "voice is watched now" in page.plain, page.plain
    assert "<h1>Voice</h1>" in page.text
    with local_desk.database.reading() as session:
        assert "voice" in session.scalars(sa.select(Source.slug)).all()
        told = session.scalars(sa.select(Event).where(Event.action == "define")).one()
        assert told.actor == "editor"  # who asked for it, not the account of the machine
    again = editor.post("/sources/add", form)
    assert again.status == 422
    assert "Already watched as voice (Voice), active." in again.plain


def test_what_cannot_be_watched_is_told_beside_the_field(editor: Client) -> None:
    for url, words in (("", "an address is needed"), ("--help", "--help"), ("ftp://example.org/", "ftp")):
        page = editor.post("/sources/add", {"url": url})
        assert page.status == 422
        assert words in page.plain.lower(), page.plain
        assert f"{url or 'An address'}" in page.plain  # as it was typed
        assert 'aria-describedby="took problem"' in page.text


def test_a_private_address_is_refused_there_as_everywhere(editor: Client, site: Site) -> None:
    page = editor.post("/sources/add", {"url": f"{site.url}/feed"})
    assert page.status == 422
    assert site.requests == []


def test_without_a_reason_it_is_said_where_one_may_stand() -> None:
    assert "log" in reason_of("Traceback: nothing for people")
    assert reason_of("gleaner: one\nother\ngleaner: two") == "two"
