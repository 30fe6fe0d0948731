"""Takes the lock from a PDF of a case with its password, in a process of its own.

The password goes to that process through a pipe. It is written to no file, no log and no address, and nobody keeps it: what is kept is
the file without its lock. So nobody needs the password again.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock

from formgen.dossier.evidence.mending.opening import without_password
from formgen.dossier.evidence.refused import RefusedError
from formgen.engines.system.process_group import lead_own_group, limit_memory_and_files
from formgen.web.copies import copying, own_environment, take_over
from formgen.web.work.doing import LARGEST_FILE, MEMORY, say_nothing
from formgen.web.work.processes import end

SECONDS = 60.0
"""Seconds that it may take."""
NOT_DONE = "没有解开（文件太大或太复杂）；请换成没有密码的 PDF 再放进来"
_ONE_AT_A_TIME = Lock()
"""Who tries many passwords waits, and takes no time from others."""


def unlock(stored: Path, out: Path, password: str) -> str:
    """Write the PDF `stored` without its lock to `out`. Returns what is to be said if that can't be done, in Chinese, else nothing."""
    with _ONE_AT_A_TIME:
        ours, theirs = copying().Pipe(duplex=False)
        process = copying().Process(target=_unlock, args=(stored, out, password, theirs, own_environment()))
        try:
            process.start()
            theirs.close()
            said = ours.recv() if ours.poll(SECONDS) else NOT_DONE
        except (OSError, EOFError):
            return NOT_DONE
        finally:
            ours.close()
            end(process)
    return str(said)


def _unlock(stored: Path, out: Path, password: str, told: Connection, environment: Mapping[str, str]) -> None:
    """What the process does."""
    lead_own_group()
    say_nothing()
    take_over(environment)
    limit_memory_and_files(MEMORY, LARGEST_FILE)
    told.send(_unlocked(stored, out, password))


def _unlocked(stored: Path, out: Path, password: str) -> str:
    try:
        content = without_password(stored.read_bytes(), password)
        with open(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except RefusedError as refused:
        return f"{refused.message}；{refused.remedy}"
    except Exception:  # its words may hold what somebody sent
        return NOT_DONE
    return ""
