from datetime import UTC, date, datetime, timedelta

import pytest

from scraper.outcomes import Health, Outcome
from scraper.polling.health import ChannelHealth, PollFact, channel_health

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = NOW.date()


def polls(*outcomes: Outcome) -> list[PollFact]:
    """Polls six hours apart, newest first; each says its outcome in words."""
    return [
        PollFact(outcome, f"it was {outcome}", NOW - timedelta(hours=6 * number))
        for number, outcome in enumerate(outcomes)
    ]


def health(*outcomes: Outcome) -> ChannelHealth:
    found = channel_health(polls(*outcomes), NOW)
    assert found is not None
    return found


def test_a_channel_never_polled_has_no_health() -> None:
    assert channel_health([], NOW) is None


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [
        ([Outcome.NEW], Health.OK),
        ([Outcome.UNCHANGED, Outcome.FAILED], Health.OK),
        ([Outcome.FAILED, Outcome.NEW], Health.FAILING),
        ([Outcome.GONE], Health.FAILING),
        ([Outcome.EMPTY, Outcome.EMPTY], Health.FAILING),
        ([Outcome.BLOCKED, Outcome.FAILED], Health.BLOCKED),
        ([Outcome.FAILED, Outcome.BLOCKED], Health.FAILING),
        ([Outcome.SUSPECT, Outcome.NEW], Health.FAILING),
        ([Outcome.SUSPECT, Outcome.SUSPECT], Health.CHANGED),
        ([Outcome.SUSPECT, Outcome.FAILED, Outcome.SUSPECT], Health.CHANGED),
        ([Outcome.SUSPECT, Outcome.NEW, Outcome.SUSPECT], Health.FAILING),
        ([Outcome.FAILED, Outcome.SUSPECT, Outcome.SUSPECT], Health.FAILING),
    ],
)
def test_the_last_polls_say_how_a_channel_stands(outcomes: list[Outcome], state: Health) -> None:
    assert health(*outcomes).state is state


def test_a_trouble_counts_from_the_first_poll_that_had_it_and_says_the_last_words() -> None:
    found = health(Outcome.SUSPECT, Outcome.FAILED, Outcome.NEW)
    assert (found.since, found.detail) == (NOW - timedelta(hours=6), "it was suspect")


def test_a_sound_channel_counts_from_its_recovery() -> None:
    found = health(Outcome.UNCHANGED, Outcome.NEW, Outcome.FAILED)
    assert (found.state, found.since) == (Health.OK, NOW - timedelta(hours=6))


def test_a_trouble_without_words_says_its_outcome() -> None:
    found = channel_health([PollFact(Outcome.FAILED, "", NOW)], NOW)
    assert found is not None
    assert found.detail == "failed"


@pytest.mark.parametrize(
    ("silent", "gap", "state"),
    [
        (14, 1, Health.OK),
        (15, 1, Health.QUIET),
        (30, 10, Health.OK),
        (31, 10, Health.QUIET),
        (400, None, Health.OK),
    ],
)
def test_a_channel_is_quiet_after_two_weeks_or_three_usual_gaps(
    silent: int, gap: int | None, state: Health
) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    found = channel_health(
        polls(Outcome.UNCHANGED),
        now,
        newest=TODAY - timedelta(days=silent),
        usual_gap=None if gap is None else timedelta(days=gap),
    )
    assert found is not None
    assert found.state is state


def test_a_quiet_channel_says_since_when_and_what_is_usual() -> None:
    found = channel_health(
        polls(Outcome.UNCHANGED), NOW, newest=date(2026, 9, 1), usual_gap=timedelta(days=3)
    )
    assert found == ChannelHealth(
        Health.QUIET,
        datetime(2026, 9, 1, tzinfo=UTC),
        "nothing new since 2026-09-01, usually something every 3 days",
    )


def test_a_failing_channel_is_not_called_quiet() -> None:
    found = channel_health(polls(Outcome.FAILED), NOW, newest=date(2020, 1, 1), usual_gap=timedelta(days=1))
    assert found is not None
    assert found.state is Health.FAILING
