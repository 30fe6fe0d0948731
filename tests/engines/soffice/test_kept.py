"""The kept LibreOffice: the same papers as a fresh one, restarted when it is lost, ended when it hangs or has made many."""

from __future__ import annotations

import errno
import io
import os
import signal
from collections.abc import Iterator, Sequence

import docx
import pytest

from formgen.engines.soffice import TooSlowError, kept
from formgen.engines.soffice.kept import end_kept, kept_conversion
from formgen.foundation.errors import MachineError
from formgen.render.office import laying_out
from formgen.render.office.laying_out import office_pdf, raw_pdf
from formgen.render.office.mending import mended
from formgen.render.word.package import WordPackage, read_package

pytestmark = pytest.mark.slow
TITLE = "登记表"


def form(*words: str) -> WordPackage:
    document = docx.Document()
    for word in words:
        document.add_paragraph(word)
    made = io.BytesIO()
    document.save(made)
    return read_package(made.getvalue(), "表.docx")


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    """Each test begins without a kept LibreOffice: other tests keep one. None is left behind, nor its folder."""
    end_kept()
    yield
    left = kept._KEEPER.office
    end_kept()
    assert left is None or not left.job.exists()


def test_a_form_after_others_is_the_same_paper_as_from_a_fresh_one() -> None:
    office_pdf(form("Latin before Chinese 登记"), "别的表")
    office = kept._KEEPER.office
    assert office is not None
    wanted = form("登记 form 2018", "姓名：李小红")
    assert office_pdf(wanted, TITLE) == office_pdf(wanted, TITLE) == mended(raw_pdf(wanted, TITLE), TITLE)
    assert office is kept._KEEPER.office and office.forms == 3


def test_a_lost_one_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(laying_out, "_together", lambda packages, title: pytest.fail("none was kept"))
    wanted = form("姓名")
    first = office_pdf(wanted, TITLE)
    office = kept._KEEPER.office
    assert office is not None
    os.killpg(office.process.pid, signal.SIGKILL)
    assert office_pdf(wanted, TITLE) == first
    assert office is not kept._KEEPER.office and not office.job.exists()


def test_without_room_for_its_files_another_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one says what is wrong, if it finds no room either."""
    asked: list[str] = []

    def full(*_: object, **__: object) -> bytes:
        raise OSError(errno.ENOSPC, "full")

    def other(packages: Sequence[WordPackage], title: str) -> tuple[bytes, ...]:
        asked.append(title)
        raise MachineError("full")

    monkeypatch.setattr(laying_out, "kept_conversion", full)
    monkeypatch.setattr(laying_out, "_together", other)
    with pytest.raises(MachineError):
        office_pdf(form("姓名"), TITLE)
    assert asked == [TITLE]


def test_one_that_takes_too_long_is_ended() -> None:
    office_pdf(form("姓名"), TITLE)
    office = kept._KEEPER.office
    assert office is not None
    program, fonts, shown = office.of
    with pytest.raises(TooSlowError):
        kept_conversion(
            program,
            form("姓名" * 40_000).to_bytes(),
            "docx",
            fonts,
            seconds=0.001,
            writer="writer_pdf_Export",
            shown=shown,
        )
    assert kept._KEEPER.office is None and office.process.poll() is not None and not office.job.exists()


def test_after_many_forms_another_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    office_pdf(form("姓名"), TITLE)
    office = kept._KEEPER.office
    assert office is not None
    monkeypatch.setattr(kept, "MOST_FORMS", office.forms)
    office_pdf(form("姓名"), TITLE)
    assert office is not kept._KEEPER.office and office.process.poll() is not None
