"""The whole check of an issue: what each part of it finds, once, with what stops it first."""

from datetime import timedelta

from scraper.digest.asking import FRESH, begin_asking, end_asking
from scraper.digest.checking import Checked, check_whole, unasked
from scraper.digest.house import usual_house
from scraper.digest.house_style import Level
from scraper.digest.proof import LinkSeen
from scraper.storage.engine import Database
from tests.digest.making import by, issue_of, make_all_ready, started
from tests.factories import NOW

SEEN = LinkSeen(url="https://example.org/a")
OLD = NOW - FRESH - timedelta(minutes=1)


def test_links_that_nobody_asked_or_not_today_are_counted() -> None:
    assert list(unasked([], {}, NOW)) == []
    assert [each.words for each in unasked(["a"], {}, NOW)] == ["1 link was not asked yet."]
    assert [each.words for each in unasked(["a", "b", "c"], {"b": (SEEN, OLD)}, NOW)] == [
        "2 links were not asked yet.",
        "1 link was last asked more than a day ago.",
    ]
    both = {"a": (SEEN, OLD), "b": (SEEN, OLD), "c": (SEEN, NOW - FRESH)}
    assert [each.words for each in unasked(["a", "b", "c"], both, NOW)] == [
        "2 links were last asked more than a day ago."
    ]


def check(database: Database, issue: int) -> Checked:
    with database.reading() as session:
        return check_whole(session, issue_of(session, issue), usual_house(), NOW, by_another=False)


def test_what_stops_an_issue_comes_first_and_nothing_is_told_twice(database: Database) -> None:
    issue = started(database, 2)
    found = check(database, issue)
    levels = [each.level for each in found.findings]
    assert levels == sorted(levels, key=list(Level).index)
    assert len(set(found.findings)) == len(found.findings)
    assert [each.words for each in found.findings if each.level is Level.BROKEN].count(
        "This entry is a draft."
    ) == 2
    assert found.make_up.sources == (("Example Voice", 2),)
    assert (found.asking.asked, found.asking.links) == (0, 2)


def test_what_a_link_served_is_told_by_the_check_that_follows(database: Database) -> None:
    issue = started(database, 1)
    with database.writing() as session:
        make_all_ready(session, issue)
        (link,) = issue_of(session, issue).entries[0].content["links"]
        begin_asking(session, issue, by())
        end_asking(session, issue, NOW, {link["url"]: LinkSeen("the server says 404")})
    found = check(database, issue).findings
    assert [each.words for each in found if each.of_link] == [
        "Link 1: it does not open: the server says 404."
    ]
    assert (found[0].of_link, found[1].level) == (True, Level.LOOK)
