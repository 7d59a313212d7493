"""Figures for Prometheus: how much, how fast, how it ended. No shop, device or user is named."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)


class Metrics:
    """The figures of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("sync_requests", "Requests", ["path", "status"], registry=self.registry)
        self.seconds = Histogram(
            "sync_request_seconds", "How long they took", ["path"], buckets=SECONDS, registry=self.registry
        )
        self.bytes = Counter("sync_bytes", "Bytes of bodies", ["direction"], registry=self.registry)
        self.mutations = Counter("sync_mutations", "Mutations received", registry=self.registry)
        self.inside = Gauge("sync_requests_inside", "Requests being answered", registry=self.registry)

    def answered(self, path: str, status: int, seconds: float, sizes: tuple[int, int]) -> None:
        """One request is done."""
        self.requests.labels(path, str(status)).inc()
        self.seconds.labels(path).observe(seconds)
        self.bytes.labels("in").inc(sizes[0])
        self.bytes.labels("out").inc(sizes[1])

    def text(self) -> bytes:
        """As Prometheus reads it."""
        return generate_latest(self.registry)
