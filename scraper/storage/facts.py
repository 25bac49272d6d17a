"""The facts of a publication's row, as its JSON column keeps them: what they come to, without the row."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

Facts = Sequence[dict[str, Any]]

#: What a file says that fills gaps of its landing page, and all that an editor is told of it.
FILLED: Final = frozenset({"published", "deadline", "event", "summary", "pages"})
OFFERED: Final = FILLED | {"title", "author", "organisation"}


def settled(facts: Facts) -> dict[str, Any]:
    """What the chosen facts say beyond the row's own columns.

    `published_confidence` is high, medium or low, None for no date; `deadline` and `event` are ISO dates cut
    to their precision; `summary` is a report's own.
    """
    date = chosen_one(facts, "published")
    deadline, event, summary = (chosen_one(facts, field) for field in ("deadline", "event", "summary"))
    return {
        "published_confidence": date["confidence"] if date else None,
        "deadline": deadline["value"] if deadline else None,
        "event": event["value"] if event else None,
        "organisations": [fact["value"] for fact in chosen(facts) if fact["field"] == "organisation"],
        "summary": summary["value"] if summary else None,
    }


def chosen(facts: Facts) -> list[dict[str, Any]]:
    """The statements that the publication's own fields were taken from."""
    return [fact for fact in facts if fact.get("chosen")]


def chosen_one(facts: Facts, field: str) -> dict[str, Any] | None:
    """The chosen statement of a field that has one value; None without one."""
    return next((fact for fact in chosen(facts) if fact["field"] == field), None)


def with_choice(facts: Iterable[dict[str, Any]], choice: dict[str, Any]) -> list[dict[str, Any]]:
    """The facts with `choice` as the chosen one of its field; added when nobody stated it."""
    told = [fact | {"chosen": False} if fact["field"] == choice["field"] else fact for fact in facts]
    same = ("field", "value", "witness")
    for number, fact in enumerate(told):
        if all(fact[key] == choice[key] for key in same):
            told[number] = fact | choice | {"chosen": True}
            return told
    return [*told, choice | {"chosen": True}]


def from_file(told: Facts, url: str) -> list[dict[str, Any]]:
    """What a file at this address says of the publication it belongs to: its chosen facts, marked `of` it."""
    return [fact | {"of": url} for fact in chosen(told) if fact["field"] in OFFERED]


def own_facts(facts: Facts) -> list[dict[str, Any]]:
    """The facts without those of a publication's file."""
    return [fact for fact in facts if "of" not in fact]


def file_facts(facts: Facts) -> list[dict[str, Any]]:
    """The facts of a publication's file."""
    return [fact for fact in facts if "of" in fact]


def with_file(own: Facts, offered: Facts) -> list[dict[str, Any]]:
    """A page's facts and its file's; the file's are chosen where the page says nothing."""
    known = {fact["field"] for fact in chosen(own)}
    return [*own, *(fact | {"chosen": fact["field"] in FILLED - known} for fact in offered)]


def pages_in(facts: Facts) -> int | None:
    """How many pages the publication or its file has, as its chosen fact says."""
    told = chosen_one(facts, "pages")
    return int(told["value"]) if told else None
