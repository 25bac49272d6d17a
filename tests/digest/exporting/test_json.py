from scraper.digest.exporting.json_ import render
from scraper.digest.importing import read_issue_bytes
from scraper.digest.model import DigestEntry, Issue
from tests.digest.examples import OWN_ISSUE


def test_the_json_export_is_read_back_as_the_issue_it_was() -> None:
    issue = read_issue_bytes(OWN_ISSUE, "own-issue.txt")
    assert read_issue_bytes(render(issue), "issue.json") == issue
    assert read_issue_bytes(b"\xef\xbb\xbf" + render(issue), "renamed.txt") == issue


def test_json_is_readable_and_ends_with_a_line_feed() -> None:
    exported = render(Issue((DigestEntry("Cafés\x00", ("One.",)),))).decode()
    assert '"heading": "Cafés "' in exported
    assert exported.endswith("}\n")
