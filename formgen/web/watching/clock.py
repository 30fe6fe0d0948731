"""A clock that was set back, as a server tells it: times on the pages are then wrong, and deadlines are counted wrongly."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from formgen.web.watching.health import SET_BACK, behind


def told_clock(folder: Path) -> tuple[str, ...]:
    """The line about a clock that lies behind what was last done in a data folder; none if it does not.

    Nothing depends on the order of times: versions are numbered, and pieces of work wait in a queue.
    """
    late = behind(folder)
    if late <= SET_BACK:
        return ()
    now = datetime.now().strftime("%Y-%m-%d %H:%M")
    said = f"{late / 86400:.0f} 天" if late >= 86400 else f"{late / 60:.0f} 分钟"
    return (
        f"注意：这台电脑的时间（{now}）比数据里最近一次操作早 {said}，请核对时间；数据没有影响，离截止的天数会算错",
    )
