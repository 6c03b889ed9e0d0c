"""What an operator counts."""

from __future__ import annotations

from verifier.web.metrics import Metrics


def test_requests_are_counted_by_route_and_status() -> None:
    """A request shows in the counters by its route's template and its status."""
    metrics = Metrics()
    for status in (200, 200, 404):
        metrics.begin()
        metrics.end("GET", "/p/{contract}", status, 0.02)

    page = metrics.page({"queued": 3}).decode()

    assert 'dabiao_requests_total{method="GET",route="/p/{contract}",status="200"} 2.0' in page
    assert 'dabiao_requests_total{method="GET",route="/p/{contract}",status="404"} 1.0' in page
    assert 'dabiao_request_seconds_bucket{le="0.025",route="/p/{contract}"} 3.0' in page
    assert 'dabiao_jobs{state="queued"} 3.0' in page
    assert "dabiao_requests_open 0.0" in page


def test_a_state_that_is_gone_is_gone() -> None:
    """A state in which no job is any more does not keep its last number."""
    metrics = Metrics()
    metrics.page({"running": 1})

    assert 'state="running"' not in metrics.page({"queued": 1}).decode()


def test_two_servers_count_apart() -> None:
    """Two servers in one process count their own requests."""
    one, other = Metrics(), Metrics()
    one.begin()
    one.end("GET", "/", 200, 0.1)

    assert "dabiao_requests_total{" not in other.page({}).decode()
