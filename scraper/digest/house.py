"""The house profile: how one organisation's digest is written and made up, as data.

Gleaner's own stands in `house.toml` beside this file; a house writes down what differs in the `house.toml` of
its home. A table of the house's replaces key by key, a list replaces the list.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from scraper.errors import ConfigError, DefinitionError
from scraper.outcomes import Kind
from scraper.sources.table import Table, line_problem, slug_problem

FILE = "house.toml"
_USUAL = Path(__file__).with_name(FILE)


class Heed(StrEnum):
    """How much heed the findings of a rule get."""

    LOOK = "look"
    TOLD = "told"
    OFF = "off"


class SourceShown(StrEnum):
    """When an entry names its source in a line of its own."""

    PRESS = "press"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Worded:
    """A name, and the words by which a publication gets it: a heading, a label."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """What the rules of style count and look for.

    Attributes:
        known: abbreviations that need no words.
        names_end_in: a heading that ends so may be a name, with all its capitals.
        judging: words that praise or alarm, lower case.
        opening_verbs: what stands after "has" or "have" in a first sentence.
        opening_words: what stands in a first sentence without them.
        spelling: British word by American one.
    """

    fewest_words: int
    most_words: int
    most_sentences: int
    most_heading_words: int
    list_items: int
    known: frozenset[str]
    names_end_in: frozenset[str]
    judging: tuple[str, ...]
    opening_verbs: tuple[str, ...]
    opening_words: tuple[str, ...]
    spelling: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SectionTarget:
    """How many entries a section is to have."""

    name: str
    fewest: int
    most: int


@dataclass(frozen=True, slots=True)
class Targets:
    """How an issue is made up; 0 asks for nothing.

    Attributes:
        most_of_a_source: share of an issue's entries that one source has at most, in per cent.
        oldest_days: what came out longer ago before the issue's date is told.
    """

    fewest_entries: int
    most_entries: int
    most_of_a_source: int
    oldest_days: int
    sections: tuple[SectionTarget, ...] = ()


@dataclass(frozen=True, slots=True)
class House:
    """One house profile.

    Attributes:
        labels: of a link by kind of publication, without colon.
        labels_of_files: of a second link, to the file of a publication of this kind.
        labels_by_title: labels of kinds that say little, by words of the title.
        offered: all labels that the house knows, those of kinds first.
        openings: how a summary begins after the name of who published it.
        topics: headings with the words that suggest them.
        source_shown, press: when the source line is due, and the slugs of the press.
        curly_titles, headings, second_link: what a new entry is given.
        rules: what becomes of a finding, by the rule's name.
    """

    labels: Mapping[Kind, str]
    labels_of_files: Mapping[Kind, str]
    labels_by_title: tuple[Worded, ...]
    offered: tuple[str, ...]
    openings: Mapping[Kind, str]
    topics: tuple[Worded, ...]
    source_shown: SourceShown
    press: frozenset[str]
    curly_titles: bool
    headings: bool
    second_link: bool
    rules: Mapping[str, Heed]
    style: Style
    targets: Targets

    def wants_source_line(self, slug: str) -> bool:
        """Whether an entry from this source names it below."""
        if self.source_shown is SourceShown.PRESS:
            return slug in self.press
        return self.source_shown is SourceShown.ALWAYS


def house_of(home: Path) -> House:
    """The profile in force in a home.

    Raises:
        ConfigError: its file is no TOML, or a key of it cannot be used; the message names it.
    """
    path = home / FILE
    try:
        stamp = path.stat().st_mtime_ns
    except FileNotFoundError:
        return usual_house()
    return _read(path, stamp)


@cache
def usual_house() -> House:
    """Gleaner's own profile."""
    return read_house("")


@lru_cache(maxsize=8)
def _read(path: Path, _stamp: int) -> House:
    try:
        return read_house(path.read_text(encoding="utf-8-sig"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error


def text_in_force(home: Path) -> str:
    """The profile as text: the house's own file, or Gleaner's to begin one from."""
    own = home / FILE
    return (own if own.is_file() else _USUAL).read_text(encoding="utf-8-sig")


def read_house(text: str, file: str = FILE) -> House:
    """The profile that a house's own text makes of Gleaner's.

    Args:
        text: TOML, "" for Gleaner's own.
        file: its name, for messages.

    Raises:
        ConfigError: it is no TOML, or a key of it cannot be used.
    """
    usual = tomllib.loads(_USUAL.read_text(encoding="utf-8"))
    try:
        own = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # no TOML, or a number too long; nested too deep
        raise ConfigError(f"{file}: TOML: {error}") from error
    try:
        return _house(Table(_merged(usual, own), file))
    except DefinitionError as error:
        raise ConfigError(str(error)) from error


def _merged(usual: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The usual values with the house's: table by table, key by key."""
    both = dict(usual)
    for key, value in own.items():
        known = both.get(key)
        both[key] = {**known, **value} if isinstance(known, dict) and isinstance(value, dict) else value
    return both


_TABLES = (
    "labels", "labels_of_files", "labels_by_title", "offered", "openings", "prefill", "source_line", "topics",
    "rules", "style", "spelling", "targets", "sections",
)  # fmt: skip


def _house(top: Table) -> House:
    top.refuse_unknown(_TABLES)
    labels, of_files = _by_kind(top.table("labels")), _by_kind(top.table("labels_of_files"))
    by_title = tuple(_worded(each, "label") for each in top.tables("labels_by_title"))
    offered, prefill, line = top.table("offered"), top.table("prefill"), top.table("source_line")
    offered.refuse_unknown(("labels",))
    prefill.refuse_unknown(("curly_titles", "headings", "second_link"))
    line.refuse_unknown(("show", "press"))
    others = (each.name for each in by_title)
    every = (*labels.values(), *others, *offered.texts("labels", line_problem), *of_files.values())
    return House(
        labels=labels,
        labels_of_files=of_files,
        labels_by_title=by_title,
        offered=tuple(dict.fromkeys(every)),
        openings=_by_kind(top.table("openings")),
        topics=tuple(_worded(each, "heading") for each in top.tables("topics")),
        source_shown=line.word("show", SourceShown),
        press=frozenset(line.texts("press", slug_problem)),
        curly_titles=prefill.flag("curly_titles"),
        headings=prefill.flag("headings"),
        second_link=prefill.flag("second_link"),
        rules=_rules(top.table("rules")),
        style=_style(top.table("style"), top.table("spelling")),
        targets=_targets(top),
    )


def _by_kind(table: Table) -> dict[Kind, str]:
    table.refuse_unknown([kind.value for kind in Kind])
    return {kind: table.text(kind.value, check=line_problem) for kind in Kind}


def _worded(table: Table, name: str) -> Worded:
    table.refuse_unknown((name, "words"))
    words = table.texts("words", line_problem)
    if not words:
        raise table.error("words", "missing: at least one is needed")
    return Worded(table.text(name, check=line_problem), words)


def _rules(table: Table) -> dict[str, Heed]:
    usual = tomllib.loads(_USUAL.read_text(encoding="utf-8"))["rules"]
    table.refuse_unknown(tuple(usual))
    return {name: table.word(name, Heed) for name in usual}


def _style(table: Table, spelling: Table) -> Style:
    table.refuse_unknown([each.name for each in fields(Style) if each.name != "spelling"])
    return Style(
        fewest_words=_count(table, "fewest_words"),
        most_words=_count(table, "most_words"),
        most_sentences=_count(table, "most_sentences"),
        most_heading_words=_count(table, "most_heading_words"),
        list_items=_count(table, "list_items"),
        known=frozenset(table.texts("known", line_problem)),
        names_end_in=frozenset(table.texts("names_end_in", line_problem)),
        judging=table.texts("judging", line_problem),
        opening_verbs=table.texts("opening_verbs", line_problem),
        opening_words=table.texts("opening_words", line_problem),
        spelling={word: spelling.text(word, check=line_problem) for word in spelling.names()},
    )


def _targets(top: Table) -> Targets:
    table = top.table("targets")
    names = ("fewest_entries", "most_entries", "most_of_a_source", "oldest_days")
    table.refuse_unknown(names)
    sections = tuple(_section(each) for each in top.tables("sections"))
    return Targets(**{name: _count(table, name) for name in names}, sections=sections)


def _section(table: Table) -> SectionTarget:
    table.refuse_unknown(("name", "fewest", "most"))
    return SectionTarget(
        table.text("name", check=line_problem), _count(table, "fewest"), _count(table, "most")
    )


def _count(table: Table, key: str) -> int:
    """The whole number at a key; 0 and a key that is not there ask for nothing."""
    return table.whole(key, least=0) or 0
