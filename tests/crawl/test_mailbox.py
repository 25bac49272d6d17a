"""Mailboxes read without changing them: folders, mail servers, and all that may go wrong with either."""

import asyncio
import os
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from scraper.config import MailLogin, Settings
from scraper.crawl import mailbox, mailbox_server
from scraper.crawl.mailbox import Delivery, fetch_mail, read_folder, unready
from scraper.crawl.mailbox_server import Place, mailbox_in_ascii, place_of
from scraper.crawl.mailbox_visit import Look, look_into, remembered, verdict
from scraper.items import ChannelRules
from scraper.outcomes import Outcome, Strategy
from scraper.plans import ChannelPlan
from tests.site.imap import PASSWORD, USER, Mailbox, MailServer
from tests.site.mail import newsletter

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SENT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LONG_AGO = date(2026, 1, 1)


def mail(number: int, sent: datetime = SENT) -> bytes:
    return newsletter(
        number, [(f"https://www.example.org/news/story-{number}", f"Story number {number}")], sent
    )


def put(folder: Path, number: int, raw: bytes | None = None, name: str = "") -> Path:
    file = folder / (name or f"{number}.eml")
    file.write_bytes(raw or mail(number))
    os.utime(file, (1_000_000 + number, 1_000_000 + number))
    return file


def seen_after(delivery: Delivery) -> frozenset[str]:
    return frozenset([*delivery.passed, *(mark for each in delivery.messages for mark in each.marks)])


# -- folders ------------------------------------------------------------------------------------------------


def test_a_folders_messages_come_oldest_first_and_only_once(tmp_path: Path) -> None:
    for number in (2, 1, 3):
        put(tmp_path, number)
    put(tmp_path, 9, b"no message", "notes.txt")
    first = read_folder(tmp_path, frozenset(), LONG_AGO)
    assert [each.raw for each in first.messages] == [mail(1), mail(2), mail(3)]
    put(tmp_path, 4, name="4.EML")
    again = read_folder(tmp_path, seen_after(first), LONG_AGO)
    assert [each.raw for each in again.messages] == [mail(4)]


def test_a_message_is_known_by_its_id_whatever_its_file_is_called(tmp_path: Path) -> None:
    put(tmp_path, 1)
    first = read_folder(tmp_path, frozenset(), LONG_AGO)
    put(tmp_path, 1, mail(1) + b"\nA line that a gateway added.\n", "saved again.eml")
    again = read_folder(tmp_path, seen_after(first), LONG_AGO)
    assert again.messages == []
    assert len(again.passed) == 1


def test_a_message_without_id_is_known_by_its_content(tmp_path: Path) -> None:
    raw = b"From: a@example.org\n\nNo id.\n"
    put(tmp_path, 1, raw)
    put(tmp_path, 2, raw, "copy.eml")
    assert len(read_folder(tmp_path, frozenset(), LONG_AGO).messages) == 1


def test_older_messages_than_the_first_looks_days_are_passed_over_and_told(tmp_path: Path) -> None:
    put(tmp_path, 1, mail(1, SENT - timedelta(days=90)))
    put(tmp_path, 2)
    put(tmp_path, 3, b"Date: no date at all\n\nx")
    found = read_folder(tmp_path, frozenset(), date(2026, 10, 12))
    assert (len(found.messages), found.old) == (2, 1)
    assert found.in_words(date(2026, 10, 12)) == "1 message from before 12 October 2026 passed over"
    assert read_folder(tmp_path, seen_after(found), date(2026, 10, 12)).old == 0


def test_one_look_takes_so_many_messages_and_leaves_the_rest_for_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "MOST_MESSAGES", 2)
    for number in range(1, 6):
        put(tmp_path, number)
    seen: frozenset[str] = frozenset()
    counts = []
    for _ in range(4):
        found = read_folder(tmp_path, seen, LONG_AGO)
        counts.append((len(found.messages), found.waiting))
        seen |= seen_after(found)
    assert counts == [(2, 3), (2, 1), (1, 0), (0, 0)]


def test_of_a_large_folder_the_files_changed_last_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "MOST_FILES", 2)
    for number in range(1, 5):
        put(tmp_path, number)
    assert [each.raw for each in read_folder(tmp_path, frozenset(), LONG_AGO).messages] == [mail(3), mail(4)]


def test_a_message_that_is_too_large_is_told_once_and_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "LARGEST_MESSAGE", 100)
    put(tmp_path, 1)
    found = read_folder(tmp_path, frozenset(), LONG_AGO)
    assert (found.messages, found.large) == ([], 1)
    assert read_folder(tmp_path, seen_after(found), LONG_AGO).large == 0


def test_a_folder_that_is_none_is_a_fault_in_words(tmp_path: Path) -> None:
    file = put(tmp_path, 1)
    for path, words in ((tmp_path / "none", "there is no folder"), (file, "cannot be read")):
        fault = read_folder(path, frozenset(), LONG_AGO).fault
        assert fault is not None
        assert (fault.outcome, words in fault.detail) == (Outcome.FAILED, True)


def test_a_file_that_is_gone_when_it_is_opened_is_told_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, 1)

    def gone(_path: Path) -> bytes:
        raise FileNotFoundError

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", gone)
        found = read_folder(tmp_path, frozenset(), LONG_AGO)
    assert (found.unreadable, seen_after(found)) == (1, frozenset())
    assert found.in_words(LONG_AGO) == "1 message could not be opened"


# -- what a look comes to -----------------------------------------------------------------------------------


def settings(home: Path, **changes: Any) -> Settings:
    values: dict[str, Any] = {
        "mail": {"voice": MailLogin(USER, PASSWORD)},
        "allow_private_networks": True,
        "download_timeout": 5.0,
    }
    return Settings(home=home, database="sqlite:///x", **(values | changes))


def channel(url: str, rules: ChannelRules | None = None, memory: dict[str, Any] | None = None) -> ChannelPlan:
    return ChannelPlan(
        1, "mail", "voice", Strategy.NEWSLETTER, url, rules or ChannelRules(), memory or {}, first_poll=False
    )


def looked(home: Path, url: str, memory: dict[str, Any] | None = None, **changes: Any) -> Look:
    return asyncio.run(look_into(settings(home, **changes), channel(url), memory or {}, NOW))


NOTE = b"From: a@example.org\nMessage-ID: <note-%d@example.org>\n\nThank you for being a reader.\n"


def test_a_note_without_stories_is_no_trouble_but_three_in_a_row_are(tmp_path: Path) -> None:
    put(tmp_path, 1, NOTE % 1)
    first = looked(tmp_path, f"folder:{tmp_path}")
    assert verdict(first, first_poll=False).outcome is Outcome.UNCHANGED
    assert verdict(first, first_poll=True).detail == "none of 1 new messages tells of a story"
    again = looked(tmp_path, f"folder:{tmp_path}", {"barren": 2})
    assert verdict(again, first_poll=False).outcome is Outcome.EMPTY


def test_nothing_new_is_unchanged_and_nothing_ever_is_empty(tmp_path: Path) -> None:
    look = looked(tmp_path, f"folder:{tmp_path}")
    assert (verdict(look, first_poll=True).outcome, verdict(look, first_poll=False).outcome) == (
        Outcome.EMPTY,
        Outcome.UNCHANGED,
    )


def test_a_message_that_cannot_be_read_is_a_failed_look_that_is_not_repeated(tmp_path: Path) -> None:
    put(tmp_path, 1, b"Content-Type: image/png\n\nxyz")
    look = looked(tmp_path, f"folder:{tmp_path}")
    assert verdict(look, first_poll=False).outcome is Outcome.FAILED
    kept = remembered(look, look.told, 0)["reading"]
    assert looked(tmp_path, f"folder:{tmp_path}", kept).told == ()


def test_memory_is_bounded_and_keeps_the_day_of_the_first_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scraper.crawl.mailbox_visit.MOST_SEEN", 4)
    put(tmp_path, 1)
    memory = {"seen": ["a", "b", "c"], "since": "2026-02-03"}
    look = looked(tmp_path, f"folder:{tmp_path}", memory)
    kept = remembered(look, look.told, 0)["reading"]
    assert kept["seen"][:2] == ["b", "c"]
    assert (len(kept["seen"]), kept["since"]) == (4, "2026-02-03")


def test_a_folder_named_without_a_slash_counts_from_the_home(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    put(tmp_path / "inbox", 1)
    assert len(looked(tmp_path, "folder:inbox").told) == 1


# -- mail servers -------------------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as opened:
        yield opened


def fetched(home: Path, url: str, memory: dict[str, Any] | None = None, **changes: Any) -> Delivery:
    return asyncio.run(fetch_mail(settings(home, **changes), channel(url), memory or {}, NOW, 5.0))


def fault(delivery: Delivery) -> tuple[Outcome, str]:
    assert delivery.fault is not None
    return delivery.fault.outcome, delivery.fault.detail


def test_a_servers_messages_are_read_in_order_and_by_number(tmp_path: Path, server: MailServer) -> None:
    for number in (1, 2):
        server.inbox.put(mail(number))
    found = fetched(tmp_path, server.url())
    assert [each.raw for each in found.messages] == [mail(1), mail(2)]
    assert (found.uid, found.validity) == (2, 7)
    server.commands.clear()
    memory = {"uid": 2, "validity": 7}
    assert fetched(tmp_path, server.url(), memory).messages == []
    assert [command.split()[0] for command in server.commands if "FETCH" in command] == []
    server.inbox.put(mail(3))
    assert [each.uid for each in fetched(tmp_path, server.url(), memory).messages] == [3]


def test_a_mailbox_numbered_anew_is_read_again_and_known_messages_are_recognised(
    tmp_path: Path, server: MailServer
) -> None:
    server.inbox.put(mail(1))
    first = fetched(tmp_path, server.url())
    server.inbox.validity = 8
    server.inbox.put(mail(2))
    memory = {"uid": 90, "validity": 7, "seen": sorted(seen_after(first))}
    assert [each.raw for each in fetched(tmp_path, server.url(), memory).messages] == [mail(2)]


def test_messages_that_came_before_the_first_looks_days_are_not_asked_for(
    tmp_path: Path, server: MailServer
) -> None:
    server.inbox.put(mail(1), date(2026, 1, 5))
    server.inbox.put(mail(2))
    assert [each.uid for each in fetched(tmp_path, server.url()).messages] == [2]
    assert not any("FETCH 1 " in command for command in server.commands)


def test_a_server_gives_so_many_messages_at_one_look(
    tmp_path: Path, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "MOST_BYTES", 1)
    monkeypatch.setattr(mailbox_server, "LARGEST_MESSAGE", 3_000)
    server.inbox.put(b"x" * 4_000)
    for number in (1, 2):
        server.inbox.put(mail(number))
    found = fetched(tmp_path, server.url())
    assert (found.large, len(found.messages), found.waiting, found.uid) == (1, 1, 1, 2)


@pytest.mark.parametrize("name", ["News & more", 'A "quoted" one', "Nachrichten/Über", "back\\slash"])
def test_mailboxes_of_any_name_are_opened(tmp_path: Path, server: MailServer, name: str) -> None:
    server.mailboxes[mailbox_in_ascii(name)] = Mailbox()
    server.mailboxes[mailbox_in_ascii(name)].put(mail(1))
    assert len(fetched(tmp_path, server.url(quote(name))).messages) == 1


def test_a_name_outside_ascii_is_spelled_as_the_protocol_has_it() -> None:
    assert mailbox_in_ascii("Entwürfe & 日本語") == "Entw&APw-rfe &- &ZeVnLIqe-"  # RFC 3501, 5.1.3


def test_passwords_outside_ascii_are_sent_by_the_other_way(tmp_path: Path, server: MailServer) -> None:
    server.inbox.put(mail(1))
    logins = {"voice": MailLogin(USER, "pässwörd")}
    assert len(fetched(tmp_path, server.url(), mail=logins).messages) == 1


def test_faults_of_a_server_are_told_without_its_own_words(tmp_path: Path, server: MailServer) -> None:
    refused = fetched(tmp_path, server.url(), mail={"voice": MailLogin(USER, "wrong")})
    assert fault(refused) == (
        Outcome.FAILED,
        "the mail server refused the login: check user name and password",
    )
    absent = fetched(tmp_path, server.url("None"))
    assert "has no mailbox “None”" in fault(absent)[1]
    missing = fetched(tmp_path, server.url(), mail={})
    assert "user name and password are missing" in fault(missing)[1]
    private = fetched(tmp_path, server.url(), allow_private_networks=False)
    assert fault(private) == (Outcome.BLOCKED, "127.0.0.1 has no public address")


@pytest.mark.parametrize(
    ("command", "answer", "words"),
    [
        ("CAPABILITY", b"", "does not speak IMAP"),
        ("EXAMINE", b"* BYE\r\n", "has no mailbox"),
        ("UID", b"", "broke off in the middle"),
        ("UID", lambda tag: tag + b" NO not now\r\n", "broke off in the middle"),
        ("UID", b"* 1 FETCH (BODY[] {99999999999}\r\n", "broke off in the middle"),
        ("UID", b"\xff\xfe\r\n", "broke off in the middle"),
    ],
    ids=["silent", "bye", "closed", "refused search", "endless literal", "garbage"],
)
def test_a_server_that_breaks_off_is_a_failed_look(
    tmp_path: Path, server: MailServer, command: str, answer: Any, words: str
) -> None:
    server.inbox.put(mail(1))
    server.answers[command] = answer
    outcome, said = fault(fetched(tmp_path, server.url()))
    assert (outcome, words in said) == (Outcome.FAILED, True), said


def test_a_server_that_never_answers_is_cut_off(tmp_path: Path, server: MailServer) -> None:
    over = threading.Event()

    def wait(_tag: bytes) -> bytes:
        over.wait(60)
        return b""

    server.answers["EXAMINE"] = wait
    reading = fetch_mail(settings(tmp_path, download_timeout=60), channel(server.url()), {}, NOW, 0.3)
    outcome, said = fault(asyncio.run(reading))
    over.set()
    assert (outcome, "mail server" in said) == (Outcome.FAILED, True)


def test_a_server_that_does_not_greet_or_is_not_there_is_told(tmp_path: Path) -> None:
    with MailServer() as server:
        server.greeting = b"220 smtp.example.org ready\r\n"
        assert "does not speak IMAP" in fault(fetched(tmp_path, server.url()))[1]
        url = server.url()
    assert fault(fetched(tmp_path, url))[1] == "the mail server refused the connection"
    assert "name could not be found" in fault(fetched(tmp_path, "imaps://mail.invalid/INBOX"))[1]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost that nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    began = datetime(2020, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, began, began + timedelta(days=36500))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    path: Path = tmp_path_factory.mktemp("tls") / "mail.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def secure_server(certificate: Path) -> Iterator[MailServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with MailServer(context) as opened:
        opened.inbox.put(mail(1))
        yield opened


def test_a_certificate_that_nobody_vouches_for_ends_the_look_before_the_login(
    tmp_path: Path, secure_server: MailServer
) -> None:
    outcome, said = fault(fetched(tmp_path, secure_server.url(host="localhost")))
    assert (outcome, "certificate cannot be verified" in said) == (Outcome.FAILED, True), said
    assert secure_server.commands == []


def test_a_certificate_that_is_vouched_for_has_to_name_the_server(
    tmp_path: Path, secure_server: MailServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert len(fetched(tmp_path, secure_server.url(host="localhost")).messages) == 1
    assert "certificate" in fault(fetched(tmp_path, secure_server.url(host="127.0.0.1")))[1]


def test_a_server_without_encryption_where_it_is_due_is_told(tmp_path: Path, server: MailServer) -> None:
    said = fault(fetched(tmp_path, server.url().replace("imap:", "imaps:")))[1]
    assert said == "no encrypted connection to the mail server could be made"
    assert server.commands == []


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("imaps://mail.example.org", Place("mail.example.org", 993, True, "INBOX")),
        ("imaps://mail.example.org:9993/A%20b/c", Place("mail.example.org", 9993, True, "A b/c")),
        ("imap://localhost/INBOX", Place("localhost", 143, False, "INBOX")),
    ],
)
def test_an_address_names_server_port_and_mailbox(url: str, place: Place) -> None:
    assert place_of(url) == place


def test_what_is_missing_is_known_before_anything_is_asked(tmp_path: Path) -> None:
    ready = settings(tmp_path)
    assert unready(ready, "voice", "imaps://mail.example.org/INBOX") == ""
    assert unready(ready, "other", "imaps://mail.example.org/INBOX").startswith("user name and password")
    assert unready(ready, "voice", "folder:none").startswith("there is no folder")
    assert unready(ready, "voice", f"folder:{tmp_path}") == ""
