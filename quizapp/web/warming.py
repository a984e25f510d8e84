"""What a process learns before it takes its first request: the templates that thousands open in the same minute.

The first contest page of a process cost 220 ms, nearly all of it compiling templates, and sixteen threads at once did all of it
sixteen times: the first two seconds of an opening were lost.
"""

from __future__ import annotations

from flask import Flask

#: What every page of a participant includes.
_SHARED = ("layouts/", "macros/")
#: The pages of a contest's opening and last minute, with their parts.
_PAGES = ("admission/waiting.html", "contests/contest.html", "contests/paper.html", "contests/result.html")
_PARTS = ("contests/_",)


def compile_first_pages(app: Flask) -> None:
    """Compile these templates now."""
    for name in app.jinja_env.list_templates():
        if name in _PAGES or name.startswith((*_SHARED, *_PARTS)):
            app.jinja_env.get_template(name)
