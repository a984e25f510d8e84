"""Single values of YAML files, also those that look like a date or a number and are none."""

from __future__ import annotations

from typing import Any

import yaml


def scalar_of(node: yaml.Node) -> Any:
    """What the value says in YAML; its text where it only looks like more: ``2026-13-45``, a number without end."""
    try:
        return yaml.SafeLoader("").construct_object(node, deep=True)
    except (ValueError, OverflowError):
        return str(node.value)
