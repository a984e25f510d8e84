"""Moodle's category paths: ``$course$/a/b``, where ``//`` is a slash inside a name."""

from __future__ import annotations

#: Contexts and the topmost category, which are nobody's topic.
_PLACES = {"$course$", "$module$", "$system$", "$cat1$", "$cat2$", "$cat3$", "$user$", "top"}


def topic_of_path(path: str) -> str:
    """The innermost name of a path; empty for a path of contexts alone."""
    names = [name.replace("\x00", "/").strip() for name in path.replace("\x00", "").replace("//", "\x00").split("/")]
    names = [name for name in names if name]
    return names[-1] if names and names[-1] not in _PLACES else ""


def path_of_topic(topic: str) -> str:
    """The path that is read back as the topic; the course's own category for none."""
    return "$course$/top/" + topic.replace("/", "//") if topic else "$course$/top"
