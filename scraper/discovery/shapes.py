"""What do the addresses of a channel's publications have in common? Learned from those that were admitted."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from scraper.discovery.addresses import SCRIPT, directory, host_of

#: A shape belongs to the pattern when this many addresses have it, and this share of them all: after a
#: change of addresses the new ones count as soon as some of them were admitted.
LEAST_OF_SHAPE = 2
SHARE_OF_SHAPE = 0.1
#: The pattern is firm enough to doubt a page when it covers this share of what was admitted.
FIRM_SHARE = 0.5
#: Share of a group's links that have to fit before the group is believed to be the listing.
SHARE_OF_GROUP = 1 / 3
#: Hyphens of a last part of a path that tell a title from the name of a section.
HYPHENS_OF_TITLE = 3

_NUMBER = re.compile(r"\d+")
_MONTH = re.compile(r"(?<=/)(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?=/)", re.I)


def shape_of(address: str) -> str | None:
    """The kind of place an address stands in; None when that says nothing.

    It is the folder with numbers and months masked ("/news/#/#/"); for a script that answers every address,
    the script and its parameters' names; for a title right under the host "/-".
    """
    parts = urlsplit(address)
    path = _MONTH.sub("#", _NUMBER.sub("#", parts.path))
    if parts.query and (path in {"", "/"} or SCRIPT.search(path)):
        names = sorted({name for name, _ in parse_qsl(parts.query)})
        return f"{path or '/'}?{'&'.join(names)}"
    if folder := directory(address):
        return _MONTH.sub("#", _NUMBER.sub("#", folder))
    return "/-" if slug_of(address).count("-") >= HYPHENS_OF_TITLE else None


def slug_of(address: str) -> str:
    """The last part of an address's path, "" when it has none."""
    return unquote(urlsplit(address).path).rstrip("/").rpartition("/")[2].lower()


def common_shapes(addresses: Sequence[str], share: float) -> tuple[str, ...]:
    """The shapes that at least two of the addresses have, and at least this share of them."""
    counted = Counter(shape for address in addresses if (shape := shape_of(address)))
    least = max(LEAST_OF_SHAPE, share * len(addresses))
    return tuple(sorted(shape for shape, count in counted.items() if count >= least))


@dataclass(frozen=True, slots=True)
class Learned:
    """What a listing knows of its publications' addresses.

    `shapes` are those of what was admitted, or else of what was read; `firm` says whether they are sure
    enough to doubt a page by; `known` are the admitted addresses without scheme, "www." and final slash,
    `slugs` the last parts of their paths that read as titles.
    """

    shapes: frozenset[str] = frozenset()
    firm: bool = False
    known: frozenset[tuple[str, str, str]] = frozenset()
    slugs: frozenset[str] = frozenset()

    def fits(self, address: str) -> bool:
        """Whether an address is a known publication's or of a learned shape."""
        return _plain(address) in self.known or shape_of(address) in self.shapes

    def knows(self, addresses: Sequence[str]) -> bool:
        """Whether a group of links shows a known publication, or a third of it fits the learned shapes."""
        if any(_plain(address) in self.known for address in addresses):
            return True
        fitting = sum(shape_of(address) in self.shapes for address in addresses)
        return fitting > 0 and fitting >= SHARE_OF_GROUP * len(addresses)

    def meets_again(self, addresses: Iterable[str]) -> bool:
        """Whether the links lead to known titles at other addresses."""
        return any(slug_of(address) in self.slugs for address in addresses)


def learn(admitted: Sequence[str], remembered: object) -> Learned:
    """What is known of a channel's publications: what was admitted counts before what was merely read.

    Args:
        admitted: addresses of its latest stored publications, newest first.
        remembered: the shapes its memory kept from earlier readings, if it is a list.
    """
    shapes = frozenset(common_shapes(admitted, SHARE_OF_SHAPE))
    covered = sum(shape_of(address) in shapes for address in admitted)
    read = (
        frozenset(shape for shape in remembered if isinstance(shape, str))
        if isinstance(remembered, list)
        else frozenset()
    )
    return Learned(
        shapes=shapes or read,
        firm=bool(shapes) and covered >= FIRM_SHARE * len(admitted),
        known=frozenset(map(_plain, admitted)),
        slugs=frozenset(slug for url in admitted if (slug := slug_of(url)).count("-") >= HYPHENS_OF_TITLE),
    )


def _plain(address: str) -> tuple[str, str, str]:
    parts = urlsplit(address)
    return host_of(address), parts.path.rstrip("/"), parts.query
