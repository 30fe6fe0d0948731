"""The Debian package: judged by lintian, then installed in a bare Debian 12 without a network, used, upgraded, purged."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from formgen import __version__
from tests.install.earlier import EARLIER
from tests.install.machine import CLERK, BareMachine
from tests.install.use import MAIN_JOB, RECEIVE, SERVE
from tools.release import debian_packages
from tools.release.debian_packages import RUN

pytestmark = pytest.mark.install
SAMPLES = "/usr/share/doc/formgen/samples"
BUILD = Path(__file__).resolve().parent.parent.parent / "build" / "release"
APT = (
    "DEBIAN_FRONTEND=noninteractive apt-get -q=2 -y --no-install-recommends -o APT::Sandbox::User=root "
    "-o Dir::Etc::SourceList=/srv/sources.list -o Dir::Etc::SourceParts=-"
)


def version(machine: BareMachine) -> str:
    """The version that an ordinary user runs."""
    return machine.runs("formgen --version", CLERK).split()[-1]


@pytest.fixture(scope="module")
def installed(
    machine: BareMachine, before: tuple[Path, Path], made: Path, tmp_path_factory: pytest.TempPathFactory
) -> BareMachine:
    """The machine after the version before was installed, and then this one. What it needs comes from a folder of packages."""
    folder = tmp_path_factory.mktemp("debian") / "debian"
    debian_packages.fetch(RUN, "amd64", folder, BUILD / "apt-amd64")
    (folder / "Packages").write_text(debian_packages.index(folder))
    machine.put(folder, "/srv/debian")
    machine.put(before[1], "/srv/before.deb")
    machine.put(next(made.glob("*.deb")), "/srv/new.deb")
    machine.runs(
        f"echo 'deb [trusted=yes] file:/srv/debian ./' >/srv/sources.list; {APT} update; {APT} install /srv/before.deb"
    )
    assert version(machine) == EARLIER
    machine.runs("echo '# mine' >>/etc/formgen/serve.toml")
    machine.runs(f"{APT} -o Dpkg::Options::=--force-confold install /srv/new.deb")
    return machine


def test_lintian_finds_no_error(made: Path) -> None:
    done = subprocess.run(
        ["lintian", "--fail-on", "error", "--tag-display-limit", "0", next(made.glob("*.deb"))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\nE: " not in f"\n{done.stdout}"


def test_it_takes_the_place_of_the_version_before(installed: BareMachine) -> None:
    assert version(installed) == __version__
    assert not installed.has("/opt/formgen/lib/python3.11/site-packages/formgen/gone.py")
    assert not installed.has("/opt/formgen/lib/python3.11/site-packages/formgen/__pycache__/gone.cpython-311.pyc")
    assert installed.has(
        "/opt/formgen/lib/python3.11/site-packages/formgen/foundation/__pycache__/errors.cpython-311.pyc"
    )
    assert installed.read("/etc/formgen/serve.toml").endswith("# mine\n")
    assert installed.runs("dpkg --verify formgen").split()[-1] == "/etc/formgen/serve.toml"


def test_an_ordinary_user_does_the_main_job(installed: BareMachine) -> None:
    installed.runs(MAIN_JOB.format(samples=SAMPLES), CLERK)


def test_an_ordinary_user_looks_at_a_scan(installed: BareMachine) -> None:
    installed.runs(RECEIVE.format(samples=SAMPLES), CLERK)


def test_an_ordinary_user_opens_it_in_the_browser(installed: BareMachine) -> None:
    installed.runs(SERVE.replace("{options}", "--settings /etc/formgen/serve.toml --data ~/served --port 0"), CLERK)


def test_the_shell_completes_its_commands(installed: BareMachine) -> None:
    script = (
        "source /usr/share/bash-completion/completions/formgen; COMP_WORDS=(formgen doss) COMP_CWORD=1; "
        "_formgen_completion formgen; echo ${COMPREPLY[@]}"
    )
    assert "dossier" in installed.runs(f"bash -c '{script}'", CLERK)


def test_it_is_purged_and_leaves_what_people_made(installed: BareMachine) -> None:
    """The last test of the module: the program is gone afterwards."""
    installed.runs("mkdir -p /var/lib/formgen/web && touch /var/lib/formgen/web/kept")
    assert "/var/lib/formgen" in installed.runs(f"{APT} purge formgen")
    assert installed.tries("test -e /opt/formgen || test -e /usr/bin/formgen || test -e /etc/formgen").code == 1
    assert installed.has("/var/lib/formgen/web/kept")


def test_the_service_is_sound(made: Path, tmp_path: Path) -> None:
    """systemd reads the unit without a complaint, and counts how far it is shut in: 10 is open, 0 is shut."""
    subprocess.run(["dpkg-deb", "--extract", next(made.glob("*.deb")), tmp_path], check=True)
    unit = tmp_path / "lib/systemd/system/formgen-serve.service"
    (tmp_path / "usr/bin/formgen").unlink()
    unit.write_text(unit.read_text().replace("/usr/bin/formgen", "/bin/true"))
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, check=False
    )
    assert verified.returncode == 0 and "formgen" not in verified.stderr, verified.stderr
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--threshold=45", unit],
        capture_output=True,
        text=True,
        check=False,
    )
    assert judged.returncode == 0, judged.stdout
