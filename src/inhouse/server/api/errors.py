"""Errors in the shape that OpenAI's clients read."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from inhouse.errors import InhouseError, ModelUnavailable, UserFault

__all__ = ["ApiError", "Busy", "error_response", "speak_openai"]

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


_CODES = {404: "not_found", 413: "request_too_large"}
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
    """Makes every error under `/v1` an OpenAI error."""
    app.add_exception_handler(ApiError, _api_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(InhouseError, _own)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


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


async def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = _CODES.get(error.status_code, "http_error")
    headers = dict(error.headers or {})
    return error_response(
        ApiError(error.status_code, str(error.detail), code=code, headers=headers)
    )


async def _unexpected(_request: Request, error: Exception) -> Response:
    # The type, never the text: it may hold a customer's words.
    _log.error("a request failed: %s", type(error).__name__)
    return error_response(ApiError(500, "The server failed.", code="server_error"))


async def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return error_response(fault_of(error.errors()[0]))


def fault_of(first: Mapping[str, object]) -> ApiError:
    """What pydantic found, as one sentence."""
    place = first.get("loc", ())
    names = [str(p) for p in place if p != "body"] if isinstance(place, tuple) else []
    param = ".".join(names) or None
    if first["type"] == "extra_forbidden":
        return ApiError(
            400,
            f"Unknown parameter: '{param}'. This server refuses what it cannot honour.",
            code="unknown_parameter",
            param=param,
        )
    if first["type"] == "missing":
        return ApiError(
            400, f"Missing required parameter: '{param}'.", code="missing_parameter", param=param
        )
    if first["type"] == "json_invalid":
        return ApiError(400, "The body is not valid JSON.", code="invalid_json")
    said = str(first["msg"]).removeprefix("Value error, ")
    return ApiError(400, f"Invalid '{param}': {said}.", code="invalid_value", param=param)
