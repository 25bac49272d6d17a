"""One request to an address of the settings: what it sends, whom it reaches, and all that may go wrong."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from scraper.crawl.guard import is_literal, is_public
from scraper.crawl.posting import Limits, Posted, fault_in_words, permits_of, post
from tests.site.server import Answer, Site

SHORT = Limits(seconds=0.6)


@contextmanager
def talker(*pieces: bytes, every: float = 0.05) -> Iterator[str]:
    """A server that says these bytes, the last one for ever, whatever it is asked."""
    server = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def serve() -> None:
        connection, _ = server.accept()
        with connection:
            try:
                for piece in pieces:
                    connection.sendall(piece)
                while pieces and not ended.wait(every):
                    connection.sendall(pieces[-1])
            except OSError:
                return
            ended.wait(10)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.getsockname()[1]}"
    ended.set()
    server.close()


def test_a_body_is_sent_as_it_is_and_the_answer_read() -> None:
    with Site({"/hook?a=b": Answer("taken", 202, headers={"Retry-After": "7"})}) as site:
        posted = post(f"{site.url}/hook?a=b", b"{}", {"Content-Type": "application/json"}, is_literal)
        ((path, headers, body),) = site.posted
    assert (posted.status, posted.problem, posted.body, posted.retry_after) == (202, "", b"taken", ("7",))
    assert (path, body, headers["Content-Type"]) == ("/hook?a=b", b"{}", "application/json")
    assert headers["Host"] == site.url.removeprefix("http://")


def test_a_private_address_is_never_asked_unless_it_is_allowed() -> None:
    with Site({"/": Answer("taken")}) as site:
        refused = post(site.url, b"{}", {}, is_public)
        by_name = post(site.url.replace("127.0.0.1", "localhost"), b"{}", {}, is_public)
    assert site.posted == []
    assert refused == by_name
    assert "private network" in refused.problem


@pytest.mark.parametrize(
    ("url", "allow_private", "own_machine", "reaches"),
    [
        ("https://a.example.org/", False, False, {"93.184.215.14"}),
        ("https://a.example.org/", False, True, {"93.184.215.14"}),
        ("https://a.example.org/", True, False, {"93.184.215.14", "127.0.0.1", "10.0.0.1"}),
        ("http://localhost/", False, True, {"127.0.0.1"}),
        ("http://127.0.0.1/", False, True, {"127.0.0.1"}),
        ("http://127.0.0.1/", False, False, {"93.184.215.14"}),
    ],
)
def test_what_is_written_as_this_machine_may_be_this_machine_and_nothing_else(
    url: str, allow_private: bool, own_machine: bool, reaches: set[str]
) -> None:
    permits = permits_of(url, allow_private=allow_private, own_machine=own_machine)
    assert {each for each in ("93.184.215.14", "127.0.0.1", "10.0.0.1") if permits(each)} == reaches


def test_no_redirect_is_followed() -> None:
    with Site({"/here": Answer(status=307, headers={"Location": "/there"}), "/there": "ok"}) as site:
        assert post(f"{site.url}/here", b"{}", {}, is_literal).status == 307
        assert len(site.posted) == 1


def test_no_more_is_taken_of_an_answer_than_was_to_be() -> None:
    with Site({"/": Answer("x" * 5000)}) as site:
        cut = post(site.url, b"", {}, is_literal, Limits(most_bytes=1000))
        whole = post(site.url, b"", {}, is_literal, Limits(most_bytes=1000, whole=True))
    assert (cut.problem, len(cut.body)) == ("", 1000)
    assert whole.problem == "its answer is larger than 1,000 bytes"


@pytest.mark.parametrize("said", [b"HTTP/1.1 100 Continue\r\n\r\n", b""])
def test_an_answer_that_does_not_begin_is_given_up_in_time(said: bytes) -> None:
    with talker(said) as place:
        posted = post(f"http://{place}/", b"", {}, is_literal, SHORT)
    assert posted == Posted(problem="it did not answer in time")


@pytest.mark.parametrize(
    "frame", [b"Content-Length: 900000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n900000\r\n"]
)
def test_an_answer_without_an_end_counts_by_its_status_unless_it_is_to_be_whole(frame: bytes) -> None:
    for whole, problem in ((False, ""), (True, "its answer broke off, or took too long")):
        with talker(b"HTTP/1.1 200 OK\r\n" + frame, b"drop") as place:
            posted = post(f"http://{place}/", b"", {}, is_literal, Limits(0.6, whole=whole))
        assert (posted.status, posted.problem) == (200, problem)


def test_a_handshake_without_an_end_is_given_up_in_time() -> None:
    with talker(b"\x16\x03\x03\x40\x00", b"\x02") as place:
        assert post(f"https://{place}/", b"", {}, is_literal, SHORT).problem == "it did not answer in time"


def test_what_is_not_http_or_not_there_is_told_in_words() -> None:
    with talker(b"220 mail.example.org\r\n") as place:
        assert "does not speak HTTP" in post(f"http://{place}/", b"", {}, is_literal).problem
        free = place
    assert post(f"http://{free}/", b"", {}, is_literal).problem == "it refused the connection"
    assert post("http://nowhere.invalid/", b"", {}, is_literal).problem == "its name could not be found (DNS)"
    assert post(f"https://{'a' * 70}.example.org/", b"", {}, is_literal).problem


def test_a_server_that_does_not_encrypt_is_not_spoken_to() -> None:
    with Site({"/": "ok"}) as site:
        posted = post(site.url.replace("http:", "https:"), b"{}", {"Authorization": "s3cret"}, is_literal)
    assert posted.problem == "no encrypted connection could be made"
    assert site.posted == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ssl.SSLCertVerificationError("s3cret"), "its certificate cannot be verified"),
        (OSError(113, "No route to host"), "the connection failed: No route to host"),
        (ValueError("s3cret"), "the connection failed: ValueError"),
    ],
)
def test_a_fault_is_told_without_what_was_sent(error: Exception, words: str) -> None:
    assert fault_in_words(error) == words
