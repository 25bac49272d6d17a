import pytest

from scraper.digest.style import LINK_LABELS, link_label
from scraper.digest.tails import LinkTail, read_tail
from scraper.outcomes import Kind


def test_every_kind_has_a_label() -> None:
    assert set(LINK_LABELS) == set(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_the_import_knows_every_label_we_write(kind: Kind) -> None:
    assert read_tail(f"{link_label(kind)}: Hedges") == LinkTail(link_label(kind), "", ":", " ", "Hedges")
