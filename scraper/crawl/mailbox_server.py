"""Messages from a mail server, over IMAP: read-only, certificate verified, from public addresses only."""

import asyncio
import base64
import imaplib
import re
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import unquote, urlsplit

from scraper.config import MailLogin, Settings
from scraper.crawl.guard import Permits, RefusedAddressError, is_literal, is_public
from scraper.crawl.mailbox import Delivery, failed, unready
from scraper.discovery.newsletter import LARGEST_MESSAGE
from scraper.outcomes import Outcome
from scraper.plans import ChannelPlan

#: Bytes of one answer beside a message: long lists of numbers.
SLACK = 1_000_000

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_UID = re.compile(rb"\bUID (\d{1,10})\b")
_NUMBER = re.compile(rb"\d+")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d{1,12})\b")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mailbox is: server, port, whether encrypted, its name as the server writes it."""

    host: str
    port: int
    encrypted: bool
    name: str


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known of a mailbox from earlier looks."""

    seen: frozenset[str]
    uid: int
    validity: int
    since: date


def place_of(url: str) -> Place:
    """The place an address such as imaps://mail.example.org/Newsletters names."""
    parts = urlsplit(url)
    encrypted = parts.scheme == "imaps"
    port = parts.port or (993 if encrypted else 143)
    return Place(parts.hostname or "", port, encrypted, unquote(parts.path.strip("/")) or "INBOX")


async def fetch_from_server(
    settings: Settings, channel: ChannelPlan, memory: Mapping[str, Any], since: date, seconds: float
) -> Delivery:
    """The messages of a server's mailbox that were not read before; every fault is told in words."""
    if missing := unready(settings, channel.source, channel.url):
        return failed(missing)
    place = place_of(channel.url)
    progress = Progress(
        frozenset(memory.get("seen", ())), memory.get("uid", 0), memory.get("validity", 0), since
    )
    connection = GuardedImap(
        place, is_literal if settings.allow_private_networks else is_public, settings.download_timeout
    )
    ending = asyncio.get_running_loop().call_later(seconds, connection.cut)
    try:
        return await asyncio.to_thread(look, connection, settings.mail[channel.source], progress)
    finally:
        ending.cancel()


class GuardedImap(imaplib.IMAP4):
    """An IMAP connection to permitted addresses only, opened when it is told to, with an end to answers."""

    def __init__(self, place: Place, permits: Permits, seconds: float) -> None:
        self.place, self._permits, self._seconds = place, permits, seconds
        self._socket: socket.socket | None = None

    def connect(self) -> None:
        """Connect and read the greeting.

        Raises:
            RefusedAddressError: the server has no permitted address.
            OSError: it could not be reached, or its certificate not verified.
            imaplib.IMAP4.error: it does not speak IMAP.
        """
        super().__init__(self.place.host, self.place.port, self._seconds)

    def end(self) -> None:
        """Close what is open, whatever state the conversation is in."""
        if self._socket is None:
            return
        try:
            self.shutdown()
        except (OSError, AttributeError):  # it broke off before the conversation began
            self._socket.close()

    def cut(self) -> None:
        """End the connection from another thread: whatever waits for an answer gets an error."""
        if self._socket is not None:
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:  # closed already
                return

    def read(self, size: int) -> bytes:
        """Read so many bytes of an answer.

        Raises:
            imaplib.IMAP4.abort: they are more than any message may have.
        """
        if size > LARGEST_MESSAGE + SLACK:
            raise self.abort("an answer larger than allowed")
        return super().read(size)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        """A socket to the first permitted address that answers; what was checked is what is connected to."""
        place = self.place
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
        addresses = [str(each[4][0]) for each in found if self._permits(str(each[4][0]))]
        if not addresses:
            raise RefusedAddressError(f"{place.host} has no public address")
        plain = _first_open(addresses, place.port, timeout)
        self._socket = plain
        if place.encrypted:
            self._socket = ssl.create_default_context().wrap_socket(plain, server_hostname=place.host)
        return self._socket


def _first_open(addresses: list[str], port: int, timeout: float | None) -> socket.socket:
    last: OSError = OSError("no address")
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout)
        except OSError as error:
            last = error
    raise last


def look(connection: GuardedImap, login: MailLogin, progress: Progress) -> Delivery:
    """One look at a mailbox. A fault is told without the server's own words: they may name the reader."""
    words = "the mail server does not speak IMAP"
    try:
        connection.connect()
        words = "the mail server refused the login: check user name and password"
        sign_in(connection, login)
        words = f"the mail server has no mailbox “{connection.place.name}”, or does not let it be read"
        examine(connection)
        words = "the mail server broke off in the middle"
        return read_messages(connection, progress)
    except RefusedAddressError as refused:
        return failed(refused.reason, Outcome.BLOCKED)
    except imaplib.IMAP4.error:
        return failed(words)
    except OSError as error:
        return failed(fault_in_words(error))
    finally:
        connection.end()


def fault_in_words(error: OSError) -> str:
    """A connection's fault in words for an editor."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the mail server's certificate cannot be verified: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return "no encrypted connection to the mail server could be made"
    if isinstance(error, socket.gaierror):
        return "the mail server's name could not be found (DNS)"
    if isinstance(error, TimeoutError):
        return "the mail server did not answer in time"
    if isinstance(error, ConnectionRefusedError):
        return "the mail server refused the connection"
    return f"the connection to the mail server failed: {error.strerror or type(error).__name__}"


def sign_in(connection: GuardedImap, login: MailLogin) -> None:
    """Sign in, by the way that takes every character where there are others than ASCII."""
    if (login.user + login.password).isascii():
        connection.login(quoted(login.user), login.password)
    else:
        secret = f"\0{login.user}\0{login.password}".encode()
        connection.authenticate("PLAIN", lambda _challenge: secret)


def examine(connection: GuardedImap) -> None:
    """Open the mailbox read-only.

    Raises:
        imaplib.IMAP4.error: there is none of that name.
    """
    status, _ = connection.select(quoted(mailbox_in_ascii(connection.place.name)), readonly=True)
    if status != "OK":
        raise connection.error("no such mailbox")


def read_messages(connection: GuardedImap, progress: Progress) -> Delivery:
    """The messages after those read before; all of them, when the server numbered its mailbox anew."""
    _, said = connection.response("UIDVALIDITY")
    validity = next((int(digits) for digits in in_digits(said)), 0)
    after = progress.uid if validity == progress.validity else 0
    delivery = Delivery(uid=after, validity=validity)
    for uid, size in sizes(connection, numbers(connection, after, progress.since)):
        if delivery.is_full:
            delivery.waiting += 1
            continue
        if size > LARGEST_MESSAGE:
            delivery.large += 1
        else:
            raw = message(connection, uid)
            if raw is not None:  # it may have been deleted meanwhile
                delivery.take(raw, progress.seen, progress.since, (), uid)
        delivery.uid = uid
    return delivery


def numbers(connection: GuardedImap, after: int, since: date) -> list[int]:
    """The numbers of the messages to read, in ascending order."""
    day = f"{since.day}-{MONTHS[since.month - 1]}-{since.year}"
    status, said = connection.uid("SEARCH", f"UID {after + 1}:* SINCE {day}")
    if status != "OK":
        raise connection.error("the search was refused")
    # "n:*" names the last message even when its number is below n
    return sorted(number for number in map(int, in_digits(said)) if number > after)


def in_digits(said: Sequence[Any]) -> list[bytes]:
    """The numbers in an answer; longer ones than the protocol has are left out."""
    text = b" ".join(line for line in said if isinstance(line, bytes))
    return [digits for digits in _NUMBER.findall(text) if len(digits) <= 10]


def sizes(connection: GuardedImap, uids: list[int]) -> list[tuple[int, int]]:
    """Each message's number and its size in bytes, in ascending order."""
    if not uids:
        return []
    found: dict[int, int] = {}
    for start in range(0, len(uids), 200):
        listed = ",".join(map(str, uids[start : start + 200]))
        _, said = connection.uid("FETCH", listed, "(UID RFC822.SIZE)")
        for line in said:
            text = line if isinstance(line, bytes) else b""
            if (uid := _UID.search(text)) and (size := _SIZE.search(text)):
                found[int(uid[1])] = int(size[1])
    return sorted((uid, size) for uid, size in found.items() if uid in set(uids))


def message(connection: GuardedImap, uid: int) -> bytes | None:
    """One message without marking it as seen; None when it is not there any more."""
    _, said = connection.uid("FETCH", str(uid), "(UID BODY.PEEK[])")
    return next((part[1] for part in said if isinstance(part, tuple)), None)


def quoted(text: str) -> str:
    """A text as IMAP's quoted string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def mailbox_in_ascii(name: str) -> str:
    """A mailbox's name in the modified UTF-7 of RFC 3501, 5.1.3."""

    def encode(run: re.Match[str]) -> str:
        code = base64.b64encode(run[0].encode("utf-16-be")).decode("ascii").rstrip("=")
        return f"&{code.replace('/', ',')}-"

    return re.sub(r"[^\x20-\x7e]+", encode, name.replace("&", "&-"))
