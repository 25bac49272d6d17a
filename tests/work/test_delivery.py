import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from scraper.work.delivery import available, deliver, without_secrets
from scraper.work.message import Message, Told
from tests.site.smtp import Sink

MESSAGE = Message("Gleaner: 1 recovered", "1 recovered.\n\nWell again\n- Voice & Co is ok again\n", Told())


class Hook(ThreadingHTTPServer):
    """A webhook that keeps what it is sent."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.status, self.location = 200, ""
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                hook.paths.append(self.path)
                hook.taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(hook.status)
                if hook.location:
                    self.send_header("Location", hook.location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_arguments: Any) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)

    def address(self) -> str:
        return f"json://127.0.0.1:{self.server_port}/hook/t0ken-of-ours"


@pytest.fixture
def hook() -> Iterator[Hook]:
    server = Hook()
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_message_arrives_by_mail_as_plain_text() -> None:
    with Sink() as sink:
        assert deliver(sink.address(), MESSAGE) == ""
    (taken,) = sink.taken
    assert taken.recipients == ("anna@reader.example.org",)
    assert taken.message["Subject"] == MESSAGE.title
    assert taken.message.get_content_type() == "text/plain"
    assert taken.text.split() == MESSAGE.body.split()


def test_a_message_arrives_at_a_webhook(hook: Hook) -> None:
    assert deliver(hook.address(), MESSAGE) == ""
    (taken,) = hook.taken
    assert (taken["title"], taken["message"].split()) == (MESSAGE.title, MESSAGE.body.split())


def test_a_redirect_is_not_followed(hook: Hook) -> None:
    hook.status, hook.location = 307, "/elsewhere"
    assert deliver(hook.address(), MESSAGE) != ""
    assert hook.paths == ["/hook/t0ken-of-ours"]


def test_a_refusal_is_told_without_what_is_secret(hook: Hook) -> None:
    hook.status = 500
    words = deliver(hook.address(), MESSAGE)
    assert words
    assert "t0ken" not in words


def test_a_mail_server_that_refuses_is_told() -> None:
    with Sink(refusal=b"451 later\r\n") as sink:
        assert "failed" in deliver(sink.address(), MESSAGE)
    assert sink.taken == []


def test_an_address_of_no_service_is_told() -> None:
    assert deliver("nonsense://t0ken", MESSAGE) == "the address is none that Apprise knows"


@pytest.mark.parametrize(
    ("address", "words", "shown"),
    [
        (
            "mailtos://anna:s3cret@mail.example.org/?to=ben@example.org",
            "mail.example.org refused anna with s3cret",
            "… refused … with …",
        ),
        ("slack://t0kenA/t0kenB/t0kenC", "no t0kenA, no t0kenC", "no …, no …"),
        ("json://[::1]/a/b", "no a, no b", "no a, no b"),
    ],
)
def test_what_may_be_secret_in_an_address_is_left_out(address: str, words: str, shown: str) -> None:
    assert without_secrets(words, address) == shown


def test_what_sends_is_there_in_the_tests() -> None:
    assert available()
