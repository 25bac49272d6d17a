"""What does a page show once its scripts have run? For listings that a script fills.

The page is fetched as any other, with the guard and all manners. What came is then shown to a real browser
that has no network of its own: every file its scripts ask for is fetched by the crawl, the guarded way, or
refused.
"""

from scraper.crawl.rendering.browser import RENDERER_SETTING, Renderer
from scraper.crawl.rendering.chromium import obstacle
from scraper.crawl.rendering.limits import Limits, NotRenderedError
from scraper.crawl.rendering.parts import Answer, Fetch, Part

__all__ = [
    "RENDERER_SETTING",
    "Answer",
    "Fetch",
    "Limits",
    "NotRenderedError",
    "Part",
    "Renderer",
    "obstacle",
]
