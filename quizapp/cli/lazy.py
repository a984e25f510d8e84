"""Commands that are imported only when they are called, so that `quizapp banks read` starts in a blink."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """A group whose commands are named as ``module:attribute`` strings."""

    def __init__(self, *args: Any, commands_by_path: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._paths = commands_by_path or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*self._paths, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        path = self._paths.get(cmd_name)
        if path is None:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = path.partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command
