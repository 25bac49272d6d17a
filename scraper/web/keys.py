"""The keys of the desk in one table: what each does, where, and what a person made of it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `usual` is a character (upper case: with Shift), or two, one after the other.

    In the issue and an entry the keys of lists lead from entry to entry.
    """

    name: str
    usual: str
    words: str
    place: str = "lists"


#: In the order in which help lists them. Include, exclude and undecided are the keys of screening tools.
KEYS = (
    Key("next", "j", "next row"),
    Key("previous", "k", "previous row"),
    Key("include", "i", "include, and on to the next row"),
    Key("exclude", "e", "exclude, and on to the next row"),
    Key("maybe", "u", "undecided (maybe), and on to the next row"),
    Key("exclude-why", "E", "exclude with a reason"),
    Key("hold", "h", "hold until a date"),
    Key("duplicate", "d", "duplicate of another"),
    Key("read", "o", "read the text here, or close it; Enter does the same"),
    Key("original", "v", "open the original in a new tab"),
    Key("note", "n", "write a note"),
    Key("assign", "a", "assign to somebody"),
    Key("select", "x", "select or unselect the row"),
    Key("select-to", "X", "select from the last one selected to here"),
    Key("select-all", "* a", "select all rows of the page"),
    Key("load", "l", "load what arrived since"),
    Key("move-down", "J", "move the entry down", "the issue"),
    Key("move-up", "K", "move the entry up", "the issue"),
    Key("check", "c", "go to the check", "the issue"),
    Key("preview", "p", "go to the preview", "the issue"),
    Key("agree", "s", "agree: it stays out", "spot checks"),
    Key("bring-back", "b", "bring it back", "spot checks"),
    Key("topic", "t", "write the topic heading", "an entry"),
    Key("undo", "z", "undo my last act", "everywhere"),
    Key("search", "/", "search", "everywhere"),
    Key("keys", "?", "list the keys", "everywhere"),
    Key("go-queue", "g q", "go to the queue", "everywhere"),
    Key("go-issue", "g i", "go to the issue", "everywhere"),
    Key("go-sources", "g s", "go to the sources", "everywhere"),
    Key("go-search", "g f", "go to the search", "everywhere"),
)
#: When keys work: everywhere but in fields, never, or only while a row has the focus.
MODES = ("on", "off", "list")


def mode_of(preferences: Mapping[str, object]) -> str:
    """When a person's keys work; everywhere until she says otherwise."""
    said = preferences.get("keys")
    return said if isinstance(said, str) and said in MODES else "on"


def keys_of(preferences: Mapping[str, object]) -> dict[str, str]:
    """Each act's key as a person has it, spelled for `aria-keyshortcuts`; "" when hers are off."""
    changed = preferences.get("map")
    mine = changed if isinstance(changed, Mapping) else {}
    off = mode_of(preferences) == "off"
    return {key.name: "" if off else spelled(str(mine.get(key.name) or key.usual)) for key in KEYS}


def spelled(key: str) -> str:
    """`E` as `Shift+E`; every other key as it is."""
    return f"Shift+{key}" if len(key) == 1 and key.isupper() else key


def clashes(keys: Mapping[str, str]) -> list[tuple[str, str]]:
    """Pairs of acts that one press would mean both: the same key, or one that begins the other's."""
    given = [(name, key) for name, key in keys.items() if key]
    return [
        (name, other)
        for place, (name, key) in enumerate(given)
        for other, wanted in given[place + 1 :]
        if key == wanted or wanted.startswith(f"{key} ") or key.startswith(f"{wanted} ")
    ]
