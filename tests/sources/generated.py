"""Definitions of all sorts, generated."""

import re
from typing import Any

from hypothesis import strategies as st

from scraper.outcomes import Kind, Nation, Strategy
from scraper.sources.definition import (
    ChannelDefinition,
    ChannelPatterns,
    Expectations,
    Role,
    SourceDefinition,
)


def lists(items: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[Any]:
    return st.lists(items, max_size=most).map(tuple)


LINES = st.text(min_size=1, max_size=20).filter(
    lambda text: bool(text.strip()) and len(text.splitlines()) == 1
)
SLUGS = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
PATTERNS = st.one_of(
    LINES.map(re.escape), st.sampled_from([r"/news/[^/?#]+$", r"(?i)\d{4}", r"it's \"new\"", "\\\\"])
)
MONTHS = st.sampled_from(["unverified", "2026-09", "2031-12"])
URLS = st.sampled_from(
    ["https://www.example.org/", "http://example.org:8080/a?b=c#d", "https://files.ex.org/é"]
)
RULES = st.builds(ChannelPatterns, publications=lists(PATTERNS), not_publications=lists(PATTERNS))
SENDERS = lists(st.sampled_from(["news@example.org", "@bulletins.example.org"]))
MAILBOXES = st.sampled_from(
    ["folder:inbox/example", "imaps://mail.example.org/In%20box", "imap://127.0.0.1:1143"]
)
WEB_CHANNELS = st.builds(
    ChannelDefinition,
    name=SLUGS,
    strategy=st.sampled_from(sorted(set(Strategy) - {Strategy.NEWSLETTER})),
    url=URLS,
    role=st.sampled_from(Role),
    kind=st.none() | st.sampled_from(Kind),
    item_selector=st.none() | st.sampled_from(["li > a", 'div[class~="x"]', "a:not(.b)"]),
    render=st.booleans(),
    verified=MONTHS,
    note=st.text(max_size=40),
    rules=RULES,
)
NEWSLETTERS = st.builds(
    ChannelDefinition,
    name=SLUGS,
    strategy=st.just(Strategy.NEWSLETTER),
    url=MAILBOXES,
    note=st.text(max_size=40),
    rules=st.builds(ChannelPatterns, publications=lists(PATTERNS), senders=SENDERS),
)
CHANNELS = WEB_CHANNELS | NEWSLETTERS
DEFINITIONS = st.builds(
    SourceDefinition,
    slug=SLUGS,
    name=LINES,
    home=URLS,
    channels=st.lists(CHANNELS, min_size=1, max_size=3, unique_by=lambda channel: channel.name).map(tuple),
    hosts=st.just(("www.example.org", "example.org", "files.ex.org")),
    attribution=LINES,
    names=lists(LINES),
    nations=lists(st.sampled_from(Nation)),
    topics=lists(LINES),
    language=st.sampled_from(["en", "cy", "en-GB"]),
    licence=st.text(max_size=20),
    paywall=st.text(max_size=20),
    publications=lists(PATTERNS),
    not_publications=lists(PATTERNS),
    kinds=lists(st.tuples(PATTERNS, st.sampled_from(Kind))),
    boilerplate=lists(LINES),
    date_shapes=lists(LINES),
    verified=MONTHS,
    seen=st.text(max_size=40),
    expectations=st.builds(
        Expectations,
        usual_gap_days=st.none() | st.integers(1, 400),
        minimum_entries=st.integers(1, 50),
    ),
)
