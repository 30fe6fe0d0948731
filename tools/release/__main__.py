"""`python -m tools.release WHAT`: makes what offices install, in dist/.

bundle [--with-office]   the archive for machines without a network
deb                      the Debian package
all                      wheel, bundle, package, list of contents, checksums: a release
lock                     takes the Debian packages of today for the next release
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from formgen import __version__
from tools.release import bill, bundle, deb, debian_packages
from tools.release.packing import ROOT, epoch, write_sums
from tools.release.wheels import MACHINES

CHANGES = ROOT / "CHANGELOG.md"


def main() -> None:
    """Make what was asked for, and print where it is."""
    asked = argparse.ArgumentParser(prog="python -m tools.release")
    asked.add_argument("what", choices=("bundle", "deb", "all", "lock"))
    asked.add_argument("--out", type=Path, default=ROOT / "dist")
    asked.add_argument(
        "--build", type=Path, default=ROOT / "build" / "release", help="downloads, kept for the next time"
    )
    asked.add_argument("--machine", choices=sorted(MACHINES), default="amd64")
    asked.add_argument("--with-office", action="store_true", help="LibreOffice is in the bundle, too")
    said = asked.parse_args()
    epoch()
    said.out.mkdir(parents=True, exist_ok=True)
    try:
        if said.what == "bundle":
            made = [bundle.make(said.out, said.build, said.machine, said.with_office, is_release=False)]
        elif said.what == "deb":
            made = [deb.make(said.out, said.build, said.machine)]
        elif said.what == "lock":
            made = [lock(said.build, said.machine)]
        else:
            made = release(said.out, said.build, said.machine)
    except debian_packages.PackageFault as fault:
        sys.exit(str(fault))
    for path in made:
        print(f"{path}  {path.stat().st_size / 1e6:.1f} MB")


def lock(build: Path, machine: str) -> Path:
    """Fetch the Debian packages of today, and write them into the lock."""
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(passing)
        debian_packages.fetch(debian_packages.RUN, machine, folder, build / f"apt-{machine}")
        debian_packages.write_lock(folder)
    return debian_packages.LOCK


def release(out: Path, build: Path, machine: str) -> list[Path]:
    """Make everything that belongs to a release of this commit."""
    packed = bundle.make(out, build, machine, with_office=False, is_release=True)
    package = deb.make(out, build, machine)
    wheel = Path(shutil.copy(bundle.own_wheel(build), out))
    listed = out / f"formgen-{__version__}.cdx.json"
    listed.write_text(bill.bill(build / packed.name.removesuffix(".tar.gz")), encoding="utf-8")
    changes = out / f"formgen-{__version__}-changes.md"
    changes.write_text(changes_of(__version__), encoding="utf-8")
    made = [packed, package, wheel, listed, changes]
    write_sums(out, [path.name for path in made])
    return [*made, out / "SHA256SUMS"]


def changes_of(version: str) -> str:
    """The section of the changelog about a version. Raises ValueError if there is none: a release says what changed."""
    _, _, rest = CHANGES.read_text(encoding="utf-8").partition(f"\n## [{version}]")
    if not rest:
        raise ValueError(f"CHANGELOG.md says nothing of {version}")
    return f"## [{version}]" + rest.partition("\n## [")[0].rstrip() + "\n"


if __name__ == "__main__":
    main()
