"""What an odd site is: how it is put up, what it publishes, what watching it may cost."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.site.items import Item
from tests.site.server import Site

PutUp = Callable[[Site, Sequence[Item]], None]


@dataclass(frozen=True)
class Odd:
    """One kind of site.

    `items` are its publications, the newest first: the newest of all is published after two crawls.
    `channels` are what it should be watched by, as (strategy, path), and `requests` the most that finding
    them out may take, robots.txt included. Addresses that begin with one of `never` must not be asked for.
    """

    put_up: PutUp
    items: tuple[Item, ...]
    channels: tuple[tuple[str, str], ...]
    requests: int
    entrance: str = "/"
    host: str = "127.0.0.1"
    never: tuple[str, ...] = ()
    rewritten: bool = False  # its one page is rewritten where others publish one more
    patience: int = 1  # crawls, hours apart, until everything can have been fetched

    @property
    def kind(self) -> str:
        return self.put_up.__name__

    @property
    def slug(self) -> str:
        return self.kind.replace("_", "-")

    @property
    def oddness(self) -> str:
        """What is odd about it, in one line."""
        return " ".join((self.put_up.__doc__ or "").split())

    def open(self, site: Site, shown: Sequence[Item] | None = None) -> None:
        """Put it up with all its items, or with those `shown`."""
        site.name, site.host = self.kind.replace("_", " ").title(), self.host
        self.put_up(site, self.items if shown is None else shown)


def odd(
    items: tuple[Item, ...],
    channels: Sequence[tuple[str, str]],
    requests: int,
    *,
    entrance: str = "/",
    host: str = "127.0.0.1",
    never: tuple[str, ...] = (),
    rewritten: bool = False,
    patience: int = 1,
) -> Callable[[PutUp], Odd]:
    """Make a function that puts a site up into a kind of site."""

    def made(put_up: PutUp) -> Odd:
        return Odd(put_up, items, tuple(channels), requests, entrance, host, never, rewritten, patience)

    return made
