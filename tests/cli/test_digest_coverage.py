import json
import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scraper.cli.frame import utc_now
from scraper.outcomes import DropReason, Outcome, PageState
from scraper.polling.accounting import Accounts, SightingSeen, account
from scraper.polling.coverage import Blind, Coverage, Stretch, Window
from scraper.polling.statement import Checked, SourceLine, Statement
from scraper.polling.statement_text import MOST_IN_SENTENCE, MOST_NAMED, span, statement_text
from tests.command import Gleaner

BEGIN = datetime(2026, 11, 16, tzinfo=UTC)
END = datetime(2026, 11, 23, tzinfo=UTC)
TODAY = utc_now().date()
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def gleaner(tmp_path: Path) -> Gleaner:
    home = Gleaner(tmp_path / "home")
    home.home.mkdir()
    return home


def line(slug: str, *stretches: Stretch, **changes: Any) -> SourceLine:
    found = Coverage(slug, slug.title(), 3, 1, {Outcome.NEW: 1, Outcome.FAILED: 2}, stretches)
    values: dict[str, Any] = {
        "coverage": found,
        "last_new": None,
        "usual_gap": None,
        "shown": 0,
        "by_hand": (),
    }
    return SourceLine(**(values | changes))


def refused(number: int) -> SightingSeen:
    return SightingSeen(
        id=number,
        source="voice",
        channel="news",
        title=f"Story {number}",
        url=f"https://voice.example.org/{number}",
        first_seen_at=NOON,
        first=True,
        state=PageState.DROPPED,
        reason=DropReason.BLOCKED,
    )


def text_of(*lines: SourceLine, sightings: tuple[SightingSeen, ...] = (), total: int | None = None) -> str:
    accounts = Accounts(
        len(sightings) if total is None else total, tuple(account(each, 1) for each in sightings)
    )
    statement = Statement(1, date(2026, 11, 23), Window(BEGIN, END), END, lines, accounts)
    return statement_text(statement, UTC)


def test_the_sentence_that_counts_comes_first_and_names_who_was_not_checked() -> None:
    paused = line("voice", Stretch(Blind.PAUSED, "", NOON), by_hand=(Checked(NOON, "ada", "nothing new"),))
    text = text_of(line("one"), line("two"), paused, line("three", Stretch(Blind.NEVER_READ, "feed", None)))
    assert text.split("\n\n")[2] == (
        "4 sources, 2 checked without gap, 2 not (1 of them checked by hand): Voice, Three."
    )
    assert "  Voice (voice)\n    paused since 20 November 2026, 12:00\n" in text
    assert "    Checked by hand on 20 November 2026 by ada: nothing new\n" in text
    assert "    feed: never read\n" in text


def test_when_all_was_checked_nothing_else_is_asked_of_anybody() -> None:
    passed = Stretch(Blind.TROUBLE, "news", BEGIN, NOON, "failed", caught_up=True)
    text = text_of(line("one", passed, by_hand=(Checked(NOON, "ada", ""),)))
    assert "1 source, 1 checked without gap.\n" in text
    assert "NOT CHECKED" not in text
    assert "CHECKED BY HAND AS WELL\n  One: Checked by hand on 20 November 2026 by ada\n" in text
    assert "No source is watched." in text_of()


def test_a_sentence_bears_so_many_names_and_the_list_below_all() -> None:
    lines = [line(f"source-{number}", Stretch(Blind.NO_CHANNEL, "", BEGIN)) for number in range(12)]
    text = text_of(*lines)
    assert text.split("\n\n")[2].endswith("Source-9, and 2 more.")
    assert text.count("has no channel to read\n") == MOST_IN_SENTENCE + 2


@pytest.mark.parametrize(
    ("stretch", "words"),
    [
        (
            Stretch(Blind.POSSIBLE_GAP, "feed", BEGIN, NOON, "all new"),
            (
                "feed: possible gap between 16 November 2026, 00:00 and 20 November 2026, 12:00:"
                " nothing it showed had been seen before"
            ),
        ),
        (
            Stretch(Blind.TROUBLE, "feed", None, NOON, "no answer"),
            "feed: could not be seen until 20 November 2026, 12:00: no answer",
        ),
        (Stretch(Blind.TROUBLE, "feed", None, None, "empty"), "feed: could not be seen so far: empty"),
        (Stretch(Blind.NOT_LOOKED_AT, "feed", NOON), "feed: not looked at since 20 November 2026, 12:00"),
        (Stretch(Blind.RETIRED, "", NOON), "given up since 20 November 2026, 12:00"),
    ],
)
def test_why_a_source_was_not_checked_is_said_in_words(stretch: Stretch, words: str) -> None:
    assert f"    {words}\n" in text_of(line("one", stretch))


def test_what_could_not_be_read_is_named_by_its_address_up_to_a_number() -> None:
    text = text_of(line("voice"), sightings=tuple(refused(number) for number in range(MOST_NAMED + 2)))
    assert "  https://voice.example.org/0 (voice): the site refuses us\n" in text
    assert f"https://voice.example.org/{MOST_NAMED} " not in text
    assert "  and 2 more: " in text


def test_a_sum_that_does_not_add_up_is_told_at_the_top_and_in_the_table() -> None:
    text = text_of(line("voice"), sightings=(refused(1),), total=2)
    assert "2 entries shown for the first time, but only 1 accounted for: THE SUM DOES NOT ADD UP." in text
    assert "      1  together; the ledger has 2\n" in text


def test_no_source_writes_control_characters_into_the_statement() -> None:
    stretch = Stretch(Blind.TROUBLE, "feed", NOON, None, "bad\x1b[31m\nNothing needs attention")
    text = text_of(line("one", stretch, by_hand=(Checked(NOON, "ada", "a\x07\nb"),)))
    assert not {char for char in text if not char.isprintable()} - {"\n"}
    assert "bad [31m Nothing needs attention\n" in text


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(40, "40 min"), (90, "2 h"), (300, "5 h"), (47 * 60, "47 h"), (76 * 60, "3 d 4 h"), (96 * 60, "4 d")],
)
def test_spans_are_told_for_people(minutes: int, words: str) -> None:
    assert span(timedelta(minutes=minutes)) == words


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
