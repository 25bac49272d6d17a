from scraper.digest.exporting.text import render
from scraper.digest.importing import read_issue_bytes
from scraper.digest.model import DigestEntry, DigestLink, Issue, SourceLine
from tests.digest.examples import OWN_ISSUE


def test_clean_text_is_the_issue_without_its_accidents() -> None:
    clean = render(read_issue_bytes(OWN_ISSUE, "own-issue.txt")).decode()
    as_read = OWN_ISSUE.decode().replace(":\u00a0\n", ":\u00a0").split("\n")
    trimmed = [line.rstrip("\u00a0").replace("has\u00a0published", "has published") for line in as_read]
    assert clean == "\n".join(trimmed) + "\n"


def test_addresses_links_and_source_each_have_their_line() -> None:
    entry = DigestEntry(
        " Hedges\n",
        ("A  hedge\u00a0was\tplanted. ", " "),
        (
            DigestLink("Read the report", "Roots", "https://hedge.example/", media="PDF"),
            DigestLink("", "Leaves"),
            DigestLink("See also on Hedge Learning", "Bark", mark=">"),
        ),
        SourceLine("Hedge Weekly", date="May 2024", date_label="Publication date", date_mark=""),
    )
    assert render(Issue((entry,))).decode().replace("\u00a0", "°") == (
        "Hedges\n\nA hedge was planted.\n\n"
        "Read the report:°Roots (PDF)\nhttps://hedge.example/\nLeaves\nSee also on Hedge Learning >°Bark\n\n"
        "Source:°Hedge Weekly Publication date May 2024\n"
    )
