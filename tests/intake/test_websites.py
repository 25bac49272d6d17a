"""From the publication that announces a website to the site's own candidate."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from scraper.intake.admit import Admitted, admit
from scraper.intake.ledger import write_reading
from scraper.items import Entry, Link
from scraper.items import Publication as Understood
from scraper.outcomes import DropReason, Kind, PageState, Verdict
from scraper.plans import PageRead
from scraper.polling.register import register
from scraper.polling.visits import Wanted, plan_visit
from scraper.sources.definition import parse_definition
from scraper.storage.desk_models import Candidate
from scraper.storage.domains import note_domains
from scraper.storage.engine import Database
from scraper.storage.models import Domain, Evidence, Host, Page, Publication
from tests.factories import (
    DEFINITION,
    NOW,
    WORDS,
    channel_plan,
    day,
    entry,
    make_source,
    page_read,
    publication,
    reading,
)

SITE = "https://www.harbour.example/"
SENTENCE = "The charity has launched a new website, Harbour, setting out a five-year plan."
ANNOUNCING: dict[str, Any] = {
    "title": "A plan for five years",
    "text": f"{WORDS}\n\n{SENTENCE}",
    "links": (Link(SITE, "Harbour"), Link("https://partner.example/about", "our partner")),
}


def shown(database: Database, path: str = "/news/one-story", first_poll: bool = False) -> Page:
    """A pending page that the listing of the source "example" showed."""
    with database.writing() as session:
        plan = channel_plan(make_source(session).channels[0], first_poll)
        read = reading(plan, entry(path))
        (page_id,) = write_reading(session, read, NOW, 42).pending
        page = session.get_one(Page, page_id)
        session.expunge(page)
    return page


def tell(database: Database, page: Page, **changes: Any) -> Admitted:
    with database.writing() as session:
        return admit(session, page_read(page, told(page, **changes)), NOW, 42)


def told(page: Page, **changes: Any) -> Understood:
    return publication(**{"url": page.url} | changes)


def announce(database: Database, path: str = "/news/one-story", **changes: Any) -> Admitted:
    return tell(database, shown(database, path), **(ANNOUNCING | changes))


def sites(database: Database) -> list[Page]:
    with database.reading() as session:
        found = [page for page in session.scalars(select(Page)) if "harbour.example" in page.key]
        for page in found:
            _ = [sighting.channel.name for sighting in page.sightings]
        return found


def domains(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(select(Domain.name)))


def only_site(database: Database) -> Page:
    (site,) = sites(database)
    return site


def fetched(site: Page, **changes: Any) -> PageRead:
    values = {"url": site.url, "title": "Harbour", "text": "Find your way.", "published": None}
    return page_read(site, publication(**(values | {"kind": Kind.WEBSITE} | changes)))


def test_an_announced_website_waits_as_a_page_of_its_own(database: Database) -> None:
    announce(database)
    site = only_site(database)
    assert (site.url, site.key, site.state) == (SITE, "https://harbour.example/", PageState.PENDING)
    (sighting,) = site.sightings
    assert (sighting.channel.name, sighting.title, sighting.statement["kind"]) == (
        "news",
        "Harbour",
        "website",
    )
    assert sighting.statement["announced"]["words"] == SENTENCE


def test_the_site_is_planned_for_its_own_host_as_a_website_of_that_name(database: Database) -> None:
    announce(database)
    with database.reading() as session:
        host = session.scalars(select(Host).where(Host.name == "www.harbour.example")).one()
        assert host.next_at == NOW
        (plan,) = plan_visit(session, host.id, Wanted(), NOW).pages
    assert (plan.url, plan.source, plan.hints.title) == (SITE, "example", "Harbour")
    assert plan.hints.kind_patterns[0][1] is Kind.WEBSITE


def test_the_site_becomes_a_candidate_that_says_where_it_was_announced(database: Database) -> None:
    announce(database)
    with database.writing() as session:
        admitted = admit(session, fetched(only_site(database)), NOW, 42)
    assert (admitted.state, admitted.verdict) == (PageState.STORED, Verdict.NEW)
    with database.reading() as session:
        candidate = session.get_one(Candidate, admitted.candidate_id)
        assert (candidate.publication.kind, candidate.publication.published) == (Kind.WEBSITE, None)
        (evidence,) = session.scalars(
            select(Evidence).where(Evidence.publication_id == candidate.publication_id)
        )
    assert evidence.relation == Verdict.RELATED
    assert evidence.words.startswith(
        "announced in “A plan for five years” (https://example.example.org/news/"
    )
    assert SENTENCE in evidence.words


def test_every_domain_a_stored_publication_stands_on_or_links_to_is_noted(database: Database) -> None:
    announce(database)
    assert domains(database) == {"example.org", "harbour.example", "partner.example"}


def test_a_publication_told_twice_announces_once(database: Database) -> None:
    page = shown(database)
    tell(database, page, **ANNOUNCING)
    before = domains(database), len(sites(database))
    tell(database, page, **ANNOUNCING)
    assert (domains(database), len(sites(database))) == before


def test_a_kill_before_the_end_of_the_transaction_leaves_the_announcement_for_the_next_time(
    database: Database,
) -> None:
    page = shown(database)
    with database.writing() as session:
        admit(session, page_read(page, told(page, **ANNOUNCING)), NOW, 42)
        session.rollback()
    assert (domains(database), sites(database)) == (set(), [])
    tell(database, page, **ANNOUNCING)
    assert len(sites(database)) == 1


def test_a_second_publication_with_the_same_link_announces_nothing_new(database: Database) -> None:
    announce(database)
    announce(database, "/news/again", text=f"{SENTENCE} Another text of the week after the launch.")
    assert len(sites(database)) == 1


def test_a_domain_that_was_linked_to_before_is_not_new(database: Database) -> None:
    tell(database, shown(database, "/news/before"), links=(Link(f"{SITE}about", "Harbour"),))
    announce(database, text=SENTENCE)
    assert sites(database) == []


def test_a_domain_of_a_page_in_the_ledger_is_not_new(database: Database) -> None:
    with database.writing() as session:
        plan = channel_plan(make_source(session).channels[0])
        elsewhere = Entry(url="https://blog.harbour.example/a-text", title="On another site")
        write_reading(session, reading(plan, elsewhere), NOW, 42)
    announce(database)
    assert [page.reason for page in sites(database)] == [DropReason.OTHER_SITE]


@pytest.mark.parametrize("host", ["harbour.example", "news.harbour.example"])
def test_a_domain_that_a_source_is_defined_with_is_not_new(database: Database, host: str) -> None:
    with database.writing() as session:
        text = DEFINITION.format(slug="other").replace("other.example.org", host)
        register(session, [parse_definition(text, "other.toml")], NOW)
    announce(database)
    assert sites(database) == []


def test_a_host_named_in_a_definition_is_not_new_at_any_port(database: Database) -> None:
    with database.writing() as session:
        text = DEFINITION.format(slug="other").replace("https://other.example.org", "http://127.0.0.1:8000")
        register(session, [parse_definition(text, "other.toml")], NOW)
    announce(database, links=(Link("http://127.0.0.1:9000/", "Harbour"),))
    with database.reading() as session:
        assert session.scalars(select(Page.url)).all() == ["https://example.example.org/news/one-story"]


def test_a_name_that_only_holds_a_known_one_is_new(database: Database) -> None:
    with database.writing() as session:
        text = DEFINITION.format(slug="other").replace("other.example.org", "safeharbour.example")
        register(session, [parse_definition(text, "other.toml")], NOW)
    announce(database)
    assert len(sites(database)) == 1


def test_a_link_to_the_publisher_s_own_front_page_is_no_second_site_that_can_be_meant(
    database: Database,
) -> None:
    announce(
        database,
        title="New website for young witnesses goes live",
        text=WORDS,
        links=(
            Link("https://www.example.org/", "Website"),
            Link(f"{SITE}?utm_source=news", "Visit the website"),
        ),
    )
    assert only_site(database).url == SITE


def test_an_update_that_adds_a_launch_announces_it(database: Database) -> None:
    tell(database, shown(database))
    with database.writing() as session:
        plan = channel_plan(make_source(session).channels[0])
        (page_id,) = write_reading(session, reading(plan, entry(version="2")), NOW, 42).pending
        page = session.get_one(Page, page_id)
        session.expunge(page)
    updated = tell(database, page, **ANNOUNCING)
    assert updated.verdict is Verdict.UPDATED
    assert len(sites(database)) == 1


def test_what_a_first_poll_reads_and_passes_over_announces_nothing(database: Database) -> None:
    page = shown(database, first_poll=True)
    long_ago = day(NOW.date() - timedelta(days=90))
    tell(database, page, **ANNOUNCING, published=long_ago)
    assert sites(database) == []
    assert "harbour.example" in domains(database)


def test_what_a_first_poll_admits_announces(database: Database) -> None:
    tell(database, shown(database, first_poll=True), **ANNOUNCING, published=day(date(2026, 11, 20)))
    assert len(sites(database)) == 1


def test_a_listing_learns_nothing_from_a_site_that_it_never_showed(database: Database) -> None:
    announce(database)
    with database.writing() as session:
        admit(session, fetched(only_site(database)), NOW, 42)
    with database.reading() as session:
        host = session.scalars(select(Host).where(Host.name == "example.example.org")).one()
        listed = next(
            each for each in plan_visit(session, host.id, Wanted(), NOW).channels if each.name == "news"
        )
    assert listed.admitted == ("https://example.example.org/news/one-story",)


def test_an_announced_site_announces_no_further_ones(database: Database) -> None:
    announce(database)
    with database.writing() as session:
        said = {
            "text": SENTENCE.replace("Harbour", "Quay"),
            "links": (Link("https://quay.example/", "Quay"),),
        }
        admit(session, fetched(only_site(database), **said, kind=Kind.OTHER), NOW, 42)
    with database.reading() as session:
        assert not any("quay" in key for key in session.scalars(select(Page.key)))


def test_an_address_that_leads_to_a_known_site_is_dropped_with_its_reason(database: Database) -> None:
    announce(database)
    site = only_site(database)
    with database.writing() as session:
        admitted = admit(session, fetched(site, url="https://example.example.org/harbour"), NOW, 42)
    assert (admitted.state, admitted.reason) == (PageState.DROPPED, DropReason.OTHER_SITE)
    assert only_site(database).detail == "announced as a website, but leads to example.org, which is known"
    with database.reading() as session:
        assert len(session.scalars(select(Publication)).all()) == 1


def test_an_address_that_leads_to_another_unknown_site_is_that_site(database: Database) -> None:
    announce(database)
    with database.writing() as session:
        admitted = admit(session, fetched(only_site(database), url="https://haven.example/"), NOW, 42)
    assert admitted.verdict is Verdict.NEW


def test_domains_are_told_new_once_whatever_their_number(database: Database) -> None:
    names = {f"site{number}.example" for number in range(400)}
    with database.writing() as session:
        assert note_domains(session, names, NOW) == names
        assert note_domains(session, names | {"other.example", "", "x" * 300}, NOW) == {"other.example"}
        assert note_domains(session, set(), NOW) == frozenset()
