from typing import Any

import pytest

from scraper.desk.roles import Role
from scraper.digest.editing import find_entry, text_of, unsaved_of
from scraper.digest.exporting import render
from scraper.digest.importing import read_issue_bytes
from scraper.digest.issues import keep_issue, load_issue
from scraper.outcomes import IssueState
from tests.digest.examples import OWN_ISSUE
from tests.digest.making import started
from tests.digest.test_house_style import TEXT
from tests.web.desk import Client, RunningDesk


def typed(**changes: Any) -> dict[str, Any]:
    """The form of an entry as it may be sent."""
    return {
        "version": 1,
        "heading": "Hedges",
        "summary": TEXT,
        "label": ["Read the report"],
        "title": ["Hedges: a second look"],
        "url": ["https://example.org/hedges"],
        "mark": [":"],
        "source": "",
        "section": "",
        "do": "save",
    } | changes


def saved_text(desk: RunningDesk, entry: int = 1) -> Any:
    with desk.database.reading() as session:
        return text_of(find_entry(session, entry))


def test_the_house_offers_its_headings_and_says_which_fits(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 2)  # the second candidate's title names kinship care
    assert 'id="heading" name="heading" list="headings" value="Kinship care"' in editor.get("/entry/2").text
    assert '<option value="Youth justice">' in editor.get("/entry/1").text
    editor.post("/entry/2", {"heading": "Families", "version": "1", "do": "save"})
    page = editor.get("/entry/2")
    assert "The house’s for this: Kinship care (“Kinship care” in the source)." in page.plain


def test_the_source_stands_beside_the_text(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    page = editor.get("/entry/1")
    assert "The study found that 7 per cent of families waited." in page.plain
    assert "Example Voice has published a report on …" in page.plain
    assert 'rel="noreferrer noopener"' in page.text
    assert "term50" not in editor.get("/entry/1?text=nonsense").plain.partition("Text of the source")[2]
    assert "term49" in editor.get("/entry/1?text=full").plain


def test_a_saved_entry_says_how_it_reads(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    page = editor.post("/entry/1", typed(source="Hedge Weekly"))
    assert "Saved." in page.plain
    assert "39 words · 3 sentences" in page.plain
    assert "Source:\u00a0Hedge Weekly" in page.text
    entry = saved_text(desk)
    assert (entry.heading, entry.summary, entry.links[0].url) == (
        "Hedges",
        (TEXT,),
        "https://example.org/hedges",
    )


def test_what_is_typed_is_text_and_never_markup(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    page = editor.post("/entry/1", typed(heading="<b>x</b>", summary="<script>alert(1)</script>\x00 a"))
    assert "<b>x" not in page.text
    assert "<script>alert" not in page.text
    assert saved_text(desk).summary == ("<script>alert(1)</script> a",)


@pytest.mark.parametrize(
    ("button", "titles"),
    [
        ("add-link", ["A", "B", ""]),
        ("remove-1", ["B"]),
        ("up-2", ["B", "A"]),
        ("down-1", ["B", "A"]),
        ("up-1", ["A", "B"]),
        ("remove-9", ["A", "B"]),
        ("up-x", ["A", "B"]),
    ],
)
def test_links_are_added_moved_and_removed_without_script(
    desk: RunningDesk, editor: Client, button: str, titles: list[str]
) -> None:
    started(desk.database, 1)
    two = {
        "label": ["Read", "See"],
        "title": ["A", "B"],
        "url": ["https://example.org/a", "https://example.org/b"],
    }
    page = editor.post("/entry/1", typed(do=button, **two, mark=[":", ":"]))
    shown = [part.partition('"')[0] for part in page.text.split('name="title" value="')[1:]]
    assert shown == titles
    assert "is not saved" in page.plain
    assert saved_text(desk).heading == "…"


def test_a_sentence_of_the_source_is_inserted_to_be_reworded(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    page = editor.post("/entry/1", typed(do="insert-1", summary="First."))
    assert "First. Place0 has published its findings on waiting times.</textarea>" in page.text
    long = editor.post("/entry/1", typed(do="insert-2", summary="First."))
    assert "say it in the house’s words" in long.plain
    unknown = editor.post("/entry/1", typed(do="insert-99", summary="First."))
    assert ">First.</textarea>" in unknown.text


def test_what_is_typed_and_not_saved_waits_and_can_be_discarded(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    part = editor.post("/entry/1", typed(do="keep"), **{"HX-Request": "true"})
    assert "Kept 09:00, not saved yet." in part.plain
    assert "<html" not in part.text
    page = editor.get("/entry/1")
    assert 'value="Hedges"' in page.text
    assert "What is saved" in page.plain
    other = desk.client(Role.ADMIN).get("/entry/1")
    assert 'value="Hedges"' not in other.text
    page = editor.post("/entry/1", {"do": "discard"})
    assert 'value="Hedges"' not in page.text


def test_ready_saves_and_leads_to_the_next_draft(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 3)
    reply = editor.ask("POST", "/entry/2/ready", typed())
    assert reply.headers["location"] == "/entry/3"
    assert editor.ask("POST", "/entry/3/ready", typed()).headers["location"] == "/entry/1"
    last = editor.ask("POST", "/entry/1/ready", typed())
    assert last.headers["location"] == "/issue/1"
    assert "No draft is left" in editor.get("/issue/1").plain


def test_what_is_broken_is_saved_and_told_beside_the_fields(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    page = editor.post("/entry/1/ready", typed(summary="", title=[""], url=[""]))
    assert page.status == 422
    assert "The summary is missing." in page.plain
    assert "There is no link." in page.plain
    assert 'aria-describedby="problems' in page.text
    assert saved_text(desk).heading == "Hedges"


def test_two_editors_lose_nothing(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    admin = desk.client(Role.ADMIN)
    admin.post("/entry/1", typed(heading="Theirs", summary="Their words stand here."))
    clash = editor.post("/entry/1", typed(heading="Mine", summary="My words stand here."))
    assert clash.status == 409
    assert "<del>" in clash.text
    assert "[only theirs: Their ] [only mine: My ] words stand here." in clash.plain
    assert saved_text(desk).heading == "Theirs"
    mine = editor.get("/entry/1")
    assert 'value="Mine"' in mine.text
    assert "Somebody else saved this entry since" in mine.plain
    assert "Their words stand here." in mine.plain
    again = editor.post("/entry/1", typed(heading="Mine", version=2))
    assert (again.status, saved_text(desk).heading) == (200, "Mine")


def test_theirs_can_be_taken_and_both_brought_together(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    desk.client(Role.ADMIN).post("/entry/1", typed(heading="Theirs"))
    assert editor.post("/entry/1", typed(heading="Mine")).status == 409
    page = editor.post("/entry/1", {"do": "both"})
    assert 'value="Mine"' in page.text
    assert 'name="version" value="2"' in page.text
    page = editor.post("/entry/1", {"do": "discard"})
    assert 'value="Theirs"' in page.text
    with desk.database.reading() as session:
        assert unsaved_of(session, find_entry(session, 1), "editor") is None


def test_the_same_text_from_two_is_no_conflict(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    desk.client(Role.ADMIN).post("/entry/1", typed())
    assert editor.post("/entry/1", typed()).status == 200


def test_ready_holds_over_and_drop_do_not_write_over_another_text(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    desk.client(Role.ADMIN).post("/entry/1", typed(heading="Theirs"))
    for act in ("ready", "hold-over", "drop"):
        assert editor.post(f"/entry/1/{act}", typed(heading="Mine")).status == 409, act
    assert saved_text(desk).heading == "Theirs"


def test_a_change_takes_the_check_away_and_an_entry_is_sent_back(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    editor.post("/entry/1/ready", typed())
    assert editor.post("/entry/1/check", {"version": 1}).status == 409
    page = editor.post("/entry/1/check", {"version": 3})
    assert "checked by editor" in page.plain
    page = editor.post("/entry/1", typed(heading="Other", version=4))
    assert "Saved. It has to be checked again." in page.plain
    assert editor.post("/entry/1/send-back", {"comment": " "}).status == 409
    page = editor.post("/entry/1/send-back", {"comment": "Who says so?"})
    assert "Sent back: Who says so?" in page.plain


def test_what_is_not_saved_is_not_checked(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    editor.post("/entry/1/ready", typed())
    editor.post("/entry/1", typed(do="keep", heading="Half"))
    reply = editor.post("/entry/1/check", {"version": 3})
    assert (reply.status, "save it first" in reply.plain) == (409, True)


def test_a_contributor_writes_drafts_and_nothing_else(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    contributor = desk.client(Role.CONTRIBUTOR)
    assert contributor.post("/entry/1", typed()).status == 200
    page = contributor.get("/entry/1").text
    assert "/ready" not in page
    assert "/drop" not in page
    editor.post("/entry/1/ready", typed(version=2))
    assert "an editor may change it" in contributor.get("/entry/1").plain
    assert contributor.post("/entry/1", typed(heading="Other", version=3)).status == 409


def test_saving_an_imported_entry_untouched_keeps_every_byte(desk: RunningDesk, editor: Client) -> None:
    with desk.database.writing() as session:
        row = keep_issue(session, read_issue_bytes(OWN_ISSUE, "own.txt"), IssueState.DRAFT, desk.now)
        ids = [each.id for each in row.entries]
    for entry_id in ids:
        entry = saved_text(desk, entry_id)
        fields = typed(
            heading=entry.heading,
            summary="\r\n\r\n".join(entry.summary),
            label=[link.label for link in entry.links],
            title=[link.shown_title for link in entry.links],
            url=[link.url or "" for link in entry.links],
            mark=[link.mark for link in entry.links],
            source=entry.source.name if entry.source else "",
        )
        assert editor.post(f"/entry/{entry_id}", fields).status == 200
    with desk.database.reading() as session:
        assert find_entry(session, ids[0]).version == 1
        assert render(load_issue(session, 1), "text-exact") == OWN_ISSUE


def test_sections_are_offered_from_the_house_and_the_issue(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 2)
    home = desk.app.state.desk.settings.home
    (home / "house.toml").write_text('[[sections]]\nname = "Reports"\n', encoding="utf-8")
    editor.post("/issue/1/move", {"entry": 1, "to": "section", "section": "Letters"})
    for path in ("/entry/2", "/issue/1"):
        shown = editor.get(path).text.partition('<datalist id="sections">')[2].partition("</datalist>")[0]
        assert shown == '<option value="Reports"><option value="Letters">', path


def test_an_entry_without_candidate_has_no_source_and_still_works(desk: RunningDesk, editor: Client) -> None:
    with desk.database.writing() as session:
        keep_issue(session, read_issue_bytes(OWN_ISSUE, "own.txt"), IssueState.DRAFT, desk.now)
    assert "there is no source to show" in editor.get("/entry/1").plain
    assert editor.post("/entry/1", typed(do="add-link")).status == 200


def test_an_empty_form_changes_nothing(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    for act in ("", "/ready", "/check", "/send-back"):
        assert editor.post(f"/entry/1{act}", {}).status in {200, 409, 422}
    assert saved_text(desk).summary == ("Example Voice has published a report on …",)


def test_entries_of_a_published_issue_are_shown_and_not_changed(desk: RunningDesk, editor: Client) -> None:
    with desk.database.writing() as session:
        keep_issue(session, read_issue_bytes(OWN_ISSUE, "own.txt"), IssueState.IMPORTED, desk.now)
    page = editor.get("/entry/1")
    assert "its entries do not change" in page.plain
    assert "<textarea" not in page.text
    assert editor.post("/entry/1", typed()).status == 409


def test_the_script_of_the_form_stays_small(editor: Client) -> None:
    script = editor.get("/static/entry.js")
    assert (script.status, len(script.text.encode()) <= 4096) == (200, True)
