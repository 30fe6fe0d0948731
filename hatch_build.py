"""Part of the wheel's build: what the program can lay out beforehand is laid out now, and travels in the wheel.

An editable install, and a build without the program's own libraries (pip's isolated one), bring none: forms are then laid out when they
are first used, and kept.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WITHOUT = "FORMGEN_WHEEL_WITHOUT_LAYOUTS"
"""The variable of the environment that leaves them out (`1`): half a minute less, for a look at the rest of the wheel."""
NEEDED = ("cffi", "jinja2", "lxml", "pydantic", "weasyprint")


class LayoutsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Makes the layouts in a passing folder, and removes it when the wheel is finished."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it packs."""
        if version == "editable" or os.environ.get(WITHOUT) == "1":
            return
        if missing := [name for name in NEEDED if find_spec(name) is None]:
            self.app.display_warning(
                f"no layouts in this wheel: {', '.join(missing)} not found; build it with --no-isolation"
            )
            return
        self._made = tempfile.TemporaryDirectory(prefix="formgen-layouts-")
        layouts = Path(self._made.name, "layouts")
        subprocess.run([sys.executable, "-m", "tools.ship_layouts", layouts], cwd=self.root, check=True)
        build_data["force_include"][str(layouts)] = "formgen/_data/layouts"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Called by hatchling when the wheel is written."""
        if made := getattr(self, "_made", None):
            made.cleanup()
