"""Are publications that tell of one thing brought together, and nothing else?

On the labelled stories of tests/identity: half A, on which our thresholds were tuned, and half B, on which
they were not. Beside it two named methods on the same publications in the same order, each with the threshold
that does best on half A.
"""

import random
from collections.abc import Callable, Sequence
from datetime import date
from time import process_time

from benchmarks.table import table
from scraper.identity.stories import WINDOW
from scraper.identity.story_ties import Profile
from scraper.identity.story_words import Counts, cosine, vector
from tests.identity.story_groups import HALVES, Labelled, grouped, pairwise, profile_of, read_half

Method = Callable[[Sequence[Labelled]], dict[int, int]]
#: How alike two publications are (0–1) when words weigh so much.
Likeness = Callable[[Profile, Profile, Counts], float]
SHUFFLES = 5
MONDAY = date(2026, 1, 5)


def titles(a: Profile, b: Profile, counts: Counts) -> float:
    return cosine(vector(a.bags.title, counts), vector(b.bags.title, counts))


def leads(a: Profile, b: Profile, counts: Counts) -> float:
    return cosine(vector(a.bags.lead, counts), vector(b.bags.lead, counts))


def average_link(publications: Sequence[Labelled], likeness: Likeness, least: float) -> dict[int, int]:
    """One pass in order of arrival; into the story of the highest mean likeness, if that is high enough."""
    stories: list[list[Profile]] = []
    counts = Counts()
    for each in publications:
        candidate = profile_of(each)
        scores = [
            (sum(likeness(candidate, member, counts) for member in story) / len(story), number)
            for number, story in enumerate(stories)
            if any(abs((member.day - candidate.day).days) <= WINDOW for member in story)
        ]
        best, number = max(scores, default=(0.0, 0))
        if best >= least:
            stories[number].append(candidate)
        else:
            stories.append([candidate])
    return {member.id: number for number, story in enumerate(stories) for member in story}


def tuned(likeness: Likeness) -> tuple[float, Method]:
    """The threshold that gives the best F1 on half A, and the method with it."""
    half = read_half("a").publications

    def quality(least: float) -> float:
        precision, recall, _ = pairwise(half, average_link(half, likeness, least))
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    least = max((step / 50 for step in range(2, 30)), key=quality)
    return least, lambda publications: average_link(publications, likeness, least)


def without_links(publications: Sequence[Labelled]) -> dict[int, int]:
    """Ours, where no text links anything."""
    return grouped([bare(each) for each in publications])


def bare(each: Labelled) -> Labelled:
    return Labelled(**{name: getattr(each, name) for name in each.__slots__} | {"links": ()})


def in_any_order(publications: Sequence[Labelled]) -> dict[int, int]:
    """Ours, where a crawl of once a week brings the week's publications in no order: the worst of some."""
    runs = []
    for seed in range(SHUFFLES):
        chance = random.Random(seed)  # noqa: S311 - no secret
        order = sorted(publications, key=lambda each: ((each.day - MONDAY).days // 7, chance.random()))
        runs.append(grouped(order))
    return min(runs, key=lambda run: sum(pairwise(publications, run)[:2]))


def run(*, verbose: bool = False) -> int:
    """Measure and print; 1 when ours falls short of what is asked."""
    title_least, by_title = tuned(titles)
    lead_least, by_lead = tuned(leads)
    methods: dict[str, Method] = {
        "ours": grouped,
        "ours, a week in any order": in_any_order,
        "ours, no links": without_links,
        f"title TF-IDF, average link ≥ {title_least:.2f}": by_title,
        f"title and lead TF-IDF, average link ≥ {lead_least:.2f}": by_lead,
    }
    rows, faults = [], 0
    for name, method in methods.items():
        for half in map(read_half, HALVES):
            began = process_time()
            story_of = method(half.publications)
            took = (process_time() - began) / len(half.publications)
            precision, recall, wrong = pairwise(half.publications, story_of)
            stories = {each.number: each.story for each in half.publications}
            hard = sum(
                any(
                    {stories[a.number], stories[b.number]} == set(pair)
                    for a, b in wrong
                    if a.story != b.story
                )
                for pair in half.hard
            )
            rows.append((name, *figures(precision, recall), f"{hard}/{len(half.hard)}", f"{took * 1000:.1f}"))
            faults += method is grouped and (precision < 0.98 or recall < 0.90)
            if verbose and method is grouped:
                tell(wrong)
    print("Stories: half A (tuned on), then half B, of each method\n")
    print(table(("method", "precision", "recall", "F1", "look-alikes joined", "ms each"), rows))
    return min(faults, 1)


def figures(precision: float, recall: float) -> tuple[str, str, str]:
    both = precision + recall
    return f"{precision:.3f}", f"{recall:.3f}", f"{2 * precision * recall / both if both else 0:.3f}"


def tell(wrong: Sequence[tuple[Labelled, Labelled]]) -> None:
    for a, b in wrong:
        print("missed:" if a.story == b.story else "false:", a.title, "/", b.title)
