"""Groups of commands loaded when they are run: most need neither Scrapy nor the extraction libraries."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click


@dataclass(frozen=True, slots=True)
class Later:
    """A command not loaded yet: where it lives, `module:name`, and what a list of commands says of it."""

    place: str
    words: str

    def load(self) -> click.Command:
        """The command itself."""
        module, _, name = self.place.partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


class LazyGroup(click.Group):
    """A group that also has commands to load later."""

    def __init__(self, *arguments: Any, later: Mapping[str, Later], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.later = later

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, sorted as click does."""
        return sorted([*self.later, *super().list_commands(ctx)])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command, loaded."""
        later = self.later.get(cmd_name)
        return later.load() if later else super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands in the help; loads none."""
        own = {name: command.get_short_help_str(limit=200) for name, command in self.commands.items()}
        words = {name: later.words for name, later in self.later.items()} | own
        with formatter.section("Commands"):
            formatter.write_dl([(name, words[name]) for name in self.list_commands(ctx)])
