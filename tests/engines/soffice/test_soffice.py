"""The real LibreOffice, shut in: it neither fetches nor shows anything outside, even if nobody checked the file before."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from formgen.engines import soffice
from formgen.engines.sandbox import Sandbox, works
from formgen.engines.soffice import TooSlowError, converted, converted_together, office_program
from tests.dossier.evidence.office_files import docx, odf, rtf
from tests.sweeps import sweep

HERE = [way for way in Sandbox if way.is_closed and works(way)]
FONTS = (
    '<?xml version="1.0"?><fontconfig><cachedir>{cache}</cachedir>'
    '<include ignore_missing="yes">/etc/fonts/fonts.conf</include></fontconfig>'
)
SECONDS = 120.0


def program() -> str:
    found = office_program()
    assert found is not None
    return found


def pictures(pdf: bytes) -> int:
    return sum(len(page.images) for page in PdfReader(io.BytesIO(pdf)).pages)


def text(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


@contextmanager
def listener() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine, and the paths that were requested there. Each request is answered with a picture."""
    asked: list[str] = []
    picture = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(picture, "PNG")

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(picture.getvalue())

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


def with_picture(address: str) -> bytes:
    """Make an ODT whose paragraph has a background from an address. LibreOffice fetches it, whatever its settings say."""
    style = (
        '<style:style style:name="P1" style:family="paragraph"><style:paragraph-properties>'
        f'<style:background-image xlink:href="{address}" xlink:type="simple" style:repeat="stretch"/>'
        "</style:paragraph-properties></style:style>"
    )
    return odf("text", '<office:text><text:p text:style-name="P1">words</text:p></office:text>', style)


def both(sandbox: Sandbox, address: str, folder: Path) -> list[bytes]:
    """The PDFs of two files with a picture, made in one run. One picture is at an address, the other one in a folder."""
    local = folder / "local.png"
    Image.new("RGB", (40, 40), "blue").save(local)
    sources = [with_picture(target) for target in (f"{address}/{sandbox.name}.png", local.as_uri())]
    return [
        one.content for one in converted_together(program(), sources, "odt", FONTS, seconds=SECONDS, sandbox=sandbox)
    ]


@pytest.mark.parametrize("way", HERE, ids=lambda way: way.name)
def test_shut_in_nothing_is_fetched_and_no_local_picture_is_shown(way: Sandbox, tmp_path: Path) -> None:
    with listener() as (address, asked):
        for shut_in in both(way, address, tmp_path):
            assert text(shut_in) == "words" and pictures(shut_in) == 0
        assert asked == []


def test_open_to_all_both_happen(tmp_path: Path) -> None:
    """Otherwise the test above would prove nothing."""
    with listener() as (address, asked):
        assert pictures(both(Sandbox.NONE, address, tmp_path)[1]) == 1
        assert asked


@pytest.mark.parametrize("way", [*HERE, Sandbox.NONE], ids=lambda way: way.name)
def test_a_file_is_converted_and_nothing_stays(way: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    done = converted(program(), rtf("words"), "rtf", FONTS, seconds=SECONDS, sandbox=way)
    assert text(done.content) == "words" and done.sandbox is way
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def endless() -> bytes:
    """A file of some 600 pages: no machine converts it within the longest of the times below."""
    return docx(*["words " * 40] * 9000)


MOMENTS = [(way, seconds) for way in (*HERE, Sandbox.NONE) for seconds in (0.05, 0.7, 1.5)]
"""Before LibreOffice has started, while it starts, and in its work."""


@pytest.mark.parametrize(
    ("way", "seconds"),
    sweep(MOMENTS, [one for one in MOMENTS if one[1] == 0.7 or one[0] in HERE[:1]]),
    ids=lambda one: getattr(one, "name", str(one)),
)
def test_a_file_that_takes_too_long_leaves_nothing(
    way: Sandbox, seconds: float, endless: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No file stays in the temporary folder and no process stays, whenever LibreOffice is stopped."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(TooSlowError):
        converted(program(), endless, "docx", FONTS, seconds=seconds, sandbox=way)
    assert list(tmp_path.iterdir()) == []
    assert running(tmp_path) == []


def running(folder: Path) -> list[str]:
    """The processes that know this folder, by their command, environment or mounts. Other tests run LibreOffice, too."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = b"".join((process / name).read_bytes() for name in ("environ", "cmdline", "mountinfo"))
        except OSError:
            continue
        if str(folder).encode() in words and int(process.name) != os.getpid():
            found.append(process.name)
    return found


def test_without_memory_or_room_nothing_is_made_and_nothing_stays(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with suppress(OSError):  # if there is too little memory even to load the program, it cannot be run
        assert converted(program(), rtf("x"), "rtf", FONTS, seconds=SECONDS, memory=100 << 20).content == b""
    monkeypatch.setattr(soffice, "LARGEST_FILE", 1 << 10)
    assert converted(program(), rtf("x"), "rtf", FONTS, seconds=SECONDS).content == b""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("script", ["exit 0", "exit 1", "mkdir out; ln -s /etc/hostname out/source.pdf"])
def test_a_program_that_makes_no_file_is_believed_nothing(tmp_path: Path, script: str) -> None:
    fake = tmp_path / "soffice"
    fake.write_text(f"#!/bin/sh\n{script}\n")
    fake.chmod(0o700)
    assert converted(str(fake), b"x", "rtf", FONTS, seconds=SECONDS).content == b""


def test_processes_that_leave_their_group_are_waited_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A program may leave processes in the background. They must not write into the folder while it is being removed."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "here"))
    (tmp_path / "here").mkdir()
    fake = tmp_path / "soffice"
    fake.write_text("#!/bin/sh\nsetsid sh -c 'while :; do echo x >> more; done' &\nsleep 0.2\n")
    fake.chmod(0o700)
    for way in HERE:
        converted(str(fake), b"x", "rtf", FONTS, seconds=SECONDS, sandbox=way)
        time.sleep(0.3)
        assert list((tmp_path / "here").iterdir()) == []


def test_without_the_program_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(soffice, "PLACES", ())
    assert office_program() is None
    monkeypatch.setattr(soffice, "PLACES", (__file__,))
    assert office_program() == __file__


def test_it_starts_once_for_a_file_not_twice(tmp_path: Path) -> None:
    """It ends itself, and asks to be started anew (81), with a profile that doesn't say that extensions are registered."""
    inner = soffice.own_files(program())[1] / "program" / "soffice.bin"
    ended = []
    for is_marked in (False, True):
        job = tmp_path / f"job-{is_marked}"
        job.mkdir()
        environment = soffice.prepared(program(), job, Sandbox.NONE, FONTS)
        if not is_marked:
            shutil.rmtree(job / "profile" / "user" / "extensions")
        (job / "text.txt").write_text("text", "utf-8")
        command = [*soffice.own_command(str(inner), job, Sandbox.NONE), "--convert-to", "rtf", str(job / "text.txt")]
        ended.append(subprocess.run(command, env=environment, cwd=job, check=False, timeout=SECONDS).returncode)
    assert ended == [81, 0]


@pytest.mark.parametrize("name", ["dict-en", None])
def test_extensions_that_are_installed_are_registered(tmp_path: Path, name: str | None) -> None:
    installed = tmp_path / "libreoffice"
    for folder in ("program", "share/extensions"):
        (installed / folder).mkdir(parents=True)
    (installed / "program" / "versionrc").write_text("[Version]\nbuildid=40\n", "utf-8")
    if name is not None:
        (installed / "share" / "extensions" / name).mkdir()
    job = tmp_path / "job"
    job.mkdir()
    soffice.prepared(str(installed / "program" / "soffice"), job, Sandbox.NONE, FONTS)
    marks = {path.name for path in job.glob("profile/user/extensions/**/*") if path.is_file()}
    assert marks == (set() if name else {"lastsynchronized", "buildid"})
