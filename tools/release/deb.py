"""Makes the Debian package: the program with its libraries below /opt/formgen, and what Debian expects around it."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import subprocess
from email.utils import formatdate
from pathlib import Path

from formgen import __version__
from tools.release import bundle, manual, wheels
from tools.release.packing import FILES, ROOT, epoch, level

HOME = "opt/formgen"
SITE = f"{HOME}/lib/python3.11/site-packages"
PYTHON = f"#!/{HOME}/bin/python -I\n"
START = PYTHON + 'import sys\n\nfrom formgen.cli import main\n\nif __name__ == "__main__":\n    sys.exit(main())\n'
"""The program `formgen`. -I: no setting of the user, and no file of the current folder, gets into it.

Each process that draws imports this file once more, and must not begin a server of its own then.
"""
CARE = "formgen <formgen@formgen.invalid>"
DEPENDS = (
    "python3 (>= 3.11), python3 (<< 3.12), libpango-1.0-0 (>= 1.50), libpangoft2-1.0-0 (>= 1.50), libharfbuzz-subset0, "
    "bubblewrap, libc6 (>= 2.36)"
)
RECOMMENDS = "libreoffice-writer-nogui, libreoffice-calc-nogui, libreoffice-impress-nogui"
SCRIPTS = ("postinst", "prerm", "postrm")


def make(out: Path, build: Path, machine: str) -> Path:
    """Make the package in the folder `out`, and return its path. The same commit gives the same bytes.

    build    a folder for what may be used again: downloads, the wheel
    machine  Debian's name: amd64, arm64

    Raises CalledProcessError if something can't be fetched or packed.
    """
    root = build / f"deb-{machine}"
    shutil.rmtree(root, ignore_errors=True)
    lay_out(root, build, machine)
    level(root)
    package = out / f"formgen_{__version__}_{machine}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zgzip", "-z6", "--build", str(root), str(package)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=os.environ | {"SOURCE_DATE_EPOCH": str(epoch())})
    return package


def lay_out(root: Path, build: Path, machine: str) -> None:
    """Lay out the files of the package below `root`, with those that tell Debian of it."""
    libraries = [
        path for path in bundle.fetched_wheels(build, machine).glob("*.whl") if not path.name.startswith("pip-")
    ]
    wheels.unpack(sorted([*libraries, bundle.own_wheel(build)]), root / SITE, machine)
    shutil.rmtree(
        root / SITE / "bin", ignore_errors=True
    )  # programs of libraries, with the address of this machine's Python
    # What pip writes for its own uninstall, which must not touch a package of Debian; and where the wheel lay on this machine.
    for name in ("RECORD", "REQUESTED", "direct_url.json"):
        for path in (root / SITE).glob(f"*.dist-info/{name}"):
            path.unlink()
    for path in (root / SITE).rglob("*"):
        if path.is_file():
            path.chmod(0o644)

    _write(root / HOME / "pyvenv.cfg", "home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11\n")
    _write(root / HOME / "bin" / "formgen", START, is_program=True)
    (root / HOME / "bin" / "python").symlink_to("/usr/bin/python3.11")
    (root / "usr/bin").mkdir(parents=True)
    (root / "usr/bin/formgen").symlink_to(f"/{HOME}/bin/formgen")
    for where, kind in manual.COMPLETIONS.items():
        _write(root / where, manual.completion(kind))
    _write(root / "usr/share/man/man1/formgen.1.gz", manual.manual())
    unit = (FILES / "formgen-serve.service").read_text().replace("@PROGRAM@", "/usr/bin/formgen")
    _write(root / "lib/systemd/system/formgen-serve.service", unit)
    _write(root / "etc/formgen/serve.toml", (FILES / "serve.toml").read_text())
    _write(root / "usr/share/lintian/overrides/formgen", (FILES / "lintian-overrides").read_text())
    documents = root / "usr/share/doc/formgen"
    _write(documents / "copyright", (FILES / "copyright").read_text())
    _write(documents / "changelog.gz", gzip.compress(_changelog().encode(), 9, mtime=0))
    _write(documents / "install.zh-CN.md", (ROOT / "docs" / "install.zh-CN.md").read_text())
    shutil.copytree(ROOT / "samples", documents / "samples")
    for path in documents.rglob("*.md"):
        if path.stat().st_size == 0:
            path.unlink()
    _control(root, machine)


def _control(root: Path, machine: str) -> None:
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    size = sum((path.stat().st_size + 1023) // 1024 for path in files)
    control = root / "DEBIAN"
    _write(
        control / "control",
        f"Package: formgen\nVersion: {__version__}\nArchitecture: {machine}\nMaintainer: {CARE}\nInstalled-Size: {size}\n"
        f"Depends: {DEPENDS}\nRecommends: {RECOMMENDS}\nSection: text\nPriority: optional\n"
        "Description: official application papers from one record per enterprise\n"
        " Blank forms, filled forms in Word and PDF, and numbered dossiers of an\n"
        " enterprise credit-management scheme, made from one structured record for\n"
        " each enterprise. A command line, and pages in the browser (formgen-serve).\n"
        " .\n The program brings its libraries and its faces; the system's Pango sets\n"
        " the lines. LibreOffice, if it is there, converts other people's files.\n",
    )
    _write(control / "conffiles", "/etc/formgen/serve.toml\n")
    # Debian writes MD5 here: dpkg --verify reads nothing else.

    sums = (f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(root)}\n" for path in files)
    _write(control / "md5sums", "".join(line for line in sums if "  etc/" not in line))
    for name in SCRIPTS:
        _write(control / name, (FILES / name).read_text(), is_program=True)


def _changelog() -> str:
    day = formatdate(epoch())
    return f"formgen ({__version__}) stable; urgency=low\n\n  * What changed: CHANGELOG.md of the source.\n\n -- {CARE}  {day}\n"


def _write(path: Path, content: str | bytes, is_program: bool = False) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(0o755 if is_program else 0o644)
