"""Counts and times of a server in the text form that Prometheus reads. Labels are doors, methods and statuses: nobody's data."""

from __future__ import annotations

import threading
import time
from collections import Counter
from pathlib import Path

from formgen import __version__
from formgen.web.watching.health import Health

BOUNDS = (0.005, 0.025, 0.1, 0.5, 1.0, 2.5, 10.0)
"""The upper bounds, in seconds, by which the times of answers are counted."""
PAGE_SIZE = 4096


class Metrics:
    """What was counted since the server began. It may be used from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._began = time.time()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._within: Counter[float] = Counter()
        self._seconds = 0.0

    def count(self, method: str, door: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        with self._lock:
            self._requests[(method, door, status)] += 1
            self._seconds += seconds
            for bound in BOUNDS:
                if seconds <= bound:
                    self._within[bound] += 1

    def text(self, health: Health) -> str:
        """Everything that was counted, and how the server is at this moment."""
        with self._lock:
            requests, within, seconds = dict(self._requests), dict(self._within), self._seconds
        total = sum(requests.values())
        lines = [
            *_family("formgen_info", "gauge", "The program's version"),
            f'formgen_info{{version="{__version__}"}} 1',
            *_family("formgen_start_time_seconds", "gauge", "When the server began, in seconds since 1970"),
            f"formgen_start_time_seconds {self._began:.3f}",
            *_family("formgen_requests_total", "counter", "Requests that were answered"),
            *(
                f'formgen_requests_total{{method="{method}",door="{door}",status="{status}"}} {number}'
                for (method, door, status), number in sorted(requests.items())
            ),
            *_family("formgen_request_seconds", "histogram", "How long answers took"),
            *(f'formgen_request_seconds_bucket{{le="{bound:g}"}} {within.get(bound, 0)}' for bound in BOUNDS),
            f'formgen_request_seconds_bucket{{le="+Inf"}} {total}',
            f"formgen_request_seconds_sum {seconds:.6f}",
            f"formgen_request_seconds_count {total}",
            *_gauge("formgen_work_waiting", "Pieces of work that wait", health.waiting),
            *_gauge("formgen_work_running", "Pieces of work that are being done", health.working),
            *_gauge("formgen_data_writable", "1 if the data folder can be written", int(health.writable)),
            *_gauge("formgen_data_free_bytes", "Free bytes in the data folder", health.room),
            *_gauge("formgen_clock_behind_seconds", "How far the clock lies behind what was last done", health.behind),
            *_gauge("formgen_resident_memory_bytes", "Memory of the server's own process", resident_memory()),
        ]
        return "\n".join(lines) + "\n"


def _family(name: str, kind: str, about: str) -> tuple[str, str]:
    return f"# HELP {name} {about}", f"# TYPE {name} {kind}"


def _gauge(name: str, about: str, value: float | None) -> tuple[str, ...]:
    """A number of this moment. value: None if it is not known, and then nothing is said."""
    return (
        ()
        if value is None
        else (*_family(name, "gauge", about), f"{name} {value:g}" if value % 1 else f"{name} {int(value)}")
    )


def resident_memory() -> int | None:
    """Bytes of memory that this process takes up; None if the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_SIZE
    except (OSError, ValueError, IndexError):
        return None
