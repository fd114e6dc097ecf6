"""What Prometheus can read: requests, times, tokens; never a word of anybody."""

from __future__ import annotations

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Measured", "Metrics"]

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Metrics:
    """The counters of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "inhouse_requests", "Requests", ("path", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "inhouse_request_seconds",
            "Seconds from request to last byte",
            ("path",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.first_token = Histogram(
            "inhouse_first_token_seconds",
            "Seconds from request to first token",
            ("model",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.tokens = Counter(
            "inhouse_tokens", "Tokens", ("model", "direction"), registry=self.registry
        )
        self.open_answers = Gauge(
            "inhouse_open_answers", "Answers being made or waiting", registry=self.registry
        )


class Measured:
    """Counts every request of the application inside.

    Args:
        app: what is measured.
        metrics: where it is counted.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            # Paths nobody serves are one path: else anybody could fill the memory with names.
            route = scope.get("route")
            path = getattr(route, "path", "other")
            self._metrics.requests.labels(path, str(status)).inc()
            self._metrics.seconds.labels(path).observe(time.perf_counter() - started)
