"""Word, Excel, WPS and other office files to PDF, through LibreOffice where the machine has it.

LibreOffice is a guest here: it gets a profile of its own that lasts for one file, no macros, nothing from outside the
file, a time limit, and is ended with all its processes. It says nothing of what it could not do, so the file is looked
through before and the result afterwards.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from html import escape
from pathlib import Path

from formgen import resources
from formgen.dossier.evidence.formats import Format
from formgen.dossier.evidence.office_fonts import outside_parts, substituted, tracked_changes
from formgen.dossier.evidence.refused import AS_PDF, RefusedError, Remark
from formgen.dossier.evidence.spreadsheets import remarks_of
from formgen.errors import MachineError

SECONDS = 180.0
"""That a file may take; a report of a hundred pages takes ten."""
PROGRAMS = ("soffice", "libreoffice")
PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
)
"""Where it lies on systems that do not put programs on a path."""
SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Save/Document", "LoadPrinter", "false"),
    ("Common/Filter/PDF/Export", "ReduceImageResolution", "false"),
    ("Common/Filter/PDF/Export", "UseLosslessCompression", "true"),
    ("Common/Filter/PDF/Export", "ExportFormFields", "false"),
    ("Writer/Content/Update", "Link", "2"),
    ("Calc/Content/Update", "Link", "2"),
)
"""Of LibreOffice's configuration: no macros and nothing from elsewhere; pictures as they are; fields as they look."""
KEPT_ENVIRONMENT = ("PATH", "SYSTEMROOT", "TMP", "TEMP", "LD_LIBRARY_PATH")


def office_program() -> str | None:
    """LibreOffice's program on this machine; None if there is none."""
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    return found or next((path for path in PLACES if Path(path).is_file()), None)


def office_to_pdf(content: bytes, kind: Format, seconds: float = SECONDS) -> tuple[bytes, tuple[Remark, ...]]:
    """Convert an office file that `format_of` has looked through.

    Raises RefusedError where LibreOffice is missing, takes longer than `seconds`, or makes nothing of the file, and for
    a file whose pages hold what lies outside it; MachineError where nothing can be run or written.
    """
    if outside_parts(content, kind):
        message = "里的图片、对象或数据链接在别的文件或网址上，转换后会缺失或过时"
        raise RefusedError("evidence.linked", message, "请用原来的软件打开，核对内容后另存成 PDF 再提供")
    program = office_program()
    if program is None:
        message = f"不能转换成 PDF（{kind.label}），本机没有安装 LibreOffice"
        raise RefusedError("evidence.no-converter", message, "请安装 LibreOffice，或用原来的软件另存成 PDF 再提供")
    try:
        with tempfile.TemporaryDirectory(prefix="formgen-office-", ignore_cleanup_errors=True) as folder:
            pdf = _converted(program, content, kind, Path(folder), seconds)
    except OSError as fault:
        raise MachineError("运行不了 LibreOffice，或写不了临时文件夹（磁盘已满？）") from fault
    remarks = [
        Remark(
            "evidence.converted",
            f"由 LibreOffice 从 {kind.label}转换成 PDF，版面可能与原来的软件里不同",
            "请核对装订件里的这几页；不一致的，用原来的软件另存成 PDF 再提供",
        )
    ]
    fonts = substituted(content, kind, pdf)
    if fonts:
        remarks.append(Remark("evidence.substituted-fonts", fonts, "要保持原样，请用原来的软件另存成 PDF 再提供"))
    if tracked_changes(content, kind):
        message = "带有修订痕迹，装订件里会看到"
        remarks.append(Remark("evidence.tracked-changes", message, "请接受或拒绝全部修订后再提供"))
    return pdf, (*remarks, *remarks_of(content, kind, pdf))


def _converted(program: str, content: bytes, kind: Format, folder: Path, seconds: float) -> bytes:
    source, made = folder / f"source.{kind.extension}", folder / "out" / "source.pdf"
    source.write_bytes(content)
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_settings(), "utf-8")
    fonts = folder / "fonts.conf"
    fonts.write_text(_fonts(folder / "font-cache"), "utf-8")
    environment = {key: os.environ[key] for key in KEPT_ENVIRONMENT if key in os.environ}
    environment |= {"HOME": str(folder), "LANG": "C.UTF-8", "FONTCONFIG_FILE": str(fonts), "SAL_USE_VCLPLUGIN": "svp"}
    command = [
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        *("--convert-to", "pdf", "--outdir", str(made.parent), str(source)),
    ]
    ended = _run(command, environment, folder, seconds)
    if not ended:
        message = f"转换成 PDF 超过了 {seconds:g} 秒，已停止"
        raise RefusedError("evidence.conversion-too-long", message, AS_PDF)
    # It ends with 0 whatever happened: only the file counts.
    pdf = made.read_bytes() if made.is_file() else b""
    if not pdf.startswith(b"%PDF-"):
        message = f"不能转换成 PDF（{kind.label}），LibreOffice 打不开：已损坏、设了密码，或没有安装相应的组件"
        raise RefusedError("evidence.not-converted", message, AS_PDF)
    return pdf


def _run(command: list[str], environment: dict[str, str], folder: Path, seconds: float) -> bool:
    """Run a program to its end; False if it took too long. Nothing of it lives on, however it ends."""
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    finally:
        _end(process)
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program with all that it started, and wait for it."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def _settings() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>\n"
        for path, name, value in SETTINGS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
        f"{items}</oor:items>\n"
    )


def _fonts(cache: Path) -> str:
    """The machine's fonts first, then ours: they stand in for official faces that the machine lacks."""
    rules = "".join(
        f'<alias binding="same"><family>{escape(name)}</family><accept>{accepted}</accept></alias>\n'
        for names, families in resources.STAND_INS
        for accepted in ["".join(f"<family>{family}</family>" for family in (*families, *resources.LAST_FAMILIES))]
        for name in names
    )
    last = "".join(f"<string>{family}</string>" for family in resources.LAST_FAMILIES)
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>\n'
        f"<cachedir>{escape(str(cache))}</cachedir>\n"
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n'
        f"<dir>{escape(str(resources.fonts_folder()))}</dir>\n{rules}"
        f'<match target="pattern"><edit name="family" mode="append_last">{last}</edit></match>\n</fontconfig>\n'
    )
