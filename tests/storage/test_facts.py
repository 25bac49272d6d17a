from typing import Any

from scraper.storage.facts import chosen, chosen_one, settled, with_choice


def fact(field: str, value: str, witness: str = "meta", **more: Any) -> dict[str, Any]:
    return {
        "field": field,
        "value": value,
        "witness": witness,
        "precision": "day",
        "confidence": "medium",
        "chosen": False,
    } | more


def test_the_chosen_facts_say_what_the_row_has_no_column_for() -> None:
    facts = [
        fact("published", "2024-07-16", confidence="low", chosen=True),
        fact("published", "2024-07-18", "url"),
        fact("deadline", "2027-02-05", chosen=True),
        fact("event", "2027-03-01"),
        fact("organisation", "Kind Trust", chosen=True),
        fact("organisation", "Example Foundation", chosen=True),
        fact("summary", "In short.", chosen=True),
    ]
    assert settled(facts) == {
        "published_confidence": "low",
        "deadline": "2027-02-05",
        "event": None,
        "organisations": ["Kind Trust", "Example Foundation"],
        "summary": "In short.",
    }
    assert len(chosen(facts)) == 5


def test_no_facts_say_nothing() -> None:
    assert settled([]) == {
        "published_confidence": None,
        "deadline": None,
        "event": None,
        "organisations": [],
        "summary": None,
    }
    assert chosen_one([fact("published", "2024-07-16")], "published") is None


def test_a_later_choice_takes_the_place_of_the_earlier_one() -> None:
    facts = [fact("published", "2024-07-16", chosen=True), fact("published", "2024-07-18", "url")]
    told = with_choice(facts, fact("published", "2024-07-18", "url", confidence="high"))
    assert [(each["value"], each["chosen"], each["confidence"]) for each in told] == [
        ("2024-07-16", False, "medium"),
        ("2024-07-18", True, "high"),
    ]


def test_a_choice_that_nobody_stated_is_added() -> None:
    told = with_choice([fact("title", "A", chosen=True)], fact("published", "2024-07-16", "feed"))
    assert [(each["field"], each["chosen"]) for each in told] == [("title", True), ("published", True)]
