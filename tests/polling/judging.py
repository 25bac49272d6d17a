"""What does health say of a made-up publisher on each morning, and is it said in time? Pure."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from scraper.outcomes import Health
from scraper.polling.drift import Specimen, drift
from scraper.polling.health import NamedHealth, PollFact, channel_health, source_health
from scraper.polling.silence import usual
from scraper.sources.definition import Role
from tests.polling.publishers import DAY, Break, Publisher
from tests.polling.simulation import DayFacts, Run, days

NAME = "Example Voice"
#: Polls that health looks at, newest first.
KEPT_POLLS = 12
#: One title in so many is that of a series.
SERIES_EACH = 10
SILENT = frozenset({Health.QUIET, Health.CHANGED})


@dataclass(frozen=True)
class Verdict:
    """What was said of one publisher: its state on each morning."""

    publisher: Publisher
    states: tuple[tuple[datetime, Health], ...]

    @property
    def is_due(self) -> bool:
        """Whether it broke so early that it must be said before the end."""
        return self.publisher.breaks is not None and self.publisher.deadline <= self.states[-1][0]

    @property
    def said_after(self) -> timedelta | None:
        """How long after its break it was first said that it is not well; None when it never was."""
        breaks = self.publisher.breaks
        if breaks is None:
            return None
        return next((now - breaks for now, state in self.states if now >= breaks and state in SILENT), None)

    @property
    def in_time(self) -> bool:
        """Whether its break was said by the deadline, to the minute."""
        breaks, said = self.publisher.breaks, self.said_after
        return breaks is not None and said is not None and breaks + said <= self.publisher.deadline

    @property
    def while_sound(self) -> list[Health]:
        """Its states before its break."""
        breaks = self.publisher.breaks or self.publisher.ends + DAY
        return [state for now, state in self.states if now < breaks]

    @property
    def false_alarms(self) -> int:
        """How often it was said to be quiet or changed while it was sound."""
        told = pairwise([Health.OK, *self.while_sound])
        return sum(now in SILENT and before not in SILENT for before, now in told)


def judge(run: Run) -> Verdict:
    """What health says of a publisher on each morning, from what is known of it then and nothing else."""
    known: dict[int, Specimen] = {}
    states = []
    for fact in days(run):
        for number in fact.numbers:
            if number not in known:
                known[number] = _specimen(run.publisher, number, run.found[number])
        states.append((fact.now, _state(run.publisher, fact, [known[number] for number in fact.numbers])))
    return Verdict(run.publisher, tuple(states))


def _state(publisher: Publisher, fact: DayFacts, latest: list[Specimen]) -> Health:
    health = channel_health(
        [PollFact(poll.outcome, "", poll.ended_at) for poll in fact.polls[:KEPT_POLLS]],
        fact.now,
        newest=max(fact.published, default=None),
        usual=usual(fact.published, publisher.stated_gap * DAY),
    )
    assert health is not None
    source = source_health([NamedHealth("feed", Role.MAIN, health)], drift(latest, {NAME}))
    assert source is not None
    return source.state


def _specimen(publisher: Publisher, number: int, found: datetime) -> Specimen:
    """What is understood of a publication: titles repeat now and then, texts vary in length."""
    chance = random.Random(f"{publisher.number} {number}")  # noqa: S311 - no secret
    how = publisher.breaks_by(publisher.published[number])
    title = "Weekly update" if chance.randrange(SERIES_EACH) == 0 else f"Update {number}"
    day: date | None = publisher.stated_day(number)
    return Specimen(
        NAME if how is Break.TITLES else title,
        day.isoformat() if day else None,
        60 if how is Break.TEXTS else int(chance.lognormvariate(6, 0.6)),
        found,
    )


def rates(verdicts: Sequence[Verdict]) -> tuple[float, float, float]:
    """The share of silent breaks said in time; for each week of a sound source, how many false alarms were
    raised, and how many days in seven stood under one."""
    due = [each for each in verdicts if each.is_due]
    weeks = sum(len(each.while_sound) for each in verdicts) / 7
    raised = sum(each.false_alarms for each in verdicts)
    standing = sum(state in SILENT for each in verdicts for state in each.while_sound) / 7
    return sum(each.in_time for each in due) / len(due), raised / weeks, standing / weeks
