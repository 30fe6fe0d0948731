"""Packs the bundle: one archive with all that a bare Debian 12 needs, installed by `install.sh` without a network."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from click.shell_completion import BashComplete

from formgen import __version__
from tools.release import debian_packages, manual, wheels
from tools.release.packing import FILES, ROOT, epoch, pack, sha256, write_sums

READ_ME = "请先读我.md"


def make(out: Path, build: Path, machine: str, with_office: bool, is_release: bool) -> Path:
    """Make the bundle in the folder `out`, and return its path.

    build        a folder for what may be used again: downloads, the wheel
    machine      Debian's name: amd64, arm64
    with_office  True: LibreOffice is in it, too
    is_release   True: the Debian packages must be those of the lock. False: newer ones are told

    Raises PackageFault if the packages are not those of the lock, CalledProcessError if something can't be fetched.
    """
    name = f"formgen-{__version__}-debian12-{machine}" + ("-office" if with_office else "")
    folder = build / name
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "wheels").mkdir(parents=True)
    libraries = wheels.needed(machine)
    fetched = fetched_wheels(build, machine)
    lock = wheels.locked()
    for path in fetched.glob("*.whl"):
        is_pip = path.name.startswith("pip-")
        (folder / "pip").mkdir(exist_ok=True)
        shutil.copy(path, folder / ("pip" if is_pip else "wheels"))
    assert f"pip-{lock['pip'].version}-" in next((folder / "pip").iterdir()).name
    shutil.copy(own_wheel(build), folder / "wheels")
    (folder / "requirements.txt").write_text(wheels.requirements(libraries, folder / "wheels"))

    asked = (*debian_packages.RUN, *(debian_packages.OFFICE if with_office else ()))
    debian_packages.fetch(asked, machine, folder / "debian", build / f"apt-{machine}")
    if machine == "amd64" and not with_office:
        debian_packages.compare(folder / "debian", is_release)
    (folder / "debian" / "Packages").write_text(debian_packages.index(folder / "debian"))
    (folder / "debian" / "asked").write_text("".join(f"{package}\n" for package in asked))

    (folder / "files").mkdir()
    (folder / "files" / "formgen.1.gz").write_bytes(manual.manual())
    (folder / "files" / "formgen.bash").write_text(manual.completion(BashComplete))
    unit = (FILES / "formgen-serve.service").read_text().replace("@PROGRAM@", "/usr/local/bin/formgen")
    (folder / "files" / "formgen-serve.service").write_text(unit)
    shutil.copy(FILES / "serve.toml", folder / "files")
    shutil.copytree(ROOT / "samples", folder / "samples")
    shutil.copytree(ROOT / "fonts" / "licenses", folder / "licenses" / "fonts")
    shutil.copy(ROOT / "LICENSE", folder / "licenses")
    shutil.copy(ROOT / "docs" / "install.zh-CN.md", folder / "安装与维护.md")
    shutil.copy(FILES / READ_ME, folder)
    shutil.copy(FILES / "install.sh", folder)
    (folder / "install.sh").chmod(0o755)
    (folder / "VERSION").write_text(f"{__version__}\n")
    (folder / "MACHINE").write_text(f"{machine}\n")
    write_sums(folder)
    archive = out / f"{name}.tar.gz"
    out.mkdir(parents=True, exist_ok=True)
    pack(folder, archive)
    return archive


def fetched_wheels(build: Path, machine: str) -> Path:
    """The folder with the wheels of the libraries, and of pip; they are fetched if one is missing or not what the lock says."""
    folder = build / f"wheels-{machine}"
    libraries = (*wheels.needed(machine), wheels.locked()["pip"])
    allowed = {digest for one in libraries for digest in one.hashes}
    there = sorted(folder.glob("*.whl"))
    if len(there) != len(libraries) or not {sha256(path) for path in there} <= allowed:
        shutil.rmtree(folder, ignore_errors=True)
        wheels.fetch(libraries, machine, folder)
    return folder


def own_wheel(build: Path) -> Path:
    """The program's own wheel. It is made anew if a file that it is made of has changed since, or the time of the commit."""
    folder = build / "wheel"
    key, path = folder / "made-of", folder / f"formgen-{__version__}-py3-none-any.whl"
    digest = hashlib.sha256(str(epoch()).encode())
    for top in (
        "formgen",
        "templates",
        "fonts",
        "pyproject.toml",
        "hatch_build.py",
        "tools/ship_layouts.py",
        "LICENSE",
    ):
        found = [ROOT / top] if (ROOT / top).is_file() else sorted((ROOT / top).rglob("*"))
        for file in found:
            if file.is_file() and file.suffix != ".pyc":
                digest.update(f"{file.relative_to(ROOT)} {sha256(file)}\n".encode())
    if not path.exists() or not key.exists() or key.read_text() != digest.hexdigest():
        shutil.rmtree(folder, ignore_errors=True)
        wheels.build(folder)
        key.write_text(digest.hexdigest())
    return path
