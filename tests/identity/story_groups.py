"""The labelled stories of story_groups_*.toml, and what a run over them in order of arrival makes of them."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path

from scraper.identity.stories import Joined, group
from scraper.identity.story_ties import Profile, link_keys, profile
from scraper.identity.story_words import Counts, heaviest
from scraper.identity.urls import url_key

HALVES = ("a", "b")
#: Days and words by which intake finds the stories a publication is compared with.
REACH = 60
LOOKED_UP = 15
LEAST_SHARED = 2


@dataclass(frozen=True, slots=True)
class Labelled:
    """One publication of the set: `story` is the group it belongs to."""

    number: int
    story: str
    source: str
    kind: str
    title: str
    text: str
    day: date
    url: str
    links: tuple[str, ...]
    publisher: str


@dataclass(frozen=True, slots=True)
class Half:
    """A file of the set, in order of the days; `hard` names pairs of groups that look alike."""

    sources: Mapping[str, str]
    publications: tuple[Labelled, ...]
    hard: tuple[tuple[str, str], ...]


def read_half(name: str) -> Half:
    """One of the two files."""
    said = tomllib.loads(Path(__file__).with_name(f"story_groups_{name}.toml").read_text())
    urls = {
        f"@{group_['id']}/{each['name']}": address(each["source"], each["title"])
        for group_ in said["group"]
        for each in group_["publication"]
    }
    found = [(group_["id"], each) for group_ in said["group"] for each in group_["publication"]]
    found.sort(key=lambda pair: pair[1]["day"])
    publications = tuple(
        Labelled(
            number,
            story,
            each["source"],
            each["kind"],
            each["title"],
            " ".join(each["text"].split()),
            each["day"],
            address(each["source"], each["title"]),
            tuple(urls.get(link, link) for link in each["links"]),
            said["sources"][each["source"]],
        )
        for number, (story, each) in enumerate(found, 1)
    )
    hard = tuple((row["groups"][0], row["groups"][1]) for row in said["hard"])
    return Half(said["sources"], publications, hard)


def address(source: str, title: str) -> str:
    """Where a publication of the set stands."""
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower().replace("’", "")).strip("-")
    return f"https://{source}.example.org/news/{slug}"


def profile_of(each: Labelled) -> Profile:
    """A publication of the set as stories see it."""
    keys = {url_key(each.url) or ""}
    return profile(
        each.number,
        each.source,
        each.title,
        each.text,
        each.day,
        keys=keys,
        links=link_keys(each.links, keys),
        publisher=each.publisher,
    )


@dataclass
class Run:
    """Publications grouped one by one."""

    stories: dict[int, list[Profile]] = field(default_factory=dict)
    joined: dict[int, Joined] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    total: int = 0
    heavy: dict[int, frozenset[str]] = field(default_factory=dict)

    def add(self, candidate: Profile) -> None:
        """The next one to arrive."""
        counts = Counts(self.total, self.counts)
        self.heavy[candidate.id] = frozenset(heaviest(candidate.bags.lead, counts, LOOKED_UP))
        found = group(candidate, self.reach(candidate), counts)
        if isinstance(found, Joined):
            self.joined[candidate.id] = found
            target = min(found.stories)
            for other in set(found.stories) - {target}:
                self.stories[target] += self.stories.pop(other)
            self.stories[target].append(candidate)
        else:
            self.stories[candidate.id] = [candidate]
        self.counts.update(candidate.bags.counted)
        self.total += 1

    def reach(self, candidate: Profile) -> dict[int, list[Profile]]:
        """The stories with a member of the last weeks that shares a heavy word or a link."""
        return {
            number: members
            for number, members in self.stories.items()
            if any(
                abs((member.day - candidate.day).days) <= REACH
                and (
                    len(self.heavy[candidate.id] & self.heavy[member.id]) >= LEAST_SHARED
                    or candidate.links & (member.links | member.keys)
                    or member.links & candidate.keys
                )
                for member in members
            )
        }


def grouped(publications: Iterable[Labelled]) -> dict[int, int]:
    """The story of each publication, by the rules of `identity.stories`."""
    run = Run()
    for each in publications:
        run.add(profile_of(each))
    return {member.id: number for number, members in run.stories.items() for member in members}


def pairwise(
    publications: Iterable[Labelled], story_of: Mapping[int, int]
) -> tuple[float, float, list[tuple[Labelled, Labelled]]]:
    """Precision and recall over pairs of publications, and the pairs that are wrong either way."""
    right = made = wanted = 0
    wrong = []
    for a, b in combinations(publications, 2):
        is_one, is_made = a.story == b.story, story_of[a.number] == story_of[b.number]
        wanted += is_one
        made += is_made
        right += is_one and is_made
        if is_one != is_made:
            wrong.append((a, b))
    return right / made if made else 1.0, right / wanted if wanted else 1.0, wrong
