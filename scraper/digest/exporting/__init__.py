"""The forms an issue goes out in.

One module a format, each with `render(issue) -> bytes`. No control character of any text reaches an export.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from scraper.digest.exporting import json_, markdown, text, text_exact
from scraper.digest.model import Issue
from scraper.errors import ActionRefusedError

#: Formats by the name a person gives.
FORMATS: Mapping[str, Callable[[Issue], bytes]] = MappingProxyType(
    {
        "text": text.render,
        "text-exact": text_exact.render,
        "markdown": markdown.render,
        "json": json_.render,
    }
)


def render(issue: Issue, format_name: str) -> bytes:
    """The issue as a file of that format.

    Raises:
        ActionRefusedError: there is no such format; names those there are.
    """
    if format_name not in FORMATS:
        known = ", ".join(FORMATS)
        raise ActionRefusedError(f"there is no export format {format_name!r}; there are {known}")
    return FORMATS[format_name](issue)
