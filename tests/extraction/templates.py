"""Generated sites: templates with furniture of their own, every page in words of its own."""

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
COOKIES = "We would like to know how you use this site, and keep small files for it"
CHARITY = "Our helpline is open every day of the year from eight in the morning until ten at night"


def sentence(rng: random.Random) -> str:
    words = " ".join(f"the {rng.choice(NOUNS)} {rng.choice(VERBS)} and" for _ in range(rng.randint(4, 8)))
    return f"In {rng.randint(2, 900)} places {words} that was how it went."


def paragraphs(seed: int, count: int = 9) -> list[str]:
    rng = random.Random(seed)  # noqa: S311 - words, no secrets
    return [" ".join(sentence(rng) for _ in range(rng.randint(2, 4))) for _ in range(count)]


def prose(seed: int, count: int = 9) -> str:
    """The paragraphs as an editor types them: here and there a link, words in bold."""
    return "".join(f"<p>{_typed(one, number)}</p>" for number, one in enumerate(paragraphs(seed, count)))


def _typed(paragraph: str, number: int) -> str:
    first, rest = paragraph.split(" and ", 1)
    second, third = rest.split(" and ", 1)
    linked_words = f'<a href="/about/{number}.html" class="link">{second}</a>'
    return f"{first} and {linked_words} and <strong>{third[:20]}</strong><em>{third[20:40]}</em>{third[40:]}"


def title_of(seed: int) -> str:
    rng = random.Random(seed + 1000)  # noqa: S311
    return f"What {rng.choice(NOUNS)} and {rng.choice(NOUNS)} {rng.choice(VERBS)} in {seed + 2} towns"


def day_of(seed: int) -> date:
    return date(2025, 1, 6) + timedelta(days=7 * seed)


def author_of(seed: int) -> str:
    return ("Jo Sample", "Ada Case", "Sam Sole")[seed % 3]


def press(seed: int) -> str:
    """A campaign site: article element, byline, time element, poll and related list."""
    text = prose(seed)
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
    text = prose(seed).replace("<p>", f'<p class="css-{seed}a1">')
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


def script(seed: int) -> str:
    """What systems put into their pages beside the text: data for scripts, styles."""
    rows = ",".join(f'{{"id":{n},"name":"{title_of(n)}","shown":true}}' for n in range(seed, seed + 60))
    rules = "".join(f".c{n}{{margin:{n}px;padding:0 {n}px}}" for n in range(120))
    return f"<script>window.settings = [{rows}];</script><style>{rules}</style>"


def menu(name: str) -> str:
    """A menu of two levels, the same on every page of a site."""
    sections = (
        f'<li class="item"><a href="/{name}/{n}/"><span>{NOUNS[n].title()}</span></a><ul class="sub">'
        + "".join(f'<li><a href="/{name}/{n}/{m}/">About {NOUNS[m]}</a></li>' for m in range(9))
        + "</ul></li>"
        for n in range(12)
    )
    return f'<nav class="main-menu"><ul>{"".join(sections)}</ul></nav>'


def portal(seed: int) -> str:
    """A blog system's theme: boxes about other pages, comments, share links; a cookie line in the text."""
    text = prose(seed, 14)
    head = linked(
        **{
            "@type": "BlogPosting",
            "headline": title_of(seed),
            "datePublished": f"{day_of(seed)}T10:00:00+00:00",
        }
    )
    cards = "".join(
        f'<div class="card"><h3><a href="/b/{n}/">{title_of(n)}</a></h3><time datetime="{day_of(n % 40)}">'
        f"{day_of(n % 40):%d/%m/%Y}</time><p>{sentence(random.Random(n))}</p></div>"  # noqa: S311
        for n in range(seed, seed + 12)
    )
    said = "".join(
        f'<li class="comment"><b>{author_of(n)}</b><p>{sentence(random.Random(-n))}</p></li>'  # noqa: S311
        for n in range(seed, seed + 8)
    )
    return f"""<html lang="en-GB"><head><title>{title_of(seed)} | Open Voices</title>{head}{script(seed)}
<meta property="og:title" content="{title_of(seed)}"><meta property="og:site_name" content="Open Voices">
</head><body class="post-template">{menu("b")}<div class="wrap"><div class="content-area"><div class="post">
<h1 class="entry-title">{title_of(seed)}</h1><p class="entry-meta">Posted on {day_of(seed):%-d %B %Y} by
<a rel="author" href="/author/x/">{author_of(seed)}</a></p><div class="entry-content"><p>{COOKIES}</p>{text}
<p>{WALL}</p></div><ul class="tags"><li><a href="/t/1">families</a></li></ul></div><ol>{said}</ol></div>
<div class="widget-area">{cards}</div></div><footer>{menu("f")}<p>{CHARITY}</p></footer></body></html>"""


def tables(seed: int) -> str:
    """An old site laid out in tables; the text is broken by line breaks, there is no paragraph."""
    text = "<br><br>\n".join(paragraphs(seed, 12))
    links = "".join(f'<tr><td><a href="/old/{n}.asp">{title_of(n)}</a></td></tr>' for n in range(25))
    return f"""<html><head><title>Ward Society: {title_of(seed)}</title></head><body bgcolor="white">
<table width="100%"><tr><td colspan="3"><b>The Ward Society since 1951</b></td></tr><tr>
<td width="160"><table>{links}</table></td><td id="body"><h1>{title_of(seed)}</h1>
<font size="1">Issued: {day_of(seed):%d %B %Y}</font><div class="words">{text}<br><br>{CHARITY}</div></td>
<td><table>{links}</table></td></tr></table></body></html>"""


def fields(seed: int) -> str:
    """A system that wraps every field in divisions; a list in the text, the day in a meta tag."""
    one = paragraphs(seed, 12)
    listed = "".join(f"<li>{each}</li>" for each in one[4:8])
    first = "".join(f"<p>{each}</p>" for each in one[:4])
    last = "".join(f"<p>{each}</p>" for each in one[8:])
    related = "".join(
        f'<div class="views-row"><span class="field"><a href="/node/{n}">{title_of(n)}</a></span></div>'
        for n in range(seed + 3, seed + 33)
    )
    return f"""<html lang="en" dir="ltr"><head><title>{title_of(seed)} | Regional Inspectorate</title>
<meta name="dcterms.issued" content="{day_of(seed)}">{script(seed)}</head><body class="node-type-report">
<div class="region-header">{menu("i")}<div class="block"><p>{POLL}</p></div></div><div class="region-content">
<div class="block-title"><h1 class="page-header">{title_of(seed)}</h1></div><div class="node"><div
class="field field-name-body"><div class="field-items"><div class="field-item">{first}<ul>{listed}</ul>{last}
<p>{EXIT}</p></div></div></div></div></div><div class="region-sidebar">{related}</div></body></html>"""


def letters(seed: int) -> str:
    """Short letters in a page of long furniture; the day stands in the words at the end of its head."""
    text = prose(seed, 6).replace("<p>", '<p class="body-text">')
    notes = "".join(f"<div class='note'><p>{CHARITY}</p><p>{WALL}</p><p>{POLL}</p></div>" for _ in range(6))
    return f"""<html lang="en"><head><title>{title_of(seed)}</title>{script(seed)}</head><body>{menu("l")}
<div role="main"><div class="hero"><h2>Letters</h2><h1><span>{title_of(seed)}</span></h1><ul class="facts">
<li>From: The Commissioner</li><li class="when">Date: {day_of(seed):%A %-d %B %Y}</li></ul></div>
<section class="letter"><div class="col"><div class="inner">{text}</div></div></section>{notes}</div>
<footer>{menu("m")}</footer></body></html>"""


TEMPLATES: dict[str, Callable[[int], str]] = {
    "press": press,
    "soup": soup,
    "machine": machine,
    "portal": portal,
    "tables": tables,
    "fields": fields,
    "letters": letters,
}


#: Paragraphs of the text, where they are not nine.
COUNTS = {"portal": 14, "tables": 12, "fields": 12, "letters": 6}
#: Who signs: nobody in these.
UNSIGNED = {"soup", "tables", "fields", "letters"}


def truth(name: str, seed: int) -> list[str]:
    """The paragraphs and items of a page's text."""
    return paragraphs(seed, COUNTS.get(name, 9))


def served(name: str, seed: int) -> Document:
    body = TEMPLATES[name](seed).encode()
    return Document(f"https://www.example.org/{name}/page-{seed}", body, "text/html; charset=utf-8")
