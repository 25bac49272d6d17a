"""What one page may cost, and what it means when it costs more."""

from dataclasses import dataclass

from scrapy.exceptions import IgnoreRequest

from scraper.outcomes import DropReason

MEGABYTE = 1024 * 1024


class NotRenderedError(IgnoreRequest):
    """A page could not be shown; `str()` says why. The poll fails, and the next one tries again."""

    drop_reason = DropReason.FETCH_FAILED
    temporary = True


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one page may take.

    Attributes:
        seconds: from its first byte shown to its last look.
        requests: files it may ask for beside itself. Half of all pages ask for fewer than 70, most of them
            images, which are never fetched (HTTP Archive, State of the Web).
        part_bytes: of one such file, decoded.
        total_bytes: of all of them.
        document_bytes: of the page as it is shown, in UTF-8.
        memory_bytes: private memory of all the browser's processes, and data of any one of them. An empty
            page takes some 220 MB.
        heap_megabytes: of its scripts' objects.
    """

    seconds: float = 30.0
    requests: int = 150
    part_bytes: int = 5 * MEGABYTE
    total_bytes: int = 25 * MEGABYTE
    document_bytes: int = 10 * MEGABYTE
    memory_bytes: int = 768 * MEGABYTE
    heap_megabytes: int = 256


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long one browser serves: what its pages leave behind in it goes with it.

    Attributes:
        pages: that it shows before it is replaced.
        idle_seconds: that it is kept with no page to show; a start takes about one.
    """

    pages: int = 50
    idle_seconds: float = 60.0
