"""What does an API say? Tells WordPress and GOV.UK apart and hands the answer to its reader."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from scraper.discovery import govuk, wordpress
from scraper.items import ChannelRules, Document, Reading

#: How WordPress addresses its API: with and without readable addresses.
_WORDPRESS = re.compile(r"/wp-json/|[?&]rest_route=")


def read(document: Document, rules: ChannelRules, memory: Mapping[str, Any], now: datetime) -> Reading:
    """Read a WordPress list of posts, an answer of GOV.UK's Search API, or one of its finders as JSON.

    The address decides; on an address that says nothing a list is taken for posts, as GOV.UK answers with
    an object. See `wordpress.read` and `govuk.read` for the outcomes.
    """
    listed = document.body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"["
    if _WORDPRESS.search(document.url) or listed:
        return wordpress.read(document, rules, memory, now)
    return govuk.read(document, rules, memory, now)
