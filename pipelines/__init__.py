"""Pipelines transform: each step one thin class around a pure function of `scraper`."""
