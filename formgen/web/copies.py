"""Processes that are copies of one process that has loaded the program, so that none of them takes a second to load it again.

That process starts when the first copy is asked for, and ends with the server. It has no other thread, keeps nothing of what anybody
sent, and does nothing but copy itself. The copies share its memory. Windows has no such copies: there, each process loads the program.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext

PRELOADED = "formgen.web.work.preloaded"
"""The module that the process loads. It is named here and not imported, because it imports what stands above this module."""


def copying() -> ForkServerContext | SpawnContext:
    """The way in which such processes start. The process that is copied starts now, if it does not run yet; it is not waited for."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver  # Windows can't load it

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([PRELOADED])
    forkserver.ensure_running()
    return context


def own_environment() -> dict[str, str]:
    """The variables of this process's environment, for a copy: what it is copied from has those of its own start."""
    return dict(os.environ)


def take_over(environment: Mapping[str, str]) -> None:
    """Give this process, which was just copied, the variables of the one that asked for it."""
    os.environ.clear()
    os.environ.update(environment)
