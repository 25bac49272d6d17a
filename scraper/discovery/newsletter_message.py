"""What is in a message? Its parts as text, from whatever way they were packed, and who sent it."""

import email
import email.utils
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message

from scraper.discovery.markup import decoded
from scraper.discovery.text import plain
from scraper.items import Document

#: Most messages read of one: a message and what is forwarded in it as attachments.
MOST_LETTERS = 30
_ANGLED = re.compile(r"<\s*(https?://[^<>\s]+)\s*>", re.I)
_ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_FORWARDED_FROM = re.compile(r"^[\s>*]*(?:from|oddi wrth)\s*:", re.I)
#: How much of a field is searched for addresses, in characters.
LONGEST_FIELD = 1_000
#: How many lines of a message are asked whom a forwarded one is from.
LINES_ASKED = 60


@dataclass(frozen=True, slots=True)
class Letter:
    """One message, or one that was forwarded inside it as an attachment.

    `markup` are its HTML parts, `texts` its plain ones (decoded); `unsubscribe` the web addresses its header
    names for that purpose.
    """

    senders: frozenset[str]
    unsubscribe: frozenset[str]
    markup: tuple[Document, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """The facts of a message that tell it from others: its id as written ("" when none), when it was sent."""

    message_id: str
    sent: datetime | None


def heading_of(raw: bytes) -> Heading:
    """The heading of a message; what is no message has neither id nor date."""
    message = email.message_from_bytes(raw.partition(b"\r\n\r\n")[0].partition(b"\n\n")[0])
    return Heading(_field(message, "Message-ID"), _sent(_field(message, "Date")))


def message_mark(raw: bytes) -> str:
    """What a message is remembered by: a hash of its id, or of all of it when it has none (12 hex digits)."""
    named = heading_of(raw).message_id
    return hashlib.sha256(named.encode("utf-8", "replace") if named else raw).hexdigest()[:12]


def letters_in(raw: bytes) -> list[Letter]:
    """The message and those forwarded inside it; none when its parts are nested beyond reason."""
    try:
        return _letters(email.message_from_bytes(raw))
    except RecursionError:
        return []


def _letters(message: Message) -> list[Letter]:
    found: list[Letter] = []
    waiting = [message]
    while waiting and len(found) < MOST_LETTERS:
        one = waiting.pop(0)
        markup: list[Document] = []
        texts: list[str] = []
        for part in _own_parts(one, waiting):
            document = _document(part)
            if document.content_type.startswith("text/html"):
                markup.append(document)
            else:
                texts.append(decoded(document))
        senders = addresses_in(_field(one, "From") + " " + _field(one, "Sender"))
        unsubscribe = frozenset(_ANGLED.findall(_field(one, "List-Unsubscribe")[: 5 * LONGEST_FIELD]))
        found.append(Letter(senders, unsubscribe, tuple(markup), tuple(texts)))
    return found


def _own_parts(message: Message, attached: list[Message]) -> list[Message]:
    """The text parts of a message itself, in order; messages attached to it are put into `attached`."""
    parts: list[Message] = []
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        if part.get_content_type() == "message/rfc822":
            attached += [each for each in _children(part) if each is not message]
        elif part.is_multipart():
            waiting = _children(part) + waiting
        elif _is_text(part):
            parts.append(part)
    return parts


def _children(part: Message) -> list[Message]:
    inside = part.get_payload()
    return [each for each in inside if isinstance(each, Message)] if isinstance(inside, list) else []


def _is_text(part: Message) -> bool:
    """Whether a part is text that a reader is shown; a text file that is attached is another document."""
    return part.get_content_type() in {"text/html", "text/plain"} and (
        part.get_content_disposition() != "attachment"
    )


def _document(part: Message) -> Document:
    content = part.get_payload(decode=True)
    charset = part.get_content_charset() or ""
    body = content if isinstance(content, bytes) else b""
    return Document("", body, f"{part.get_content_type()}; charset={charset}")


def _field(message: Message, name: str) -> str:
    """A header field's value on one line, "" when it is absent."""
    value = message.get(name)
    return plain(str(value)) if value is not None else ""


def _sent(text: str) -> datetime | None:
    try:
        sent = email.utils.parsedate_to_datetime(text)
        return (sent if sent.tzinfo else sent.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):  # no date, or none there ever was
        return None


def addresses_in(text: str) -> frozenset[str]:
    """The mail addresses in a text, in lower case."""
    return frozenset(found.lower() for found in _ADDRESS.findall(text[:LONGEST_FIELD]))


def forwarded_from(lines: Iterable[str]) -> frozenset[str]:
    """Whom a message quoted in the text is from: the addresses in its "From:" line."""
    found: frozenset[str] = frozenset()
    asked = 0
    for number, line in enumerate(lines):
        if number >= LINES_ASKED:
            break
        if _FORWARDED_FROM.match(line):
            asked = 2  # the address may stand on the next line
        if asked:
            found |= addresses_in(line)
            asked -= 1
    return found


def is_from(addresses: Iterable[str], senders: Iterable[str]) -> bool:
    """Whether one of the addresses is among the senders: an address, or a domain written "@example.org"."""
    known = frozenset(addresses)
    wanted = [sender.lower() for sender in senders]
    return any(
        address == sender or (sender.startswith("@") and address.endswith((sender, f".{sender[1:]}")))
        for address in known
        for sender in wanted
    )
