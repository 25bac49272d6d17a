import json
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from scraper.cli.frame import utc_now
from tests.command import Gleaner

TODAY = utc_now().date()


@pytest.fixture
def gleaner(tmp_path: Path) -> Gleaner:
    home = Gleaner(tmp_path / "home")
    home.home.mkdir()
    return home


def test_an_issue_that_is_not_there_is_refused(gleaner: Gleaner) -> None:
    done = gleaner.run("digest", "coverage", 7, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "no issue 7" in done.stderr


def test_sightings_without_account_end_the_command_with_one(gleaner: Gleaner, tmp_path: Path) -> None:
    gleaner.run("digest", "new", "--date", TODAY)
    at = f"{TODAY - timedelta(days=2)} 09:00:00.000000"
    connection = sqlite3.connect(gleaner.home / "gleaner.db")
    connection.execute(
        "INSERT INTO page (id, key, url, source_id, state, baseline, detail, attempts, first_seen_at)"
        " VALUES (1, 'k', 'https://example.org/a', 1, 'dropped', 0, '', 0, ?)",
        (at,),
    )
    connection.execute(
        "INSERT INTO sighting (channel_id, page_id, statement, first_seen_at, last_seen_at)"
        " VALUES (1, 1, '{}', ?, ?)",
        (at, at),
    )
    connection.execute("UPDATE source SET added_at = ?", (at,))
    connection.commit()
    connection.close()
    done = gleaner.run("digest", "coverage", 1, "--json", check=False)
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["sightings"] == {
        "total": 1,
        "accounted": 0,
        "adds_up": False,
        "became": {"unaccounted": {"dropped, and no reason is known": 1}},
    }
    done = gleaner.run("digest", "coverage", 1, "--out", tmp_path / "nowhere" / "file.txt", check=False)
    assert done.returncode == 1
    assert "cannot write" in done.stderr


def test_checks_by_hand_are_of_today_or_before(gleaner: Gleaner) -> None:
    earlier = TODAY - timedelta(days=40)
    told = gleaner.json("sources", "checked", "ofsted", "--on", earlier, "--note", " seen ")
    assert (told["source"], told["note"], told["at"][:10]) == ("ofsted", "seen", str(earlier))
    for arguments in (("ofsted", "--on", "2999-01-01"), ("nobody",)):
        assert gleaner.run("sources", "checked", *arguments, check=False).returncode == 1
