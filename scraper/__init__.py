"""Gleaner's rules: everything that decides, keeps and shows, apart from Scrapy's own classes."""
