"""Whatever is read goes out as it came in, and whatever goes out is read as it was."""

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.digest.exporting import render
from scraper.digest.importing import parse_issue, read_issue_bytes
from scraper.digest.model import content
from scraper.errors import ImportRefusedError
from tests.digest.examples import OLDER_FORMS, OWN_ISSUE, invented_issue

EXAMPLES = 20_000 if os.environ.get("GLEANER_TORTURE") else 2_000
thorough = settings(max_examples=EXAMPLES, deadline=None, derandomize="GLEANER_TORTURE" not in os.environ)

FRAGMENTS = (
    "", " ", "\u00a0", "\t", "Hedges", "Hedges in towns", "A hedge was planted.", "Read the report:",
    "Read the report: Hedges", "Read the report:Hedges (PDF)", "See also on Hedge Learning > Roots",
    "Source:", "Source: Hedge Weekly", "Date:", "Sources: A, B", "Date: 3 May 2024",
    "Source: A Date: 3 May 2024", "Source:3 May 2024", "Publication date May 2024",
    "https://hedge.example/", "Hedges " * 20, "\ufeff", "Read the guidance here >", "Visit the website: ",
    "a\u2028b", "a\u0085b", "a\x0bb", "a\rb", "\ud800",
)  # fmt: skip
OPENINGS = ("", "Hedges\n\nA hedge was planted.\n\n", "\ufeffHedges \r\n\r\n\tHedges spread.\r\n")
typed_texts = st.tuples(
    st.sampled_from(OPENINGS),
    st.lists(
        st.tuples(st.sampled_from(FRAGMENTS), st.sampled_from(("\n", "\n\n", "\r\n", "\r\n\r\n", ""))),
        max_size=10,
    ),
).map(lambda typed: typed[0] + "".join(text + eol for text, eol in typed[1]))


def test_our_own_issue_goes_out_byte_for_byte() -> None:
    assert render(read_issue_bytes(OWN_ISSUE, "own-issue.txt"), "text-exact") == OWN_ISSUE


def test_the_older_forms_go_out_byte_for_byte() -> None:
    assert render(read_issue_bytes(OLDER_FORMS, "older-forms.txt"), "text-exact") == OLDER_FORMS


def test_our_own_issue_goes_out_byte_for_byte_after_a_way_through_json() -> None:
    through_json = render(read_issue_bytes(OWN_ISSUE, "own-issue.txt"), "json")
    assert render(read_issue_bytes(through_json, "own-issue.json"), "text-exact") == OWN_ISSUE


@given(st.integers(min_value=0))
@thorough
def test_an_invented_issue_is_read_as_it_was_set(seed: int) -> None:
    issue = invented_issue(seed)
    typed = render(issue, "text-exact")
    read = read_issue_bytes(typed, "typed.txt")
    assert read == issue
    assert render(read, "text-exact") == typed
    assert read_issue_bytes(render(issue, "json"), "typed.json") == issue


@given(st.integers(min_value=0))
@settings(max_examples=EXAMPLES // 10, deadline=None)
def test_clean_text_says_the_same_and_is_a_fixed_point(seed: int) -> None:
    clean = render(invented_issue(seed), "text")
    again = read_issue_bytes(clean, "clean.txt")
    assert render(again, "text") == clean
    assert content(again) == content(read_issue_bytes(render(again, "text-exact"), "exact.txt"))


@given(st.text() | typed_texts)
@thorough
def test_any_text_is_kept_exactly_or_refused_with_its_line(text: str) -> None:
    refused = None
    try:
        issue = parse_issue(text)
    except ImportRefusedError as error:
        refused = error
    if refused is None:
        assert render(issue, "text-exact") == text.encode()
    else:
        rows = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
        assert refused.line is not None
        assert refused.text == rows[refused.line - 1].strip(" \t\u00a0")


@given(st.binary() | typed_texts.map(lambda text: text.encode("utf-8", "surrogatepass")))
@settings(max_examples=EXAMPLES // 4, deadline=None)
def test_any_file_is_kept_exactly_or_refused(data: bytes) -> None:
    try:
        issue = read_issue_bytes(data, "any.txt")
    except ImportRefusedError:
        return
    assert render(issue, "text-exact") == data
