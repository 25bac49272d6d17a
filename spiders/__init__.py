"""Spiders ask: one class a strategy, all thin; the reading is done in `scraper.discovery`."""
