"""What does a newsletter tell of? One message, one entry for each story it links."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from scraper.discovery.addresses import host_of, is_social, may_be_publication
from scraper.discovery.newsletter_lines import Direct, Line, markup_lines, with_addresses
from scraper.discovery.newsletter_message import (
    Letter,
    forwarded_from,
    heading_of,
    is_from,
    letters_in,
    message_mark,
)
from scraper.discovery.newsletter_stories import Story, find_stories
from scraper.discovery.newsletter_text import text_lines
from scraper.items import ChannelRules, Document, Entry, Reading
from scraper.outcomes import Outcome

#: Longest message read, in bytes; senders keep below a tenth of it.
LARGEST_MESSAGE = 10_000_000

#: Parts of an address that lead to the newsletter itself or to what a subscriber may do with it.
_FRAME_PATH = re.compile(
    r"(?:^|[/?&=._-])(?:un-?sub(?:scribe)?\w*|opt-?out|manage[-_]?(?:preferences|subscriptions?)"
    r"|preferences?|subscribers?"
    r"|update[-_]?(?:profile|preferences)|email[-_]?preferences|forward(?:[-_]to[-_]a?[-_]?friend)?"
    r"|web-?version"
    r"|view[-_]?(?:in[-_]?browser|online|email)|vcard|abuse-complaint)(?:$|[/?&=._-])"
    r"|^https?://[^/]+/@[^/]+/?$",
    re.I,
)
#: Hosts of mailing services where nothing but the newsletter itself and its settings is kept.
_FRAME_HOST = re.compile(
    r"(?:^|\.)(?:campaign-archive\d?\.com|forward-to-friend\d?\.com|forwardtomyfriend\.com"
    r"|updatemyprofile\.com|mailchi\.mp"
    r"|mailchimp\.com|campaignmonitor\.com|subscriberhelp\.govdelivery\.com|public\.govdelivery\.com"
    r"|dotdigital\.com"
    r"|mailerlite\.com|hubspot\.com|constantcontact\.com|eepurl\.com|maps\.google\.com|maps\.app\.goo\.gl"
    r"|outlook\.live\.com)$"
)


def read(
    document: Document,
    rules: ChannelRules,
    memory: Mapping[str, Any],
    now: datetime,
    direct: Direct = str,
) -> Reading:
    """Read one message of a mailbox.

    The day a message was sent is nobody's day of publication: an entry has a date only when one stands by its
    story.

    Args:
        document: the message as it came, RFC 5322.
        rules: `senders`, when there are any, say whose messages count, forwarded ones too; `publications`
            names addresses that count whatever their shape, `not_publications` such as never do.
        memory: passed on as it is.
        now: judges dates.
        direct: gives the address inside a wrapped link; one that has none comes back as it is.

    Returns:
        NEW with entries in reading order; EMPTY when the message tells of no story; UNCHANGED when it is from
        somebody else; FAILED when it cannot be read.
    """
    kept = dict(memory)
    if len(document.body) > LARGEST_MESSAGE:
        return Reading(Outcome.FAILED, detail="the message is larger than 10 MB", memory=kept)
    letters = letters_in(document.body)
    if not any(letter.markup or any(map(str.strip, letter.texts)) for letter in letters):
        return Reading(Outcome.FAILED, detail="the message holds no text that can be read", memory=kept)
    told = [(letter, _lines(letter)) for letter in letters]
    if rules.senders and not is_from(_senders(told), rules.senders):
        return Reading(Outcome.UNCHANGED, detail="the message is from another sender", memory=kept)
    stories: dict[str, Story] = {}
    for letter, lines in told:
        for story in find_stories(with_addresses(lines, direct), _Judge(rules, letter, direct), now):
            stories.setdefault(story.url, story)
    if not stories:
        return Reading(Outcome.EMPTY, detail="the message tells of no story", memory=kept)
    name = heading_of(document.body).message_id or message_mark(document.body)
    return Reading(Outcome.NEW, tuple(_entries(stories.values(), name, rules)), memory=kept)


def _entries(stories: Any, name: str, rules: ChannelRules) -> Iterator[Entry]:
    for number, story in enumerate(stories, start=1):
        yield Entry(
            url=story.url,
            title=story.title,
            published=story.published,
            guid=f"{name}#{number}",
            summary=story.summary or None,
            kind=rules.kind,
        )


def _lines(letter: Letter) -> list[Line]:
    """The lines of a letter's HTML; of its plain text when it has none that links anything."""
    shown = [line for document in letter.markup for line in markup_lines(document)]
    if any(line.runs for line in shown):
        return shown
    return [line for text in letter.texts for line in text_lines(text)]


def _senders(told: Sequence[tuple[Letter, list[Line]]]) -> frozenset[str]:
    """Everybody a message is from: its sender, that of a message attached, that of one quoted."""
    found: frozenset[str] = frozenset()
    for letter, lines in told:
        found |= letter.senders | forwarded_from(line.text for line in lines)
    return found


def may_be_story(url: str, rules: ChannelRules) -> bool:
    """Whether nothing in an address says that it is the frame's of a newsletter or no publication's."""
    if any(pattern.search(url) for pattern in rules.not_publications):
        return False
    if any(pattern.search(url) for pattern in rules.publications):
        return True
    if is_social(url) or _FRAME_HOST.search(host_of(url)) or _FRAME_PATH.search(url):
        return False
    return may_be_publication(url)


class _Judge:
    """Says whether an address in a letter may be a story's; never one by which one leaves the newsletter."""

    def __init__(self, rules: ChannelRules, letter: Letter, direct: Direct) -> None:
        self._rules = rules
        self._never = letter.unsubscribe | {direct(url) for url in letter.unsubscribe}

    def __call__(self, url: str) -> bool:
        """See above."""
        return url not in self._never and may_be_story(url, self._rules)
