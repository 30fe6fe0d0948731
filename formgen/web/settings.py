"""The settings of `formgen serve` in a file: each is one of its options, and all that is wrong with them is told at once."""

from __future__ import annotations

import ipaddress
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from formgen.foundation import resources
from formgen.foundation.errors import DefinitionFault, FormgenError, UsageError
from formgen.scheme.definition import Definition
from formgen.scheme.files import read_toml


class ServeSettings(Definition):
    """The options of `formgen serve` by their names; None for one that the file does not name, which keeps its default."""

    host: str | None = None
    port: Annotated[int, Field(ge=0, le=65535)] | None = None
    data: str | None = None
    scheme: str | None = None
    log: Literal["plain", "json"] | None = None
    metrics: bool | None = None
    scheduler: str | None = None
    keep: Annotated[int, Field(ge=1, le=3660)] | None = None
    shared: bool | None = None
    address: Annotated[tuple[str, ...], Field(strict=False)] | None = None
    trusted_header: Annotated[str | None, Field(alias="trusted-header")] = None
    proxy: Annotated[tuple[str, ...], Field(strict=False)] | None = None


def read_settings(path: Path) -> dict[str, object]:
    """The settings that a file names, by the names of the options.

    Raises UsageError with everything that is wrong with the file: its syntax, unknown names, values that can't be.
    """
    faults: list[DefinitionFault] = []
    found = read_toml(ServeSettings, path, path.name, faults)
    faults += [DefinitionFault(path.name, name, said) for name, said in _impossible(_texts(path))]
    if faults or found is None:
        said = "；".join(f"{one.place}：{one.message}" if one.place else one.message for one in faults)
        raise UsageError(f"设置文件 {path} 有 {len(faults)} 处要改：{said}")
    named = ((ServeSettings.model_fields[name].alias or name, value) for name, value in found)
    return {name: value for name, value in named if value is not None}


def _texts(path: Path) -> dict[str, str]:
    """The settings that are texts, even if others are of the wrong kind: all faults are told at once."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: value for name, value in raw.items() if isinstance(value, str)}


def _impossible(texts: dict[str, str]) -> list[tuple[str, str]]:
    """What is wrong with texts that are of the right kind."""
    faults = []
    host, data, scheme = texts.get("host"), texts.get("data"), texts.get("scheme")
    if host is not None and host != "localhost":
        try:
            ipaddress.ip_address(host.strip("[]"))
        except ValueError:
            faults.append(("host", f"「{host}」不是地址，写 127.0.0.1"))
    if data is not None and not Path(data).is_absolute():
        faults.append(("data", f"「{data}」要从 / 写起"))
    elif data is not None and Path(data).exists() and not Path(data).is_dir():
        faults.append(("data", f"「{data}」不是文件夹"))
    if scheme is not None:
        try:
            resources.scheme_folder(scheme)
        except FormgenError as fault:
            faults.append(("scheme", str(fault)))
    return faults
