"""Lists what a bundle holds, with versions, hashes and licences, in the form of CycloneDX: libraries, Debian packages, faces."""

from __future__ import annotations

import email
import io
import json
import re
import subprocess
import tarfile
import time
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from formgen import __version__
from tools.release.packing import ROOT, epoch, sha256
from tools.release.wheels import canonical

SPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
"""The name space of addresses (RFC 4122): the number of a list follows from what it holds."""
UNKNOWN = "see the licence texts in the package"
CLASSIFIER = "License :: "


class _Part(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Hash(_Part):
    """A digest of a file."""

    alg: str
    content: str


class NamedLicense(_Part):
    """A licence by the name that its origin gives it."""

    name: str


class LicenseEntry(_Part):
    """A licence, by its name, or as an expression of the SPDX list."""

    license: NamedLicense | None = None
    expression: str | None = None


class Component(_Part):
    """One thing that is in the bundle. purl: its address in the form of package URLs; None for a face."""

    type: str
    name: str
    version: str
    hashes: tuple[Hash, ...] = ()
    licenses: tuple[LicenseEntry, ...] = ()
    purl: str | None = None


class About(_Part):
    """Of what the list is, and when it was made."""

    timestamp: str
    component: Component


class Bill(_Part):
    """The whole list (CycloneDX 1.5)."""

    bom_format: str = "CycloneDX"
    spec_version: str = "1.5"
    serial_number: str
    version: int = 1
    metadata: About
    components: tuple[Component, ...]


def bill(folder: Path) -> str:
    """The list of an unpacked bundle, as JSON. The same bundle gives the same bytes."""
    wheels = [*sorted((folder / "wheels").glob("*.whl")), *sorted((folder / "pip").glob("*.whl"))]
    libraries = [_library(path) for path in wheels]
    own = next(one for one in libraries if one.name == "formgen")
    packages = [_package(path) for path in sorted((folder / "debian").glob("*.deb"))]
    components = (*(one for one in libraries if one is not own), *packages, *_faces())
    text = json.dumps([one.model_dump() for one in components], sort_keys=True)
    made = Bill(
        serial_number=f"urn:uuid:{uuid.uuid5(SPACE, text)}",
        metadata=About(timestamp=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch())), component=own),
        components=components,
    )
    return made.model_dump_json(by_alias=True, exclude_none=True, indent=2) + "\n"


def _hash(path: Path) -> tuple[Hash, ...]:
    return (Hash(alg="SHA-256", content=sha256(path)),)


def _library(path: Path) -> Component:
    with zipfile.ZipFile(path) as wheel:
        (name,) = (name for name in wheel.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        said = email.message_from_bytes(wheel.read(name))
    name, version = canonical(said["Name"]), said["Version"]
    return Component(
        type="application" if name == "formgen" else "library",
        name=name,
        version=version,
        hashes=_hash(path),
        licenses=_licenses(said),
        purl=f"pkg:pypi/{name}@{quote(version)}",
    )


def _licenses(said: email.message.Message) -> tuple[LicenseEntry, ...]:
    """The licences of a library as its description says them: an expression, else classifiers, else a short name."""
    if said["License-Expression"]:
        return (LicenseEntry(expression=said["License-Expression"]),)
    classes = [one.rpartition(" :: ")[2] for one in said.get_all("Classifier", []) if one.startswith(CLASSIFIER)]
    named = [one for one in classes if one != "OSI Approved"]
    line = " ".join((said["License"] or "").split("\n")[0].split())
    named = named or ([line] if 0 < len(line) < 100 else [UNKNOWN])
    return tuple(LicenseEntry(license=NamedLicense(name=one)) for one in named)


def _package(path: Path) -> Component:
    form = "${Package}\n${Version}\n${Architecture}\n"
    command = ["dpkg-deb", "--show", f"--showformat={form}", str(path)]
    name, version, machine = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")[:3]
    return Component(
        type="library",
        name=name,
        version=version,
        hashes=_hash(path),
        licenses=tuple(LicenseEntry(license=NamedLicense(name=one)) for one in _named(path, name)),
        purl=f"pkg:deb/debian/{name}@{quote(version)}?arch={machine}&distro=debian-12",
    )


def _named(path: Path, name: str) -> tuple[str, ...]:
    """The licences that the `copyright` of a Debian package names, each once."""
    packed = subprocess.run(["dpkg-deb", "--fsys-tarfile", path], check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        for member in tar:
            if re.fullmatch(rf"\./usr/share/doc/{re.escape(name)}/copyright", member.name) and member.isfile():
                file = tar.extractfile(member)
                text = file.read().decode(errors="replace") if file is not None else ""
                found = re.findall(r"^License: *(\S.*?) *$", text, re.M)
                return tuple(dict.fromkeys(found)) or (UNKNOWN,)
    return (UNKNOWN,)  # a link to the folder of another package of the same source


def _faces() -> Iterator[Component]:
    """The faces, from the table of fonts/README.md."""
    for line in (ROOT / "fonts" / "README.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.fullmatch(r"Gw\w+\.ttf", cells[0]):
            yield Component(
                type="file",
                name=cells[0],
                version=__version__,
                hashes=_hash(ROOT / "fonts" / cells[0]),
                licenses=(LicenseEntry(license=NamedLicense(name=cells[7])),),
            )
