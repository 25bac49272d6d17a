"""Sources whose channels need a replacement, as the database knows them."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.intake.ledger import write_reading
from scraper.outcomes import Outcome, Strategy
from scraper.polling.register import register
from scraper.polling.repair import TRIED, Ailing, end_search, find_ailing, lease_site
from scraper.polling.replacing import Repair, plan_repair
from scraper.polling.trouble import MOST_ATTEMPTS
from scraper.polling.visits import Wanted, claim, close_poll, definitions_of, plan_channel
from scraper.sources.choice import DetectedChannel
from scraper.sources.definition import Role, parse_definition
from scraper.sources.detect import Detected
from scraper.storage.desk_models import Event
from scraper.storage.engine import Database
from scraper.storage.models import Channel, Host, Page, Source
from tests.factories import DEFINITION, NOW, entry, make_source, reading

ME, OTHER = "machine:/home:1", "machine:/home:2"
ALL = Wanted()
HOUR = timedelta(hours=1)
STORY = entry("/news/one-story", "One story of some length")


def poll(
    session: Session, name: str, outcome: Outcome, at: datetime = NOW, slug: str = "example", status: int = 0
) -> None:
    """One poll of a channel; a sound one shows the story."""
    channel = session.scalars(
        select(Channel).join(Source).where(Channel.name == name, Source.slug == slug)
    ).one()
    definition = definitions_of(session, {channel.source_id})[channel.source_id]
    entries = (STORY,) if outcome is Outcome.NEW else ()
    read = reading(
        plan_channel(session, channel, definition), *entries, outcome=outcome, status=status or None
    )
    write_reading(session, read, at, 42)
    close_poll(session, channel.id, at)


def broken_source(session: Session, slug: str = "example") -> None:
    """A source whose feed showed a story and then was gone."""
    make_source(session, slug)
    poll(session, "feed", Outcome.NEW, slug=slug)
    poll(session, "news", Outcome.NEW, slug=slug)
    poll(session, "feed", Outcome.GONE, NOW + HOUR, slug=slug)


def found(database: Database, at: datetime = NOW + 2 * HOUR, wanted: Wanted = ALL) -> list[Ailing]:
    with database.reading() as session:
        return find_ailing(session, wanted, at)


def detected(*entries: str, url: str = "https://example.example.org/insights/") -> Detected:
    shown = tuple(entry(path) for path in entries)
    channel = DetectedChannel("insights", Strategy.LISTING, url, shown, "linked")
    return Detected("https://example.example.org/", "Example", (channel,), (), 5)


def test_a_source_with_a_dead_channel_is_found_with_what_is_known_of_it(database: Database) -> None:
    with database.writing() as session:
        broken_source(session)
    (ailing,) = found(database)
    (broken,) = ailing.case.broken
    assert (ailing.name, broken.name, broken.trouble.dry) == ("Example Voice", "feed", False)
    assert {shown.channel for shown in ailing.case.shown} == {"feed", "news"}
    assert {shown.title for shown in ailing.case.shown} == {STORY.title}
    assert {channel.name for channel in ailing.case.watched} == {"feed", "news"}


def test_a_page_known_in_a_version_is_known_by_its_address(database: Database) -> None:
    with database.writing() as session:
        broken_source(session)
        for page in session.scalars(select(Page)):
            page.key += "#version=2026-11-20T09:00:00Z"
    (ailing,) = found(database)
    assert {shown.key for shown in ailing.case.shown} == {STORY.url}


def test_only_sources_of_the_run_that_are_active_are_found(database: Database) -> None:
    with database.writing() as session:
        broken_source(session)
    assert found(database, wanted=Wanted(slugs=frozenset({"other"}))) == []
    with database.writing() as session:
        session.scalars(select(Source)).one().state = "paused"
    assert found(database) == []


def test_a_source_of_which_nothing_is_known_is_not_searched(database: Database) -> None:
    with database.writing() as session:
        make_source(session)
        poll(session, "feed", Outcome.GONE)
    assert found(database) == []


def test_a_channel_that_answers_again_is_left_alone(database: Database) -> None:
    with database.writing() as session:
        broken_source(session)
        poll(session, "feed", Outcome.UNCHANGED, NOW + 2 * HOUR)
    assert found(database, NOW + 3 * HOUR) == []


def test_a_channel_is_dry_by_what_itself_shows_not_by_what_was_new_to_the_ledger(database: Database) -> None:
    later = NOW + timedelta(days=40)
    with database.writing() as session:
        make_source(session)
        poll(session, "news", Outcome.NEW)
        poll(session, "feed", Outcome.NEW)
        for name in ("news", "feed"):
            poll(session, name, Outcome.UNCHANGED, later)
    (ailing,) = found(database, later)
    assert [broken.name for broken in ailing.case.broken] == ["news", "feed"]
    assert all(broken.trouble.dry for broken in ailing.case.broken)


def test_a_definition_that_states_a_long_usual_gap_makes_patience_longer(database: Database) -> None:
    later = NOW + timedelta(days=40)
    text = DEFINITION.format(slug="example") + "[expectations]\nusual_gap_days = 30\n"
    with database.writing() as session:
        register(session, [parse_definition(text, "example.toml")], NOW)
        poll(session, "feed", Outcome.NEW)
        poll(session, "feed", Outcome.UNCHANGED, later)
    assert found(database, later) == []
    assert len(found(database, NOW + timedelta(days=91))) == 1


def test_a_vain_search_is_remembered_and_not_repeated_the_same_day(database: Database) -> None:
    with database.writing() as session:
        broken_source(session)
    (ailing,) = found(database)
    with database.writing() as session:
        assert end_search(session, ailing, Repair(why_not="nothing there"), NOW + 2 * HOUR) == {}
    assert found(database, NOW + 10 * HOUR) == []
    assert len(found(database, NOW + 25 * HOUR)) == 1
    with database.reading() as session:
        event = session.scalars(select(Event)).one()
    assert (event.action, event.object_type, event.after["why_not"]) == (TRIED, "source", "nothing there")
    assert list(event.before["broken"]) == ["feed"]


def test_a_run_searches_a_handful_and_those_longest_untried_first(database: Database) -> None:
    slugs = [f"source-{number}" for number in range(MOST_ATTEMPTS + 2)]
    with database.writing() as session:
        for slug in slugs:
            make_source(session, slug)
            channel = session.scalars(
                select(Channel).join(Source).where(Channel.name == "feed", Source.slug == slug)
            ).one()
            definition = definitions_of(session, {channel.source_id})[channel.source_id]
            plan = plan_channel(session, channel, definition)
            shown = entry(f"/{slug}/one", "One story of some length")
            write_reading(session, reading(plan, shown), NOW, 42)
            poll(session, "feed", Outcome.GONE, NOW + HOUR, slug=slug)
    first = found(database)
    with database.writing() as session:
        for ailing in first:
            end_search(session, ailing, Repair(why_not="nothing"), NOW + 2 * HOUR)
    second = found(database, NOW + 25 * HOUR)
    assert [each.case.definition.slug for each in first] == slugs[:MOST_ATTEMPTS]
    assert [each.case.definition.slug for each in second[:2]] == slugs[MOST_ATTEMPTS:]
    assert len(second) == MOST_ATTEMPTS


def test_an_adopted_channel_is_due_at_once_and_the_broken_one_becomes_a_fallback(database: Database) -> None:
    with database.writing() as session:
        broken_source(session)
    (ailing,) = found(database)
    repair = plan_repair(ailing.case, detected("/news/one-story"), NOW)
    with database.writing() as session:
        ids = end_search(session, ailing, repair, NOW + 2 * HOUR)
    with database.reading() as session:
        source = session.scalars(select(Source)).one()
        channel = session.get_one(Channel, ids["insights"])
        (definition,) = definitions_of(session, {source.id}).values()
        assert (channel.state, channel.next_at, channel.memory) == ("active", NOW + 2 * HOUR, {})
        assert {each.name: each.role for each in definition.channels} == {
            "news": Role.MAIN,
            "feed": Role.FALLBACK,
            "insights": Role.MAIN,
        }
        assert source.definition != source.repaired
    assert found(database, NOW + timedelta(days=3)) == []


def test_nothing_is_adopted_for_a_definition_that_was_edited_meanwhile(database: Database) -> None:
    with database.writing() as session:
        broken_source(session)
    (ailing,) = found(database)
    repair = plan_repair(ailing.case, detected("/news/one-story"), NOW)
    edited = DEFINITION.format(slug="example").replace("Example Voice", "Example Voices")
    with database.writing() as session:
        register(session, [parse_definition(edited, "example.toml")], NOW)
        assert end_search(session, ailing, repair, NOW + 2 * HOUR) == {}
    with database.reading() as session:
        assert session.scalars(select(Source)).one().repaired is None


def test_a_host_that_asked_us_to_wait_or_is_visited_is_not_searched(database: Database) -> None:
    with database.writing() as session:
        broken_source(session)
    (ailing,) = found(database)
    later = NOW + 7 * HOUR

    def leased(**changes: datetime | None) -> list[int]:
        with database.writing() as session:
            host = session.scalars(select(Host)).one()
            for name, value in changes.items():
                setattr(host, name, value)
            return lease_site(session, ailing, ME, later)

    assert leased(paused_until=later + HOUR) == []
    with database.writing() as session:
        session.scalars(select(Host)).one().paused_until = None
    with database.writing() as session:
        claimed = claim(session, OTHER, ALL, later, limit=5)
    assert leased() == []
    assert leased(lease_until=None) == claimed
    with database.writing() as session:
        assert claim(session, OTHER, ALL, later, limit=5) == []


def test_a_channel_that_comes_back_to_the_definition_is_due_at_once(database: Database) -> None:
    text = DEFINITION.format(slug="example")
    without = text[: text.rindex("[[channels]]")]
    with database.writing() as session:
        register(session, [parse_definition(text, "example.toml")], NOW)
        register(session, [parse_definition(without, "example.toml")], NOW)
        register(session, [parse_definition(text, "example.toml")], NOW + HOUR)
    with database.reading() as session:
        feed = session.scalars(select(Channel).where(Channel.name == "feed")).one()
        assert (feed.state, feed.next_at) == ("active", NOW + HOUR)
