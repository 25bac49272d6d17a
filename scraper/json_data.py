"""What stands at a place in JSON data? Values of the wrong type count as absent."""

from typing import Any

#: Most members of a list that are read: GOV.UK gives at most 1,500 at once, WordPress 100.
MOST_MEMBERS = 5_000


def text(data: Any, *path: str) -> str:
    """The string found by following keys from object to object, "" when there is none."""
    found = _follow(data, path)
    return found if isinstance(found, str) else ""


def number(data: Any, *path: str) -> int | None:
    """The whole number found by following keys, None when there is none; true and false are no numbers."""
    found = _follow(data, path)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def objects(data: Any, *path: str) -> list[dict[str, Any]]:
    """The objects among the first 5,000 members of the list found by following keys."""
    found = _follow(data, path)
    members = found[:MOST_MEMBERS] if isinstance(found, list) else []
    return [member for member in members if isinstance(member, dict)]


def _follow(data: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data
