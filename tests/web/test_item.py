"""The page of a candidate: what it tells, and its forms without script."""

import re
from datetime import date

import pytest

from scraper.desk.roles import Role
from scraper.intake.admit import admit
from scraper.outcomes import Precision, Witness
from scraper.storage.desk_models import Candidate
from scraper.storage.models import Page, Revision
from tests.desk.filling import put
from tests.factories import NOW, day, make_source, page_read, publication
from tests.web.desk import Client, RunningDesk, fill

EARLIER = "The study found that 9 per cent of families waited. Councils were asked for their figures."
LATER = "The study found that 12 per cent of families waited. Councils were asked for their figures."


def test_it_tells_the_text_the_facts_and_who_says_so(desk: RunningDesk, editor: Client) -> None:
    (number,) = fill(desk.database, 1)
    said = editor.get(f"/item/{number}").plain
    for words in (
        "Waiting times in village1: what item0 found",
        "Place0 has published its findings on waiting times.",
        "2026-11-20 (from the page&#39;s meta tags)",
        "number 1",
        "https://example.example.org/news/0",
        "Statements:",
        "Versions: 1",
        "History: 0 acts",
    ):
        assert words in said, words


def update(desk: RunningDesk) -> int:
    """A publication whose text changed after it was decided; the candidate of the update."""
    with desk.database.writing() as session:
        first = put(session, 1, "Waiting", EARLIER, status="excluded")
        same = {"publication_id": 1, "title": "Waiting", "mask_hash": "", "words": 16, "captured_at": NOW}
        session.add(Revision(id=2, number=2, text=LATER, text_hash="later", **same))
        session.flush()
        second = Candidate(
            publication_id=1, revision_id=2, change="updated", update_of=first.id, found_at=NOW
        )
        session.add(second)
        session.flush()
        return second.id


def test_an_update_shows_which_sentences_came_and_went(desk: RunningDesk, editor: Client) -> None:
    said = editor.get(f"/item/{update(desk)}")
    assert "<ins>The study found that 12 per cent of families waited.</ins>" in said.text
    assert "<del>The study found that 9 per cent of families waited.</del>" in said.text
    assert "What changed in this update" in said.plain


def test_a_date_that_nobody_states_is_unknown(desk: RunningDesk, editor: Client) -> None:
    with desk.database.writing() as session:
        put(session, 1, published=None, published_precision="none")
    assert "Date date unknown" in editor.get("/item/1").plain


def test_what_is_decided_can_be_decided_otherwise(desk: RunningDesk, editor: Client) -> None:
    with desk.database.writing() as session:
        put(session, 1)
    editor.post("/decide?back=/item/1", {"action": "include", "id": "1:1"})
    page = editor.get("/item/1")
    assert "Included" in page.plain
    assert re.findall(r'<button name="action" value="(\w+)"[^>]*>([^<]*)<', page.text)[:4] == [
        ("maybe", "Maybe"),
        ("exclude", "Exclude"),
        ("drop", "Back to maybe"),
        ("reopen", "Reopen"),
    ]
    said = editor.post("/decide?back=/item/1", {"action": "reopen", "id": "1:2"}).plain
    assert "New again: Title 1." in said
    assert "History: 2 acts" in said
    assert "editor include, new → shortlisted" in said


def test_a_reason_a_day_and_another_one_go_with_an_act(desk: RunningDesk, editor: Client) -> None:
    with desk.database.writing() as session:
        for number in range(1, 5):
            put(session, number)
    for form in (
        {"action": "exclude", "id": "1:1", "reason": "too-old"},
        {"action": "hold", "id": "2:1", "until": "2026-12-01"},
        {"action": "duplicate", "id": "3:1", "of": "4"},
    ):
        editor.post("/decide", form)
    assert "Excluded: too old" in editor.get("/item/1").plain
    assert "Held until 1 Dec 00:00" in editor.get("/item/2").plain
    assert "Duplicate of 4" in editor.get("/item/3").plain


def test_a_note_is_for_everybody_and_stays(desk: RunningDesk, editor: Client) -> None:
    with desk.database.writing() as session:
        put(session, 1)
    contributor = desk.client(Role.CONTRIBUTOR)
    assert "The note is kept." in contributor.post("/item/1/note", {"text": "Look at page 4"}).plain
    assert "contributor , 09:00 Look at page 4" in editor.get("/item/1").plain
    assert "Note: Look at page 4" in editor.get("/queue").plain
    assert contributor.ask("POST", "/item/1/note", {"text": "  "}).status == 409


def test_a_long_note_is_never_cut_in_silence_and_a_row_shows_its_beginning(
    desk: RunningDesk, editor: Client
) -> None:
    with desk.database.writing() as session:
        put(session, 1)
    # A browser cuts what is pasted at a field's longest: the refusal has to say how long a note may be.
    field = editor.get("/item/1").text.partition("<textarea")[2].partition(">")[0]
    assert "maxlength" not in field
    assert (
        "A note has at most 4,000 characters"
        in editor.ask("POST", "/item/1/note", {"text": "a" * 4_001}).plain
    )
    editor.post("/item/1/note", {"text": "word " * 700})
    assert ("word " * 700).strip() in editor.get("/item/1").plain
    assert len(editor.get("/queue").plain) < 3_000


def test_who_may_only_read_is_offered_no_act(desk: RunningDesk) -> None:
    with desk.database.writing() as session:
        put(session, 1)
    page = desk.client(Role.READER).get("/item/1")
    assert page.status == 200
    assert "<h2>Acts</h2>" not in page.text
    assert "/note" not in page.text


def test_it_is_given_to_somebody_who_works_here(desk: RunningDesk, editor: Client) -> None:
    with desk.database.writing() as session:
        put(session, 1)
    assert "Assigned to editor." in editor.post("/item/1/assign", {"to": "editor"}).plain
    assert "Mine 1" in editor.get("/queue").plain
    assert editor.ask("POST", "/item/1/assign", {"to": "nobody of ours"}).status == 404
    said = editor.post("/undo", {}).plain
    assert "Undone: Title 1" in said
    assert "Mine" not in editor.get("/queue").plain
    assert "Assigned to nobody." in editor.post("/item/1/assign", {"to": ""}).plain


def test_a_fragment_of_the_queue_carries_the_list_it_came_from(desk: RunningDesk, editor: Client) -> None:
    with desk.database.writing() as session:
        put(session, 1)
    acts = editor.get("/item/1/acts?back=/queue?kind=news").text
    assert 'action="/decide?back=/queue%3Fkind%3Dnews"' in acts
    away = editor.get("/item/1/acts?back=//evil.example").text
    assert 'action="/decide?back=/queue"' in away


@pytest.mark.parametrize(
    "path", ["/item/99", "/item/0", "/item/x", "/item/99999999999999999999", "/row/99", "/item/99/text"]
)
def test_what_is_not_there_is_told(editor: Client, path: str) -> None:
    page = editor.get(path)
    assert page.status in {404, 422}
    assert "<h1>" in page.text


def test_a_month_is_no_day(desk: RunningDesk, editor: Client) -> None:
    with desk.database.writing() as session:
        source = make_source(session)
        page = Page(
            key="k", url="https://example.example.org/b", source_id=source.id, state="pending",
            first_seen_at=NOW, attempts=0,
        )  # fmt: skip
        session.add(page)
        session.flush()
        month = day(date(2026, 11, 1), Witness.META, Precision.MONTH)
        read = page_read(page, publication(url=page.url, published=month))
        number = admit(session, read, NOW, 42).candidate_id
    said = editor.get(f"/item/{number}").plain
    assert "News · Example Voice · Nov 2026 · found 09:00" in said
    assert "2026-11 (month only, from the page&#39;s meta tags)" in said


def test_what_she_did_is_undone_and_done_again_from_its_history(desk: RunningDesk, editor: Client) -> None:
    with desk.database.writing() as session:
        put(session, 1)
        put(session, 2)
    editor.post("/decide", {"action": "exclude", "id": "1:1"})
    editor.post("/decide", {"action": "include", "id": "2:1"})
    history = r'<li>[^<]*editor \w+, [^<]*<form class="undo".*?name="act" value="(\d+)"'
    for words in ("Undone: Title 1 is new again.", "Undone: Title 1 is excluded again."):
        (act,) = re.findall(history, editor.get("/item/1").text, re.S)
        assert words in editor.post("/undo?back=/item/1", {"act": act}).plain
    assert re.findall(history, desk.client(Role.ADMIN).get("/item/1").text, re.S) == []
    with desk.database.reading() as session:
        assert session.get_one(Candidate, 2).status == "shortlisted"


def test_another_one_is_named_by_its_title(desk: RunningDesk, editor: Client) -> None:
    with desk.database.writing() as session:
        put(session, 1)
        put(session, 2, "Kinship care")
        put(session, 3, "Set aside", status="duplicate")
    offered = '<datalist id="{}">\n<option value="2">Kinship care (Example Voice)</option>\n</datalist>'
    assert offered.format("others-1") in editor.get("/item/1").text
    assert offered.format("others-1") in editor.get("/item/1/acts").text
    assert offered.format("others") in editor.get("/story/1").text


def test_the_sentences_that_say_most_are_marked(desk: RunningDesk, editor: Client) -> None:
    said = "The report finds that children wait for months before anybody sees them."
    around = [f"Somebody wrote a few words about the weather of day {number} here." for number in range(4)]
    with desk.database.writing() as session:
        put(session, 1, "Children wait", "\n\n".join([*around, said]))
    for place in ("/item/1", "/item/1/text"):
        assert f"<p><mark>{said}</mark></p>" in editor.get(place).text


def test_after_a_note_the_key_of_undo_means_the_last_act(desk: RunningDesk, editor: Client) -> None:
    with desk.database.writing() as session:
        put(session, 1)
        put(session, 2)
    editor.post("/decide", {"action": "exclude", "id": "2:1"})
    row = {"HX-Request": "true", "HX-Target": "row-1"}
    told = editor.ask("POST", "/item/1/note", {"text": "Look at page 4"}, row).text
    assert "The note is kept." in told
    assert "Undo my last act</button>" in told
