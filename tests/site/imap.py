"""One mail server: a small IMAP4rev1 server (RFC 3501) on a free loopback port, with messages as data."""

import re
import socketserver
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

USER, PASSWORD = "library@reader.example.org", 'se"cret\\word'
_LITERAL_ARGUMENT = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
_SINCE = re.compile(r"UID (\d+):\* SINCE (\d+-\w{3}-\d{4})", re.I)
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass
class Stored:
    """One message in a mailbox: its number, the day it arrived, what it is."""

    uid: int
    arrived: date
    raw: bytes


@dataclass
class Mailbox:
    """Messages of one mailbox; `validity` changes when the server numbers them anew."""

    messages: list[Stored] = field(default_factory=list)
    validity: int = 7

    def put(self, raw: bytes, arrived: date = date(2026, 11, 20)) -> Stored:
        """A message comes in."""
        stored = Stored(max((each.uid for each in self.messages), default=0) + 1, arrived, raw)
        self.messages.append(stored)
        return stored


class MailServer:
    """A server with mailboxes by name, and the commands it was given, without what was in a login.

    `answers` replaces the answer to a command by another, or by a function of the tag.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.mailboxes: dict[str, Mailbox] = {"INBOX": Mailbox()}
        self.commands: list[str] = []
        self.answers: dict[str, bytes | Callable[[bytes], bytes]] = {}
        self.greeting = b"* OK IMAP4rev1 ready\r\n"
        self.connections = 0
        self.tls = tls
        mail = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                mail.connections += 1
                if mail.tls is not None:
                    try:
                        secure = mail.tls.wrap_socket(self.request, server_side=True)
                    except OSError:
                        return
                    self.rfile, self.wfile = secure.makefile("rb"), secure.makefile("wb", 0)
                try:
                    Conversation(mail, self.rfile, self.wfile).hold()
                except OSError:  # the other side is gone
                    return
                finally:
                    if mail.tls is not None:
                        self.rfile.close()
                        self.wfile.close()
                        secure.close()

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def inbox(self) -> Mailbox:
        """The mailbox every server has."""
        return self.mailboxes["INBOX"]

    @property
    def port(self) -> int:
        """The port it listens at."""
        return int(self._server.server_address[1])

    def url(self, mailbox: str = "", host: str = "127.0.0.1") -> str:
        """The address of a mailbox."""
        return f"imap{'s' if self.tls else ''}://{host}:{self.port}/{mailbox}"


class Conversation:
    """One connection's commands and answers."""

    def __init__(self, mail: MailServer, rfile: Any, wfile: Any) -> None:
        self.mail, self.rfile, self.wfile = mail, rfile, wfile
        self.signed_in = False
        self.mailbox: Mailbox | None = None

    def say(self, *lines: bytes) -> None:
        self.wfile.write(b"".join(lines))

    def hold(self) -> None:
        """Answer until the other side leaves."""
        self.say(self.mail.greeting)
        while line := self.rfile.readline():
            if not line.isascii():  # a handshake of TLS, whose random bytes may hold a line's end
                return
            tag, _, rest = line.rstrip(b"\r\n").partition(b" ")
            name, _, arguments = rest.decode().partition(" ")
            name = name.upper()
            self.mail.commands.append(name if name in {"LOGIN", "AUTHENTICATE"} else rest.decode())
            wanted = self.mail.answers.get(name)
            if wanted is not None:
                self.say(wanted if isinstance(wanted, bytes) else wanted(tag))
                if isinstance(wanted, bytes):
                    return
                continue
            answer = getattr(self, f"do_{name.lower()}", None)
            self.say(tag, b" ", answer(arguments) if answer else b"BAD unknown", b"\r\n")
            if name == "LOGOUT":
                return

    def do_capability(self, _arguments: str) -> bytes:
        self.say(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n")
        return b"OK done"

    def do_login(self, arguments: str) -> bytes:
        said = [re.sub(r"\\(.)", r"\1", a) or b for a, b in _LITERAL_ARGUMENT.findall(arguments)]
        self.signed_in = said == [USER, PASSWORD]
        return b"OK welcome" if self.signed_in else f"NO no such user {said[0]}".encode()

    def do_authenticate(self, _arguments: str) -> bytes:
        import base64  # noqa: PLC0415

        self.say(b"+ \r\n")
        _, user, _password = base64.b64decode(self.rfile.readline()).decode().split("\0")
        self.signed_in = user == USER
        return b"OK welcome" if self.signed_in else b"NO refused"

    def do_logout(self, _arguments: str) -> bytes:
        self.say(b"* BYE\r\n")
        return b"OK bye"

    def do_examine(self, arguments: str) -> bytes:
        name = re.sub(r"\\(.)", r"\1", arguments.strip('"'))
        self.mailbox = self.mail.mailboxes.get(name) if self.signed_in else None
        if self.mailbox is None:
            return b"NO no such mailbox"
        self.say(f"* {len(self.mailbox.messages)} EXISTS\r\n".encode())
        self.say(f"* OK [UIDVALIDITY {self.mailbox.validity}] valid\r\n".encode())
        return b"OK [READ-ONLY] examined"

    def do_uid(self, arguments: str) -> bytes:
        if self.mailbox is None:
            return b"BAD no mailbox"
        name, _, rest = arguments.partition(" ")
        return self.search(rest, self.mailbox) if name.upper() == "SEARCH" else self.fetch(rest, self.mailbox)

    def search(self, rest: str, mailbox: Mailbox) -> bytes:
        found = _SINCE.search(rest)
        assert found is not None, rest
        day, month, year = found[2].split("-")
        since = date(int(year), MONTHS.index(month) + 1, int(day))
        last = max((each.uid for each in mailbox.messages), default=0)
        least = min(int(found[1]), last)  # as RFC 3501 has it: "n:*" always holds the last one
        uids = [e.uid for e in mailbox.messages if e.uid >= least and e.arrived >= since]
        self.say(b"* SEARCH", *(f" {uid}".encode() for uid in uids), b"\r\n")
        return b"OK searched"

    def fetch(self, rest: str, mailbox: Mailbox) -> bytes:
        listed, _, items = rest.partition(" ")
        wanted = {int(uid) for uid in listed.split(",")}
        for number, each in enumerate(mailbox.messages, start=1):
            if each.uid not in wanted:
                continue
            head = f"* {number} FETCH (UID {each.uid} RFC822.SIZE {len(each.raw)}".encode()
            if "BODY.PEEK[]" in items:
                self.say(head, f" BODY[] {{{len(each.raw)}}}\r\n".encode(), each.raw)
                self.say(b")\r\n")
            else:
                self.say(head, b")\r\n")
        return b"OK fetched"
