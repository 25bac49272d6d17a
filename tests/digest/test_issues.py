import pytest

from scraper.digest.drafting import draft_entry
from scraper.digest.house import usual_house
from scraper.digest.issues import add_candidate
from scraper.errors import ActionRefusedError, NotFoundError
from scraper.outcomes import Status
from scraper.storage.desk_models import Candidate
from scraper.storage.engine import Database
from scraper.storage.models import Alias
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


def test_the_file_and_the_press_release_of_a_story_come_as_second_links(database: Database) -> None:
    fill(database, 2)  # a report and a news story
    with database.writing() as session:
        report, news = (session.get_one(Candidate, number).publication for number in (1, 2))
        news.story_id = report.story_id
        both = draft_entry(session, 1, usual_house())
        assert [link.label for link in both.links] == ["Read the report", "Read the news story"]
        assert [link.label for link in draft_entry(session, 2, usual_house()).links] == [
            "Read the news story",
            "Read the report",
        ]
        file = "https://example.example.org/files/0.pdf"
        session.add(Alias(key=file, publication_id=report.id, url=file, how="file"))
        session.flush()
        with_file = draft_entry(session, 1, usual_house())
        assert [link.url for link in with_file.links] == [report.url, file]
        assert (with_file.candidate_id, with_file.links[1].media) == (1, "PDF")


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
