"""What LibreOffice cuts off, or does not draw, is found; and nothing that stands on the page whole is taken for it."""

from __future__ import annotations

import io
import random
from pathlib import Path

import docx
import pytest
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.shared import Cm, Pt

from formgen.engines.pdfium.cut_text import CutWords, cut_words
from formgen.engines.soffice import office_program
from formgen.foundation import resources
from formgen.record.kinds.characters import refused_class
from formgen.render.office.laying_out import raw_pdf
from formgen.render.office.whole_values import lacking_labels
from formgen.render.word.fill import SlotText
from formgen.render.word.package import WordPackage, read_package
from formgen.scheme.slots import Slot
from tests.cli.runs import formgen

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed"),
]
SEED = 2018
EACH = 100
ADDRESS = "江苏省太仓市沙溪镇样例路88号" + "、".join(f"{number}幢" for number in range(1, 60)) + "末尾"


def table_of(rows: dict[str, str], height: float | None = None, size: float = 10.5) -> WordPackage:
    """A Word file with a table of labels and values. height: the fixed height (cm) of each row; None to let them grow."""
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(size)
    table = document.add_table(rows=0, cols=2)
    for label, value in rows.items():
        row = table.add_row()
        row.cells[0].text, row.cells[1].text = label, value
        if height is not None:
            row.height, row.height_rule = Cm(height), WD_ROW_HEIGHT_RULE.EXACTLY
    out = io.BytesIO()
    document.save(out)
    return read_package(out.getvalue(), "表.docx")


def lacking(rows: dict[str, str], package: WordPackage, content: bytes) -> tuple[str, ...]:
    slots = [Slot(field=f"entry.f{number}", label=label) for number, label in enumerate(rows)]
    texts = [SlotText(slot.id, value) for slot, value in zip(slots, rows.values(), strict=True)]
    return lacking_labels(slots, texts, package, content)


@pytest.mark.parametrize("height", [0.5, 0.9, 1.2, 1.3, 1.4, 1.5, 1.6])
def test_a_value_that_a_fixed_row_cuts_is_named_wherever_its_lines_end(height: float) -> None:
    """In some of these the first line that does not fit is drawn and clipped, in others it is not drawn at all."""
    rows = {"名称": "太仓样例公司", "注册地址": ADDRESS, "备注": "无"}
    package = table_of(rows, height)
    assert lacking(rows, package, raw_pdf(package, "表")) == ("注册地址",)


def test_a_single_letter_that_is_cut_is_named() -> None:
    rows = {"名称": "太仓样例公司", "编号": "信" * 19 + "A"}
    narrow = table_of(rows, 0.55)
    made = raw_pdf(narrow, "表")
    assert "A" in "".join(one.words for one in cut_words(made)) and lacking(rows, narrow, made) == ("编号",)
    room = table_of(rows, 1.4)
    made = raw_pdf(room, "表")
    assert cut_words(made) == () and lacking(rows, room, made) == ()


def test_own_words_that_are_cut_are_told_with_their_page() -> None:
    package = table_of({"配偶情况（共同借款人）" * 4: "", "备注": ""}, 0.5)
    (found, *more) = cut_words(raw_pdf(package, "表"))
    assert isinstance(found, CutWords) and found.page == 1 and set(found.words) <= set("配偶情况（共同借款人）"), more


def test_what_goes_on_at_the_next_page_is_not_lacking() -> None:
    """The words of the other cell stand between its two parts."""
    rows = {f"第{number}项": f"内容{number}" for number in range(50)}
    rows |= {"左边的话很长" * 30: "理由" + "".join(chr(0x4E00 + number) for number in range(700)), "最后": "完"}
    package = table_of(rows)
    assert lacking(rows, package, raw_pdf(package, "表")) == ()


def test_any_text_in_rows_that_grow_is_whole() -> None:
    """A right value refused is as bad as a wrong one taken: every character that a value may have, mixed, and odd words."""
    every = [one for one in map(chr, range(0x20, 0x30000)) if refused_class(one) is None and resources.covered(one)]
    random.Random(SEED).shuffle(every)
    assert len(every) > 20_000
    words = ["Ａｂｃ①Ⅳ㎡½", "office flow", "A\u00a0B\u2011C", "Straße", "甲〜乙～丙—丁…", "〇○◯", "野家𬭊"]
    words = [word for word in words if not resources.uncovered(word)]
    assert len(words) > 4
    rows = {f"项{start}": "".join(every[start : start + EACH]) for start in range(0, len(every), EACH)}
    rows |= {f"词{number}": word for number, word in enumerate(words)}
    package = table_of(rows)
    made = raw_pdf(package, "表")
    assert cut_words(made) == () and lacking(rows, package, made) == ()


def test_a_text_that_the_template_leaves_out_is_not_looked_for() -> None:
    package = table_of({"名称": "太仓样例公司"})
    assert lacking({"条件不成立的": "只在别的情况下印"}, package, raw_pdf(package, "表")) == ()


def test_a_paper_with_a_cut_value_is_not_made_and_the_label_is_named(tmp_path: Path) -> None:
    file = tmp_path / "申请表.docx"
    document = docx.Document()
    document.add_paragraph().add_run("企业诚信示范申请表").bold = True
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for label in ("企业名称", "注册地址", "法定代表人（负责人、执行事务合伙人、经营者）的姓名"):
        row = table.add_row()
        row.cells[0].text, row.height, row.height_rule = label, Cm(0.6), WD_ROW_HEIGHT_RULE.EXACTLY
    document.save(str(file))
    for _ in range(2):
        made = formgen("scheme", "new", tmp_path / "方案", file)
        assert made.exit_code == 0, made.output
    assert "第 1 页的「" in made.stderr and "被格子切掉了" in made.stderr
    record = tmp_path / "甲.json"
    record.write_text(f'{{"企业名称": "太仓样例公司", "注册地址": "{ADDRESS}"}}', encoding="utf-8")
    filled = formgen("fill", record, "--scheme", tmp_path / "方案", "--out", tmp_path / "out")
    assert filled.exit_code == 5 and "「注册地址」在格子里印不全" in filled.stderr
    assert not list((tmp_path / "out").rglob("*.pdf"))
    record.write_text('{"企业名称": "太仓样例公司", "注册地址": "沙溪镇"}', encoding="utf-8")
    assert formgen("fill", record, "--scheme", tmp_path / "方案", "--out", tmp_path / "out").exit_code == 0
