"""JSON routes that check and describe themselves: ``@api_route(...)`` on a view, read again by the OpenAPI document.

A struct says what a request must look like; a body that differs is answered with 422 and the place of the first fault,
before the view runs. The view returns a struct; what the document promises is what goes out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import msgspec
from flask import Response, request

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_

_MARK = "__quizapp_api__"


class ErrorBody(msgspec.Struct, frozen=True, kw_only=True):
    """What went wrong, for programs (``code``) and for people (``message``, in the reader's language)."""

    code: str
    message: str
    field: str | None = None
    error_id: str | None = None


class ErrorAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Every refusal of the API looks like this."""

    error: ErrorBody


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiSpec:
    """What a route takes and gives, as structs."""

    summary: str
    request: type[msgspec.Struct] | None
    query: type[msgspec.Struct] | None
    responses: Mapping[int, type[msgspec.Struct]]
    tags: tuple[str, ...] = field(default=())


def api_route(
    *, summary: str, responses: Mapping[int, type[msgspec.Struct]], request: type[msgspec.Struct] | None = None,
    query: type[msgspec.Struct] | None = None, tags: tuple[str, ...] = (),
) -> Callable[[Callable[..., Any]], Callable[..., Response]]:  # fmt: skip
    """Decode, call, encode. The view gets ``body`` and ``query`` when they are declared.

    It returns a struct (status 200) or ``(struct, status)``.
    """
    spec = ApiSpec(summary=summary, request=request, query=query, responses=responses, tags=tags)

    def decorate(view: Callable[..., Any]) -> Callable[..., Response]:
        @wraps(view)
        def answering(*args: Any, **kwargs: Any) -> Response:
            result = view(*args, **kwargs, **_decoded(spec))
            answer, status = result if isinstance(result, tuple) else (result, 200)
            return Response(msgspec.json.encode(answer), status, content_type="application/json")

        setattr(answering, _MARK, spec)
        return answering

    return decorate


def spec_of(view: Callable[..., Any]) -> ApiSpec | None:
    """What ``view`` declares; None for pages."""
    found = getattr(view, _MARK, None)
    return found if isinstance(found, ApiSpec) else None


def _decoded(spec: ApiSpec) -> dict[str, msgspec.Struct]:
    found: dict[str, msgspec.Struct] = {}
    try:
        if spec.query is not None:
            found["query"] = msgspec.convert(request.args.to_dict(), spec.query, strict=False)
        if spec.request is not None:
            found["body"] = msgspec.json.decode(request.get_data(), type=spec.request)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError) as error:
        text = str(error)
        place = text.rpartition(" - at `$")[2].strip("`.") if " - at `$" in text else None
        raise Invalid(N_("收到的内容和约定的格式不一致（%(detail)s）"), field=place, detail=text) from None
    return found
