from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from scraper.outcomes import Outcome, SourceState
from scraper.polling.coverage import (
    SEEN_FOR,
    Blind,
    ChannelSeen,
    PollSeen,
    SourceSeen,
    Stretch,
    Window,
    cover,
    window_of,
)

BEGIN = datetime(2026, 11, 16, tzinfo=UTC)
END = datetime(2026, 11, 23, tzinfo=UTC)
WEEK = Window(BEGIN, END)
HOUR = timedelta(hours=1)


def at(hours: float) -> datetime:
    """So many hours after the window began."""
    return BEGIN + hours * HOUR


def poll(hours: float, outcome: Outcome = Outcome.UNCHANGED, **changes: Any) -> PollSeen:
    values: dict[str, Any] = {"next_at": at(hours + 24), "detail": ""}
    return PollSeen(at(hours), at(hours), outcome, **(values | changes))


def daily(first: int = 9, count: int = 7) -> tuple[PollSeen, ...]:
    return tuple(poll(first + 24 * number) for number in range(count))


def channel(*polls: PollSeen, **changes: Any) -> ChannelSeen:
    values: dict[str, Any] = {"name": "news", "judged": True, "polls": polls}
    return ChannelSeen(**(values | changes))


def source(*channels: ChannelSeen, **changes: Any) -> SourceSeen:
    values: dict[str, Any] = {"slug": "voice", "name": "Voice", "state": SourceState.ACTIVE}
    return SourceSeen(**(values | {"channels": channels} | changes))


def kinds(seen: SourceSeen) -> list[Blind]:
    return [stretch.kind for stretch in cover(seen, WEEK).stretches if not stretch.caught_up]


def test_a_window_holds_the_days_of_both_issues_whole_in_the_zone_of_the_house() -> None:
    london = ZoneInfo("Europe/London")
    later = datetime(2026, 12, 24, tzinfo=UTC)
    window = window_of(date(2026, 10, 28), date(2026, 10, 21), later, london)
    assert window.begin == datetime(2026, 10, 20, 23, tzinfo=UTC)
    assert window.end == datetime(2026, 10, 29, 0, tzinfo=UTC)


def test_the_first_issue_speaks_for_the_seven_days_before_it() -> None:
    window = window_of(date(2026, 11, 23), None, datetime(2027, 1, 1, tzinfo=UTC), UTC)
    assert window == Window(BEGIN, END + timedelta(days=1))


def test_a_window_ends_now_at_the_latest_and_never_before_it_begins() -> None:
    assert window_of(date(2026, 11, 23), None, at(30), UTC) == Window(BEGIN, at(30))
    assert window_of(date(2026, 11, 23), None, at(-99), UTC) == Window(BEGIN, BEGIN)


def test_a_source_looked_at_daily_is_checked_without_gap() -> None:
    found = cover(source(channel(*daily())), WEEK)
    assert (found.whole, found.made, found.missed, found.blind) == (True, 7, 0, timedelta())
    assert found.outcomes == {Outcome.UNCHANGED: 7}


def test_a_poll_that_came_a_little_late_is_not_missed_and_one_left_out_is() -> None:
    late = channel(poll(9), poll(34), poll(57), poll(81), poll(105), poll(129), poll(153))
    assert cover(source(late), WEEK).missed == 0
    left_out = channel(*(each for each in daily() if each.ended_at not in {at(57), at(81)}))
    assert cover(source(left_out), WEEK).missed == 2


def test_polls_planned_before_the_window_are_not_missed_in_it() -> None:
    before = poll(-72, next_at=at(-48))
    late = channel(poll(12), before=before, sound_before=before.ended_at)
    found = cover(source(late), WEEK)
    assert found.missed == 5  # after the late one, which was the one planned for the window's begin


def test_a_poll_that_kept_no_plan_misses_nothing() -> None:
    assert cover(source(channel(poll(9, next_at=None), poll(140, next_at=None))), WEEK).missed == 0


def test_trouble_that_lasts_is_told_from_the_last_sound_poll_on() -> None:
    found = cover(source(channel(poll(9), poll(33, Outcome.FAILED, detail="no answer"))), WEEK)
    assert found.stretches == (Stretch(Blind.TROUBLE, "news", at(9), None, "no answer"),)
    assert not found.whole
    assert found.blind == END - at(9)


def test_trouble_that_passed_is_blind_time_but_no_gap() -> None:
    seen = source(channel(poll(9), poll(33, Outcome.FAILED), poll(40), *daily(57, 5)))
    found = cover(seen, WEEK)
    assert found.whole
    assert found.stretches == (Stretch(Blind.TROUBLE, "news", at(9), at(40), "failed", caught_up=True),)
    assert found.blind == 31 * HOUR


def test_trouble_before_the_first_sound_poll_ever_is_not_caught_up() -> None:
    assert kinds(source(channel(poll(9, Outcome.EMPTY), *daily(33, 6)))) == [Blind.TROUBLE]


def test_trouble_from_before_the_window_counts_and_its_blind_time_begins_with_the_window() -> None:
    broken = channel(before=poll(-30, Outcome.BLOCKED), sound_before=at(-100))
    found = cover(source(broken), WEEK)
    assert found.stretches == (Stretch(Blind.TROUBLE, "news", at(-100), None, "blocked"),)
    assert found.blind == END - BEGIN


def test_a_poll_that_knows_nothing_of_what_it_sees_is_a_possible_gap() -> None:
    seen = source(channel(poll(9), poll(33, Outcome.NEW, gap=True, detail="all new"), *daily(57, 5)))
    assert cover(seen, WEEK).stretches == (Stretch(Blind.POSSIBLE_GAP, "news", at(9), at(33), "all new"),)


def test_a_gap_after_trouble_is_told_once() -> None:
    seen = source(channel(poll(9), poll(33, Outcome.FAILED), poll(57, gap=True), *daily(81, 4)))
    assert kinds(seen) == [Blind.POSSIBLE_GAP]


@pytest.mark.parametrize(("earlier", "whole"), [(timedelta(), True), (HOUR, False)])
def test_who_looked_the_evening_before_has_looked(earlier: timedelta, whole: bool) -> None:
    last = END - SEEN_FOR - earlier
    seen = source(channel(PollSeen(last, last, Outcome.UNCHANGED)))
    assert cover(seen, WEEK).whole is whole
    if not whole:
        assert kinds(seen) == [Blind.NOT_LOOKED_AT]


def test_a_channel_never_read_is_told_and_whether_its_definition_is_only_believed() -> None:
    found = cover(source(channel(unverified=True), channel(name="feed")), WEEK)
    assert [(each.kind, each.channel, each.detail) for each in found.stretches] == [
        (Blind.NEVER_READ, "news", "its definition is unverified"),
        (Blind.NEVER_READ, "feed", ""),
    ]
    assert found.blind == END - BEGIN


def test_a_fallback_in_trouble_costs_nothing_and_a_source_without_channels_is_told() -> None:
    fallback = channel(poll(9, Outcome.FAILED), name="old", judged=False)
    found = cover(source(channel(*daily()), fallback), WEEK)
    assert (found.whole, found.made) == (True, 8)
    assert kinds(source(fallback)) == [Blind.NO_CHANNEL]


def test_a_paused_source_is_not_checked_whatever_its_channels_did_before() -> None:
    acts = ((at(40), SourceState.PAUSED),)
    found = cover(source(channel(poll(9)), state=SourceState.PAUSED, acts=acts), WEEK)
    assert found.stretches == (Stretch(Blind.PAUSED, "", at(40)),)
    assert (found.missed, found.blind) == (0, END - at(40))
    unplanned = source(channel(poll(9, next_at=None)), state=SourceState.PAUSED, acts=acts)
    assert cover(unplanned, WEEK).missed == 0


def test_a_pause_that_ended_is_caught_up_by_the_next_sound_poll() -> None:
    acts = ((at(40), SourceState.PAUSED), (at(100), SourceState.ACTIVE))
    seen = source(channel(poll(9), poll(33), *daily(101, 3)), acts=acts)
    found = cover(seen, WEEK)
    assert found.whole
    assert found.missed == 0
    assert found.stretches == (Stretch(Blind.PAUSED, "", at(40), at(100), caught_up=True),)
    unread = cover(source(channel(poll(9)), acts=acts), WEEK)
    assert not unread.whole


def test_acts_outside_the_window_say_nothing_of_it() -> None:
    acts = (
        (at(-50), SourceState.PAUSED),
        (at(-40), SourceState.ACTIVE),
        (END + HOUR, SourceState.RETIRED),
    )
    assert cover(source(channel(*daily()), acts=acts), WEEK).stretches == ()


def test_a_source_that_was_given_up_says_when() -> None:
    acts = ((at(40), SourceState.RETIRED),)
    seen = source(channel(poll(9)), state=SourceState.RETIRED, acts=acts)
    assert kinds(seen) == [Blind.RETIRED]
    known_no_longer = source(channel(poll(9)), state=SourceState.PAUSED)
    assert kinds(known_no_longer) == [Blind.PAUSED]
