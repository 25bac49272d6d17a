"""Small pages in the shapes of this field, for local sites."""

from datetime import date

LONG_TEXT = (
    "The inspectorate visited twelve local areas between January and June and spoke to more than four hundred"
    " children, parents and practitioners about the help they had been offered. "
    "Most children knew whom to ask, but one in five waited longer than eight weeks for a first meeting. "
    "Practitioners described high caseloads and told inspectors that records were often out of date. "
    "It makes six recommendations, among them shorter waiting times and a named worker for every child."
)


def article(
    title: str, published: date | None = None, text: str = LONG_TEXT, site: str = "Example Voice"
) -> str:
    """An article page with navigation, heading, date and footer."""
    stated = f'<p class="date">Published on {published:%-d %B %Y}</p>' if published else ""
    paragraphs = "".join(f"<p>{part}.</p>" for part in text.split(". ") if part)
    return f"""<!doctype html><html lang="en-GB"><head><title>{title} | {site}</title></head><body>
<nav><a href="/">Home</a> <a href="/news/">News</a> <a href="/donate/">Donate</a> <a href="/about/">About us</a></nav>
<main><article><h1>{title}</h1>{stated}{paragraphs}</article></main>
<footer><a href="/privacy/">Privacy</a> <a href="https://social.example/us">Follow us</a></footer></body></html>"""


def listing(items: list[tuple[str, str, date | None]], heading: str = "News") -> str:
    """A listing page of (path, title, date)."""
    blocks = "".join(
        f'<li class="teaser"><h3><a href="{path}">{title}</a></h3>'
        + (f"<span>{published:%-d %B %Y}</span>" if published else "")
        + "<p>Read what we found and what should change for children.</p></li>"
        for path, title, published in items
    )
    return f"""<!doctype html><html lang="en-GB"><head><title>{heading} | Example Voice</title></head><body>
<nav><a href="/">Home</a> <a href="/news/">News</a> <a href="/donate/">Donate</a> <a href="/about/">About us</a></nav>
<main><h1>{heading}</h1><ul class="teasers">{blocks}</ul></main>
<footer><a href="/privacy/">Privacy</a> <a href="/contact/">Contact</a></footer></body></html>"""


def rss(items: list[tuple[str, str, date]], base: str) -> str:
    """An RSS 2.0 feed of (path, title, date)."""
    entries = "".join(
        f"<item><title>{title}</title><link>{base}{path}</link><guid>{base}{path}</guid>"
        f"<pubDate>{published:%a, %d %b %Y} 09:00:00 GMT</pubDate></item>"
        for path, title, published in items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Example Voice</title>'
        f"<link>{base}/</link><description>News</description>{entries}</channel></rss>"
    )


def definition(slug: str, base: str, *channels: tuple[str, str, str]) -> str:
    """A source definition with channels (name, strategy, path)."""
    blocks = "".join(
        f'\n[[channels]]\nname = "{name}"\nstrategy = "{strategy}"\nurl = "{base}{path}"\n'
        for name, strategy, path in channels
    )
    return (
        f'slug = "{slug}"\nname = "{slug.replace("-", " ").title()}"\nhome = "{base}/"\nhosts = ["127.0.0.1"]\n'
        f'attribution = "{slug}"\n{blocks}'
    )
