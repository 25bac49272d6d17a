"""The pages, a module each; every module has a `router`."""

from scraper.web.views import help_page, sign_in, source, sources, start

#: In the order in which addresses are tried.
MODULES = (sign_in, start, sources, source, help_page)
