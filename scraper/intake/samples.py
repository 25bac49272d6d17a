"""The samples of all texts, in SQL: whose text is nearly this one's? A fixed number of statements a text."""

import functools
from collections import Counter
from collections.abc import Collection, Iterable

from sqlalchemy import Insert, TextClause, delete, insert, select
from sqlalchemy import text as text_clause
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from scraper.identity.near import Near, compare, runs_of, sampled, without_template
from scraper.storage.identity_models import Shingle, TemplateShingle
from scraper.storage.models import Publication, Revision

#: In so many publications of one source a word run is its template.
TEMPLATE_FROM = 3
#: A word run that more publications share says nothing of any of them.
MOST_POSTINGS = 200
#: Word runs that are looked up, of texts that have more.
MOST_LOOKED_UP = 64
#: Word runs two samples have to share, and publications whose whole text is compared.
LEAST_SHARED = 2
MOST_COMPARED = 12
#: Share of the best one's shared word runs that another has to have to be compared.
LEAST_OF_BEST = 0.2

#: The publications of word runs on PostgreSQL, each run's up to a limit.
POSTINGS = text_clause(
    "SELECT found.h, found.publication_id FROM unnest(CAST(:wanted AS bigint[])) AS asked(h)"
    " CROSS JOIN LATERAL"
    " (SELECT h, publication_id FROM shingle WHERE shingle.h = asked.h LIMIT :most) AS found"
)

_SIGN = 1 << 63


def near(session: Session, source_id: int, text: str) -> tuple[Near, ...]:
    """The publications that share the most of a text, the likest first. Three statements."""
    hashes = sampled(text)
    template = template_of(session, source_id, hashes)
    best = sharing(session, sorted(hashes - template)[:MOST_LOOKED_UP])
    if not best:
        return ()
    rows = session.execute(
        select(Publication.id, Publication.url, Publication.source_id, Revision.title, Revision.text)
        .join(Revision, Revision.publication_id == Publication.id)
        .where(Publication.id.in_(best))
        .order_by(Revision.number)
    )
    latest = {row.id: row for row in rows}
    plain, own = runs_of(text), runs_of(without_template(text, template))
    found = []
    for row in latest.values():
        is_own = row.source_id == source_id
        other = runs_of(without_template(row.text, template) if is_own else row.text)
        found.append(Near(row.id, row.url, row.title, *compare(own if is_own else plain, other)))
    return tuple(sorted(found, key=lambda each: (-each.contained - each.overlap, each.id)))


def template_of(session: Session, source_id: int, hashes: Collection[int]) -> frozenset[int]:
    """Which of these word runs are the template of a source."""
    rows = session.scalars(
        select(TemplateShingle.h).where(
            TemplateShingle.source_id == source_id,
            TemplateShingle.h.in_([signed(each) for each in hashes]),
            TemplateShingle.count >= TEMPLATE_FROM,
        )
    )
    return frozenset(unsigned(each) for each in rows)


def sharing(session: Session, hashes: Collection[int]) -> list[int]:
    """The publications that share the most of these word runs, each run's postings read up to a limit."""
    if not hashes:
        return []
    wanted = [signed(each) for each in hashes]
    if session.get_bind().dialect.name == "sqlite":
        rows = session.execute(
            postings(len(wanted)), {f"h{number}": value for number, value in enumerate(wanted)}
        ).all()
    else:
        rows = session.execute(POSTINGS, {"wanted": wanted, "most": MOST_POSTINGS + 1}).all()
    sizes = Counter(row.h for row in rows)
    shared = Counter(row.publication_id for row in rows if sizes[row.h] <= MOST_POSTINGS)
    best = shared.most_common(MOST_COMPARED)
    least = max(LEAST_SHARED, best[0][1] * LEAST_OF_BEST) if best else 0
    return [number for number, count in best if count >= least]


@functools.cache
def postings(count: int) -> TextClause:
    """The publications of so many word runs on SQLite, each run's up to a limit.

    A common one must not cost all. PostgreSQL would plan each part anew: it has `POSTINGS`.
    """
    one = "SELECT * FROM (SELECT h, publication_id FROM shingle WHERE h = :h{0} LIMIT {1}) p{0}"
    return text_clause(" UNION ALL ".join(one.format(number, MOST_POSTINGS + 1) for number in range(count)))


def keep_sample(session: Session, publication: Publication, text: str, before: str | None) -> None:
    """Bring the sample of a publication in step with its text.

    Copies never come here: a text that is shown again elsewhere is no template.

    Args:
        session: of the caller's one transaction.
        publication: whose text it is.
        text: its text now.
        before: the text whose sample is kept so far; None for a publication that is new.
    """
    now = sampled(text)
    then = sampled(before) if before is not None else frozenset()
    if then - now:
        gone = [signed(each) for each in then - now]
        session.execute(
            delete(Shingle).where(Shingle.publication_id == publication.id, Shingle.h.in_(gone)),
            execution_options={"synchronize_session": False},
        )
    if now - then:
        rows = [{"h": signed(each), "publication_id": publication.id} for each in sorted(now - then)]
        session.execute(insert(Shingle), rows)
    if before is None and now:
        session.execute(counting(session, publication.source_id, now))


def counting(session: Session, source_id: int, hashes: Iterable[int]) -> Insert:
    """One statement that counts these word runs for a source."""
    rows = [{"source_id": source_id, "h": signed(each), "count": 1} for each in sorted(hashes)]
    insert_or = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert_or(TemplateShingle).values(rows)
    return statement.on_conflict_do_update(
        index_elements=["source_id", "h"], set_={"count": TemplateShingle.count + 1}
    )


def signed(value: int) -> int:
    """An unsigned 64-bit hash as databases keep it."""
    return value - 2 * _SIGN if value >= _SIGN else value


def unsigned(value: int) -> int:
    """The hash again."""
    return value + 2 * _SIGN if value < 0 else value
