"""The version before: this one under a lower number, and with a module that this one does not have any more."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import zipfile
from pathlib import Path

from formgen import __version__
from tools.release.packing import pack, sha256, write_sums

EARLIER = "0.2.9"
GONE = "formgen/gone.py"


def bundle_before(archive: Path, folder: Path) -> Path:
    """The bundle of the version before, from this one's archive. Returns the path of its archive."""
    subprocess.run(["tar", "--extract", "--file", archive, "--directory", folder], check=True)
    (unpacked,) = folder.iterdir()
    (wheel,) = (unpacked / "wheels").glob("formgen-*.whl")
    old = sha256(wheel)
    new = wheel_before(wheel)
    wheel.unlink()
    asked = (unpacked / "requirements.txt").read_text()
    assert old in asked
    asked = asked.replace(old, sha256(new)).replace(f"formgen=={__version__}", f"formgen=={EARLIER}")
    (unpacked / "requirements.txt").write_text(asked)
    (unpacked / "VERSION").write_text(f"{EARLIER}\n")
    write_sums(unpacked)
    renamed = unpacked.rename(folder / unpacked.name.replace(__version__, EARLIER))
    pack(renamed, folder / f"{renamed.name}.tar.gz")
    shutil.rmtree(renamed)
    return folder / f"{renamed.name}.tar.gz"


def wheel_before(wheel: Path) -> Path:
    """The wheel of the version before, beside this one's."""
    new = wheel.with_name(wheel.name.replace(__version__, EARLIER))
    rows = []
    with zipfile.ZipFile(wheel) as source, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as target:
        for name in [*source.namelist(), GONE]:
            content = b"" if name == GONE else source.read(name)
            if name.endswith(("/METADATA", "formgen/__init__.py")):
                content = content.replace(__version__.encode(), EARLIER.encode(), 1)
            renamed = name.replace(f"-{__version__}.dist-info", f"-{EARLIER}.dist-info")
            if not renamed.endswith("/RECORD"):
                digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
                rows.append(f"{renamed},sha256={digest},{len(content)}\n")
                target.writestr(renamed, content)
            else:
                record = renamed
        target.writestr(record, "".join([*rows, f"{record},,\n"]))
    return new


def package_before(package: Path, folder: Path) -> Path:
    """The Debian package of the version before, from this one's. Returns its path."""
    root = folder / "root"
    subprocess.run(["dpkg-deb", "--raw-extract", package, root], check=True)
    (init,) = root.glob("opt/*/lib/python3.11/site-packages/formgen/__init__.py")
    for path in (root / "DEBIAN" / "control", init):
        path.write_text(path.read_text().replace(__version__, EARLIER, 1))
    (init.parent / "gone.py").write_text("")
    new = folder / package.name.replace(__version__, EARLIER)
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", root, new], check=True, stdout=subprocess.DEVNULL
    )
    shutil.rmtree(root)
    return new
