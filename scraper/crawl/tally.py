"""What one run came to, counted per source while it goes."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scraper.outcomes import TELLING_ORDER, TROUBLED, DropReason, Outcome, PageState, Verdict
from scraper.polling.replacing import Adopted, Broken
from scraper.sources.definition import ChannelDefinition


@dataclass(slots=True)
class SourceTally:
    """The counts of one source in one run.

    `details` say, in words, what troubles its channels; `kept_until` when those may be asked that its site
    asked us to leave alone, None when there are none.
    """

    source: str
    name: str
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)
    requests: int = 0
    size: int = 0
    entries: int = 0
    known: int = 0
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    failed_pages: int = 0
    kept_until: datetime | None = None

    @property
    def outcome(self) -> Outcome | None:
        """The most telling of the channels' outcomes; None when no channel was polled."""
        seen = set(self.outcomes.values())
        return next((outcome for outcome in TELLING_ORDER if outcome in seen), None)

    @property
    def error(self) -> str | None:
        """What went wrong and in which channels; None when nothing did."""
        troubles: dict[str, list[str]] = {}
        for channel, outcome in sorted(self.outcomes.items()):
            if outcome in TROUBLED:
                troubles.setdefault(self.details.get(channel) or outcome, []).append(channel)
        said = [f"{', '.join(channels)}: {trouble}" for trouble, channels in troubles.items()]
        if self.failed_pages:
            said.append(f"{self.failed_pages} pages could not be fetched, tried again later")
        if self.kept_until:
            said.append(f"the site asked to be left alone until {self.kept_until:%-d %B %Y, %H:%M} UTC")
        return "; ".join(said) or None

    @property
    def failed(self) -> bool:
        """Whether no channel of the source could be read."""
        return bool(self.outcomes) and all(outcome in TROUBLED for outcome in self.outcomes.values())

    def as_json(self) -> dict[str, Any]:
        """The source's part of the crawl's JSON."""
        return {
            "source": self.source,
            "name": self.name,
            "outcome": self.outcome,
            "channels": dict(self.outcomes),
            "requests": self.requests,
            "bytes": self.size,
            "entries": self.entries,
            "new": self.verdicts[Verdict.NEW],
            "updated": self.verdicts[Verdict.UPDATED],
            "duplicates": self.verdicts[Verdict.DUPLICATE],
            "dropped": dict(self.dropped),
            "error": self.error,
        }


@dataclass(frozen=True, slots=True)
class Mending:
    """One search for replacements of a source's broken channels: what was adopted, or why nothing was."""

    source: str
    name: str
    broken: tuple[Broken, ...]
    adopted: tuple[Adopted, ...]
    why_not: str
    requests: int

    def as_json(self) -> dict[str, Any]:
        """The search's part of the crawl's JSON."""
        return {
            "source": self.source,
            "name": self.name,
            "broken": [
                _as_json(each.definition) | {"why": each.trouble.why, "dry": each.trouble.dry}
                for each in self.broken
            ],
            "adopted": [
                _as_json(each.channel)
                | {"replaces": [broken.name for broken in each.replaces], "shows": each.shows}
                for each in self.adopted
            ],
            "why_not": self.why_not or None,
            "requests": self.requests,
        }


def _as_json(channel: ChannelDefinition) -> dict[str, Any]:
    return {"channel": channel.name, "strategy": channel.strategy, "url": channel.url}


@dataclass(slots=True)
class Tally:
    """The counts of one run, and its searches for replacements."""

    sources: dict[str, SourceTally] = field(default_factory=dict)
    mendings: list[Mending] = field(default_factory=list)

    def of(self, source: str) -> SourceTally:
        """The counts of one source, begun when it is first asked for."""
        if source not in self.sources:
            self.sources[source] = SourceTally(source, source)
        return self.sources[source]

    def count_poll(
        self, source: str, channel: str, *, outcome: Outcome, detail: str, entries: int, fresh: int
    ) -> None:
        """A channel was read; a further document of it does not hide what the first one came to."""
        counts = self.of(source)
        earlier = counts.outcomes.get(channel, Outcome.UNCHANGED)
        counts.outcomes[channel] = min(earlier, outcome, key=TELLING_ORDER.index)
        if outcome in TROUBLED:
            counts.details[channel] = detail
        counts.entries += entries
        counts.known += entries - fresh

    def count_page(self, source: str, state: PageState, verdict: Verdict | None, reason: str | None) -> None:
        """A page was stored, dropped or could not be fetched."""
        counts = self.of(source)
        if verdict is not None:
            counts.verdicts[verdict] += 1
        elif reason and (state is PageState.DROPPED or reason == DropReason.HELD):
            counts.dropped[reason] += 1
        else:
            counts.failed_pages += 1

    def as_json(self) -> dict[str, Any]:
        """The crawl's JSON: totals, the sources that failed, each source, and what was searched for anew."""
        sources = [counts.as_json() for counts in self.sources.values()]
        return {
            "new": sum(each["new"] for each in sources),
            "updated": sum(each["updated"] for each in sources),
            "duplicates": sum(each["duplicates"] for each in sources),
            "failed_sources": [slug for slug, counts in self.sources.items() if counts.failed],
            "sources": sources,
            "repairs": [each.as_json() for each in self.mendings],
        }
