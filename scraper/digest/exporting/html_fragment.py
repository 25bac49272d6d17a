"""HTML without a frame, to be put into another system's template or page."""

from scraper.digest.exporting.templates import fill
from scraper.digest.model import Issue


def render(issue: Issue) -> bytes:
    """Headings, paragraphs and links only."""
    return fill("fragment.html", issue)
