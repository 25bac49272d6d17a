import copy
import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest

from scraper.digest.importing import read_issue_bytes
from scraper.digest.interchange import SCHEMA, entry_from_json, entry_to_json, from_json, to_json
from scraper.digest.model import DigestEntry, DigestLink, Issue
from scraper.errors import ImportRefusedError
from tests.digest.examples import OLDER_FORMS

ISSUE = replace(
    read_issue_bytes(OLDER_FORMS, "older-forms.txt"), date=dt.date(2024, 7, 24), number=12, title="Hedge news"
)


def changed(*path: str | int, value: object) -> dict[str, Any]:
    """The issue's JSON with the value at `path` replaced or added."""
    data: Any = copy.deepcopy(to_json(ISSUE))
    inner = data
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return data  # type: ignore[no-any-return]


def test_nothing_is_lost_on_the_way_through_json() -> None:
    assert from_json(json.loads(json.dumps(to_json(ISSUE)))) == ISSUE


def test_an_entry_can_go_alone() -> None:
    entry = ISSUE.entries[0]
    assert entry_from_json(json.loads(json.dumps(entry_to_json(entry)))) == entry


def test_a_hand_written_issue_needs_only_what_it_says() -> None:
    entry = {"heading": "Hedges", "summary": ["One."], "links": [{"label": "Read", "title": "Roots"}]}
    read = from_json({"schema": SCHEMA, "entries": [entry]})
    assert read == Issue((DigestEntry("Hedges", ("One.",), (DigestLink("Read", "Roots"),)),))


def test_what_is_written_is_accepted_again_even_after_a_slip() -> None:
    slip = DigestEntry("Hedges\x00", ("One.\r\nTwo.", ""), (DigestLink("Read", "Roots\ud800"),))
    clean = DigestEntry("Hedges ", ("One. Two.",), (DigestLink("Read", "Roots "),))
    assert entry_from_json(entry_to_json(slip)) == clean
    assert from_json(to_json(Issue((slip,), title="Hedge\nnews"))) == Issue((clean,), title="Hedge news")


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ([], "schema"),
        ({}, "schema"),
        (changed("schema", value="gleaner.issue/2"), "'gleaner.issue/2'"),
        ({"schema": SCHEMA}, "issue: 'entries' is missing"),
        (changed("editor", value="me"), "issue: unknown key 'editor'"),
        (changed("title", value=3), "issue.title: a text is due"),
        (changed("title", value="a\x00b"), "issue.title: a control character"),
        (changed("title", value="a\nb"), "issue.title: a control character"),
        (changed("title", value="a\ud800b"), "issue.title: a control character"),
        (changed("date", value="24 July 2024"), "issue.date: a date like"),
        (changed("number", value=True), "issue.number: a whole number"),
        (changed("number", value=1.5), "issue.number: a whole number"),
        (changed("entries", value={}), "entries: a list is due"),
        (changed("entries", 0, value="Hedges"), "entries[0]: an object is due"),
        (changed("entries", 0, "candidate_id", value="7"), "entries[0].candidate_id: a whole number"),
        (changed("entries", 0, "links", 1, "mark", value="="), "entries[0].links[1].mark: '=' is not one of"),
        (changed("entries", 0, "links", 1, "url", value=[]), "entries[0].links[1].url: a text is due"),
        (changed("entries", 0, "source", "colour", value=""), "entries[0].source: unknown key 'colour'"),
        (changed("entries", 0, "presentation", 0, "part", value="foot"), "presentation[0].part: 'foot'"),
        (changed("entries", 0, "presentation", 0, "trail", value="x"), "presentation[0].trail: blanks"),
        (changed("entries", 0, "presentation", 0, "trail", value="\r"), "presentation[0].trail: blanks"),
        (changed("presentation", "bom", value=1), "issue.presentation.bom: true or false"),
        (changed("presentation", "eol", value="\r"), "issue.presentation.eol: '\\r' is not one of"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(data: object, complaint: str) -> None:
    with pytest.raises(ImportRefusedError) as caught:
        from_json(data)
    assert complaint in caught.value.reason
