"""What is there to tell since the last message? Pure: what was told and how things stand in, a message out.

Words that come from a site stand in a message as plain text: no line of their own, no markup, nobody named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from scraper.outcomes import Health

#: A fault that may pass is told when it has lasted this long: what mends itself by the morning is no news.
PASSING = timedelta(hours=20)
#: Lines of one section; the rest is counted.
MOST_LINES = 12
#: Letters kept of words that are not ours.
MOST_LETTERS = 240

#: States that nobody has to hear of.
_WELL = frozenset({Health.OK, Health.SLOW})
#: What would be markup, a mention or a hidden link in HTML, Markdown or a chat, by what is shown instead.
_PLAIN = str.maketrans(
    {"<": "‹", ">": "›", "[": "(", "]": ")", "*": "·", "`": "'", "@": "＠", "|": "¦", "~": "-"}
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source stands."""

    source: str
    name: str
    state: Health
    since: datetime
    detail: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """An open question, where and in words."""

    id: int
    channel: str
    words: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A poll at which a channel showed nothing that was known: something may have been missed."""

    channel: str
    on: date


@dataclass(frozen=True, slots=True)
class Mended:
    """A channel that was replaced: of which source, why, by what."""

    source: str
    channel: str
    why: str
    place: str


@dataclass(frozen=True, slots=True)
class Untold:
    """What a webhook was to be told of an issue and never took: its number, the webhook, and why."""

    id: int
    webhook: str
    issue: int
    why: str


@dataclass(frozen=True, slots=True)
class Affairs:
    """How things stand now, and what happened since the last message.

    `poll` and `event` are the numbers of the latest that were looked at.
    """

    standings: Sequence[Standing]
    questions: Sequence[Question] = ()
    gaps: Sequence[Gap] = ()
    mended: Sequence[Mended] = ()
    untold: Sequence[Untold] = ()
    poll: int = 0
    event: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What a recipient knows: sources that are not well, questions, what was given up, up to which rows."""

    states: Mapping[str, str] = field(default_factory=dict)
    questions: frozenset[int] = frozenset()
    poll: int | None = None
    event: int | None = None
    untold: frozenset[int] = frozenset()

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "states": dict(self.states),
            "questions": sorted(self.questions),
            "untold": sorted(self.untold),
            "poll": self.poll,
            "event": self.event,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Told":
        """As it was kept."""
        untold = frozenset(kept.get("untold", ()))  # messages of before there were webhooks have none
        return cls(kept["states"], frozenset(kept["questions"]), kept["poll"], kept["event"], untold)


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its title, its text, and what its recipient knows after it."""

    title: str
    body: str
    told: Told


@dataclass(frozen=True, slots=True)
class _Section:
    """One part of a message: what its items are counted as, its heading, its lines."""

    one: str
    many: str
    heading: str
    lines: Sequence[str]

    def counted(self) -> str:
        return f"{len(self.lines)} {self.one if len(self.lines) == 1 else self.many}"


def compose(told: Told, affairs: Affairs, now: datetime, undelivered: str = "") -> Message | None:
    """What changed since the last message; None when nothing did.

    Args:
        told: what the recipient knows.
        affairs: how things stand.
        now: aware.
        undelivered: that an earlier message did not arrive, in words; it is told in any case.
    """
    states = {each.source: _worth_telling(each, told, now) for each in affairs.standings}
    broken = [each for each in affairs.standings if _broke(each, states, told)]
    recovered = [each for each in affairs.standings if each.source in told.states and not states[each.source]]
    asked = [each for each in affairs.questions if each.id not in told.questions]
    untold = [each for each in affairs.untold if each.id not in told.untold]
    sections = [
        _Section("source is not well", "sources are not well", "Not well", list(map(_broken_line, broken))),
        _Section("recovered", "recovered", "Well again", list(map(_recovered_line, recovered))),
        _Section("possible gap", "possible gaps", "Something may have been missed", _gap_lines(affairs.gaps)),
        _Section("question", "questions", "Waiting for an answer", list(map(_question_line, asked))),
        _Section(
            "webhook was not told", "webhooks were not told", "Not told", list(map(_untold_line, untold))
        ),
        _Section("repair", "repairs", "Mended by itself", list(map(_mended_line, affairs.mended))),
    ]
    filled = [section for section in sections if section.lines]
    if not filled and not undelivered:
        return None
    summary = ", ".join(section.counted() for section in filled) or "an earlier message did not arrive"
    still = [each for each in affairs.standings if states[each.source] and each not in broken]
    parts = [f"{summary[0].upper()}{summary[1:]}.", *map(_section_text, filled)]
    if still:
        parts.append(_still(still, states))
    if undelivered:
        parts.append(plain(undelivered))
    known = Told(
        {source: state for source, state in states.items() if state},
        frozenset(each.id for each in affairs.questions),
        affairs.poll,
        affairs.event,
        frozenset(each.id for each in affairs.untold),
    )
    return Message(f"Gleaner: {summary}", "\n\n".join(parts) + "\n", known)


def plain(text: str) -> str:
    """Words that are not ours as plain text: one line, no markup, of bounded length."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).translate(_PLAIN).split())
    return line if len(line) <= MOST_LETTERS else f"{line[: MOST_LETTERS - 1]}…"


def _worth_telling(standing: Standing, told: Told, now: datetime) -> str:
    """The state a recipient is to know of a source, "" when it is well as far as she has to know."""
    if standing.state in _WELL:
        return ""
    if standing.state is Health.FAILING and now - standing.since < PASSING:
        return told.states.get(standing.source, "")
    return standing.state


def _broke(standing: Standing, states: Mapping[str, str], told: Told) -> bool:
    state = states[standing.source]
    return bool(state) and state != told.states.get(standing.source)


def _section_text(section: _Section) -> str:
    lines = list(section.lines[:MOST_LINES])
    if more := len(section.lines) - len(lines):
        lines.append(f"- and {more} more: `gleaner sources health` tells them all")
    return "\n".join([section.heading, *lines])


def _broken_line(standing: Standing) -> str:
    said = f"- {plain(standing.name)} ({standing.source}) is {standing.state} since {_day(standing.since)}"
    said = f"{said}: {plain(standing.detail)}" if standing.detail else said
    return f"{said}\n  What to do: {standing.advice}." if standing.advice else said


def _recovered_line(standing: Standing) -> str:
    return f"- {plain(standing.name)} ({standing.source}) is {standing.state} again"


def _gap_lines(gaps: Iterable[Gap]) -> list[str]:
    """One line a channel, whatever the number of its gaps."""
    days: dict[str, list[date]] = {}
    for gap in gaps:
        days.setdefault(gap.channel, []).append(gap.on)
    return [
        f"- {channel} on {_day(max(found))}: nothing it showed was known"
        "\n  What to do: open it by hand and look for what stood there before."
        for channel, found in days.items()
    ]


def _question_line(question: Question) -> str:
    words = f"- {question.channel} {plain(question.words)}"
    return f"{words}\n  What to do: `gleaner questions` (number {question.id})."


def _untold_line(untold: Untold) -> str:
    words = f"- the webhook {untold.webhook} was not told of issue {untold.issue}: {plain(untold.why)}"
    return f"{words}\n  What to do: mend its receiver, then `gleaner digest notify --again`."


def _mended_line(mended: Mended) -> str:
    broken = f"{plain(mended.source)}: {mended.channel} ({plain(mended.why)})"
    return f"- {broken} is now read at {plain(mended.place)}"


def _still(standings: Sequence[Standing], states: Mapping[str, str]) -> str:
    named = [f"{each.source} ({states[each.source]})" for each in standings[:MOST_LINES]]
    more = f" and {len(standings) - MOST_LINES} more" if len(standings) > MOST_LINES else ""
    return f"Told before and still so: {', '.join(named)}{more}."


def _day(moment: date) -> str:
    return f"{moment.day} {moment:%B %Y}"
