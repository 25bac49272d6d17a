"""What were we served? Every response byte for byte in WARC files, and the way back from them."""
