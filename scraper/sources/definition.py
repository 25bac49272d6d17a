"""One source as data: what it is, where it is polled, how its addresses are read.

A definition is kept as TOML and is complete in itself: `parse_definition(dump_definition(d), "") == d`.
"""

import json
import re
import tomllib
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from scraper.errors import DefinitionError
from scraper.items import ChannelRules, Override, PageHints, UrlRules
from scraper.outcomes import Kind, Nation, Strategy
from scraper.sources.overrides import OVERRIDE_KEYS, read_override
from scraper.sources.table import (
    Table,
    host_problem,
    line_problem,
    mailbox_problem,
    pattern_problem,
    selector_problem,
    sender_problem,
    slug_problem,
    url_problem,
    verified_problem,
)

UNVERIFIED = "unverified"


class Role(StrEnum):
    """What a channel is for."""

    MAIN = "main"
    FALLBACK = "fallback"


@dataclass(frozen=True, slots=True)
class Expectations:
    """What is normal for a source, so that its health can say what is not.

    Attributes:
        usual_gap_days: days between two new publications, as far as known before anything was polled.
        minimum_entries: a poll of a feed or listing that shows fewer entries is suspect.
        shortest_interval_minutes, longest_interval_hours: bounds of the time between two polls of a channel
            that is well; None for the usual ones (`scraper.polling.schedule`).
    """

    usual_gap_days: int | None = None
    minimum_entries: int = 1
    shortest_interval_minutes: int | None = None
    longest_interval_hours: int | None = None


@dataclass(frozen=True, slots=True)
class ChannelPatterns:
    """URL patterns of one channel.

    Attributes:
        publications: replaces the source's patterns for this channel, when there are any.
        not_publications: adds to the source's patterns.
        senders: mail addresses, or domains written "@example.org", whose newsletters count; all when empty.
    """

    publications: tuple[str, ...] = ()
    not_publications: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChannelDefinition:
    """One pollable place of a source.

    Attributes:
        name: unique in the source, written like a slug.
        role: a fallback is there for when the main channels fail.
        kind: what an entry is when neither its address nor its page says; None to leave that open.
        render: read the page as a browser shows it, for listings that a script fills.
        item_selector: CSS selector of one entry on a listing; None to find entries without it.
        verified: month in which it was last seen to work ("2026-09"), or "unverified".
    """

    name: str
    strategy: Strategy
    url: str
    role: Role = Role.MAIN
    kind: Kind | None = None
    item_selector: str | None = None
    render: bool = False
    verified: str = UNVERIFIED
    note: str = ""
    rules: ChannelPatterns = ChannelPatterns()


@dataclass(frozen=True, slots=True)
class SourceDefinition:
    """A publisher we watch.

    Attributes:
        slug: its name in commands, files and the database.
        names: other spellings its pages use, without `name`.
        attribution: what stands behind "Source:" in the digest.
        hosts: every host that is this source's own, without ports; entries elsewhere are another site's.
        twins: further hosts that show the same pages as the home's (staging, a new or an old site).
        tracking: names of parameters on its hosts that say nothing of the page.
        language: language code of its publications (BCP 47).
        licence: terms its text may be used under, in words; "" when not known.
        paywall: what keeps readers from its pages, in words; "" when nothing does or it is not known.
        publications, not_publications: regular expressions searched in the absolute URL of an entry.
        kinds: (regular expression searched in the absolute URL, kind), first match counts.
        overrides: places on its pages that no general rule finds; the first that holds counts.
        boilerplate: phrases of its pages that are never content.
        content_api: address under which every page's content stands as data, its path appended (GOV.UK's
            Content API); None when there is none.
        date_shapes: how its pages write dates, one example each.
        verified: month in which all of this was last seen to hold, or "unverified".
        seen: what was seen of it and when.
    """

    slug: str
    name: str
    home: str
    channels: tuple[ChannelDefinition, ...]
    hosts: tuple[str, ...]
    attribution: str
    names: tuple[str, ...] = ()
    twins: tuple[str, ...] = ()
    tracking: tuple[str, ...] = ()
    nations: tuple[Nation, ...] = ()
    topics: tuple[str, ...] = ()
    language: str = "en"
    licence: str = ""
    paywall: str = ""
    publications: tuple[str, ...] = ()
    not_publications: tuple[str, ...] = ()
    kinds: tuple[tuple[str, Kind], ...] = ()
    overrides: tuple[Override, ...] = ()
    boilerplate: tuple[str, ...] = ()
    content_api: str | None = None
    date_shapes: tuple[str, ...] = ()
    verified: str = UNVERIFIED
    seen: str = ""
    expectations: Expectations = Expectations()


_Part = SourceDefinition | ChannelDefinition | ChannelPatterns | Expectations | Override

#: Keys whose values are written as tables of their own.
_OWN_TABLES = frozenset({"channels", "kinds", "overrides", "expectations", "rules"})


def channel_rules(definition: SourceDefinition, channel: ChannelDefinition) -> ChannelRules:
    """How to read this channel: its own patterns and those of its source."""
    return ChannelRules(
        publications=_compiled(channel.rules.publications or definition.publications),
        not_publications=_compiled(definition.not_publications + channel.rules.not_publications),
        hosts=frozenset((*definition.hosts, *definition.twins)),
        item_selector=channel.item_selector,
        kind=channel.kind,
        senders=channel.rules.senders,
        versioned=_states_updates(definition, channel),
        addresses=url_rules(definition),
    )


def url_rules(definition: SourceDefinition) -> UrlRules:
    """What the source says of its addresses."""
    return UrlRules(
        host=(urlsplit(definition.home).hostname or "").removeprefix("www."),
        twins=frozenset(host.removeprefix("www.") for host in definition.twins),
        tracking=frozenset(name.lower() for name in definition.tracking),
    )


def page_hints(definition: SourceDefinition) -> PageHints:
    """What the source says of all its pages; an entry's own statements are still to be added."""
    return PageHints(
        kind_patterns=definition.kinds,
        site_names=(definition.name, *definition.names),
        boilerplate=definition.boilerplate,
        nations=definition.nations,
        overrides=definition.overrides,
        addresses=url_rules(definition),
    )


def parse_definition(text: str, file: str) -> SourceDefinition:
    """The definition written in `text`.

    Args:
        text: TOML.
        file: name of the file it came from, for messages.

    Raises:
        DefinitionError: "file: key: reason" for the first thing that cannot be used.
    """
    return definition_in(parse_table(text, file))


def parse_table(text: str, file: str) -> Table:
    """The top table of a TOML file.

    Raises:
        DefinitionError: `text` is no TOML.
    """
    try:
        return Table(tomllib.loads(text), file)
    except (ValueError, RecursionError) as error:  # no TOML, or a number too long; nested too deep
        raise DefinitionError(f"{file}: TOML: {error}") from error


def definition_in(top: Table) -> SourceDefinition:
    """The definition that stands in one table.

    Raises:
        DefinitionError: "file: key: reason" for the first thing that cannot be used.
    """
    top.refuse_unknown(_keys(SourceDefinition))
    name, home = top.text("name", check=line_problem), top.text("home", check=url_problem)
    definition = SourceDefinition(
        slug=top.text("slug", check=slug_problem),
        name=name,
        home=home,
        channels=tuple(_channel(table) for table in top.tables("channels")),
        hosts=top.texts("hosts", host_problem) or home_hosts(home),
        attribution=top.text("attribution", name, line_problem),
        names=top.texts("names", line_problem),
        twins=top.texts("twins", host_problem),
        tracking=top.texts("tracking", line_problem),
        nations=top.words("nations", Nation),
        topics=top.texts("topics", line_problem),
        language=top.text("language", "en", line_problem),
        licence=top.text("licence", ""),
        paywall=top.text("paywall", ""),
        publications=top.texts("publications", pattern_problem),
        not_publications=top.texts("not_publications", pattern_problem),
        kinds=tuple(_kind(table) for table in top.tables("kinds")),
        overrides=tuple(read_override(table) for table in top.tables("overrides")),
        boilerplate=top.texts("boilerplate", line_problem),
        content_api=top.optional_text("content_api", url_problem),
        date_shapes=top.texts("date_shapes", line_problem),
        verified=top.text("verified", UNVERIFIED, verified_problem),
        seen=top.text("seen", ""),
        expectations=_expectations(top.table("expectations")),
    )
    _refuse_contradictions(definition, top)
    return definition


def dump_definition(definition: SourceDefinition, under: str = "") -> str:
    """The definition as TOML, without what equals its default.

    Args:
        definition: what to write.
        under: name of the array of tables it is to stand in; "" for a file of its own.
    """
    prefix = f"{under}." if under else ""
    blocks = [_block(f"[[{under}]]" if under else "", definition)]
    if definition.expectations != Expectations():
        blocks.append(_block(f"[{prefix}expectations]", definition.expectations))
    blocks += [
        f"[[{prefix}kinds]]\npattern = {_toml(pattern)}\nkind = {_toml(kind)}"
        for pattern, kind in definition.kinds
    ]
    blocks += [_block(f"[[{prefix}overrides]]", override) for override in definition.overrides]
    for channel in definition.channels:
        blocks.append(_block(f"[[{prefix}channels]]", channel))
        if channel.rules != ChannelPatterns():
            blocks.append(_block(f"[{prefix}channels.rules]", channel.rules))
    return "\n\n".join(blocks) + "\n"


def home_hosts(home: str) -> tuple[str, ...]:
    """The host of a URL, with and without its www: the two are one site nearly everywhere."""
    host = urlsplit(home).hostname or ""
    if "." not in host or host.replace(".", "").isdigit():  # localhost, 127.0.0.1
        return (host,)
    bare = host.removeprefix("www.")
    return (host, bare if bare != host else f"www.{host}")


def _states_updates(definition: SourceDefinition, channel: ChannelDefinition) -> bool:
    """Whether a channel stands on the content API's host: lists there name material updates only."""
    api = urlsplit(definition.content_api or "").netloc
    return bool(api) and api == urlsplit(channel.url).netloc


def _channel(table: Table) -> ChannelDefinition:
    table.refuse_unknown(_keys(ChannelDefinition))
    rules = table.table("rules")
    rules.refuse_unknown(_keys(ChannelPatterns))
    strategy = table.word("strategy", Strategy)
    return ChannelDefinition(
        name=table.text("name", check=slug_problem),
        strategy=strategy,
        url=table.text("url", check=mailbox_problem if strategy is Strategy.NEWSLETTER else url_problem),
        role=table.word("role", Role, Role.MAIN),
        kind=table.optional_word("kind", Kind),
        item_selector=table.optional_text("item_selector", selector_problem),
        render=table.flag("render"),
        verified=table.text("verified", UNVERIFIED, verified_problem),
        note=table.text("note", ""),
        rules=ChannelPatterns(
            publications=rules.texts("publications", pattern_problem),
            not_publications=rules.texts("not_publications", pattern_problem),
            senders=rules.texts("senders", sender_problem),
        ),
    )


def _kind(table: Table) -> tuple[str, Kind]:
    table.refuse_unknown(KIND_KEYS)
    return table.text("pattern", check=pattern_problem), table.word("kind", Kind)


def _expectations(table: Table) -> Expectations:
    table.refuse_unknown(_keys(Expectations))
    return Expectations(
        usual_gap_days=table.whole("usual_gap_days"),
        minimum_entries=table.whole("minimum_entries") or 1,
        shortest_interval_minutes=table.whole("shortest_interval_minutes"),
        longest_interval_hours=table.whole("longest_interval_hours"),
    )


def _refuse_contradictions(definition: SourceDefinition, top: Table) -> None:
    if not definition.channels:
        raise top.error("channels", "missing: a source needs at least one place to poll")
    hosts = set(definition.hosts)
    if urlsplit(definition.home).hostname not in hosts:
        raise top.error("home", f"its host is not among the hosts {', '.join(definition.hosts)}")
    seen: set[str] = set()
    for channel in definition.channels:
        if channel.name in seen:
            raise top.error(f"channels.{channel.name}", "two channels of one name")
        seen.add(channel.name)
        if channel.strategy is Strategy.NEWSLETTER:  # a mailbox is nobody's web host
            continue
        if channel.rules.senders:
            raise top.error(f"channels.{channel.name}.rules.senders", "only a newsletter has senders")
        if (host := urlsplit(channel.url).hostname) not in hosts:
            reason = f"its host {host} is not among the hosts {', '.join(definition.hosts)}"
            raise top.error(f"channels.{channel.name}.url", reason)


def _block(heading: str, part: _Part) -> str:
    written = [
        f"{each.name} = {_toml(getattr(part, each.name))}"
        for each in fields(part)
        if each.name not in _OWN_TABLES and getattr(part, each.name) != each.default
    ]
    return "\n".join([heading, *written] if heading else written)


def _toml(value: str | bool | int | date | tuple[str, ...]) -> str:
    if isinstance(value, date):
        return _toml(value.isoformat())
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(each) for each in value)}]"
    if "\\" in value and "'" not in value and value.isprintable():
        return f"'{value}'"  # patterns stay legible
    # JSON's escapes are all TOML's too; TOML alone wants DEL escaped
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


def _keys(part: type[_Part]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(part))


#: Keys of one [[kinds]] table.
KIND_KEYS = ("pattern", "kind")

#: Every key a definition file may hold, by the table it stands in.
KEYS = {
    "": _keys(SourceDefinition),
    "kinds": KIND_KEYS,
    "overrides": OVERRIDE_KEYS,
    "expectations": _keys(Expectations),
    "channels": _keys(ChannelDefinition),
    "channels.rules": _keys(ChannelPatterns),
}
