"""What the documents promise is there, and what is there stands in them."""

import re
from pathlib import Path

import pytest

from scraper.cli.frame import COMMANDS
from scraper.config import SETTING_NAMES
from scraper.outcomes import Kind, Outcome, Status, Strategy, Verdict

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()
DOCUMENTS = [README, *(path.read_text() for path in sorted((ROOT / "docs").rglob("*.md")))]


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_stands_in_the_documents(command: str) -> None:
    assert any(f"gleaner {command}" in text for text in (*DOCUMENTS, (ROOT / "CHANGELOG.md").read_text()))


@pytest.mark.parametrize("setting", sorted(SETTING_NAMES))
def test_every_setting_stands_in_the_readme(setting: str) -> None:
    assert f"`{setting}`" in README


@pytest.mark.parametrize("word", [*Kind, *Outcome, *Status, *Strategy, *Verdict])
def test_every_stored_word_stands_in_the_glossary(word: str) -> None:
    assert re.search(rf"\b{word}\b", GLOSSARY)


def test_every_decision_is_listed() -> None:
    listed = (ROOT / "docs" / "decisions" / "README.md").read_text()
    files = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("0*.md"))
    assert [name for name in files if f"({name})" not in listed] == []


@pytest.mark.parametrize(
    "path", [*sorted(ROOT.glob("docs/**/*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text())
    assert [target for target in targets if not (path.parent / target).exists()] == []
