"""Finding kept texts by their words, alike on both engines: FTS5 on SQLite, tsvector on PostgreSQL.

Texts are cut into words here, not by the engines: their own rules differ, and one of them drops common words.
What is found are revisions; every kept one is indexed when it is written.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from unicodedata import combining, normalize

from sqlalchemy import Select, bindparam, column, exists, literal_column, select, table, text
from sqlalchemy.orm import Session

from scraper.storage.models import Revision

#: Longer words are cut: PostgreSQL keeps none of more than 2,046 bytes.
LONGEST_WORD = 40
#: Words of one text that are indexed: some 600 pages of print.
MOST_WORDS = 200_000
#: Words of one part on PostgreSQL: it keeps 256 places of a word, and "the" is one word in fifteen.
PART = 2_000
#: Words that a part shares with the next, so that a phrase of as many is found across them.
OVERLAP = 50
#: Revisions that are indexed at once when the index is made anew.
BATCH = 500

_WORD = re.compile(r"[^\W_]+")
_TABLE = table("search", column("rowid"), column("words"), column("revision_id"), column("part"))


def words_of(said: str) -> list[str]:
    """The words of a text as they are compared: lower case, without accents, letters and digits only.

    "Children\u2019s caf\u00e9" has the words children, s and cafe.
    """
    if not said.isascii():
        said = "".join(each for each in normalize("NFKD", said) if not combining(each))
    return [word[:LONGEST_WORD] for word in _WORD.findall(said.casefold())]


def index_revision(session: Session, revision_id: int, title: str, said: str) -> None:
    """Make a new revision findable by its title and text. One statement."""
    words = list(islice(words_of(f"{title}\n{said}"), MOST_WORDS))
    if session.get_bind().dialect.name == "sqlite":
        session.execute(
            text("INSERT INTO search (rowid, words) VALUES (:id, :words)"),
            {"id": revision_id, "words": " ".join(words)},
        )
        return
    session.execute(
        text("INSERT INTO search (revision_id, part, words) VALUES (:id, :part, CAST(:words AS tsvector))"),
        [
            {"id": revision_id, "part": number, "words": as_vector(part)}
            for number, part in enumerate(parts_of(words))
        ],
    )


def reindex_revision(
    session: Session, revision_id: int, before: tuple[str, str], after: tuple[str, str]
) -> None:
    """Follow a revision that was read anew; `before` and `after` are its title and text.

    FTS5 forgets a text only when it is told its words again.
    """
    if session.get_bind().dialect.name == "sqlite":
        session.execute(
            text("INSERT INTO search (search, rowid, words) VALUES ('delete', :id, :words)"),
            {"id": revision_id, "words": " ".join(islice(words_of("\n".join(before)), MOST_WORDS))},
        )
    else:
        session.execute(text("DELETE FROM search WHERE revision_id = :id"), {"id": revision_id})
    index_revision(session, revision_id, *after)


def index_missing(session: Session) -> int:
    """Make findable what was kept before there was an index; how many revisions that were."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    number = _TABLE.c.rowid if is_sqlite else _TABLE.c.revision_id
    known = exists().where(number == Revision.id).correlate(Revision)
    wanted = select(Revision.id).where(~known).order_by(Revision.id)
    ids = session.scalars(wanted).all()
    for start in range(0, len(ids), BATCH):
        batch = select(Revision.id, Revision.title, Revision.text).where(
            Revision.id.in_(ids[start : start + BATCH])
        )
        for row in session.execute(batch).all():
            index_revision(session, row.id, row.title, row.text)
    return len(ids)


def having(session: Session, words: Sequence[str], *, begins: bool = False) -> Select[int]:
    """The revisions that have these words one after the other; one may be named twice.

    Args:
        session: says which engine it is.
        words: at least one, as `words_of` gives them.
        begins: whether the last may be the beginning of a longer word.
    """
    if session.get_bind().dialect.name == "sqlite":
        asked = f'"{" ".join(words)}"' + ("*" if begins else "")
        found = literal_column("search").op("MATCH")(bindparam(None, asked))
        return select(_TABLE.c.rowid).where(found)
    quoted = [f"'{word}'" for word in words]
    asked = " <-> ".join(quoted) + (":*" if begins else "")
    return select(_TABLE.c.revision_id).where(
        _TABLE.c.words.op("@@")(
            text("CAST(:asked AS tsquery)").bindparams(bindparam("asked", asked, unique=True))
        )
    )


def parts_of(words: Sequence[str]) -> Iterable[Sequence[str]]:
    """A text in parts that overlap; one, which may be empty, for a short one."""
    for start in range(0, max(len(words) - OVERLAP, 1), PART - OVERLAP):
        yield words[start : start + PART]


def as_vector(words: Sequence[str]) -> str:
    """Words with their places as PostgreSQL writes a tsvector: 'a':1,3 'b':2."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words, start=1):
        places[word].append(place)
    return " ".join(f"'{word}':{','.join(map(str, each))}" for word, each in places.items())


def is_index(name: str) -> bool:
    """Whether a table belongs to the index of words, which the models do not describe."""
    return name == "search" or name.startswith("search_")
