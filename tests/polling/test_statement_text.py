from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from scraper.outcomes import DropReason, Outcome, PageState
from scraper.polling.accounting import Accounts, SightingSeen, account
from scraper.polling.coverage import Blind, Coverage, Stretch, Window
from scraper.polling.statement import Checked, SourceLine, Statement
from scraper.polling.statement_text import MOST_IN_SENTENCE, MOST_NAMED, span, statement_text

BEGIN = datetime(2026, 11, 16, tzinfo=UTC)
END = datetime(2026, 11, 23, tzinfo=UTC)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


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


def test_a_source_stands_in_one_line_of_the_table() -> None:
    seen = line("one", last_new=NOON, usual_gap=timedelta(days=3), shown=4)
    blind = Coverage("two", "Two", 0, 5, {}, (Stretch(Blind.PAUSED, "", NOON),), timedelta(days=2))
    text = text_of(seen, line("two", coverage=blind, usual_gap=timedelta(hours=5)))
    table = text.partition("EACH SOURCE\n")[2].splitlines()
    assert [tuple(filter(None, map(str.strip, row.split("  ")))) for row in table] == [
        ("SOURCE", "CHECKED", "POLLS", "MISSED", "CAME TO", "SHOWN", "LAST NEW", "USUALLY", "BLIND"),
        ("one", "yes", "3", "1", "2 failed, 1 new", "4", "20 November 2026", "every 3 days", "-"),
        ("two", "NO", "0", "5", "-", "0", "never", "every 1 day", "2 d"),
    ]
    assert len({row.index(cell) for row, cell in zip(table, ("CHECKED", "yes", "NO"), strict=True)}) == 1


def test_what_nobody_can_know_of_a_source_is_said_and_a_check_by_hand_counts_as_one() -> None:
    text = text_of(line("one", Stretch(Blind.PAUSED, "", NOON), by_hand=(Checked(NOON, "ada", ""),)))
    assert "  by hand  " in text
    assert "  never     not known  -" in text
    assert "Look at them yourself" not in text


def test_who_has_not_been_checked_at_all_is_told_what_to_do() -> None:
    text = text_of(line("one", Stretch(Blind.PAUSED, "", NOON)))
    assert "Look at them yourself, and write it down: gleaner sources checked SOURCE" in text


def test_what_passed_while_a_later_poll_saw_back_over_it_is_not_listed_beside_what_did_not() -> None:
    passed = Stretch(Blind.TROUBLE, "feed", BEGIN, NOON, "failed", caught_up=True)
    text = text_of(line("one", passed, Stretch(Blind.PAUSED, "", NOON)))
    assert "feed" not in text
    assert "paused since" in text


def test_what_became_of_what_was_shown_is_counted_by_fate_and_group() -> None:
    text = text_of(line("voice"), sightings=(refused(1), refused(2)))
    assert "2 entries shown for the first time; what became of each is known.\n" in text
    assert "WHAT BECAME OF WHAT WAS SHOWN\n      2  could not be read\n" in text
    assert "               2  the site refuses us\n      2  together; the ledger has 2\n" in text


def test_where_nothing_was_shown_there_is_no_table_of_it() -> None:
    text = text_of(line("voice"))
    assert "\n\n0 entries shown for the first time.\n\nEACH SOURCE\n" in text


def test_times_are_told_in_the_zone_of_whoever_reads() -> None:
    statement = Statement(7, date(2026, 11, 23), Window(BEGIN, END), END, (), Accounts(0, ()))
    text = statement_text(statement, timezone(timedelta(hours=1), "UTC+1"))
    assert text.startswith("Coverage of issue 7 of 23 November 2026\n\n")
    window = "From 16 November 2026, 01:00 to 23 November 2026, 01:00 (UTC+1)"
    assert f"\n{window}, as things stood on 23 November 2026, 01:00.\n" in text
