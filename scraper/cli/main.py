"""The entry point of the `gleaner` command."""

from scraper.cli.frame import gleaner


def main() -> None:
    """Run `gleaner`."""
    gleaner()
