"""The whole check of an issue, the same for every surface that shows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from scraper.digest.asking import FRESH, Asking, addresses_of, asking_of, links_seen
from scraper.digest.bases import grounds_of
from scraper.digest.checks import EntrySeen, Finding, in_order
from scraper.digest.house import House
from scraper.digest.house_style import Level
from scraper.digest.origins import MakeUp, made_up, origin_findings, target_findings
from scraper.digest.proof import LinkSeen, prove_facts, prove_links
from scraper.digest.signing import entries_seen, findings_of
from scraper.storage.desk_models import Issue as IssueRow


@dataclass(frozen=True, slots=True)
class Checked:
    """An issue as its check found it: entries in order, findings with what stops it first, its make-up."""

    entries: list[EntrySeen]
    findings: list[Finding]
    make_up: MakeUp
    asking: Asking


def check_whole(session: Session, row: IssueRow, house: House, now: datetime, *, by_another: bool) -> Checked:
    """All that is to be said of an issue: state, style, repetition, facts, sources, links as last asked.

    A fixed number of statements, however many entries it has. Nothing is changed and nothing asked.

    Args:
        by_another: the house's rule that somebody else than its author checks each entry.
    """
    entries = entries_seen(session, row)
    day = date.fromisoformat(row.date) if row.date else None
    grounds = grounds_of(session, row.id)
    bases = {entry: each.basis for entry, each in grounds.items()}
    origins = {entry: each.origin for entry, each in grounds.items()}
    urls = addresses_of(entries)
    seen = links_seen(session, urls)
    served = {url: each for url, (each, _) in seen.items()}
    dates = {entry: origin.published for entry, origin in origins.items() if origin.published}
    make_up = made_up(entries, origins, day)
    findings = [
        *findings_of(session, row, entries, house, by_another=by_another),
        *prove_facts(entries, bases),
        *prove_links(entries, served, day, house.targets.oldest_days, dates),
        *origin_findings(entries, origins, day, house),
        *target_findings(make_up, house.targets),
        *unasked(urls, seen, now),
    ]
    asking = asking_of(session, row.id, len(urls), len(seen), now)
    return Checked(entries, in_order(list(dict.fromkeys(findings))), make_up, asking)


def unasked(
    urls: list[str], seen: Mapping[str, tuple[LinkSeen, datetime]], now: datetime
) -> Iterator[Finding]:
    """Links that nobody asked yet, or not today."""
    if never := sum(url not in seen for url in urls):
        said = "1 link was" if never == 1 else f"{never} links were"
        yield Finding(Level.TOLD, f"{said} not asked yet.")
    if old := sum(now - at > FRESH for _, at in seen.values()):
        said = "1 link was" if old == 1 else f"{old} links were"
        yield Finding(Level.TOLD, f"{said} last asked more than a day ago.")
