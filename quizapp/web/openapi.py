"""The OpenAPI document, built from the routes themselves: it cannot promise what they do not do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import msgspec
from apispec import APISpec
from flask import Blueprint, Flask, Response, current_app
from werkzeug.routing import Rule

from quizapp import __version__
from quizapp.web.api import ApiSpec, ErrorAnswer, spec_of
from quizapp.web.csrf import is_bearer
from quizapp.web.policy import Access, Audience, access_of, public

blueprint = Blueprint("openapi", __name__)

_REF = "#/components/schemas/{name}"
_TYPES = {"int": {"type": "integer", "minimum": 0}, "float": {"type": "number"}}
_UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
_ERRORS = (400, 404, 422, 429, 503)


@blueprint.get("/api/openapi.json")
@public
def document() -> Response:
    """All API routes of this installation."""
    return Response(_encoded(current_app._get_current_object()), content_type="application/json")  # type: ignore[attr-defined]


@lru_cache(maxsize=4)
def _encoded(app: Flask) -> bytes:
    return msgspec.json.encode(build_document(app))


def build_document(app: Flask) -> dict[str, Any]:
    """The document as plain dicts."""
    spec = APISpec(title="quizapp", version=__version__, openapi_version="3.1.0")
    routes = list(_api_routes(app))
    for name, schema in _schemas([route for _, route, _ in routes]).items():
        spec.components.schema(name, schema)
    spec.components.security_scheme("staff", {"type": "apiKey", "in": "cookie", "name": _cookie(app)})
    spec.components.security_scheme("form_token", {"type": "apiKey", "in": "header", "name": "X-CSRFToken"})
    spec.components.security_scheme("device", {"type": "http", "scheme": "bearer"})
    for rule, route, access in routes:
        methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        trusts_header = is_bearer(app.view_functions[rule.endpoint])
        operations = {
            method.lower(): _operation(rule, route, _Caller(access, trusts_header), method) for method in methods
        }
        spec.path(path=_path(rule), operations=operations, parameters=_path_parameters(rule))
    found: dict[str, Any] = spec.to_dict()
    return found


def _api_routes(app: Flask) -> Iterator[tuple[Rule, ApiSpec, Access | None]]:
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        view = app.view_functions[rule.endpoint]
        found = spec_of(view)
        if found is not None:
            yield rule, found, access_of(view)


def _schemas(routes: list[ApiSpec]) -> dict[str, Any]:
    structs: dict[str, type[msgspec.Struct]] = {"ErrorAnswer": ErrorAnswer}
    for route in routes:
        for struct in (route.request, *route.responses.values()):
            if struct is not None:
                structs[struct.__name__] = struct
    _, components = msgspec.json.schema_components(structs.values(), ref_template=_REF)
    return components


def _cookie(app: Flask) -> str:
    return str(app.config["SESSION_COOKIE_NAME"])


def _path(rule: Rule) -> str:
    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)


def _path_parameters(rule: Rule) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _TYPES.get(converter or "", {"type": "string"})}
        for converter, name in re.findall(r"<(?:([^:<>]+):)?([^<>]+)>", rule.rule)
    ]


@dataclass(frozen=True, slots=True)
class _Caller:
    """Who may come, and whether he is known by a header."""

    access: Access | None
    has_token: bool

    @property
    def may_be_refused(self) -> bool:
        return self.has_token or (self.access is not None and self.access.audience is Audience.STAFF)


def _operation(rule: Rule, route: ApiSpec, caller: _Caller, method: str) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": f"{rule.endpoint}.{method.lower()}",
        "summary": route.summary,
        "tags": list(route.tags),
        "responses": _responses(route, caller),
    }
    if route.query is not None:
        operation["parameters"] = _query_parameters(route.query)
    if route.request is not None:
        content = {"application/json": {"schema": {"$ref": _REF.format(name=route.request.__name__)}}}
        operation["requestBody"] = {"required": True, "content": content}
    security = _security(caller, method)
    return operation | ({"security": [security]} if security else {})


def _security(caller: _Caller, method: str) -> dict[str, list[str]]:
    """What a request must carry: a device's token, or staff cookie, form token, both or nothing."""
    if caller.has_token:
        return {"device": []}
    needs = ["staff"] if caller.may_be_refused else []
    return {name: [] for name in (*needs, *(["form_token"] if method in _UNSAFE else []))}


def _responses(route: ApiSpec, caller: _Caller) -> dict[str, Any]:
    refused = (401, 403) if caller.may_be_refused else ()
    structs: dict[int, type[msgspec.Struct]] = dict.fromkeys((*_ERRORS, *refused), ErrorAnswer)
    structs.update(route.responses)
    return {
        str(status): {
            "description": HTTPStatus(status).phrase,
            "content": {"application/json": {"schema": {"$ref": _REF.format(name=struct.__name__)}}},
        }
        for status, struct in sorted(structs.items())
    }


def _query_parameters(query: type[msgspec.Struct]) -> list[dict[str, Any]]:
    (schema,), components = msgspec.json.schema_components([query], ref_template=_REF)
    body = components.get(query.__name__, schema)
    required = set(body.get("required", ()))
    return [
        {"name": name, "in": "query", "required": name in required, "schema": each}
        for name, each in body["properties"].items()
    ]
