from dataclasses import replace
from datetime import date

import pytest

from scraper.identity.batch import FLOOD, Batch, Known, Match, Shown, judge, matches
from tests.identity.moves import move

HOST = "https://example.org"


def shown(path: str, title: str = "", guid: str | None = None, day: date | None = None) -> Shown:
    return Shown(f"{HOST}{path}", f"{HOST}{path}", title, guid, day)


def known(number: int, path: str, title: str = "", guid: str | None = None, day: date | None = None) -> Known:
    return Known(number, shown(path, title, guid, day))


@pytest.mark.parametrize(
    ("entry", "page", "why"),
    [
        (
            shown("/new/7", "Homes for all now", "id-1"),
            known(1, "/a", "Homes for all now", "id-1"),
            "the same id",
        ),
        (
            replace(shown("/a/b", "Homes"), key="https://other.example/a/b"),
            known(1, "/a/b", "Homes"),
            "the same path on another host",
        ),
        (shown("/n?id=7", "Homes for ALL, now!"), known(1, "/a/x", "Homes for all now"), "the same title"),
        (
            shown("/n?id=7", "Report: Homes for all now"),
            known(1, "/x", "Homes for all now"),
            "the same title",
        ),
        (
            shown("/2026/homes-for-all-412", "Homes for everyone"),
            known(1, "/x/homes-for-all.html", "Homes for all"),
            "the same name in its address",
        ),
        (
            shown("/n?id=7", "Homes for all of the people who…"),
            known(1, "/x", "Homes for all of the people who need one"),
            "the same beginning of the title",
        ),
    ],
)
def test_a_known_page_is_found_at_its_new_address(entry: Shown, page: Known, why: str) -> None:
    assert matches([entry], [page, known(2, "/other", "Another thing entirely")]) == (
        Match(entry.key, 1, why),
    )


@pytest.mark.parametrize(
    ("entry", "pages"),
    [
        (shown("/n/1", "Statement on the bill"), [known(1, "/a", "Statement on the bill"),
                                                  known(2, "/b", "Statement on the bill")]),
        (shown("/n/1", "Annual report on visits 2026"), [known(1, "/a", "Annual report on visits 2025")]),
        (shown("/n/report-on-visits-2026", "Report"), [known(1, "/report-on-visits-2025", "Report")]),
        (shown("/n/1", "Homes for all now", "id-1"), [known(1, "/a", "Schools need more help", "id-1")]),
        (shown("/n/1", "Homes for all now", None, date(2026, 11, 2)),
         [known(1, "/a", "Homes for all now", None, date(2026, 5, 2))]),
        (shown("/n/report-on-visits-2026", "Report", "id-1"),
         [known(1, "/report-on-visits-2025", "Report", "id-1")]),
        (shown("/n/1", "News update"), [known(1, "/a", "News update")]),
        (shown("/", ""), [known(1, "/", "")]),
    ],
)  # fmt: skip
def test_what_may_be_something_else_is_not_matched(entry: Shown, pages: list[Known]) -> None:
    assert matches([entry], pages) == ()


def test_where_a_title_is_missing_the_id_alone_says_that_it_is_the_page() -> None:
    entry, page = shown("/n/1", "", "id-1"), known(1, "/a", "Homes for all now", "id-1")
    assert [match.page_id for match in matches([entry], [page])] == [1]


def test_two_entries_of_one_title_are_not_matched_to_one_page() -> None:
    entries = [shown("/n/1", "Statement on the bill"), shown("/n/2", "Statement on the bill")]
    assert matches(entries, [known(1, "/a", "Statement on the bill")]) == ()


def test_a_title_alone_moves_nothing_while_most_entries_are_new() -> None:
    entries = [shown(f"/n/{n}", f"Story {n} about a new place") for n in range(5)]
    pages = [known(1, "/a", "Story 1 about a new place")]
    assert judge(entries, 10, pages, 2, first_poll=False) == Batch((), tuple(e.key for e in entries), False)


def test_a_few_unknown_entries_of_many_are_no_move() -> None:
    entries = [shown(f"/n/{n}", f"Story {n} about a new place") for n in range(4)]
    pages = [known(n, f"/a/{n}", f"Story {n} about a new place") for n in range(4)]
    assert judge(entries, 10, pages, 2, first_poll=False).moved == ()
    assert len(judge(entries, 4, pages, 2, first_poll=False).moved) == 4


@pytest.mark.parametrize(
    ("count", "usual", "first_poll", "flood"),
    [
        (FLOOD, 1, False, False),
        (FLOOD + 1, 1, False, True),
        (50, 10, False, False),
        (51, 10, False, True),
        (500, 1, True, False),
    ],
)
def test_far_more_than_usual_is_a_flood(count: int, usual: int, first_poll: bool, flood: bool) -> None:
    entries = [shown(f"/n/{n}") for n in range(count)]
    assert judge(entries, count, [], usual, first_poll=first_poll).flood is flood


def test_of_fifty_moves_nearly_every_publication_is_found_and_none_wrongly() -> None:
    wrong, found, all_of_them, lost = [], 0, 0, []
    for seed in range(50):
        site = move(seed)
        batch = judge(site.entries, len(site.entries), site.known, 3, first_poll=False)
        wrong += [each for each in batch.moved if site.truth.get(each.key) != each.page_id]
        found += len(batch.moved)
        all_of_them += len(site.truth)
        lost += [key for key in {e.key for e in site.entries} - set(site.truth) if key not in batch.fresh]
    assert (wrong, lost) == ([], [])
    assert found >= 0.98 * all_of_them
