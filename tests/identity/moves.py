"""Sites that move: a source as it was known, and what its channel shows after the move, with the truth."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from scraper.identity.batch import Known, Shown
from scraper.identity.urls import url_key

START = date(2026, 11, 1)
SUBJECTS = (
    "kinship care", "school exclusion", "online harm", "youth justice", "foster families", "early help",
    "children's homes", "care leavers", "family courts", "mental health", "missing children", "refuges",
)  # fmt: skip
SHAPES = (
    "New figures show how {0} changed in {1}", "What young people told us about {0} and {1}",
    "{1} charities call for action on {0}", "Review finds gaps in {0} across {1}",
    "Response to the consultation on {0} in {1}", "‘It changed my life’: {0} in {1}",
)  # fmt: skip
PLACES = (
    "Anytown",
    "the north",
    "rural areas",
    "two cities",
    "Wales",
    "Scotland",
    "the islands",
    "five councils",
)


@dataclass(frozen=True)
class Move:
    """One move: `truth` names the page that an address belongs to; what is not in it is new."""

    known: tuple[Known, ...]
    entries: tuple[Shown, ...]
    truth: dict[str, int]


def move(seed: int) -> Move:
    """A source with 10–60 publications, recurring titles and yearly editions among them, that moves."""
    chance = random.Random(seed)  # noqa: S311 - variety, not secrets
    count = chance.randrange(10, 61)
    titles = titles_of(chance, count)
    days = [START - timedelta(days=3 * number + chance.randrange(3)) for number in range(count)]
    known = tuple(
        Known(
            number,
            as_shown(
                f"http://old.example.org/news/{slug(title + copy(titles, number))}",
                title,
                f"old-{number}",
                day,
            ),
        )
        for number, (title, day) in enumerate(zip(titles, days, strict=True))
    )
    spell = chance.choice((same_path, dated, numbered, by_id, new_folder))
    entries, truth = [], {}
    for number, (title, day) in enumerate(zip(titles, days, strict=True)):
        url = spell(title + copy(titles, number), number, day)
        stated = day if chance.random() < 0.7 else None
        entry = as_shown(url, edited(chance, title), f"new-{number}", stated)
        entries.append(entry)
        truth[entry.key] = number
    for number in range(chance.randrange(6)):
        title = f"{titles_of(chance, 1)[0]}: part {number + 20} of the new inquiry"
        entries.insert(0, as_shown(spell(title, 900 + number, START), title, f"fresh-{number}", START))
    if chance.random() < 0.5:  # next year's edition comes with the move
        title = "Annual report on visits 2026"
        entries.insert(0, as_shown(spell(title, 999, START), title, "fresh-edition", START))
    return Move(known, tuple(entries), truth)


def titles_of(chance: random.Random, count: int) -> list[str]:
    found: list[str] = []
    while len(found) < count:
        title = chance.choice(SHAPES).format(chance.choice(SUBJECTS), chance.choice(PLACES))
        title = (
            f"{title}: {chance.choice(SUBJECTS)} {chance.choice(('briefing', 'story', 'evidence', 'views'))}"
        )
        if title not in found:
            found.append(title)
    if count > 12:
        found[3] = found[9] = "Statement from the chief executive"
        found[5], found[7] = "Annual report on visits 2024", "Annual report on visits 2025"
    return found


def copy(titles: list[str], number: int) -> str:
    """What a system puts after the name of a page whose title it has already."""
    return " 2" if titles[number] in titles[:number] else ""


def edited(chance: random.Random, title: str) -> str:
    """What a new system makes of a title: curly quotes, a kind before it, its end cut off."""
    which = chance.random()
    if which < 0.15:
        return f"News: {title}"
    if which < 0.25 and len(title) > 60:
        return title[:55].rsplit(" ", 1)[0] + "…"
    if which < 0.4:
        return title.replace("'", "’")
    return title


def as_shown(url: str, title: str, guid: str, day: date | None) -> Shown:
    return Shown(url_key(url) or url, url, title, guid, day)


def slug(title: str) -> str:
    words = "".join(char if char.isalnum() or char == " " else "" for char in title.lower())
    return "-".join(words.split())


def same_path(title: str, _number: int, _day: date) -> str:
    return f"https://www.new.example.org/news/{slug(title)}"


def dated(title: str, _number: int, day: date) -> str:
    return f"https://old.example.org/{day:%Y/%m}/{slug(title)}/"


def numbered(title: str, number: int, _day: date) -> str:
    return f"https://old.example.org/articles/{slug(title)}-{number + 4100}"


def by_id(_title: str, number: int, _day: date) -> str:
    return f"https://old.example.org/item.aspx?id={number + 4100}"


def new_folder(title: str, _number: int, _day: date) -> str:
    return f"https://old.example.org/latest/stories/{slug(title)}"
