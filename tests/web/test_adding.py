"""Adding a source at the desk: a real site, looked at by a real process of its own."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from lxml.html import document_fromstring

from scraper.config import load_settings
from scraper.storage.desk_models import Event
from scraper.storage.engine import Database
from scraper.storage.models import Source
from scraper.web.adding import reason_of
from tests.site.server import Answer, Site
from tests.web.desk import Client, Reply, RunningDesk

ITEM = "<item><title>{title}</title><link>{url}</link><pubDate>Fri, 20 Nov 2026 09:00:00 GMT</pubDate></item>"

SECOND = """[[channels]]
name = "news"
strategy = "listing"
url = "SITE/news"

[[channels]]"""


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


def look(editor: Client, site: Site) -> Reply:
    return editor.post("/sources/add", {"url": f"{site.url}/feed", "name": "Voice"})


def sent_by(page: Reply) -> dict[str, list[str]]:
    """What the form below the preview sends when nothing in it is changed."""
    (form,) = document_fromstring(page.text).xpath("//form[@action='/sources/watch']")
    return {name: form.xpath(f".//input[@name='{name}']/@value") for name in ("definition", "channel", "url")}


def watched(desk: RunningDesk) -> set[str]:
    with desk.database.reading() as session:
        return set(session.scalars(sa.select(Source.slug)))


def test_what_was_found_is_shown_and_watched_when_the_editor_says_so(
    local_desk: RunningDesk, site: Site
) -> None:
    editor = local_desk.client()
    page = look(editor, site)
    assert "A story of ours, the first 20 Nov 2026" in page.plain, page.plain
    assert "voice" not in watched(local_desk)
    asked = len(site.requests)
    form = sent_by(page)
    added = editor.post("/sources/watch", form)
    assert "voice is watched now: feed" in added.plain, added.plain
    assert "<h1>Voice</h1>" in added.text
    assert "voice" in watched(local_desk)
    with local_desk.database.reading() as session:
        told = session.scalars(sa.select(Event).where(Event.action == "define")).one()
        assert told.actor == "editor"  # who asked for it, not the account of the machine
    assert len(site.requests) == asked
    for again in (look(editor, site), editor.post("/sources/watch", form)):
        assert again.status == 422
        assert "Already watched as voice (Voice), active." in again.plain


def test_channels_that_are_unticked_are_not_watched(local_desk: RunningDesk, site: Site) -> None:
    editor = local_desk.client()
    form = sent_by(look(editor, site))
    none = editor.post("/sources/watch", form | {"channel": []})
    assert none.status == 422
    assert "nothing was chosen" in none.plain.lower()
    two = form["definition"][0].replace("[[channels]]", SECOND.replace("SITE", site.url), 1)
    kept = editor.post("/sources/watch", form | {"definition": [two], "channel": ["feed"]})
    assert "voice is watched now: feed. The next" in kept.plain, kept.plain


def test_a_name_that_was_taken_meanwhile_is_refused(local_desk: RunningDesk, site: Site) -> None:
    editor = local_desk.client()
    form = sent_by(look(editor, site))
    other = form["definition"][0].replace("/feed", "/other")
    assert editor.post("/sources/watch", form | {"definition": [other]}).status == 200
    refused = editor.post("/sources/watch", form)
    assert refused.status == 422
    assert "there is a source" in refused.plain.lower()


def test_a_definition_that_cannot_be_used_is_refused(local_desk: RunningDesk) -> None:
    page = local_desk.client().post("/sources/watch", {"definition": "slug = 1", "channel": "feed"})
    assert page.status == 422
    assert "the definition: " in page.plain.lower()


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
