"""A crawl killed at any moment and run again ends as one undisturbed run does."""

import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql

from scraper.storage.engine import Database
from tests.acceptance.test_crawl import CHANNELS, publish
from tests.command import Gleaner
from tests.site.pages import definition
from tests.site.server import Site

STORIES = list(range(1, 13))
KILLS = 60 if os.environ.get("GLEANER_TORTURE") else 4


def end_state(home: Gleaner) -> list[Any]:
    """All that a user can tell apart: the queue, what became of every page, and the texts."""
    queue = sorted(
        (row["url"], row["title"], row["published"], row["kind"], row["status"])
        for row in home.json("queue", "list")
    )
    database = Database(f"sqlite:///{home.home}/gleaner.db")
    with database.reading() as session:
        state = [
            [tuple(row) for row in session.execute(sql(statement))]
            for statement in (
                "SELECT key, state, reason, verdict FROM page ORDER BY key",
                (
                    "SELECT c.name, p.key FROM sighting s JOIN channel c ON c.id = s.channel_id"
                    " JOIN page p ON p.id = s.page_id ORDER BY 1, 2"
                ),
                "SELECT number, text_hash FROM revision ORDER BY 2, 1",
                "SELECT count(*) FROM host WHERE lease_owner IS NOT NULL",
            )
        ]
        assert session.execute(sql("PRAGMA integrity_check")).scalar() == "ok"
    database.close()
    return [queue, *state]


@pytest.mark.slow
def test_a_crawl_killed_at_random_moments_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    chance = random.Random(20261123)  # noqa: S311 - moments, not secrets
    with Site() as site:
        publish(site, STORIES)
        definitions = definition("voice", site.url, *CHANNELS)
        calm = Gleaner(tmp_path / "calm")
        calm.define("voice", definitions)
        started = time.monotonic()
        calm.run("crawl", "voice")
        whole = time.monotonic() - started
        for attempt in range(KILLS):
            killed = Gleaner(tmp_path / f"killed-{attempt}")
            killed.define("voice", definitions)
            for _ in range(2):
                process = killed.start("crawl", "voice")
                time.sleep(chance.uniform(0, whole))  # noqa: TID251 - the moment of the kill
                process.send_signal(signal.SIGKILL)
                process.communicate()
            killed.run("crawl", "voice")
            assert end_state(killed) == end_state(calm), f"attempt {attempt}"
