"""Stories as they are kept: found by words, links and texts, in a fixed number of statements."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from scraper.identity.match import Related
from scraper.identity.stories import Joined, New, Suggested
from scraper.identity.urls import url_key
from scraper.intake.stories import day_of, keep_story
from scraper.outcomes import Kind
from scraper.storage.desk_models import Event
from scraper.storage.engine import Database
from scraper.storage.identity_models import CannotLink, StoryEdge, StoryWord, WordCount
from scraper.storage.models import Alias, Publication, Revision, Source
from tests.factories import NOW
from tests.identity.story_groups import Labelled, pairwise, read_half

REPORT = (
    "The study by Ada Fairbrother of 1,386 carers in the county of Brackwell shows that two in five borrowed"
    " money for heating. Most are grandparents who took in a child at short notice and have no allowance."
)
ARTICLE = (
    "Carers in Brackwell are in debt for heating, Ada Fairbrother says in her study. Of 1,386 carers two in"
    " five had borrowed, and grandparents who took a child in at short notice get no allowance."
)
OTHER = (
    "Swimming lessons start again on Monday in the new pool by the harbour. Bring a towel, a coin for the"
    " locker and good humour; the water is warm and the teachers are patient with beginners of every size."
)


def put(
    session: Session,
    number: int,
    title: str,
    text: str,
    *,
    source: int = 1,
    day: date = date(2026, 11, 20),
    links: tuple[str, ...] = (),
    url: str = "",
) -> Publication:
    """A stored publication with its address and its text, not yet in a story."""
    if session.get(Source, source) is None:
        session.add(
            Source(id=source, slug=f"s{source}", name=f"Source {source}", definition="", added_at=NOW)
        )
    address = url or f"https://s{source}.example.org/news/{number}"
    key = url_key(address) or ""
    row = Publication(
        id=number,
        source_id=source,
        key=key,
        url=address,
        title=title,
        published=day.isoformat(),
        published_precision="day",
        kind=Kind.NEWS,
        kind_witness="guess",
        links=[{"url": link, "text": "link"} for link in links],
        media_type="text/html",
        first_seen_at=datetime.combine(day, time(9), UTC),
    )
    session.add(row)
    session.flush()
    session.add(Alias(key=key, publication_id=number, url=address, how="fetched"))
    session.add(
        Revision(
            publication_id=number,
            number=1,
            title=title,
            text=text,
            text_hash=f"{number}",
            mask_hash=f"{number}",
            words=len(text.split()),
            captured_at=row.first_seen_at,
        )
    )
    session.flush()
    return row


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that were run meanwhile."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def tell(session: Session, row: Publication, *related: Related, changed: bool = False) -> object:
    text = session.scalars(
        select(Revision.text).where(Revision.publication_id == row.id).order_by(Revision.number.desc())
    ).first()
    return keep_story(session, row, text or "", related, now=NOW, changed=changed)


def test_an_article_joins_the_story_of_the_report_it_tells_of(database: Database) -> None:
    with database.writing() as session:
        first = put(session, 1, "Carers who borrow", REPORT)
        other = put(session, 2, "Pool opens", OTHER, source=2)
        second = put(session, 3, "Debt among carers in Brackwell", ARTICLE, source=2)
        assert isinstance(tell(session, first), New)
        assert isinstance(tell(session, other), New)
        assert isinstance(tell(session, second), Joined)
        assert first.story_id == second.story_id != other.story_id
        (edge,) = session.scalars(select(StoryEdge))
        assert (edge.publication_id, edge.other_id, edge.relation, edge.suggested) == (3, 1, "words", False)
        assert edge.words.startswith("says in other words: ")


def test_a_link_in_the_text_joins_whoever_came_first(database: Database) -> None:
    with database.writing() as session:
        article = put(
            session, 1, "Debt in Brackwell", REPORT, links=("https://s2.example.org/files/carers.pdf",)
        )
        report = put(
            session, 2, "Heat", ARTICLE, source=2, url="https://s2.example.org/files/carers.pdf?utm_source=x"
        )
        tell(session, article)
        tell(session, report)
        assert article.story_id == report.story_id
        relations = set(session.scalars(select(StoryEdge.relation)))
        assert relations == {"link", "words"}


def test_a_link_that_everybody_has_ties_nobody(database: Database) -> None:
    everybodys = "https://law.example.org/guidance/keeping-everybody-safe.pdf"
    with database.writing() as session:
        for number in range(1, 10):
            words = f"{OTHER} {' '.join(f'thing{number}{each}' for each in range(30))}"
            tell(
                session, put(session, number, f"Matter {number}x", words, source=number, links=(everybodys,))
            )
        report = put(session, 20, "Carers", REPORT, source=20, links=(everybodys,))
        tell(session, report)
        edges = session.scalars(select(StoryEdge).where(StoryEdge.publication_id == 20)).all()
        assert [edge for edge in edges if edge.relation == "same-link"] == []


def test_text_that_another_source_has_too_joins(database: Database) -> None:
    with database.writing() as session:
        one = put(session, 1, "A letter", REPORT)
        two = put(session, 2, "We signed", OTHER, source=2)
        tell(session, one)
        found = tell(session, two, Related(1, "70% of the shorter text is the same"))
        assert isinstance(found, Joined)
        assert one.story_id == two.story_id


def test_two_stories_that_turn_out_to_be_one_are_brought_together(database: Database) -> None:
    release = REPORT.replace("1,386", "many").replace("Ada Fairbrother", "our team")
    article = ARTICLE.replace("1,386", "these").replace("Ada Fairbrother", "a team")
    target = "https://s1.example.org/reports/love-and-arrears"
    with database.writing() as session:
        one = put(session, 1, "Heating", release, links=(target,))
        two = put(session, 2, "Debt", article, source=2, day=date(2026, 10, 30), links=(target + "#top",))
        tell(session, one)
        tell(session, two)
        report = put(session, 3, "Love and arrears", REPORT, url=target)
        tell(session, report)
        assert one.story_id == two.story_id == report.story_id


def test_what_an_editor_split_is_never_brought_together_again(database: Database) -> None:
    target = "https://s1.example.org/reports/love-and-arrears"
    with database.writing() as session:
        one = put(session, 1, "Heating", REPORT, links=(target,))
        two = put(session, 2, "Debt", OTHER, source=2, links=(target,))
        tell(session, one)
        tell(session, two)
        assert one.story_id != two.story_id
        act = Event(at=NOW, actor="e", via="cli", object_type="story", object_id=1, action="split")
        session.add(act)
        session.flush()
        session.add(CannotLink(low_id=1, high_id=2, event_id=act.id))
        tell(session, put(session, 3, "Love and arrears", f"{REPORT} {OTHER}", url=target))
        session.refresh(one)
        session.refresh(two)
        assert one.story_id != two.story_id


def test_a_round_up_joins_nothing_and_is_found_by_nothing(database: Database) -> None:
    with database.writing() as session:
        tell(session, put(session, 1, "Carers who borrow", REPORT))
        digest = put(session, 2, "The week in care: round-up", ARTICLE, source=2)
        assert isinstance(tell(session, digest), New)
        assert session.scalar(select(func.count()).where(StoryWord.publication_id == 2)) == 0
        later = put(session, 3, "Borrowed", ARTICLE, source=3)
        tell(session, later)
        assert later.story_id == 1
        assert digest.story_id == 2


def test_a_weak_likeness_is_suggested_and_joins_nothing(database: Database) -> None:
    text = "Grandparents in our county ask for an allowance for heating, and for buses and a good dentist."
    with database.writing() as session:
        tell(session, put(session, 1, "Carers who borrow", REPORT))
        second = put(session, 2, "Grandparents ask for an allowance", text, source=2)
        found = tell(session, second)
        assert isinstance(found, Suggested)
        assert second.story_id == 2
        assert list(session.scalars(select(StoryEdge.suggested))) == [True]


def test_an_old_report_that_was_changed_now_joins_the_news_of_it(database: Database) -> None:
    with database.writing() as session:
        news = put(session, 1, "Debt in Brackwell", ARTICLE, links=("https://s2.example.org/carers",))
        tell(session, news)
        url = "https://s2.example.org/carers"
        report = put(session, 2, "Carers who borrow", REPORT, source=2, day=date(2025, 3, 1), url=url)
        report.updated = "2026-11-21"
        session.flush()
        assert isinstance(tell(session, report, changed=True), Joined)
        assert news.story_id == report.story_id


def test_a_changed_publication_may_find_its_story_and_never_leaves_it(database: Database) -> None:
    with database.writing() as session:
        first = put(session, 1, "Carers who borrow", REPORT)
        second = put(session, 2, "Pool opens", OTHER, source=2)
        for row in (first, second):
            tell(session, row)
        second.title = "Debt among carers in Brackwell"
        session.add(
            Revision(
                publication_id=2,
                number=2,
                title=second.title,
                text=ARTICLE,
                text_hash="x",
                mask_hash="x",
                words=30,
                captured_at=NOW,
            )
        )
        session.flush()
        tell(session, second, changed=True)
        assert (first.story_id, second.story_id) == (1, 1)
        edges = session.scalar(select(func.count()).select_from(StoryEdge))
        tell(session, second)
        assert (first.story_id, second.story_id) == (1, 1)
        assert session.scalar(select(func.count()).select_from(StoryEdge)) == edges
        assert session.get_one(WordCount, "").count == 2


@pytest.mark.parametrize(
    ("published", "updated", "changed", "expected"),
    [
        ("2026-11-02", None, None, date(2026, 11, 2)),
        ("2026-11", None, None, NOW.date()),
        (None, None, None, NOW.date()),
        ("2025-01-02", "2026-11-20", None, date(2026, 11, 20)),
        ("2025-01-02", None, NOW + timedelta(days=5), NOW.date() + timedelta(days=5)),
        ("2027-01-02", None, None, NOW.date()),
    ],
)
def test_the_day_is_the_latest_that_is_known(
    published: str | None, updated: str | None, changed: datetime | None, expected: date
) -> None:
    assert day_of(published, updated, NOW, changed) == expected


def fill(session: Session, publications: tuple[Labelled, ...]) -> dict[int, int]:
    """Put the labelled publications through intake; the story of each."""
    sources = {slug: number for number, slug in enumerate(sorted({each.source for each in publications}), 1)}
    for each in publications:
        row = put(
            session,
            each.number,
            each.title,
            each.text,
            source=sources[each.source],
            day=each.day,
            links=each.links,
            url=each.url,
        )
        session.get_one(Source, row.source_id).name = each.publisher
        tell(session, row)
    return dict(session.execute(select(Publication.id, Publication.story_id)).all())


def test_the_tables_find_what_the_labelled_stories_say(database: Database) -> None:
    half = read_half("b")
    with database.writing() as session:
        precision, recall, _ = pairwise(half.publications, fill(session, half.publications))
    assert precision >= 0.98
    assert recall >= 0.90


def test_the_number_of_statements_does_not_grow_with_what_is_stored(database: Database) -> None:
    half = read_half("a")
    with database.writing() as session:
        seen = []
        for number, each in enumerate(half.publications[:60]):
            row = put(
                session, each.number, each.title, each.text, source=number + 1, url=each.url, day=each.day
            )
            row.links = [{"url": link, "text": ""} for link in each.links]
            session.flush()
            with counted(database.engine) as statements:
                tell(session, row)
            seen.append(len(statements))
        assert max(seen) <= 21
        assert Counter(seen[50:]).most_common(1)[0][0] - seen[0] <= 2
