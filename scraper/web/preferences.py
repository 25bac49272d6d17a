"""What a person may choose for herself: keys, colours, how close rows stand; read from a form and checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from scraper.web.keys import KEYS, MODES, clashes

THEMES = {"system": "as the system", "light": "light", "dark": "dark"}
DENSITIES = {"usual": "usual", "compact": "compact: more rows on a screen"}
KEY_MODES = {
    "on": "on, but not while you type in a field",
    "list": "only while a row of a list has the focus",
    "off": "off",
}
#: How the fields of the keys are named in the form.
KEY_FIELD = "key-"

#: One character, or two with a blank between; Tab, Enter and the like are the browser's.
_KEY = re.compile(r"[!-~](?: [!-~])?")
_OWN = {key.name: key for key in KEYS}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a form asked for: the preferences as they are kept, and what is wrong with keys, by their name."""

    preferences: dict[str, object]
    problems: dict[str, str] = field(default_factory=dict)


def choose(form: Mapping[str, object], before: Mapping[str, object]) -> Chosen:
    """The preferences of a form; what it knows nothing of stays as it was."""
    keys = {name: " ".join(str(form.get(KEY_FIELD + name, "")).split()) or _OWN[name].usual for name in _OWN}
    problems = {
        name: "one character, or two with a blank between"
        for name, key in keys.items()
        if not _KEY.fullmatch(key)
    }
    for name, other in clashes(keys):
        problems.setdefault(name, f"the same press also means “{_OWN[other].words}”")
        problems.setdefault(other, f"the same press also means “{_OWN[name].words}”")
    changed = {name: key for name, key in keys.items() if key != _OWN[name].usual}
    chosen = {
        "keys": one_of(form, "keys", MODES),
        "theme": one_of(form, "theme", THEMES),
        "density": one_of(form, "density", DENSITIES),
        "map": changed,
    }
    return Chosen({**before, **chosen}, problems)


def one_of(form: Mapping[str, object], name: str, allowed: Mapping[str, str] | tuple[str, ...]) -> str:
    """The value of a field, the first of the allowed ones when it is none of them."""
    said = str(form.get(name, ""))
    return said if said in allowed else next(iter(allowed))


def keys_shown(preferences: Mapping[str, object]) -> dict[str, str]:
    """The key of each act as a person has it, as it is typed into the form."""
    mine = preferences.get("map")
    changed = mine if isinstance(mine, Mapping) else {}
    return {name: str(changed.get(name) or key.usual) for name, key in _OWN.items()}
