"""Generated sites: three templates with furniture of their own, every page in words of its own."""

import random
import re
from collections.abc import Callable
from datetime import date, timedelta

from scraper.items import Document
from tests.extraction.shapes import linked

NOUNS = re.findall(
    r"\w+",
    "children families councils workers schools carers nurses judges plans visits money letters homes rooms"
    " answers friends sisters brothers teachers summers winters buses towns rivers meals clubs parks voices",
)
VERBS = re.findall(
    r"\w+", "asked found kept wrote shared lost met helped heard moved stayed saw told brought left"
)
EXIT = "Leave this website quickly"
POLL = "Do you think this service should be kept open all year?"
WALL = "Register for our free bulletin and never miss what we publish"
CHARITY = "Our helpline is open every day of the year from eight in the morning until ten at night"


def sentence(rng: random.Random) -> str:
    words = " ".join(f"the {rng.choice(NOUNS)} {rng.choice(VERBS)} and" for _ in range(rng.randint(4, 8)))
    return f"In {rng.randint(2, 900)} places {words} that was how it went."


def paragraphs(seed: int, count: int = 9) -> list[str]:
    rng = random.Random(seed)  # noqa: S311 - words, no secrets
    return [" ".join(sentence(rng) for _ in range(rng.randint(2, 4))) for _ in range(count)]


def title_of(seed: int) -> str:
    rng = random.Random(seed + 1000)  # noqa: S311
    return f"What {rng.choice(NOUNS)} and {rng.choice(NOUNS)} {rng.choice(VERBS)} in {seed + 2} towns"


def day_of(seed: int) -> date:
    return date(2025, 1, 6) + timedelta(days=7 * seed)


def author_of(seed: int) -> str:
    return ("Jo Sample", "Ada Case", "Sam Sole")[seed % 3]


def press(seed: int) -> str:
    """A campaign site: article element, byline, time element, poll and related list."""
    text = "".join(f"<p>{one}</p>" for one in paragraphs(seed))
    cards = "".join(f'<li><a href="/n/{n}">{title_of(n + 50)}</a></li>' for n in range(seed, seed + 40))
    return f"""<html lang="en"><head><title>{title_of(seed)} | Kind Trust</title>
<meta property="og:site_name" content="Kind Trust"></head><body><div class="exit"><p>{EXIT}</p></div>
<nav><ul>{cards}</ul></nav><main><article class="press"><h1 class="press-title">{title_of(seed)}</h1>
<div class="meta"><span class="byline">By {author_of(seed)}</span>
<time class="date" datetime="{day_of(seed)}">{day_of(seed):%d %B %Y}</time></div>
<div class="press-body">{text}<p>{POLL}</p><p>{CHARITY}</p></div></article></main>
<div class="more"><ul>{cards}</ul></div><footer>{CHARITY}</footer></body></html>"""


def soup(seed: int) -> str:
    """A site of bare divisions; the date is words, the title stands outside of the text."""
    text = "".join(f"<p>{one}</p>" for one in paragraphs(seed))
    side = "".join(f"<div><a href='/p/{n}'>{title_of(n + 9)}</a><p>{CHARITY}</p></div>" for n in range(30))
    return f"""<html lang="en"><head><title>{title_of(seed)} - Example Foundation</title></head><body>
<div id="wrapper"><div id="banner"><p>{EXIT}</p></div><div id="head"><h1>{title_of(seed)}</h1>
<p class="posted-on">Published on {day_of(seed):%A %d %B %Y}</p></div>
<div id="text"><h2>Findings</h2>{text}<p>{WALL}</p></div><div id="side">{side}</div></div></body></html>"""


def machine(seed: int) -> str:
    """A site whose facts stand in JSON-LD; its classes carry hashes."""
    text = "".join(f'<p class="css-{seed}a1">{one}</p>' for one in paragraphs(seed))
    head = linked(
        **{
            "@type": "NewsArticle",
            "headline": title_of(seed),
            "datePublished": f"{day_of(seed)}T09:00:00Z",
            "author": {"@type": "Person", "name": author_of(seed)},
        }
    )
    rows = "".join(f"<section><h3>{title_of(n)}</h3><p>{WALL}</p></section>" for n in range(30))
    return f"""<html lang="en"><head><title>{title_of(seed)}</title>{head}</head><body>
<header><p>{WALL}</p></header><div class="css-{seed}b2"><h1>{title_of(seed)}</h1>
<section class="story">{text}<p>{POLL}</p></section></div><div class="later">{rows}</div></body></html>"""


TEMPLATES: dict[str, Callable[[int], str]] = {"press": press, "soup": soup, "machine": machine}


def served(name: str, seed: int) -> Document:
    body = TEMPLATES[name](seed).encode()
    return Document(f"https://www.example.org/{name}/page-{seed}", body, "text/html; charset=utf-8")
