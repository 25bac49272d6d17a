"""The desk in a browser: pages that work without script, and the same lists as JSON and CSV."""
