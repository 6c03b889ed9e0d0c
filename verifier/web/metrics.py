"""What an operator counts: requests by route and status, how long they took, and the queue of checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

__all__ = ["METRICS_TYPE", "Metrics"]

METRICS_TYPE: Final = CONTENT_TYPE_LATEST
_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The counters of one server."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "dabiao_requests",
            "Requests answered, by route and status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "dabiao_request_seconds",
            "Time from a request's head to its answer's end, by route.",
            ("route",),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._jobs = Gauge("dabiao_jobs", "Checks and other jobs, by state.", ("state",), registry=self.registry)
        self._open = Gauge("dabiao_requests_open", "Requests that are being answered.", registry=self.registry)

    def begin(self) -> None:
        """Count a request that has come."""
        self._open.inc()

    def end(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        self._open.dec()
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def page(self, jobs: Mapping[str, int]) -> bytes:
        """The counters in Prometheus's text form.

        Args:
            jobs: Number of jobs in each state.
        """
        self._jobs.clear()
        for state, count in jobs.items():
            self._jobs.labels(state).set(count)
        return generate_latest(self.registry)
