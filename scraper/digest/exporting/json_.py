"""The issue as JSON: nothing lost, read back by `importing`."""

import json

from scraper.digest.interchange import to_json
from scraper.digest.model import Issue


def render(issue: Issue) -> bytes:
    """UTF-8, indented, with a final line feed."""
    return (json.dumps(to_json(issue), ensure_ascii=False, indent=2) + "\n").encode()
