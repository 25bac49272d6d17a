"""Newsletters in the shapes that mailing services, mail programs and people by hand give them."""

import re
import tomllib
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.discovery import newsletter, read
from scraper.discovery.newsletter import LARGEST_MESSAGE
from scraper.identity.urls import unwrapped
from scraper.items import ChannelRules, Document, Entry, Reading
from scraper.outcomes import Kind, Outcome, Precision, Strategy

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FOLDER = Path(__file__).parents[1] / "fixtures" / "newsletters"
EXPECTED = tomllib.loads((FOLDER / "expected.toml").read_text(encoding="utf-8"))
SITE = "https://www.example.org"


def reading(raw: bytes, rules: ChannelRules | None = None) -> Reading:
    document = Document("folder:inbox", raw, "message/rfc822")
    return newsletter.read(document, rules or ChannelRules(), {}, NOW, direct=unwrapped)


def message(content: str, kind: str = "html", **headers: str) -> bytes:
    made = EmailMessage()
    fields = {"From": "Example <news@example.org>", "Message-ID": "<one@example.org>", "Subject": "News"}
    for name, value in (fields | {key.replace("_", "-"): value for key, value in headers.items()}).items():
        made[name] = value
    made.set_content(content, subtype=kind)
    return made.as_bytes()


def entries(content: str, kind: str = "html", **headers: str) -> list[tuple[str | None, str | None]]:
    shown = reading(message(content, kind, **headers)).entries
    return [((entry.url or "").removeprefix(SITE), entry.title) for entry in shown]


def test_there_is_an_expectation_for_every_message() -> None:
    assert sorted(EXPECTED) == sorted(path.stem for path in FOLDER.glob("*.eml"))
    assert len(EXPECTED) >= 12


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_story_is_found_by_its_title_and_nothing_else(name: str) -> None:
    found = reading((FOLDER / f"{name}.eml").read_bytes())
    assert found.outcome is Outcome.NEW
    wanted = [(unwrapped(url), title) for url, title in EXPECTED[name]["stories"]]
    assert [(entry.url, entry.title) for entry in found.entries] == wanted


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_entries_carry_no_subscriber_no_day_of_sending_and_ids_of_their_own(name: str) -> None:
    raw = (FOLDER / f"{name}.eml").read_bytes()
    sent = newsletter.heading_of(raw).sent
    found = reading(raw).entries
    assert sent is not None
    assert len({entry.guid for entry in found}) == len(found)
    assert all(re.fullmatch(r"<.+>#\d+", entry.guid or "") for entry in found)
    assert not any("reader.example.org" in str(entry) for entry in found)
    assert all(entry.updated is None for entry in found)
    if name not in {"govdelivery", "nested-cards"}:  # these state a day by their stories
        assert all(entry.published is None for entry in found)


def by_title(name: str) -> dict[str | None, Entry]:
    return {entry.title: entry for entry in reading((FOLDER / f"{name}.eml").read_bytes()).entries}


def test_a_day_that_stands_by_a_story_is_its_day_of_publication() -> None:
    fact = by_title("govdelivery")["School absence falls for second year"].published
    assert fact is not None
    assert (str(fact), fact.precision) == ("2026-11-18", Precision.DAY)


def test_a_day_under_updated_is_no_day_of_publication() -> None:
    assert by_title("alert")["Children in need: 2026"].published is None


def test_the_words_by_a_story_are_its_summary_without_the_call_to_read_on() -> None:
    assert by_title("dotdigital")["Fostering numbers fall again"].summary == (
        "For the fifth year running fewer households foster. We asked those who stopped."
    )
    assert by_title("campaign-monitor")["Training for school staff opens"].summary == (
        "A free course of four evenings for anyone who works in a school, from January on."
    )
    assert by_title("plain-references")["Short breaks survey"].summary == (
        "Parents tell how many nights of rest they had in a year."
    )


def test_the_kind_of_the_channel_is_that_of_its_entries() -> None:
    raw = (FOLDER / "headlines.eml").read_bytes()
    assert {entry.kind for entry in reading(raw, ChannelRules(kind=Kind.NEWS)).entries} == {Kind.NEWS}


def test_patterns_say_what_counts_and_what_never_does() -> None:
    content = f'<p><a href="{SITE}/donate/why-we-ask">Why we ask for donations</a></p>'
    content += f'<p><a href="{SITE}/news/a-story-of-note">A story of note</a></p>'
    raw = message(content)
    assert [entry.title for entry in reading(raw).entries] == ["A story of note"]
    rules = ChannelRules(publications=(re.compile("/donate/why"),), not_publications=(re.compile("/news/"),))
    assert [entry.title for entry in reading(raw, rules).entries] == ["Why we ask for donations"]


@pytest.mark.parametrize(
    "senders", [("bulletin@example.org",), ("@example.org",), ("x@example.org", "BULLETIN@example.org")]
)
def test_messages_of_the_senders_named_count(senders: tuple[str, ...]) -> None:
    raw = (FOLDER / "plain-text.eml").read_bytes()
    assert reading(raw, ChannelRules(senders=senders)).outcome is Outcome.NEW


@pytest.mark.parametrize("senders", [("news@example.org",), ("@ample.org",), ("@elsewhere.org",)])
def test_messages_of_others_are_read_past(senders: tuple[str, ...]) -> None:
    found = reading((FOLDER / "plain-text.eml").read_bytes(), ChannelRules(senders=senders))
    assert (found.outcome, found.entries) == (Outcome.UNCHANGED, ())


@pytest.mark.parametrize(
    ("name", "sender"),
    [
        ("outlook-forward", "news@law.example.org"),
        ("forwarded-attachment", "digest@research.example.org"),
        ("forwarded-inline", "alliance@example.org"),
    ],
)
def test_a_forwarded_message_counts_as_from_whom_it_was_first_from(name: str, sender: str) -> None:
    raw = (FOLDER / f"{name}.eml").read_bytes()
    assert reading(raw, ChannelRules(senders=(sender,))).outcome is Outcome.NEW


FRAME = [
    ("Unsubscribe", "/u/1"),
    ("update your preferences", "/p/1"),
    ("View this email in your browser", "/v/1"),
    ("View online", "/v/2"),
    ("Forward to a friend", "/f/1"),
    ("Donate now", "/d/1"),
    ("Sign up for more", "/s/1"),
    ("Privacy policy", "/pp/1"),
    ("Follow us on LinkedIn", "/l/1"),
    ("Contact us", "/c/1"),
    ("Our website", "/w/1"),
    ("Please confirm your subscription", "/y/1"),
    ("Dad-danysgrifio", "/u/2"),
    ("Gweld yn eich porwr", "/v/3"),
    ("Yes", "/r/1"),
    ("View all news", "/all/1"),
    ("A good story by title", "/newsletter/unsubscribe/7"),
    ("A good story by title", "/manage-preferences?x=1"),
    ("A good story by title", "/"),
    ("A good story by title", "/@author"),
]


@pytest.mark.parametrize(("words", "path"), FRAME)
def test_the_frame_of_a_newsletter_is_no_story(words: str, path: str) -> None:
    content = f'<p><a href="{SITE}/news/one-real-story">One real story here</a></p>'
    content += f'<p><a href="{SITE}{path}">{words}</a></p>'
    assert entries(content) == [("/news/one-real-story", "One real story here")]


@pytest.mark.parametrize(
    "content",
    [
        "<p>To stop receiving these emails</p><p><a href='{}/l/7'>click here</a></p>",
        "<p>If you no longer wish to receive this, <a href='{}/l/7'>tell us</a></p>",
        "<p>Was this email useful? <a href='{}/l/7'>It was very useful</a></p>",
        "<p><a href='{}/l/7'><img src='x.png'></a></p>",
        "<p><a href='{}/l/7'><img src='x.png' alt='Example Trust logo'></a></p>",
        "<p><a href='mailto:a@example.org'>Write to the editor of this</a></p>",
        "<p><a href='tel:+441632960000'>Call the helpline every day</a></p>",
        "<p style='display:none'><a href='{}/l/7'>A hidden story of note</a></p>",
        "<p><a href='https://x.com/example/status/1'>What we said on social media</a></p>",
        "<p>There is more of this in our <a href='{}/library'>library pages</a> for members.</p>",
    ],
)
def test_links_that_leave_lead_nowhere_or_show_nothing_are_no_stories(content: str) -> None:
    assert entries(content.format(SITE)) == []


def test_a_link_named_for_unsubscribing_is_never_a_story() -> None:
    content = f'<h2><a href="{SITE}/x/9">A story with a good title</a></h2>'
    assert entries(content) != []
    assert entries(content, List_Unsubscribe=f"<{SITE}/x/9>, <mailto:a@example.org>") == []


def test_two_calls_in_two_columns_each_find_the_heading_of_their_own() -> None:
    cells = [("one", "Waiting times rise"), ("two", "Fostering falls")]
    rows = [
        "".join(f"<td><b>{title}</b></td>" for _, title in cells),
        "".join("<td>Some words about what was found there.</td>" for _ in cells),
        "".join(f'<td><a href="{SITE}/news/{name}-story">Read more</a></td>' for name, _ in cells),
    ]
    content = f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
    assert entries(content) == [
        ("/news/one-story", "Waiting times rise"),
        ("/news/two-story", "Fostering falls"),
    ]


def test_a_story_without_heading_goes_by_the_first_sentence_told_of_it() -> None:
    link = f'<a href="{SITE}/stats/march-2026">here</a>'
    content = f"<p>The figures for March were published today. Tables are {link}.</p>"
    assert entries(content) == [("/stats/march-2026", "The figures for March were published today.")]


def test_a_story_of_a_bare_address_is_kept_without_a_title() -> None:
    assert entries(f"{SITE}/news/some-story-of-note\n", "plain") == [("/news/some-story-of-note", None)]


def test_an_address_that_cannot_be_one_costs_its_line_no_words() -> None:
    text = f"What https://[www.example.org said of a story: {SITE}/news/a-story-of-note\n"
    assert entries(text, "plain") == [("/news/a-story-of-note", "said of a story")]


def test_a_call_never_takes_the_title_of_the_story_before() -> None:
    button = '<p><b><a href="{}">Read more</a></b></p>'
    content = "<h3>Title of the first</h3><p>Some words about the first of them.</p>"
    content += button.format(f"{SITE}/news/first-story")
    content += "<p>The second one has no heading. It has words though.</p>"
    content += button.format(f"{SITE}/news/second-story") + button.format(f"{SITE}/news/third-story")
    assert entries(content) == [
        ("/news/first-story", "Title of the first"),
        ("/news/second-story", "The second one has no heading."),
        ("/news/third-story", None),
    ]


def test_whom_a_message_is_from_is_looked_for_at_its_beginning_only() -> None:
    quoted = "> From: Example <news@voice.example.org>\n"
    text = f"{{}}{SITE}/news/a-story-of-note\n"
    rules = ChannelRules(senders=("news@voice.example.org",))
    for before, outcome in (("A line.\n\n", Outcome.NEW), ("A line.\n\n" * 100, Outcome.UNCHANGED)):
        assert reading(message(text.format(before + quoted), "plain"), rules).outcome is outcome


def test_bold_words_that_begin_a_line_are_the_title_of_what_it_links() -> None:
    content = f'<p>1. <b>Outcomes of care.</b> Smith J, 2026. <a href="{SITE}/a/b-c">Available here</a></p>'
    assert entries(content) == [("/a/b-c", "Outcomes of care.")]


@pytest.mark.parametrize("size", ['style="font-size:24px"', 'style="font: bold 18pt Arial"', "big"])
def test_large_type_is_a_heading_as_much_as_an_element_for_it(size: str) -> None:
    open_tag, close_tag = (f"<span {size}>", "</span>") if "style" in size else ('<font size="6">', "</font>")
    content = f"<div>{open_tag}A large heading{close_tag}</div><div>{'Some words of text. ' * 5}</div>"
    content += f'<div><a href="{SITE}/news/the-story">Find out more</a></div>'
    assert entries(content) == [("/news/the-story", "A large heading")]


def test_wrapped_lines_of_a_plain_message_are_made_whole() -> None:
    text = (
        "A title that stands on a line\n"
        "This is a paragraph that was wrapped by the program that sent the mail, as\n"
        "they do, at the seventy-sixth character or before.\n"
        f"{SITE}/news/a-title\n"
    )
    (found,) = reading(message(text, "plain")).entries
    assert (found.title, found.summary) == (
        "A title that stands on a line",
        (
            "This is a paragraph that was wrapped by the program that sent the mail, as they do, at the"
            " seventy-sixth character or before."
        ),
    )


def test_a_text_that_numbers_things_without_a_list_of_addresses_stays_as_it_is() -> None:
    text = f"As was said before [1], a story is told at length here.\n[2] {SITE}/news/a-long-story\n"
    assert [url for url, _ in entries(text, "plain")] == ["/news/a-long-story"]


@pytest.mark.parametrize("charset", ["us-ascii", "iso-8859-1", "utf-8", "x-unknown", "utf-7"])
@pytest.mark.parametrize("real", ["utf-8", "cp1252"])
def test_a_character_set_that_is_not_the_one_said_costs_no_letters(charset: str, real: str) -> None:
    html = f'<h2><a href="{SITE}/news/a-story">Children’s café – “ours”</a></h2>'.encode(real)
    raw = b"Content-Type: text/html; charset=" + charset.encode() + b"\n\n" + html
    assert [entry.title for entry in reading(raw).entries] == ["Children’s café – “ours”"]


def test_a_message_without_an_id_has_ids_by_its_content() -> None:
    raw = message(f'<h2><a href="{SITE}/news/a-story">A story of note</a></h2>').replace(
        b"Message-ID: <one@example.org>\n", b""
    )
    (found,) = reading(raw).entries
    assert re.fullmatch(r"[0-9a-f]{12}#1", found.guid or "")


@pytest.mark.parametrize(
    ("raw", "outcome"),
    [
        (b"", Outcome.FAILED),
        (b"From: a@example.org\n\n \n", Outcome.FAILED),
        (b"Content-Type: image/png\n\nxyz", Outcome.FAILED),
        (b"Content-Type: text/html\n\n<p>Thank you for subscribing.</p>", Outcome.EMPTY),
        (b"x" * (LARGEST_MESSAGE + 1), Outcome.FAILED),
    ],
    ids=["nothing", "no text", "no text part", "no story", "too large"],
)
def test_a_message_without_stories_says_so(raw: bytes, outcome: Outcome) -> None:
    found = reading(raw)
    assert found.entries == ()
    assert found.outcome is outcome
    assert found.detail


def test_a_text_file_that_is_attached_is_not_the_message() -> None:
    made = EmailMessage()
    made.set_content("See the file.\n")
    made.add_attachment(f"A story\n{SITE}/news/in-a-file\n", filename="list.txt")
    assert reading(made.as_bytes()).outcome is Outcome.EMPTY


def test_parts_nested_beyond_reason_are_no_crash() -> None:
    raw = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(3_000))
    assert reading(raw.encode()).outcome is Outcome.FAILED


def test_of_a_message_with_no_end_of_links_the_first_lines_are_read() -> None:
    links = "".join(f'<div><a href="{SITE}/news/story-{n}">Story number {n}</a></div>' for n in range(8_000))
    assert 2_000 < len(reading(message(links)).entries) < 8_000


@pytest.mark.parametrize(
    "line",
    ["- " * 100_000 + "x", "a" * 200_000, " " * 200_000 + "x", "*a" * 50_000, "> " * 100_000, "x@" * 90_000],
)
@pytest.mark.parametrize("kind", ["plain", "html"])
def test_lines_without_end_cost_no_undue_time(line: str, kind: str) -> None:
    link = f"<a href='{SITE}/news/a-b'>{line}</a> {SITE}/news/c-d"
    raw = f"Content-Type: text/{kind}\nFrom: {line}\n\n{line} {link}\n"
    rules = ChannelRules(senders=("@example.org",))
    assert reading(raw.encode(), rules).outcome is Outcome.UNCHANGED
    assert reading(raw.encode()).outcome in {Outcome.NEW, Outcome.EMPTY}


@given(st.binary(max_size=400), st.sampled_from(["text/html", "text/plain", "multipart/mixed; boundary=x"]))
def test_whatever_the_bytes_are_the_answer_is_a_reading(body: bytes, kind: str) -> None:
    raw = b"Content-Type: " + kind.encode() + b"\nList-Unsubscribe: " + body[:40] + b"\n\n" + body
    assert reading(raw).outcome in {Outcome.NEW, Outcome.EMPTY, Outcome.FAILED}


def test_the_strategy_is_read_through_the_rooms_one_door() -> None:
    raw = message(f'<h2><a href="{SITE}/news/a-story">A story of note</a></h2>')
    found = read(Strategy.NEWSLETTER, Document("folder:inbox", raw), ChannelRules(), {"kept": 1}, NOW)
    assert (found.outcome, found.memory) == (Outcome.NEW, {"kept": 1})
