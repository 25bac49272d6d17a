"""Do a source's latest publications still look like its own? Pure: what was understood of them in, words out.

A site that changes under a reader that still finds something shows in the fields: every page goes by the same
title, bears the same day, or has lost its text.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

#: The latest publications that are compared with those before; fewer may be alike by chance.
RECENT = 4
#: Fewer earlier ones than this do not say what is usual.
FEWEST_EARLIER = 8
#: All of the recent must be alike, …
ALIKE = 1.0
#: … and so small a share of the earlier like them: some series always go by one title, or come out together.
WERE_ALIKE = 0.1
#: The oldest that are known are the earlier: those between may have drifted already.
EARLIER = 12
#: Texts that shrank to less than this share of what was usual, and to fewer words than a short notice has.
SHRUNK = 0.25
SHORT_TEXT = 120
#: Publications first seen on fewer days than this may well bear one date: they came out together.
SPREAD_DAYS = 3


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


def drift(latest: Sequence[Specimen]) -> Drift | None:
    """What changed in the fields of a source's publications; None when nothing did, or too few are known.

    Args:
        latest: its publications, newest first; some sixty are enough.
    """
    recent, earlier = latest[:RECENT], latest[RECENT:][-EARLIER:]
    if len(recent) < RECENT or len(earlier) < FEWEST_EARLIER:
        return None
    words = repeated_titles(recent, earlier) or equal_dates(recent, earlier) or shrunken(recent, earlier)
    return Drift(words, min(each.first_seen_at for each in recent)) if words else None


def repeated_titles(recent: Sequence[Specimen], earlier: Sequence[Specimen]) -> str:
    """Whether the recent all go by one title, as pages do when the site's name is taken for it."""
    title, count = _commonest([each.title.casefold() for each in recent])
    before = sum(each.title.casefold() == title for each in earlier)
    if count < ALIKE * len(recent) or before > WERE_ALIKE * len(earlier):
        return ""
    shown = next(each.title for each in recent if each.title.casefold() == title)
    return f"{count} of the latest {len(recent)} publications have the same title, “{shown[:80]}”"


def equal_dates(recent: Sequence[Specimen], earlier: Sequence[Specimen]) -> str:
    """Whether the recent, found on several days, all bear one date, or none where the earlier had one."""
    if len({each.first_seen_at.date() for each in recent}) < SPREAD_DAYS:
        return ""
    day, count = _commonest([each.published or "" for each in recent])
    if count < ALIKE * len(recent):
        return ""
    before = sum((each.published or "") == day for each in earlier)
    if before > WERE_ALIKE * len(earlier):
        return ""
    if not day:
        return f"{count} of the latest {len(recent)} publications have no date any more"
    return f"{count} of the latest {len(recent)} publications bear the same date, {day}"


def shrunken(recent: Sequence[Specimen], earlier: Sequence[Specimen]) -> str:
    """Whether little is left of the texts, as when a notice is read in their place."""
    now, before = (median(each.words for each in part) for part in (recent, earlier))
    if now >= SHORT_TEXT or now >= SHRUNK * before:
        return ""
    return (
        f"the texts of the latest {len(recent)} publications shrank from some {before:.0f} to {now:.0f} words"
    )


def _commonest(values: Sequence[str]) -> tuple[str, int]:
    return Counter(values).most_common(1)[0]
