"""The entry point of the `gleaner` command."""


def main() -> None:
    """Run `gleaner`."""
    # Every extraction worker loads this module again, as multiprocessing has it, but runs no command.
    from scraper.cli.frame import gleaner  # noqa: PLC0415

    gleaner()
