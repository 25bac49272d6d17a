"""Which publications tell of one thing: a press release, its report, the trade paper's article on it.

One pass in the order of arrival. A publication joins a story that it is tied to (a link to it or to the same
document, its title quoted, much of its text shared) or that it resembles in words, names and figures. Every
tie is told in words. Weaker likeness is only suggested. Another edition, and what an editor split, stay out.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from scraper.identity.story_ties import Profile, Relation, Scale, Tie, tie
from scraper.identity.story_words import Counts

#: Days between a publication and the nearest of a story whose words are compared.
WINDOW: Final = 14
#: Least mean likeness (0–1) to a story's members that joins it, by what else they share: from another source,
#: and from the source they all are from. Tuned on tests/identity/story_groups_a.toml.
_LEAST: Final = {
    "figures": (0.20, 0.30),
    "names": (0.27, 0.40),
    "publisher": (0.36, 0.55),
    "words": (0.42, 0.55),
}
#: What comes more than so many days later has to be so much more alike: articles and answers come soon.
_LATE_FROM: Final = 7
_LATE: Final = 0.08
#: Least mean likeness that is shown to an editor as a suggestion, and how many stories are suggested.
SUGGESTED_FROM: Final = 0.18
MOST_SUGGESTED: Final = 3
#: Least mean likeness of two stories that one publication may bring together.
_LEAST_MERGED: Final = 0.18
#: What links to so many stories is a round-up and belongs to none of them.
ROUNDUP_FROM: Final = 4


@dataclass(frozen=True, slots=True)
class Edge:
    """Why a publication stands, or might stand, in one story with another; in words for an editor."""

    other: int
    relation: Relation
    score: float
    words: str
    suggested: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """It belongs to the first of these stories; the others turn out to be the same one."""

    stories: tuple[int, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    """It stands by itself, but an editor may see it otherwise."""

    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class New:
    """Nothing known tells of the same."""


Grouping = Joined | Suggested | New


@dataclass(frozen=True, slots=True)
class _Story:
    """A story as a candidate sees it: the ties to its members, in their order."""

    id: int
    members: tuple[Profile, ...]
    ties: tuple[Tie, ...]

    @property
    def score(self) -> float:
        """Mean likeness; average link keeps a story from drifting."""
        return sum(each.score for each in self.ties) / len(self.ties)

    @property
    def strong(self) -> bool:
        """Whether a link, a title or shared text ties the candidate to a member."""
        return any(each.strong for each in self.ties)

    @property
    def rank(self) -> tuple[bool, float]:
        """Ties first, then likeness."""
        return self.strong, self.score


def group(
    candidate: Profile,
    stories: Mapping[int, Sequence[Profile]],
    counts: Counts,
    cannot: Set[tuple[int, int]] = frozenset(),
    *,
    everybodys: Set[str] = frozenset(),
    own: int | None = None,
) -> Grouping:
    """Which story a publication belongs to.

    Args:
        candidate: the publication.
        stories: members of the stories it may belong to, without itself, by story.
        counts: how common the words of all of them are.
        cannot: pairs of publications, the smaller id first, that an editor split.
        everybodys: keys that too many publications link to for them to tell anything.
        own: the story it stands in with others already; it is never left here.
    """
    if is_roundup(candidate, stories):
        return New()
    scale = Scale(counts, everybodys)
    seen = [_seen(candidate, number, members, scale) for number, members in stories.items() if members]
    open_ = [story for story in seen if story.id == own or _may_join(candidate, story, cannot)]
    joined = [story for story in open_ if story.id == own]
    ranked = sorted((story for story in open_ if _belongs(candidate, story)), key=lambda each: each.rank)
    for story in reversed(ranked):
        if story not in joined and all(_may_merge(story, other, scale, cannot) for other in joined):
            joined.append(story)
    suggested = _suggestions([story for story in open_ if story not in joined])
    if not joined:
        return Suggested(suggested) if suggested else New()
    edges = tuple(edge for story in joined for edge in _edges(story))
    return Joined(tuple(story.id for story in joined), edges + suggested)


def is_roundup(candidate: Profile, stories: Mapping[int, Sequence[Profile]]) -> bool:
    """Whether a publication collects stories: it says so, or links to several."""
    linked = [
        number for number, members in stories.items() if any(candidate.links & each.keys for each in members)
    ]
    return candidate.is_roundup or len(linked) >= ROUNDUP_FROM


def _seen(candidate: Profile, number: int, members: Sequence[Profile], scale: Scale) -> _Story:
    return _Story(number, tuple(members), tuple(tie(candidate, each, scale) for each in members))


def _may_join(candidate: Profile, story: _Story, cannot: Set[tuple[int, int]]) -> bool:
    """Whether neither a title nor an editor speaks against it; what collects stories is not joined either."""
    return not any(each.conflict for each in story.ties) and not any(
        member.is_roundup or _split(candidate, member, cannot) for member in story.members
    )


def _split(a: Profile, b: Profile, cannot: Set[tuple[int, int]]) -> bool:
    return (min(a.id, b.id), max(a.id, b.id)) in cannot


def _belongs(candidate: Profile, story: _Story) -> bool:
    if story.strong:
        return True
    near = [each for each in story.ties if each.days <= WINDOW]
    if not near:
        return False
    other, same = _LEAST[_evidence(near)]
    is_same = all(member.source == candidate.source for member in story.members)
    late = _LATE if min(each.days for each in near) > _LATE_FROM else 0
    return story.score >= (same if is_same else other) + late


def _evidence(ties: Sequence[Tie]) -> str:
    """What beside words is shared: the first of the kinds of `_LEAST` that holds for one of the ties."""
    kinds = ((bool(each.figures), bool(each.names), bool(each.publisher), True) for each in ties)
    shared = [any(column) for column in zip(*kinds, strict=True)]
    return next(name for name, is_shared in zip(_LEAST, shared, strict=True) if is_shared)


def _may_merge(story: _Story, other: _Story, scale: Scale, cannot: Set[tuple[int, int]]) -> bool:
    """Whether two stories that a publication belongs to are one: alike, and nothing speaks against it.

    That both name a publisher is too little: it may have published two things.
    """
    if not story.strong and story.score < _LEAST["words"][0] and _evidence(story.ties) == "publisher":
        return False
    pairs = [(a, b) for a in story.members for b in other.members]
    if any(_split(a, b, cannot) for a, b in pairs):
        return False
    ties = [tie(a, b, scale) for a, b in pairs]
    mean = sum(each.score for each in ties) / len(ties)
    return mean >= _LEAST_MERGED and not any(each.conflict for each in ties)


def _edges(story: _Story) -> list[Edge]:
    """What ties the candidate to a story: every strong tie, and the likest member."""
    found = [
        Edge(member.id, relation, round(each.score, 3), words)
        for member, each in zip(story.members, story.ties, strict=True)
        for relation, words in each.strong
    ]
    member, likest = _likest(story)
    if likest.score >= SUGGESTED_FROM:
        found.append(Edge(member.id, Relation.WORDS, round(likest.score, 3), likest.words))
    return found or [Edge(member.id, Relation.WORDS, round(likest.score, 3), likest.words)]


def _suggestions(stories: Sequence[_Story]) -> tuple[Edge, ...]:
    likely = sorted(
        (story for story in stories if _is_near(story) and story.score >= SUGGESTED_FROM),
        key=lambda each: -each.score,
    )
    found = []
    for story in likely[:MOST_SUGGESTED]:
        member, likest = _likest(story)
        found.append(Edge(member.id, Relation.WORDS, round(likest.score, 3), likest.words, suggested=True))
    return tuple(found)


def _is_near(story: _Story) -> bool:
    return any(each.days <= WINDOW for each in story.ties)


def _likest(story: _Story) -> tuple[Profile, Tie]:
    pairs = zip(story.members, story.ties, strict=True)
    return max(pairs, key=lambda pair: pair[1].score)
