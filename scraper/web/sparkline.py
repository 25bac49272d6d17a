"""Small charts as numbers for an SVG: the page's template draws them, no script does."""

from collections.abc import Sequence
from dataclasses import dataclass

#: Height of a chart, and width and distance of its bars, in the SVG's own units.
HEIGHT, BAR, STEP = 20, 6, 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its upper left corner and its height."""

    x: int
    y: int
    height: int


def bars(values: Sequence[int]) -> list[Bar]:
    """A bar for each value, the largest as high as the chart; nothing has a line of one unit."""
    highest = max(values, default=0)
    found = []
    for place, value in enumerate(values):
        height = max(round(HEIGHT * value / highest), 2) if value else 1
        found.append(Bar(place * STEP, HEIGHT - height, height))
    return found
