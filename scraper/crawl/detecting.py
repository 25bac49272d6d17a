"""Detection with the network: what `scraper.sources.detect` wants to know is fetched and read here."""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from scraper.config import Settings
from scraper.crawl.fetching import fetch_answers
from scraper.crawl.middlewares.robots import RobotsCache, Rules
from scraper.crawl.pauses import Pauses
from scraper.discovery import read
from scraper.items import ChannelRules, Document, Reading
from scraper.outcomes import Strategy
from scraper.sources.definition import home_hosts
from scraper.sources.detect import Detected, Search, conclude, next_guesses, strategies_of, worth_repeating
from scraper.sources.trials import Guess, Origin, Trial


async def detect(
    settings: Settings,
    url: str,
    clock: Callable[[], datetime],
    pauses: Pauses,
    robots: RobotsCache | None = None,
) -> Detected:
    """How to watch the site behind an address; at most some 25 requests, at the host's own pace.

    Args:
        settings: of the installation.
        url: absolute http or https address.
        clock: the present, aware.
        pauses: the hosts that asked to be left alone.
        robots: what robots.txt of hosts said earlier.
    """
    robots = robots or RobotsCache(time.monotonic)
    search = Search(url)
    while guesses := next_guesses(search, clock()):
        answers = await fetch_answers(settings, [guess.url for guess in guesses], pauses, robots)
        if again := worth_repeating(search, guesses, answers):
            repeated = await fetch_answers(settings, again, pauses, robots)
            # A second refusal, or our own pause, says no more than the first answer did.
            answers |= {url: answer for url, answer in repeated.items() if isinstance(answer, Document)}
            search = replace(search, repeated=search.repeated + len(again))
        search = await add_answers(search, guesses, answers, robots, clock())
    return conclude(search, clock())


async def detect_rendered(
    settings: Settings, url: str, clock: Callable[[], datetime], pauses: Pauses
) -> Detected:
    """How to watch the one listing behind an address that a script fills; nothing else is tried.

    Args:
        settings: of the installation.
        url: absolute http or https address of the listing.
        clock: the present, aware.
        pauses: the hosts that asked to be left alone.
    """
    answer = (await fetch_answers(settings, [url], pauses, rendered=[url]))[url]
    guess = Guess(url, Strategy.LISTING, Origin.GIVEN)
    trials = tuple(each for each in trials_of(guess, answer, url, clock()) if each.guess == guess)
    detected = conclude(Search(url, {url: answer}, trials=trials), clock())
    reasons = [each.reason for each in detected.rejected]
    return replace(detected, problem=detected.problem and "; ".join(reasons or [detected.problem]))


async def add_answers(
    search: Search,
    guesses: Sequence[Guess],
    answers: Mapping[str, Document | Reading],
    robots: RobotsCache,
    now: datetime,
) -> Search:
    """What is known after a round."""
    known = replace(search, answers={**search.answers, **answers})
    sitemaps = search.sitemaps or await sitemaps_of(known.home, robots)
    trials = [trial for guess in guesses for trial in trials_of(guess, answers[guess.url], known.home, now)]
    return replace(known, sitemaps=sitemaps, trials=(*search.trials, *trials))


def trials_of(guess: Guess, answer: Document | Reading, home: str, now: datetime) -> Iterator[Trial]:
    """An answer as it reads, by each strategy that may fit."""
    if isinstance(answer, Reading):
        yield Trial(guess, guess.url, answer)
        return
    rules = ChannelRules(hosts=frozenset(home_hosts(home)))
    digest = hashlib.sha256(answer.body).hexdigest()
    for strategy in strategies_of(guess, answer):
        reading = read(strategy, answer, rules, {}, now)
        yield Trial(replace(guess, strategy=strategy), answer.url, reading, digest)


async def sitemaps_of(home: str, robots: RobotsCache) -> tuple[str, ...]:
    """The sitemaps that robots.txt of the site names; it has been read before anything else was."""
    parts = urlsplit(home)

    async def unread() -> Rules:
        return Rules()

    rules = await robots.rules(f"{parts.scheme}://{parts.netloc.lower()}", unread)
    named = rules.parsed.sitemaps if rules.parsed else ()
    return tuple(dict.fromkeys(urljoin(home, url) for url in named))
