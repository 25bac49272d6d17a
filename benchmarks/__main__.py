"""Run the benchmarks: python -m benchmarks [NAME] [--pages DIR]; --help lists them."""

import argparse
import sys
from pathlib import Path

from benchmarks import extraction, feeds, identity, identity_cost, known_source, listings, queue, stories


def main() -> int:
    """Run one benchmark, or all that can be run; 0 when nothing is amiss."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="How good are we? docs/benchmarks.md"
    )
    parser.add_argument(
        "only",
        nargs="?",
        choices=(
            *("feeds", "stories", "listings", "extraction", "identity"),
            *("identity-cost", "known-source", "queue"),
        ),
    )
    parser.add_argument("--pages", type=Path, metavar="DIR", help="folder with manifest.jsonl and its pages")
    parser.add_argument("--page-type", help="extraction: only the pages of this type")
    parser.add_argument("--verbose", action="store_true", help="name what differs")
    parser.add_argument("--database", help="identity-cost: another engine's empty database")
    asked = parser.parse_args()
    alone = {
        "identity-cost": lambda: identity_cost.run(asked.database),
        "known-source": known_source.run,
        "queue": queue.run,
        "stories": lambda: stories.run(verbose=asked.verbose),
    }
    if asked.only in alone:
        return alone[asked.only]()
    wanted = (asked.only,) if asked.only else ("feeds", "listings", "extraction", "identity")
    faults = 0
    if "feeds" in wanted:
        faults += feeds.run(verbose=asked.verbose)
    if asked.only is None:
        faults += stories.run(verbose=asked.verbose)
    if asked.pages is None:
        waiting = " and ".join(name for name in wanted if name != "feeds")
        print(
            *([f"{waiting}: not measured: --pages DIR says where the labelled pages are"] if waiting else [])
        )
        return 2 if asked.only in ("listings", "extraction", "identity") else min(faults, 1)
    if not (asked.pages / "manifest.jsonl").is_file():
        parser.error(f"{asked.pages} holds no manifest.jsonl")
    if "listings" in wanted:
        faults += listings.run(asked.pages, verbose=asked.verbose)
    if "extraction" in wanted:
        faults += extraction.run(asked.pages, page_type=asked.page_type)
    if "identity" in wanted:
        faults += identity.run(asked.pages)
    return min(faults, 1)


if __name__ == "__main__":
    sys.exit(main())
