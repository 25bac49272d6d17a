"""HTML for a mailing: one column of 600 px, styles inline, dark where the reader's programme is dark."""

from scraper.digest.exporting.templates import fill
from scraper.digest.model import Issue


def render(issue: Issue) -> bytes:
    """A whole document, as mailing tools and mail programmes take it."""
    return fill("email.html", issue)
