"""The pages, a module each; every module has a `router`."""

from scraper.web.views import (
    archive,
    coverage,
    decide,
    entry,
    exports,
    help_page,
    issues,
    item,
    log,
    queue,
    search,
    settings,
    sign_in,
    source,
    sources,
    start,
    story,
    users,
)

#: In the order in which addresses are tried.
MODULES = (
    sign_in,
    start,
    story,
    item,
    queue,
    decide,
    sources,
    source,
    search,
    archive,
    issues,
    entry,
    exports,
    coverage,
    settings,
    users,
    log,
    help_page,
)
