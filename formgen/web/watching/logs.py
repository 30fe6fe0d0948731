"""The log of a server: a line for each request and each fault, plain or as JSON. It names doors and kinds, never who or what."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from enum import StrEnum

LOG = logging.getLogger("formgen.web")


class LogForm(StrEnum):
    """How the lines of a log look."""

    PLAIN = "plain"
    JSON = "json"


class JsonLines(logging.Formatter):
    """A line of JSON for each entry: `time`, `level`, `said`, and for a request `method`, `door`, `status`, `seconds`."""

    def format(self, record: logging.LogRecord) -> str:
        """An entry as a line. Errors are told by their kind and place alone: no traceback, since it may quote a record."""
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "said": record.getMessage(),
        }
        entry.update(getattr(record, "request", {}))
        return json.dumps(entry, ensure_ascii=False)


def begin_log(form: LogForm | None) -> None:
    """Write the log to standard error. form: None for faults alone, in plain lines."""
    handler = logging.StreamHandler()
    if form is LogForm.JSON:
        handler.setFormatter(JsonLines())
    elif form is LogForm.PLAIN:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    LOG.handlers = [handler]
    LOG.propagate = False
    LOG.setLevel(logging.WARNING if form is None else logging.INFO)


def log_request(method: str, door: str, status: int, seconds: float) -> None:
    """Write the line of a request that was answered."""
    said = f"{method} {door} {status} {seconds * 1000:.0f}ms"
    LOG.info(said, extra={"request": {"method": method, "door": door, "status": status, "seconds": round(seconds, 4)}})
