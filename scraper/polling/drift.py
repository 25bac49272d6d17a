"""Do a source's latest publications still look like its own? Pure: what was understood of them in, words out.

A site that changes under a reader that still finds something shows in the fields: every page goes by the same
title, bears the same day, or has lost its text.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from statistics import median

#: So many in a row that are alike are no chance …
SURE = 4
#: … nor are fewer where that many take long to come, nor two that go by the source's own name.
SURE_WHEN_SLOW, SURE_OF_NAME = 3, 2
SLOW = timedelta(days=5)
#: Fewer earlier ones than this do not say what is usual.
FEWEST_EARLIER = 8
#: So small a share of the earlier may be like them: some series always go by one title, or come out together.
WERE_ALIKE = 0.1
#: The oldest that are known are the earlier: those between may have drifted already.
EARLIER = 12
#: Texts that shrank to less than this share of what was usual, and to fewer words than a short notice has.
SHRUNK = 0.25
SHORT_TEXT = 120
#: Publications first seen on fewer days than this may well go by one title, or bear one date: they came out
#: together.
SPREAD_OF_TITLES, SPREAD_OF_DATES = 2, 3


@dataclass(frozen=True, slots=True)
class Specimen:
    """What was understood of one publication; `published` as kept, None when no date was found."""

    title: str
    published: str | None
    words: int
    first_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Drift:
    """What the latest publications have in common that the earlier had not, in words, and since when."""

    words: str
    since: datetime


def drift(latest: Sequence[Specimen], names: Collection[str] = ()) -> Drift | None:
    """What changed in the fields of a source's publications; None when nothing did, or too few are known.

    Args:
        latest: its publications, newest first; two hundred are enough.
        names: what the source is called: a title that is only its name is none.
    """
    if not latest:
        return None
    return repeated_titles(latest, names) or equal_dates(latest) or shrunken(latest)


def repeated_titles(latest: Sequence[Specimen], names: Collection[str] = ()) -> Drift | None:
    """Whether the latest all go by one title, as pages do when the site's name is taken for it."""
    run = _alike(latest, lambda each: each.title.casefold(), SPREAD_OF_TITLES)
    named = latest[0].title.casefold() in {name.casefold() for name in names}
    if len(run) < (SURE_OF_NAME if named else _enough(latest)):
        return None
    return _drift(run, f"have the same title, “{run[0].title[:80]}”")


def equal_dates(latest: Sequence[Specimen]) -> Drift | None:
    """Whether the latest, found on several days, all bear one date, or none where the earlier had one."""
    run = _alike(latest, lambda each: each.published or "", SPREAD_OF_DATES)
    if len(run) < _enough(latest):
        return None
    day = run[0].published
    return _drift(run, f"bear the same date, {day}" if day else "have no date any more")


def shrunken(latest: Sequence[Specimen]) -> Drift | None:
    """Whether little is left of most texts, as when a notice is read in their place."""
    count = _enough(latest)
    recent, earlier = latest[:count], latest[count:][-EARLIER:]
    if len(earlier) < FEWEST_EARLIER:
        return None
    now, before = (median(each.words for each in part) for part in (recent, earlier))
    if now >= SHORT_TEXT or now >= SHRUNK * before:
        return None
    words = f"the texts of the latest {count} publications shrank from some {before:.0f} to {now:.0f} words"
    return Drift(words, recent[-1].first_seen_at)


def _alike(latest: Sequence[Specimen], value: Callable[[Specimen], str], spread: int) -> Sequence[Specimen]:
    """The latest that share one value, as few of the earlier do; none when they were all found together."""
    run = list(takewhile(lambda each: value(each) == value(latest[0]), latest))
    earlier = latest[len(run) :][-EARLIER:]
    before = sum(value(each) == value(latest[0]) for each in earlier)
    days = {each.first_seen_at.date() for each in run}
    if len(earlier) < FEWEST_EARLIER or before > WERE_ALIKE * len(earlier) or len(days) < spread:
        return []
    return run


def _enough(latest: Sequence[Specimen]) -> int:
    """How many must be alike: fewer of a source that publishes slowly."""
    return SURE_WHEN_SLOW if _is_slow(latest[:SURE_WHEN_SLOW]) else SURE


def _is_slow(run: Sequence[Specimen]) -> bool:
    return run[0].first_seen_at - run[-1].first_seen_at >= SLOW


def _drift(run: Sequence[Specimen], words: str) -> Drift:
    return Drift(f"the latest {len(run)} publications {words}", run[-1].first_seen_at)
