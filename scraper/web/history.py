"""What changed about a source and its channels, in words."""

from difflib import ndiff
from typing import Any

from scraper.intake.batch import MIGRATED
from scraper.intake.moving import REPLACED
from scraper.polling.defining import DEFINED
from scraper.polling.repair import TRIED


def in_words(event: dict[str, Any]) -> str:
    """One event of a source's history, as its page and `gleaner sources show` have it."""
    before, after = event["before"], event["after"]
    if event["action"] == REPLACED:
        trouble = trouble_in_words(before["name"], before["why"], before["dry"])
        place = f"{after['name']} ({after['strategy']}, {after['url']})"
        return f"{trouble}; replaced by {place}, which shows “{after['shows']}”"
    if event["action"] == TRIED:
        names = ", ".join(before["broken"])
        found = ", ".join(after["adopted"]) or f"nothing: {after['why_not']}"
        return f"looked for a replacement of {names}: found {found}"
    if event["action"] == MIGRATED:
        examples = ", ".join(map(" → ".join, zip(before["examples"], after["examples"], strict=True)))
        return (
            f"{after['moved']} of {after['of']} unknown addresses were known pages that had moved: {examples}"
        )
    if event["action"] == DEFINED:
        return definition_in_words(before["definition"], after["definition"])
    return plain_in_words(event)


def definition_in_words(before: str | None, after: str) -> str:
    """How much of a definition changed."""
    if before is None:
        return "added, with its definition"
    changes = [line[0] for line in ndiff(before.splitlines(), after.splitlines())]
    return f"definition changed: {changes.count('+')} lines in, {changes.count('-')} lines out"


def plain_in_words(event: dict[str, Any]) -> str:
    """An act by its name, its object and what it changed."""
    before, after = event["before"], event["after"]
    change = f": {before} → {after}" if before or after else ""
    if set(before) == set(after) == {"state"}:
        change = f": {before['state']} → {after['state']}"
    return f"{event['action']} {event['what']}{change}"


def trouble_in_words(name: str, why: str, dry: bool) -> str:
    """What is wrong with a broken channel."""
    return f"{name} shows {why}" if dry else f"{name} no longer works ({why})"
