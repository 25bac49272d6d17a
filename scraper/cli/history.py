"""What changed about a source and its channels, in words."""

from typing import Any

from scraper.intake.batch import MIGRATED
from scraper.intake.moving import REPLACED
from scraper.polling.repair import TRIED


def in_words(event: dict[str, Any]) -> str:
    """One event of a source's history, as `gleaner sources show` prints it."""
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
    return f"{event['action']} {event['what']}: {before} → {after}"


def trouble_in_words(name: str, why: str, dry: bool) -> str:
    """What is wrong with a broken channel."""
    return f"{name} shows {why}" if dry else f"{name} no longer works ({why})"
