import pytest

from scraper.digest.drafting import draft_entry
from scraper.digest.house import usual_house
from scraper.digest.issues import add_candidate
from scraper.errors import ActionRefusedError, NotFoundError
from scraper.outcomes import Status
from scraper.storage.desk_models import Candidate
from scraper.storage.engine import Database
from tests.digest.making import by, started
from tests.web.desk import fill


def test_a_new_entry_begins_with_who_has_published_what(database: Database) -> None:
    fill(database, 4)
    with database.reading() as session:
        leads = [draft_entry(session, candidate, usual_house()).summary[0] for candidate in (1, 2, 3, 4)]
    assert leads == [
        "Example Voice has published a report on …",
        "Example Voice has published a news story on …",
        "Example Voice has published a blog post on …",
        "Example Voice has published guidance on …",
    ]


def test_what_is_unknown_or_excluded_is_not_taken_in(database: Database) -> None:
    started(database, 1)
    (other,) = fill(database, 1, first=9)
    with database.writing() as session:
        entry = draft_entry(session, other, usual_house())
        session.get_one(Candidate, other).status = Status.EXCLUDED
        with pytest.raises(ActionRefusedError, match="excluded: reopen it first"):
            add_candidate(session, 1, other, entry, by())
        with pytest.raises(NotFoundError, match="no candidate 99"):
            add_candidate(session, 1, 99, entry, by())
        with pytest.raises(NotFoundError, match="no candidate 99"):
            draft_entry(session, 99, usual_house())
