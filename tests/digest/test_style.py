import pytest

from scraper.digest.house import usual_house
from scraper.digest.tails import LinkTail, read_tail


@pytest.mark.parametrize("label", usual_house().offered)
def test_the_import_knows_every_label_we_write(label: str) -> None:
    assert read_tail(f"{label}: Hedges") == LinkTail(label, "", ":", " ", "Hedges")
