"""The issue as JSON: nothing lost, read back by `importing`."""

import json

from scraper.digest.characters import without_controls
from scraper.digest.interchange import to_json
from scraper.digest.model import Issue, map_texts


def render(issue: Issue) -> bytes:
    """UTF-8, indented, with a final line feed."""
    data = to_json(map_texts(issue, without_controls))
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
