"""How does what a crawl brings become a candidate? One transaction for each page, one for each poll."""
