"""What is used nowhere: whole families of holes that cannot be here, because the thing they need is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.accounts.service.passwords import hash_password, verify_password

ROOT = Path(__file__).resolve().parents[2]


def _texts(folder: str, *endings: str) -> dict[str, str]:
    return {
        str(path.relative_to(ROOT)): path.read_text("utf-8")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.is_file() and path.suffix in endings and "node_modules" not in path.parts and "dist" not in path.parts
    }


PYTHON = _texts("quizapp", ".py")
SCRIPTS = _texts("frontend/src", ".ts")
TEMPLATES = _texts("quizapp", ".html")

#: What, in which sources, and where it is allowed all the same.
NEVER: dict[str, tuple[dict[str, str], str, tuple[str, ...]]] = {
    "code from text": (PYTHON, r"(?<![\w.])(eval|exec)\(|(?<![\w.])compile\((?!r?[\"'])", ()),
    "unsafe objects from bytes": (PYTHON, r"\b(pickle|marshal|shelve|dill)\b|yaml\.(load|unsafe_load)\(", ()),
    "a shell": (PYTHON, r"os\.system|os\.popen|shell=True", ()),
    "other programs": (PYTHON, r"\bsubprocess\.(run|Popen|call)", ("quizapp/ops/backup.py",)),
    "broken hashes": (PYTHON, r"\b(md5|sha1|MD5|SHA1)\b", ()),
    "ciphers without authentication": (PYTHON, r"\b(ECB|CBC|PKCS1v15|ARC4|TripleDES|algorithms\.)", ()),
    "random numbers for secrets that can be guessed": (
        PYTHON, r"random\.(random|choice|randint|getrandbits)\(", (),
    ),
    "templates from text": (PYTHON, r"render_template_string|jinja2|(?<!storage_)from_string\(", ()),
    "LDAP, XPath, LaTeX, JNDI, memcache": (
        PYTHON, r"(?i)\bldap3?\b|\.xpath\(|pdflatex|xelatex|\bjndi\b|pymemcache|\bmemcached?://", (),
    ),
    "leave for other origins": (PYTHON, r"Access-Control-Allow|flask_cors", ()),
    "answers in a script's clothes (JSONP)": (PYTHON, r"(?i)jsonp|application/javascript.*callback", ()),
    "switched-off certificates": (PYTHON, r"CERT_NONE|check_hostname\s*=\s*False|verify=False|_create_unverified", ()),
    "text of a statement made by hand": (PYTHON, r"(execute|text)\(\s*f[\"']", ("quizapp/db/", "quizapp/ops/doctor.py")),
    "debug switched on": (PYTHON, r"debug=True|app\.debug\s*=|FLASK_DEBUG", ()),
    "markup declared safe by the page": (
        TEMPLATES, r"\|\s*safe\b|autoescape\s+false",
        # codes, icons and signatures that we drew ourselves from numbers
        ("quizapp/checkins/templates/checkins/screen.html", "quizapp/checkins/templates/checkins/own_code.html",
         "quizapp/web/templates/macros/_icons.html", "quizapp/statistics/templates/statistics/_external.html",
         "quizapp/sign_sheets/templates/sign_sheets/sign.html", "quizapp/live/templates/live/"),
    ),
    "code from text in scripts": (SCRIPTS, r"\beval\(|new Function\(|document\.write|insertAdjacentHTML", ()),
    "messages between windows": (SCRIPTS, r"(window|parent|opener|top)\.postMessage|addEventListener\(\"message\"", ()),
    "inherited properties from outside": (SCRIPTS, r"__proto__|\.prototype\b|for \((const|let) \w+ in |Object\.assign\([^,]+,\s*(JSON|await|answer|data|body)", ()),
    "markup put into pages": (
        SCRIPTS, r"\.innerHTML\s*=",
        # fragments that our own server rendered, and what stood there before
        ("frontend/src/shared/part.ts", "frontend/src/player/types/ordering.ts",
         "frontend/src/console/question_form.ts", "frontend/src/muster/live.ts"),
    ),
    "globals on the document": (SCRIPTS, r"\bwindow\.\w+\s*=[^=]|document\.(?!title\b)\w+\s*=[^=]", ()),
    "other sites' files": (TEMPLATES, r"(src|href)=\"(https?:)?//(?!beian\.)", ()),
}  # fmt: skip


@pytest.mark.parametrize("what", NEVER)
def test_it_is_nowhere(what: str) -> None:
    sources, pattern, allowed = NEVER[what]
    assert sources
    found = [
        f"{name}:{text[: match.start()].count(chr(10)) + 1} {match[0]}"
        for name, text in sources.items()
        if not name.startswith(allowed or ("-",))
        for match in re.finditer(pattern, text)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("code from text", "x = eval(said)"),
        ("unsafe objects from bytes", "pickle.loads(b)"),
        ("a shell", "run(x, shell=True)"),
        ("text of a statement made by hand", 'session.execute(f"SELECT {x}")'),
        ("markup declared safe by the page", "{{ name|safe }}"),
        ("switched-off certificates", "verify=False"),
        ("other sites' files", '<script src="https://cdn.example/x.js">'),
        ("messages between windows", 'window.postMessage(x, "*")'),
    ],
)
def test_it_would_be_seen(what: str, text: str) -> None:
    assert re.search(NEVER[what][1], text)


def test_password_fields_hide_what_is_typed_and_take_what_is_pasted() -> None:
    fields = [
        (name, field) for name, text in PYTHON.items() if name.startswith("quizapp/accounts/") and "Form" in text
        for field in re.findall(r"(\w*password\w*)\s*=\s*(\w+Field)\(", text)
    ]  # fmt: skip
    assert fields
    assert {kind for _name, (_field, kind) in fields} == {"PasswordField"}
    everything = "".join([*TEMPLATES.values(), *SCRIPTS.values()])
    assert not re.search(r"onpaste|\"paste\"[^)]*preventDefault|autocomplete=\"off\"[^>]*type=\"password\"", everything)


@pytest.mark.parametrize("change", [str.upper, str.strip, lambda text: text[:72], lambda text: text + " "])
def test_a_password_is_compared_as_it_was_typed(change: Callable[[str], str]) -> None:
    password = " 东明 Anquan-" + "x" * 100
    stored = hash_password(password)
    assert verify_password(stored, password)
    assert change(password) != password
    assert not verify_password(stored, change(password))


def test_passwords_do_not_grow_old() -> None:
    """When a password was changed is noted, and nothing is decided by it."""
    compared = [
        name
        for name, text in PYTHON.items()
        if re.search(r"password_changed_at\s*[<>+-]|[<>]\s*\w*\.?password_changed_at", text)
    ]
    assert compared == []
