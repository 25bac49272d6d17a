"""The pages, a module each; every module has a `router`."""

from scraper.web.views import help_page, settings, sign_in, source, sources, start, users

#: In the order in which addresses are tried.
MODULES = (sign_in, start, sources, source, settings, users, help_page)
