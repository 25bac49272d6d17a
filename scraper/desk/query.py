"""The search language: words, "phrases", word*, OR, -not, brackets and operators. Pure.

    looked after -fostering type:report OR type:research source:"example voice" date:2024-06..

Everything that stands side by side has to hold. A word is found in title, text and source name.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from scraper.errors import QueryError
from scraper.outcomes import Band, Kind, Nation, Status
from scraper.storage.search import words_of

#: Deeper or longer searches are mistakes, and cost.
DEEPEST = 10
MOST_TERMS = 60


class Operator(StrEnum):
    """What can be asked for by name."""

    SOURCE = "source"
    TYPE = "type"
    TOPIC = "topic"
    STATE = "state"
    IN = "in"
    BY = "by"
    DATE = "date"
    NATION = "nation"
    BAND = "band"
    ASSIGNED = "assigned"


@dataclass(frozen=True, slots=True)
class Words:
    """Words one after the other; with `begins` the last may go on."""

    text: str
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Is:
    """An operator with its value."""

    operator: Operator
    value: str


@dataclass(frozen=True, slots=True)
class Published:
    """Published within a period. Both days are ISO dates cut to their precision, None for an open end."""

    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class All:
    """What all must hold; nothing is always true."""

    nodes: tuple["Node", ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """Of what one must hold."""

    nodes: tuple["Node", ...]


Node = Words | Is | Published | Not | All | Either

#: Values that an operator takes; without an entry any.
CHOICES: dict[Operator, frozenset[str]] = {
    Operator.TYPE: frozenset(Kind),
    Operator.STATE: frozenset(Status),
    Operator.BAND: frozenset({*Band, "none"}),
    Operator.NATION: frozenset(Nation),
}
#: Words that other search engines take as operators, and what is written here.
FOREIGN = {
    "AND": "“AND” is not needed, as all words have to be found",
    "NOT": "“NOT” is written as a hyphen before what must not be found: -fostering",
}
#: How each is used, for who got it wrong.
EXAMPLES = {
    Operator.SOURCE: "source:iwf",
    Operator.TYPE: "type:report",
    Operator.TOPIC: "topic:bullying",
    Operator.STATE: "state:excluded",
    Operator.IN: "in:2024-07-24",
    Operator.BY: "by:anna",
    Operator.DATE: "date:2024-06-01..2024-07",
    Operator.NATION: "nation:Wales",
    Operator.BAND: "band:likely",
    Operator.ASSIGNED: "assigned:anna",
}

_TOKEN = re.compile(
    r"""\s*(?:(?P<open>-?\()|(?P<close>\))
    |(?P<not>-(?=[^\s()]))?(?:(?P<name>[A-Za-z]+):(?=\S)(?!//))?(?:["“”](?P<quoted>[^"“”]*)(?P<end>["“”]?)|(?P<word>[^\s()"“”]*)))""",
    re.VERBOSE,
)
_DAY = re.compile(r"[12]\d{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


def parse_query(said: str) -> Node:
    """A search, understood.

    Raises:
        QueryError: an operator is unknown or takes no such value, brackets, quotes or OR do not fit, or
            there is no word in it.
    """
    node = Parser(said).parse()
    if node != All() and asks_nothing(node):
        raise QueryError(f"there is no word in “{said.strip()}” to look for")
    return node


def asks_nothing(node: Node) -> bool:
    """Whether a search is only of signs that no word holds: it would find everything."""
    if isinstance(node, Words):
        return not words_of(node.text)
    if isinstance(node, Not):
        return asks_nothing(node.node)
    return all(map(asks_nothing, node.nodes)) if isinstance(node, All | Either) else False


def names_state(node: Node) -> bool:
    """Whether a search says anything of statuses."""
    if isinstance(node, Is):
        return node.operator is Operator.STATE
    if isinstance(node, Not):
        return names_state(node.node)
    return any(map(names_state, node.nodes)) if isinstance(node, All | Either) else False


class Parser:
    """Reads one search from left to right."""

    def __init__(self, said: str) -> None:
        self.said, self.place, self.terms = said.rstrip(), 0, 0

    def parse(self) -> Node:
        """The whole search."""
        node = self.read_either(0)
        if self.place < len(self.said):
            raise QueryError("“)” closes a bracket that was not opened")
        return node

    def read_either(self, depth: int) -> Node:
        """Parts between which OR stands."""
        parts = [self.read_all(depth)]
        while self.take_or():
            parts.append(self.read_all(depth))
        if len(parts) > 1 and All() in parts:
            raise QueryError("OR stands between two things")
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def read_all(self, depth: int) -> Node:
        """Terms side by side, until OR, a closing bracket or the end."""
        nodes = []
        while (found := self.peek()) is not None:
            if found["close"] or is_or(found):
                break
            nodes.append(self.read_term(found, depth))
        return nodes[0] if len(nodes) == 1 else All(tuple(nodes))

    def read_term(self, found: re.Match[str], depth: int) -> Node:
        """A bracket, an operator, a phrase or a word, which a hyphen before it denies."""
        self.place = found.end()
        self.terms += 1
        if self.terms > MOST_TERMS:
            raise QueryError(f"the search has more than {MOST_TERMS} parts")
        if found["open"]:
            return self.read_bracket(found, depth + 1)
        node = term_of(found)
        return Not(node) if found["not"] else node

    def read_bracket(self, found: re.Match[str], depth: int) -> Node:
        """What stands in brackets."""
        if depth > DEEPEST:
            raise QueryError(f"brackets stand more than {DEEPEST} deep")
        node = self.read_either(depth)
        closing = self.peek()
        if closing is None or not closing["close"]:
            raise QueryError("“(” is not closed")
        self.place = closing.end()
        return Not(node) if found["open"].startswith("-") else node

    def take_or(self) -> bool:
        """Whether OR comes next; then it is passed."""
        found = self.peek()
        if found is None or not is_or(found):
            return False
        self.place = found.end()
        return True

    def peek(self) -> re.Match[str] | None:
        """What comes next; None at the end."""
        return _TOKEN.match(self.said, self.place) if self.place < len(self.said) else None


def is_or(found: re.Match[str]) -> bool:
    """Whether a token is the word OR."""
    return found["word"] == "OR" and not found["not"] and found["name"] is None


def term_of(found: re.Match[str]) -> Node:
    """An operator, a phrase or a word.

    Raises:
        QueryError: the operator is unknown or has no such value, or a quotation mark is not closed.
    """
    if found["quoted"] is not None and not found["end"]:
        raise QueryError(f"a quotation mark is not closed: “{found['quoted']}")
    if found["word"] and found["word"][:-1].lower() in set(Operator) and found["word"].endswith(":"):
        return operator_of(found["word"][:-1], "")
    if found["word"] in FOREIGN and found["name"] is None:
        raise QueryError(f"{FOREIGN[found['word']]}; quote it to find the word")
    value = found["word"] if found["quoted"] is None else found["quoted"]
    if found["name"] is not None:
        return operator_of(found["name"], value.strip())
    if found["quoted"] is None and len(value) > 1 and value.endswith("*"):
        return Words(value[:-1], begins=True)
    return Words(value)


def operator_of(name: str, value: str) -> Node:
    """An operator with a value that it takes.

    Raises:
        QueryError: it is unknown, or takes no such value.
    """
    if name.lower() not in set(Operator):
        known = ", ".join(f"{each}:" for each in Operator)
        raise QueryError(f"no operator “{name}:”, there are {known}; quote it to find the words")
    operator = Operator(name.lower())
    if not value:
        raise QueryError(f"“{operator}:” says nothing: write {EXAMPLES[operator]}")
    if operator is Operator.DATE:
        return period_of(value)
    choices = {each.lower(): each for each in CHOICES.get(operator, ())}
    if choices and value.lower() not in choices:
        raise QueryError(f"“{operator}:{value}”: it is one of {', '.join(sorted(choices.values()))}")
    return Is(operator, choices.get(value.lower(), value))


def period_of(value: str) -> Published:
    """The period that a date or a range names.

    Raises:
        QueryError: it is neither, or ends before it begins.
    """
    first, dots, last = value.partition("..")
    if not dots:
        last = first
    if value == ".." or not all(map(is_date, filter(None, (first, last)))):
        raise QueryError(f"“date:{value}” is no date: write {EXAMPLES[Operator.DATE]}")
    if first and last and day_after(last) <= first_day(first):
        raise QueryError(f"“date:{value}” ends before it begins")
    return Published(first or None, last or None)


def is_date(cut: str) -> bool:
    """Whether this is an ISO date, cut to any precision, of a day that there is."""
    if not _DAY.fullmatch(cut):
        return False
    try:
        first_day(cut)
    except ValueError:
        return False
    return True


def first_day(cut: str) -> date:
    """The first day of an ISO date that is cut to its precision.

    Raises:
        ValueError: there is no such day.
    """
    return date.fromisoformat((cut + "-01-01")[:10])


def day_after(cut: str) -> date:
    """The day after the last one of an ISO date that is cut to its precision."""
    first = first_day(cut)
    if len(cut) == len("2024"):
        return first.replace(year=first.year + 1)
    if len(cut) == len("2024-06"):
        return (first + timedelta(days=31)).replace(day=1)
    return first + timedelta(days=1)
