"""The installer of system packages runs on a made-up machine, whose programs record how they were called."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.contract.tree import ROOT

PACKAGES = """# a list
[run]
libthere | | dpkg knows it
libgone | | dpkg does not
[test]
toolbox | command -v tool | its program may have come another way
helper | command -v no-such-program | nobody has it
"""


class Machine:
    """A folder of programs, which is the only folder in PATH, and a record of their calls."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.programs, self.log = folder, folder / "bin", folder / "log"
        self.programs.mkdir()
        (folder / "tools").mkdir()
        shutil.copy(ROOT / "tools" / "install_system_packages.sh", folder / "tools")
        (folder / "system-packages.txt").write_text(PACKAGES)
        for name in ("bash", "dirname", "env"):
            found = shutil.which(name)
            assert found
            (self.programs / name).symlink_to(found)
        self.program("dpkg-query", 'case "$*" in *libthere*) printf installed;; *) exit 1;; esac')
        self.program("tool", "true")

    def program(self, name: str, does: str) -> None:
        """Put a program into PATH. does: the shell commands that it runs."""
        path = self.programs / name
        path.write_text(f"#!{shutil.which('bash')}\n{does}\n")
        path.chmod(0o755)

    def debian(self, user: int) -> None:
        """Give the machine apt-get, and set the id of the user who runs the installer."""
        self.program("apt-get", f'echo "apt-get $*" >>"{self.log}"')
        self.program("id", f"echo {user}")

    def install(self, *sections: str) -> subprocess.CompletedProcess[str]:
        """Run the installer."""
        command: list[str | Path] = [self.folder / "tools" / "install_system_packages.sh", *sections]
        return subprocess.run(
            command, env={"PATH": str(self.programs)}, capture_output=True, text=True, check=False, timeout=300
        )

    def calls(self) -> list[str]:
        """The calls of programs, in order."""
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine without apt-get, sudo and id."""
    return Machine(tmp_path)


def test_root_installs_what_is_missing_of_the_sections_named(machine: Machine) -> None:
    machine.debian(user=0)
    assert machine.install("run").returncode == 0
    assert machine.calls() == ["apt-get update -q", "apt-get install -q -y --no-install-recommends libgone"]


def test_several_sections_in_one_go(machine: Machine) -> None:
    machine.debian(user=0)
    assert machine.install("run", "test").returncode == 0
    assert machine.calls()[1:] == ["apt-get install -q -y --no-install-recommends libgone helper"]


def test_nothing_happens_where_all_is_there(machine: Machine) -> None:
    machine.debian(user=0)
    machine.program("dpkg-query", "printf installed")
    done = machine.install("run", "test")
    assert (done.returncode, done.stdout, done.stderr, machine.calls()) == (0, "", "", [])


def test_a_package_that_was_removed_is_missing(machine: Machine) -> None:
    machine.debian(user=0)
    machine.program("dpkg-query", "printf config-files")
    machine.install("run")
    assert machine.calls()[1:] == ["apt-get install -q -y --no-install-recommends libthere libgone"]


def test_others_install_through_sudo(machine: Machine) -> None:
    machine.debian(user=1000)
    machine.program("sudo", f'echo sudo >>"{machine.log}"; exec "$@"')
    assert machine.install("run").returncode == 0
    assert machine.calls()[0] == "sudo" and machine.calls()[-1].endswith("libgone")
    assert machine.calls().count("sudo") == 2


def test_without_sudo_it_says_what_to_do(machine: Machine) -> None:
    machine.debian(user=1000)
    done = machine.install("run")
    assert done.returncode == 1 and machine.calls() == []
    assert done.stderr == "Missing: libgone. Please run as root: apt-get install libgone\n"


def test_elsewhere_than_on_debian_it_says_what_is_missing(machine: Machine) -> None:
    done = machine.install("test")
    assert done.returncode == 1
    assert done.stderr.startswith("Missing: helper. This is not Debian")


def test_a_failing_installation_is_no_success(machine: Machine) -> None:
    machine.debian(user=0)
    machine.program("apt-get", "exit 100")
    assert machine.install("run").returncode == 100
