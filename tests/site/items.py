"""What a site publishes: items with a title, a day and a text of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from scraper.cli.frame import utc_now

TODAY = utc_now().date()

T = TypeVar("T")

SUBJECTS = (
    "Waiting times for children in care rise again",
    "Online harms are reported by one child in six",
    "Kinship carers need earlier help from councils",
    "Youth courts see fewer cases but longer delays",
    "Schools record more absence after the winter term",
    "Fostering numbers fall for the fifth year running",
    "Young carers miss out on support they are owed",
    "Short breaks for disabled children are cut back",
    "Missing episodes are not recorded the same way",
    "Care leavers speak about housing and first jobs",
    "Social workers describe what keeps them in post",
    "Family hubs reach parents whom others had missed",
)
PLACES = (
    "Aberdare",
    "Barrow",
    "Corby",
    "Dudley",
    "Exeter",
    "Falkirk",
    "Gwent",
    "Hull",
    "Ilkley",
    "Jarrow",
    "Kendal",
    "Luton",
    "Moray",
    "Newry",
    "Oldham",
    "Perth",
    "Redcar",
)
_SENTENCES = (
    "{who} asked {count} children in {place} what had helped them, and {share} said that nobody had listened at first",
    "In {place} {who} found that a first meeting took {weeks} weeks, longer than the {half} weeks councils aim for",
    "Practitioners in {place} told {who} that caseloads had grown by {share} since the last inspection",
    "{who} recommends a named worker for every family in {place} and a yearly account of what was spent",
    "Parents in {place} described {count} different forms, of which {half} asked for the same facts twice",
    "The council in {place} has accepted the findings and will answer {who} within {weeks} weeks",
    "Of {count} files that {who} read in {place}, {half} did not hold the views of the child",
    "Young people from {place} wrote the questions and spoke to {who} about the answers",
)
_WHO = (
    "the review team",
    "the inspectorate",
    "the charity",
    "the panel",
    "the researchers",
    "the youth board",
    "the ombudsman",
)


@dataclass(frozen=True)
class Item:
    """One publication: the path it is kept under, its title, its day, and what the site says of that day.

    `stated` is the day as the queue has to show it, cut to its precision; None where the site says nothing.
    """

    path: str
    title: str
    day: date
    stated: str | None

    @property
    def folder(self) -> str:
        return self.path[: self.path.rstrip("/").rindex("/") + 1]


def items(
    folder: str, count: int, first: int = 0, *, precision: int | None = 10, ending: str = "/", every: int = 2
) -> tuple[Item, ...]:
    """Publications of a folder, the newest first, a day or two apart.

    `first` says where in the list of titles to begin; `precision` how much of the ISO date is stated (10 the
    day, 7 the month, None nothing); `every` is the number of days between two of them.
    """
    days = [TODAY - timedelta(days=1 + every * number) for number in range(count)]
    return tuple(
        Item(
            f"{folder}{slug(title_of(first + number))}{ending}",
            title_of(first + number),
            day,
            day.isoformat()[:precision] if precision else None,
        )
        for number, day in enumerate(days)
    )


def old_items(folder: str, count: int, first: int = 0, days: int = 400) -> tuple[Item, ...]:
    """Publications from long ago, a month apart."""
    return tuple(
        Item(item.path, item.title, day, day.isoformat())
        for number, item in enumerate(items(folder, count, first))
        if (day := TODAY - timedelta(days=days + 30 * number))
    )


def title_of(number: int) -> str:
    """The n-th title; no two are the same."""
    subject = SUBJECTS[number % len(SUBJECTS)]
    place = number // len(SUBJECTS)
    return f"{subject} in {PLACES[place - 1]}" if place else subject


def slug(title: str) -> str:
    return title.lower().replace(" ", "-")


def text_of(seed: str, sentences: int = 5) -> str:
    """A text that no other seed gives."""
    random = Random(seed)  # noqa: S311 - only the variety of texts hangs on it
    chosen = random.sample(_SENTENCES, sentences)
    return " ".join(
        part[0].upper() + part[1:] + "."
        for sentence in chosen
        for part in [
            sentence.format(
                who=random.choice(_WHO),
                place=random.choice(PLACES),
                count=random.randint(40, 900),
                share=f"{random.randint(11, 89)} per cent",
                weeks=random.randint(6, 40),
                half=random.randint(2, 35),
            )
        ]
    )


def cut(whole: Sequence[T], size: int) -> list[Sequence[T]]:
    """The pieces of a sequence, `size` long but for the last."""
    return [whole[start : start + size] for start in range(0, len(whole), size)]
