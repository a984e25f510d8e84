"""The contest of `tests.contests` and people who answer it more or less honestly."""

from tests.contests.conftest import make_scene, scene

__all__ = ["make_scene", "scene"]
