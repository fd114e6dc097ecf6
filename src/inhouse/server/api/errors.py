"""Errors in the shape that OpenAI's clients read."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from inhouse.errors import InhouseError, ModelUnavailable, UserFault
from inhouse.server.addresses import says_where

__all__ = ["IGNORED_HEADER", "ApiError", "Busy", "error_response", "speak_openai"]

IGNORED_HEADER = "X-Inhouse-Ignored"
"""Names what of a request has no effect on its answer."""

_log = logging.getLogger("inhouse.server")


class ApiError(Exception):
    """A request that is not answered.

    Args:
        status: HTTP status.
        message: a sentence for people.
        code: a word for programs.
        param: the parameter at fault, or None.
        headers: to send along.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str,
        param: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.param = param
        self.headers = dict(headers or {})


class Busy(ApiError):
    """More is asked than is answered at once."""

    def __init__(self, retry_after_seconds: int = 1) -> None:
        super().__init__(
            429,
            "More requests came than this server answers at once; try again in a moment.",
            code="rate_limit_exceeded",
            headers={"Retry-After": str(retry_after_seconds)},
        )


# What pydantic calls the kinds that a value may have: no part of a parameter's name.
_KIND = re.compile(
    r"str|int|float|bool|(?:list|dict|constrained-str|nullable)\[.*\]|constrained-\w+"
)
_CODES = {404: "not_found", 405: "method_not_allowed", 413: "request_too_large"}
_STATUSES = {
    400: "What was asked is not understood, or not done here; the sentence says what.",
    401: "An API key is missing.",
    403: "This key, this host or this page may not ask.",
    404: "Nothing has this name.",
    413: "The request is too large.",
    429: "Too many requests.",
    503: "Nothing was promoted, or the model cannot answer now.",
}
_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


def error_response(error: ApiError) -> JSONResponse:
    """The response that says what was wrong."""
    fallback = "invalid_request_error" if error.status < 500 else "server_error"
    body = {
        "message": str(error),
        "type": _TYPES.get(error.status, fallback),
        "param": error.param,
        "code": error.code,
    }
    return JSONResponse({"error": body}, error.status, headers=error.headers)


def speak_openai(app: FastAPI) -> None:
    """Makes every error under `/v1` an OpenAI error, and the published schema say so."""
    published = app.openapi
    app.openapi = lambda: _with_errors(published())  # type: ignore[method-assign]
    app.add_exception_handler(ApiError, _api_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(InhouseError, _own)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def _with_errors(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with the errors there are in place of FastAPI's own."""
    text: dict[str, Any] = {"type": ["string", "null"]}
    told = dict.fromkeys(("message", "type", "param", "code"), text)
    error = {"type": "object", "properties": told, "required": list(told)}
    body = {"type": "object", "properties": {"error": error}, "required": ["error"]}
    answers = {
        str(status): {"description": why, "content": {"application/json": {"schema": body}}}
        for status, why in _STATUSES.items()
    }
    for path, ways in schema["paths"].items():
        for way in ways.values():
            way["responses"].pop("422", None)
            if path.startswith("/v1"):
                way["responses"].update(answers)
    schema.get("components", {}).get("schemas", {}).pop("HTTPValidationError", None)
    schema.get("components", {}).get("schemas", {}).pop("ValidationError", None)
    return schema


async def _api_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return error_response(error)


async def _own(_request: Request, error: Exception) -> Response:
    if isinstance(error, ModelUnavailable):  # its text names the firm's own set-up
        _log.error("a request failed: %s", error.expected)
        return error_response(
            ApiError(503, "The model cannot answer now; try again.", code="model_unavailable")
        )
    if isinstance(error, UserFault):
        return error_response(ApiError(400, str(error), code="invalid_value"))
    _log.error("a request failed: %s", type(error).__name__)
    return error_response(ApiError(500, "The server failed.", code="server_error"))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = _CODES.get(error.status_code, "http_error")
    headers = dict(error.headers or {})
    said = str(error.detail)
    if error.status_code in (404, 405):
        host = request.headers.get("host", "")
        paths = request.app.openapi()["paths"]
        routes = [(method, path) for path, ways in paths.items() for method in ways]
        said = says_where(request.method, request.url.path, host, routes)
    return error_response(ApiError(error.status_code, said, code=code, headers=headers))


async def _unexpected(_request: Request, error: Exception) -> Response:
    # The type, never the text: it may hold a customer's words.
    _log.error("a request failed: %s", type(error).__name__)
    return error_response(ApiError(500, "The server failed.", code="server_error"))


async def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return error_response(fault_of(error.errors()))


def fault_of(found: Sequence[Mapping[str, Any]]) -> ApiError:
    """What pydantic found, as one sentence about the fault that says most.

    A value that may be of two kinds fails as each of them; our own words, and then the fault that
    lies deepest, are about the kind that was meant.
    """
    first = max(
        found,
        key=lambda one: (
            one["type"] == "refused",
            len(one.get("loc", ())),
            not one["type"].endswith("_type"),
        ),
    )
    told = first.get("ctx", {})
    place = [str(p) for p in first.get("loc", ()) if p != "body" and not _KIND.fullmatch(str(p))]
    param = ".".join([*place, *filter(None, [told.get("param")])]) or None
    if first["type"] == "refused":
        return ApiError(400, str(first["msg"]), code=str(told["code"]), param=param)
    if first["type"] == "extra_forbidden":
        return ApiError(
            400,
            f"Unknown parameter: '{param}'. This server refuses what it cannot honour.",
            code="unknown_parameter",
            param=param,
        )
    if first["type"] == "missing" and param is None:
        return ApiError(400, "The request should have a body in JSON.", code="missing_body")
    if first["type"] == "missing":
        return ApiError(
            400, f"Missing required parameter: '{param}'.", code="missing_parameter", param=param
        )
    if first["type"] == "json_invalid":
        return ApiError(400, "The body is not valid JSON.", code="invalid_json")
    said = str(first["msg"]).removeprefix("Value error, ")
    where = f"Invalid '{param}'" if param else "Invalid request"
    return ApiError(400, f"{where}: {said}.", code="invalid_value", param=param)
