"""What is known of a publication, in words for a person: how sure it is, and who says so."""

from typing import Any

from scraper.outcomes import Confidence, Precision, Witness

#: What a person calls a witness.
WITNESSES = {
    Witness.FEED: "the feed",
    Witness.SITEMAP: "the sitemap",
    Witness.LISTING: "the listing",
    Witness.JSON_LD: "the page's JSON-LD",
    Witness.META: "the page's meta tags",
    Witness.SCRIPT: "a script on the page",
    Witness.TIME_TAG: "a time element",
    Witness.VISIBLE_TEXT: "the visible text",
    Witness.HEADING: "the heading",
    Witness.TITLE_TAG: "the page's title element",
    Witness.URL: "the address",
    Witness.PDF_INFO: "the PDF's own data",
    Witness.CONTENT_ITEM: "the publisher's own data",
    Witness.HTTP_HEADER: "the server",
    Witness.DEFINITION: "the source's definition",
    Witness.GUESS: "a guess",
}
#: Longest value in a table, in characters; a summary fills pages.
LONGEST_CELL = 160


def short_date(row: dict[str, Any]) -> str:
    """A candidate's date for a list: an unsure one says "about", an unknown one that it is."""
    if not row["published"]:
        return "date unknown"
    return f"about {row['published']}" if is_unsure(row) else str(row["published"])


def whole_date(shown: dict[str, Any]) -> str:
    """A candidate's date with its precision, its witness and what there is to doubt."""
    if not shown["published"]:
        return "date unknown"
    precision = Precision(shown["published_precision"])
    coarse = [f"{precision} only"] if precision in (Precision.MONTH, Precision.YEAR) else []
    witness = WITNESSES.get(shown["published_witness"], "nobody known")
    said = f"from {witness}"
    if is_unsure(shown):
        said = f"unsure: {others_say(shown) or f'only {witness} says so'}"
    return f"{short_date(shown)} ({', '.join([*coarse, said])})"


def is_unsure(row: dict[str, Any]) -> bool:
    """Whether a date must not be taken without a look."""
    return bool(row["published_confidence"] == Confidence.LOW)


def others_say(shown: dict[str, Any]) -> str:
    """What other witnesses say of the date instead; "" when nobody says otherwise."""
    others = {
        fact["value"]: WITNESSES[Witness(fact["witness"])]
        for fact in shown["facts"]
        if fact["field"] == "published" and not fact["chosen"] and fact["value"] != shown["published"]
    }
    return ", ".join(f"{witness} says {value}" for value, witness in others.items())


def chosen_rows(facts: list[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    """Rows of a table: each chosen statement with its witness and how sure it is."""
    return [row_of(fact) for fact in facts if fact["chosen"]]


def other_rows(facts: list[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    """Rows of a table: what else was said."""
    return [row_of(fact) for fact in facts if not fact["chosen"]]


def row_of(fact: dict[str, Any]) -> tuple[str, str, str, str]:
    """One statement: field, value, witness, confidence."""
    value = fact["value"]
    cut = value if len(value) <= LONGEST_CELL else value[: LONGEST_CELL - 1].rstrip() + "…"
    return fact["field"], cut, fact["witness"], fact["confidence"] or ""
