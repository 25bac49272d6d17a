"""The entry point: every command registered on one group."""

from scraper.cli import crawl, demo, digest, doctor, extract, queue, sources
from scraper.cli.frame import gleaner

for command in (
    *sources.COMMANDS,
    *crawl.COMMANDS,
    *queue.COMMANDS,
    *digest.COMMANDS,
    *extract.COMMANDS,
    *demo.COMMANDS,
    *doctor.COMMANDS,
):
    gleaner.add_command(command)


def main() -> None:
    """Run `gleaner`."""
    gleaner()
