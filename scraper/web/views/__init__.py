"""The pages, a module each; every module has a `router`."""

from scraper.web.views import sign_in

#: In the order in which addresses are tried.
MODULES = (sign_in,)
