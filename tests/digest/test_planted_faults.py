"""The rules of style against entries with planted faults, and against entries that come near to one."""

import tomllib
from collections.abc import Mapping
from typing import Any

import pytest

from scraper.digest.house import Heed, usual_house
from scraper.digest.house_style import Level, style_notes
from scraper.digest.importing import read_issue_bytes
from scraper.digest.model import DigestEntry, DigestLink
from tests.digest.examples import FIXTURES, OWN_STYLE

HOUSE = usual_house()
BAD = tomllib.loads((FIXTURES / "bad-entries.toml").read_text("utf-8"))["entries"]
NEAR = tomllib.loads((FIXTURES / "near-faults.toml").read_text("utf-8"))["entries"]


def entry_of(said: Mapping[str, Any]) -> DigestEntry:
    links = tuple(DigestLink(label, title, url or None) for label, title, url in said["links"])
    paragraphs = tuple(part for part in said["summary"].split("\n\n") if part)
    return DigestEntry(said["heading"], paragraphs, links)


@pytest.mark.parametrize("said", BAD, ids=lambda said: ", ".join(said["faults"])[:60])
def test_every_planted_fault_is_found_and_nothing_else(said: Mapping[str, Any]) -> None:
    found = {
        f"{note.place}: {'broken' if note.level is Level.BROKEN else note.rule}"
        for note in style_notes(entry_of(said), HOUSE)
    }
    assert found == set(said["faults"])


def test_there_are_forty_bad_entries_and_each_rule_has_one() -> None:
    planted = {fault.partition(": ")[2] for said in BAD for fault in said["faults"]}
    assert len(BAD) >= 40
    assert planted == {*HOUSE.rules, "broken"}
    assert all(heed is not Heed.OFF for heed in HOUSE.rules.values())


@pytest.mark.parametrize("said", NEAR, ids=lambda said: said["near"][:60])
def test_what_comes_near_to_a_fault_is_not_told(said: Mapping[str, Any]) -> None:
    assert [note.words for note in style_notes(entry_of(said), HOUSE)] == []


def test_an_issue_in_the_house_style_has_nothing_to_look_at() -> None:
    """Addresses stand in it: a text may state them on lines of their own."""
    entries = read_issue_bytes(OWN_STYLE, "own-style.txt").entries
    assert len(entries) == 6
    assert [note.words for entry in entries for note in style_notes(entry, HOUSE)] == []
