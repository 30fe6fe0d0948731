"""The bundle in a bare Debian 12 without a network: installed twice, used, upgraded from the version before, removed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from formgen import __version__
from tests.install.earlier import EARLIER
from tests.install.machine import CLERK, BareMachine
from tests.install.use import MAIN_JOB, RECEIVE, SERVE
from tools.release.packing import FILES

pytestmark = pytest.mark.install
HOME = "/usr/local/lib/formgen"
SAMPLES = "/srv/samples"


def unpacked(machine: BareMachine, archive: Path, where: str) -> str:
    """Copy a bundle onto the machine and unpack it below `where`. Returns its folder, in whose path there is a space."""
    machine.put(archive, f"{where}/bundle.tar.gz")
    machine.runs(
        f"cd '{where}' && tar xf bundle.tar.gz && rm bundle.tar.gz && cp -r formgen-*/samples /srv/ && mv formgen-* new"
    )
    return f"{where}/new"


@pytest.fixture(scope="module")
def installed(machine: BareMachine, before: tuple[Path, Path], made: Path) -> BareMachine:
    """The machine after the version before was installed, and then this one."""
    old = unpacked(machine, before[0], "/srv/old one")
    assert f"装好了：formgen {EARLIER}" in machine.runs(f"cd '{old}' && sh install.sh")
    assert EARLIER in machine.runs("formgen --version", CLERK)
    assert machine.has(f"{HOME}/{EARLIER}/lib/python3.11/site-packages/formgen/gone.py")
    new = unpacked(machine, next(made.glob("*.tar.gz")), "/srv/new one")
    assert f"装好了：formgen {__version__}" in machine.runs(f"sh '{new}/install.sh'")
    return machine


def test_it_takes_the_place_of_the_version_before(installed: BareMachine) -> None:
    assert installed.runs("formgen --version", CLERK).split()[-1] == __version__
    assert sorted(installed.runs(f"ls {HOME}").split()) == sorted([__version__, "current"])


def test_it_can_be_installed_twice(installed: BareMachine) -> None:
    marked = f"{HOME}/{__version__}/lib/python3.11/site-packages/formgen/__init__.py"
    before = installed.runs(f"stat -c %Y.%i {marked}")
    assert "装好了" in installed.runs("cd '/srv/new one/new' && sh install.sh")
    assert installed.runs(f"stat -c %Y.%i {marked}") == before


def test_an_installation_that_was_cut_off_is_made_whole(installed: BareMachine) -> None:
    installed.runs(
        f"rm {HOME}/{__version__}/.complete {HOME}/{__version__}/lib/python3.11/site-packages/formgen/foundation/errors.py"
    )
    assert "装好了" in installed.runs("cd '/srv/new one/new' && sh install.sh")
    assert "formgen" in installed.runs("formgen --version", CLERK)


def test_an_ordinary_user_does_the_main_job(installed: BareMachine) -> None:
    installed.runs(MAIN_JOB.format(samples=SAMPLES), CLERK)


def test_an_ordinary_user_looks_at_a_scan(installed: BareMachine) -> None:
    installed.runs(RECEIVE.format(samples=SAMPLES), CLERK)


def test_its_forms_are_laid_out_already(installed: BareMachine) -> None:
    """Nothing is compiled on the machine: the libraries are those that the wheel's layouts were made with."""
    code = (
        "import formgen, pathlib; from formgen.engines import kept_layouts; scheme = formgen.load('taicang-2018');"
        f"examined = formgen.examine(scheme, pathlib.Path('{SAMPLES}/complete.json'));"
        "formgen.fill(scheme, examined, ['annex2', 'annex3', 'annex4'], out=pathlib.Path('papers'));"
        "print('added', kept_layouts.added())"
    )
    script = f'XDG_CACHE_HOME=$(mktemp -d) {HOME}/current/bin/python -c "{code}"'
    assert "added 0" in installed.runs(script, CLERK)


def test_an_ordinary_user_opens_it_in_the_browser(installed: BareMachine) -> None:
    print(installed.runs(SERVE.replace("{options}", "--port 0"), CLERK))


def test_the_settings_that_it_brings_are_sound(installed: BareMachine) -> None:
    """As the service reads them, but with a folder of the user's own."""
    options = "--settings /etc/formgen/serve.toml --data ~/served --port 0"
    installed.runs(SERVE.replace("{options}", options), CLERK)


@pytest.mark.parametrize(
    "day",
    [
        "a_full_disk",
        "a_machine_that_is_switched_off",
        "a_backup_that_is_restored",
        "two_servers_on_one_folder",
        "a_read_only_disk",
    ],
)
def test_bad_days_are_told_and_survived(installed: BareMachine, day: str) -> None:
    if not installed.has("/srv/trouble.py"):
        installed.put(Path(__file__).with_name("trouble.py"), "/srv/trouble.py")
    assert installed.runs(f"cd /srv && python3 trouble.py {SAMPLES}/complete.json {day}").endswith("ok\n")


def test_changed_settings_stay(installed: BareMachine) -> None:
    installed.runs("echo 'metrics = true' >>/etc/formgen/serve.toml")
    assert "没有动" in installed.runs("cd '/srv/new one/new' && sh install.sh")
    assert installed.read("/etc/formgen/serve.toml").endswith("metrics = true\n")
    assert installed.has("/etc/formgen/serve.toml.dist")


def test_a_damaged_bundle_is_refused(installed: BareMachine) -> None:
    installed.runs("cp -r '/srv/new one/new' /srv/damaged && printf x >>/srv/damaged/wheels/formgen-*.whl")
    done = installed.tries("cd /srv/damaged && sh install.sh; code=$?; rm -rf /srv/damaged; exit $code")
    assert done.code == 1 and "没有装：文件损坏或不全" in done.said
    installed.runs("formgen --version", CLERK)


def test_somebody_without_rights_is_told(installed: BareMachine) -> None:
    done = installed.tries("sh '/srv/new one/new/install.sh'", CLERK)
    assert done.code == 1 and "root" in done.said


def test_it_is_removed_and_leaves_what_people_made(installed: BareMachine) -> None:
    """The last test of the module: the program is gone afterwards."""
    installed.runs("touch ~/kept", CLERK)
    assert "已卸载" in installed.runs("cd '/srv/new one/new' && sh install.sh --remove")
    for path in (
        HOME,
        "/usr/local/bin/formgen",
        "/usr/local/share/man/man1/formgen.1.gz",
        "/etc/systemd/system/formgen-serve.service",
    ):
        assert installed.tries(f"test -e {path}").code == 1, path
    assert installed.has("/etc/formgen/serve.toml") and installed.has(f"/{'home'}/{CLERK}/kept")
    installed.runs("cd '/srv/new one/new' && sh install.sh --purge")
    assert installed.tries("test -e /etc/formgen").code == 1


def test_the_script_is_sound() -> None:
    subprocess.run(
        ["shellcheck", FILES / "install.sh", FILES / "postinst", FILES / "prerm", FILES / "postrm"], check=True
    )
