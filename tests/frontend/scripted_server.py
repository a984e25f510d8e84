"""A server that answers as a test tells it, under the real layouts, macros and built scripts."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

from flask import Flask, jsonify, redirect, render_template_string, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from flask_wtf import CSRFProtect
from werkzeug.serving import make_server

from quizapp.web.assets import asset
from quizapp.web.security import content_security_policy

WEB = Path(__file__).parents[2] / "quizapp" / "web"

QUIZ = """{% extends "layouts/player.html" %}{% from "macros/quiz.html" import player %}{% block title %}答题{% endblock %}
{% block player %}{{ player('/submit', '/save', 'key-1', 'attempt-1', '安全知识竞赛', questions, revision, deadline, now, seconds) }}{% endblock %}"""
RESULT = """{% extends "layouts/phone.html" %}{% from "macros/quiz.html" import result_head %}{% block title %}结果{% endblock %}
{% block main %}{{ result_head(80, 100, '80 分') }}{% endblock %}"""
IDENTITY = """{% extends "layouts/phone.html" %}{% from "macros/ui.html" import icon %}{% block title %}登记{% endblock %}
{% block main %}<h1>登记</h1><form method="post" action="/echo"><input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
<label class="field-label" for="unit">单位</label><span class="select"><select class="input" id="unit" name="unit" data-unit-picker data-recent="3"
  data-text-search="搜索" data-text-recent="最近用过" data-text-none="没有找到" data-text-change="更换" data-text-more="还有">
<option value="">请选择</option><option value="1" data-search="xinhongxingshequ xhxsq">新红星社区</option>
<option value="2" data-search="hongxingcun hxc">红星村</option><option value="3" data-search="dongfengcun dfc">东风村</option></select></span>
<button class="btn btn-primary">下一步</button></form>{% endblock %}
{% block scripts %}{{ super() }}<script src="{{ asset('unit_picker.js') }}" defer></script>{% endblock %}"""
DESK = """{% extends "layouts/console.html" %}{% from "macros/desk.html" import desk, desk_row %}{% block title %}签到{% endblock %}
{% block main %}{% call desk(3, 0) %}{{ desk_row(1, '张桂兰', '一组', 'zhangguilan zgl', '/tick/1', '/undo/1') }}
{{ desk_row(2, '李建国', '一组', 'lijianguo ljg', '/tick/2', '/undo/2') }}{% endcall %}{% endblock %}
{% block scripts %}{{ super() }}<script src="{{ asset('checkin_desk.js') }}" defer></script>{% endblock %}"""

QUESTIONS: list[dict[str, Any]] = [
    {
        "number": 1,
        "type": "single",
        "stem": "电池充电时冒烟，先做什么？",
        "options": ["搬走", "断电撤人", "浇水"],
        "chosen": [],
    },
    {
        "number": 2,
        "type": "multiple",
        "stem": "逃生时正确的做法有哪些？",
        "options": ["低姿", "捂口鼻", "乘电梯"],
        "chosen": [],
    },
    {"number": 3, "type": "true_false", "stem": "有权拒绝违章指挥。", "options": ["正确", "错误"], "chosen": []},
]
for _question in QUESTIONS:
    _picks = 1 if _question["type"] != "multiple" else 3
    _question["shown"] = {**{name: _question[name] for name in ("type", "stem", "options")}, "max_picks": _picks}


@dataclass
class ScriptedServer:
    """What came in, and what to answer next: statuses with an optional body; an empty queue means all is well."""

    url: str = ""
    seconds: int = 1200
    revision: int = 0
    next_saves: deque[tuple[int, dict[str, Any]]] = field(default_factory=deque)
    next_submits: deque[int] = field(default_factory=deque)
    next_ticks: deque[int] = field(default_factory=deque)
    saves: list[dict[str, Any]] = field(default_factory=list)
    submits: list[dict[str, list[str]]] = field(default_factory=list)

    def save(self) -> ResponseReturnValue:
        self.saves.append(request.get_json())
        well = (200, {"revision": self.saves[-1]["revision"]})
        status, body = self.next_saves.popleft() if self.next_saves else well
        return jsonify(body), status

    def submit(self) -> ResponseReturnValue:
        self.submits.append(dict(request.form.lists()))
        if self.next_submits:
            return "", self.next_submits.popleft(), {"Retry-After": "1"}
        if request.accept_mimetypes.best == "application/json":
            return jsonify(location="/result")
        return redirect("/result", 303)

    def tick(self, row: int, state: str) -> ResponseReturnValue:
        if self.next_ticks:
            return "", self.next_ticks.popleft()
        return jsonify(state=state, text=f"第 {row} 行 {state}")

    def quiz(self) -> str:
        now = datetime.now(UTC)
        deadline = now + timedelta(seconds=self.seconds)
        return render_template_string(
            QUIZ,
            questions=QUESTIONS,
            revision=self.revision,
            now=now.isoformat(),
            deadline=deadline.isoformat(),
            seconds=self.seconds,
        )


@contextmanager
def serving() -> Iterator[ScriptedServer]:
    """The server on a free port of this machine."""
    script = ScriptedServer()
    server = make_server("127.0.0.1", 0, _make_app(script), threaded=True)
    script.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _make_app(script: ScriptedServer) -> Flask:
    app = Flask(__name__, template_folder=str(WEB / "templates"), static_folder=str(WEB / "static"))
    app.config.update(SECRET_KEY="for-tests-only", WTF_CSRF_HEADERS=["X-CSRFToken"])
    Babel(app)
    CSRFProtect(app)
    app.add_template_global(asset, "asset")
    app.after_request(_strict)
    app.add_url_rule("/quiz", view_func=script.quiz, endpoint="quiz")
    app.add_url_rule("/save", view_func=script.save, endpoint="save", methods=["POST"])
    app.add_url_rule("/submit", view_func=script.submit, endpoint="submit", methods=["POST"])
    app.add_url_rule(
        "/tick/<int:row>", view_func=lambda row: script.tick(row, "present"), endpoint="tick", methods=["POST"]
    )
    app.add_url_rule(
        "/undo/<int:row>", view_func=lambda row: script.tick(row, "absent"), endpoint="undo", methods=["POST"]
    )
    app.add_url_rule("/echo", view_func=lambda: jsonify(dict(request.form)), endpoint="echo", methods=["POST"])
    for path, source in {"/result": RESULT, "/identity": IDENTITY, "/desk": DESK}.items():
        app.add_url_rule(path, view_func=lambda source=source: render_template_string(source), endpoint=path.strip("/"))
    return app


def _strict(response: Any) -> Any:
    response.headers["Content-Security-Policy"] = content_security_policy()
    response.headers["Cache-Control"] = "no-store"
    return response
