"""A website announced by a publication becomes a page of its own: no feed would ever tell of it.

New is a domain that no publication linked to or stood on before, no page of the ledger stands on, and no
source is defined with. Domains are noted in the transaction that stores the publication, so a publication
that is read again after a kill gives the same answer.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scraper.discovery.websites import Announcement, Outbound, announced_sites
from scraper.identity.urls import host_of, registrable_domain, url_key, without_tracking
from scraper.items import Publication as Understood
from scraper.items import Unreadable
from scraper.outcomes import DropReason, Kind, PageState, Verdict
from scraper.plans import PageRead
from scraper.sources.definition import SourceDefinition, parse_definition
from scraper.storage.domains import note_domains
from scraper.storage.hosts import due_host
from scraper.storage.models import Domain, Evidence, Host, Page, Publication, Sighting, Source


def note_links(session: Session, understood: Understood, now: datetime) -> frozenset[str]:
    """Keep a publication's own domain and those it links to; the linked ones never noted before."""
    own = domain_of(understood.url)
    linked = {domain_of(link.url) for link in understood.links}
    return note_domains(session, linked | {own}, now) - {own}


def expect_sites(
    session: Session,
    page: Page,
    publication: Publication,
    understood: Understood,
    fresh: frozenset[str],
    *,
    now: datetime,
) -> None:
    """Put the websites that an admitted publication announces among the pages that wait.

    Args:
        page: the page that was admitted; what was itself announced announces no further sites.
        fresh: domains it links to that were never noted before.
    """
    if not fresh or announcements_of(page):
        return
    links = [
        Outbound(without_tracking(link.url), link.text, domain_of(link.url)) for link in understood.links
    ]
    for found in announced_sites(understood.title, understood.text, links, fresh):
        if not is_known(session, domain_of(found.url)):
            expect(session, page, publication.id, found, now)


def expect(session: Session, page: Page, publication_id: int, found: Announcement, now: datetime) -> None:
    """The site's page, pending, as shown by the channel that showed its announcement."""
    key = url_key(found.url)
    if key is None or not page.sightings:
        return
    site = Page(
        key=key,
        url=found.url,
        source_id=page.source_id,
        host_id=due_host(session, host_of(found.url), now).id,
        state=PageState.PENDING,
        baseline=False,
        first_seen_at=now,
        attempts=0,
    )
    session.add(site)
    session.flush()
    session.add(
        Sighting(
            channel_id=page.sightings[0].channel_id,
            page_id=site.id,
            url=found.url,
            title=found.name,
            statement={
                "kind": Kind.WEBSITE,
                "announced": {"publication": publication_id, "words": found.words},
            },
            first_seen_at=now,
            last_seen_at=now,
        )
    )
    session.flush()


def announcements_of(page: Page) -> list[dict[str, Any]]:
    """What announced this page: id of the publication and words; nothing for an ordinary page."""
    said = (sighting.statement.get("announced") for sighting in page.sightings)
    return [announced for announced in said if announced]


def keep_announcements(session: Session, page: Page, publication: Publication, now: datetime) -> None:
    """Say on a site's publication where it was announced, in words for an editor."""
    for announced in announcements_of(page):
        herald = session.get_one(Publication, announced["publication"])
        session.add(
            Evidence(
                publication_id=publication.id,
                page_id=page.id,
                relation=Verdict.RELATED,
                words=f"announced in “{herald.title}” ({herald.url}): “{announced['words']}”",
                at=now,
            )
        )


def without_known_site(session: Session, page: Page, read: PageRead) -> PageRead:
    """The page, dropped when it was announced as a website but leads to a site that was known before."""
    if read.publication is None or not announcements_of(page):
        return read
    there = domain_of(read.publication.url)
    if there == domain_of(page.url) or not (session.get(Domain, there) or is_known(session, there)):
        return read
    reason = f"announced as a website, but leads to {there}, which is known"
    return replace(read, publication=None, dropped=Unreadable(DropReason.OTHER_SITE, reason))


def is_known(session: Session, domain: str) -> bool:
    """Whether a page of the ledger or a visited host stands on a domain, or a source is defined with it."""
    keys = select(Page.key).where(Page.key.contains(domain, autoescape=True))
    names = select(Host.name).where(Host.name.contains(domain, autoescape=True))
    if any(domain_of(address) == domain for query in (keys, names) for address in session.scalars(query)):
        return True
    bare = without_port(domain)
    defined = select(Source.slug, Source.definition, Source.repaired).where(
        or_(
            Source.definition.contains(bare, autoescape=True), Source.repaired.contains(bare, autoescape=True)
        )
    )
    for slug, *texts in session.execute(defined):
        for text in filter(None, texts):
            if not {domain, bare}.isdisjoint(domains_of(parse_definition(text, slug))):
                return True
    return False


def domains_of(definition: SourceDefinition) -> Iterator[str]:
    """The domains a source is defined with; hosts stand there without ports."""
    addresses = (definition.home, *(channel.url for channel in definition.channels))
    yield from (registrable_domain(host) for host in definition.hosts)
    yield from map(domain_of, addresses)


def domain_of(address: str) -> str:
    """The registrable domain of an address or a host; "" when it is neither."""
    host = host_of(address)
    return registrable_domain(host) if host else ""


def without_port(domain: str) -> str:
    """A domain without the port that tells sites on one machine apart."""
    name, colon, port = domain.rpartition(":")
    return name if colon and port.isdigit() else domain
