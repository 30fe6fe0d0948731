"""The sheet 填写说明: it tells a clerk how to fill in the workbook, and can be printed. Much of it comes from the scheme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from formgen.engines.workbooks import looks
from formgen.engines.workbooks.looks import CellLook
from formgen.engines.workbooks.writer import SheetWriter
from formgen.intake.columns import EnterpriseColumn, Need
from formgen.intake.sheet_words import SheetName, sheet_titles
from formgen.intake.workbook import sheet_style as style
from formgen.intake.workbook.sheet_style import text_height
from formgen.record.kinds.cells import AmountCell, ParagraphsCell
from formgen.record.kinds.table import KINDS, kind_description, kind_example
from formgen.scheme.models import Scheme

_WIDTHS = (5.0, 27.0, 15.0, 46.0, 27.0)
_LAST = len(_WIDTHS)
_HALF = sum(_WIDTHS[1:])


class _InstructionPage:
    """Writes the sheet from top to bottom."""

    def __init__(self, sheet: SheetWriter) -> None:
        self.sheet = sheet
        self.row = 0

    def line(self, text: str, look: CellLook, height: float, number: str = "") -> None:
        """Write a line over the whole width, with its number before it."""
        self.row += 1
        self.sheet.height(self.row, height)
        if number:
            self.sheet.text(self.row, 1, number, CellLook(look.font, looks.CENTRE, lined=False))
        self.sheet.across(self.row, 2 if number else 1, _LAST, text, look)

    def heading(self, text: str) -> None:
        self.row += 1
        self.sheet.gap(self.row, 8)
        self.line(text, CellLook(looks.HEADING, looks.LEFT, looks.HEAD_FILL, False), 24)

    def paragraphs(self, texts: Iterable[str]) -> None:
        """Write numbered paragraphs. Each row is as high as its text needs."""
        for number, text in enumerate(texts, 1):
            self.line(text, CellLook(looks.BODY, lined=False), text_height(text, _HALF), f"{number}.")

    def table(self, header: Sequence[str], rows: Iterable[tuple[Sequence[str], CellLook]]) -> None:
        """Write a table of four columns. rows: for each row its texts, and the look of its second cell."""
        head = CellLook(looks.HEAD, looks.CENTRE, looks.HEAD_FILL)
        self._table_row(header, (head,) * len(header))
        for texts, second in rows:
            self._table_row(texts, (CellLook(looks.HEAD), second, CellLook(looks.BODY), CellLook(looks.BODY)))

    def _table_row(self, texts: Sequence[str], cells: Sequence[CellLook]) -> None:
        self.row += 1
        self.sheet.height(self.row, max(map(text_height, texts, _WIDTHS[1:])))
        for number, (text, look) in enumerate(zip(texts, cells, strict=True), 2):
            self.sheet.text(self.row, number, text, look)


def write_instructions(sheet: SheetWriter, scheme: Scheme, columns: Sequence[EnterpriseColumn]) -> None:
    """Write the sheet."""
    for number, width in enumerate(_WIDTHS, 1):
        sheet.width(number, width)
    page = _InstructionPage(sheet)
    page.line(f"{scheme.title}", CellLook(looks.TITLE, looks.CENTRE, lined=False), 34)
    page.line(f"{scheme.applicant.word}信息采集表填写说明", CellLook(looks.TITLE, looks.CENTRE, lined=False), 30)
    issued = "　".join(text for text in (scheme.document_number, "、".join(scheme.issuers)) if text)
    page.line(issued, CellLook(looks.HINT, looks.CENTRE, lined=False), 24)
    page.heading("一、这份工作簿里有什么")
    needed = CellLook(looks.BODY, looks.CENTRE)
    page.table(("工作表", "要填吗", "填什么", "怎样排"), [(row, needed) for row in _sheets(scheme, columns)])
    page.heading("二、怎样填")
    page.paragraphs(_steps(scheme, columns))
    page.heading("三、怎样交回")
    page.paragraphs(_return(scheme))
    page.heading("四、请不要这样做")
    page.paragraphs(_refrain(scheme))
    page.heading("五、个人信息")
    page.paragraphs(_privacy())
    sheet.break_after(page.row)
    page.heading(f"六、「{sheet_titles(scheme)[SheetName.APPLICANTS]}」表各栏")
    rows = zip(_reference(scheme, columns), map(_need_look, columns), strict=True)
    page.table(("栏目", "是否必填", "填什么", "例"), rows)
    sheet.hide_grid()
    sheet.page(landscape=False, footer=style.FOOTER)
    sheet.tab_colour("7F7F7F")


def _need_look(column: EnterpriseColumn) -> CellLook:
    """Return a look with the colour of the column's header, so that this table explains the colours."""
    font = looks.STRONG if column.need is Need.ALWAYS else looks.BODY
    return CellLook(font, looks.CENTRE, style.NEED_FILLS[column.need])


def _sheets(scheme: Scheme, columns: Sequence[EnterpriseColumn]) -> list[tuple[str, str, str, str]]:
    titles, applicant, scores = sheet_titles(scheme), scheme.applicant, scheme.scores
    what = "、".join(dict.fromkeys(column.block.label for column in columns))
    rows = [(titles[SheetName.APPLICANTS], "必填", what, f"{applicant.each}一行")]
    for form in scheme.forms:
        if form.scores is not None and scores is not None:
            what = f"{form.annex} {form.title}的得分，共 {len(form.indicators)} 项"
            sort = f"{applicant.each}一列，每项{scores.indicator}一行"
            rows.append((titles[SheetName.SCORES], f"办{form.annex}时必填", what, sort))
    if SheetName.FILES in titles:
        what = f"{applicant.word}交来的材料{'和佐证材料' if scores is not None else ''}的文件名"
        rows.append((titles[SheetName.FILES], "装订成册时填", what, "每个文件一行"))
    for one in scheme.lists:
        what = "、".join(field.label for field in one.fields)
        rows.append(
            (
                one.label,
                "必填" if one.least else "有的填",
                what,
                f"每条一行，写明是哪{applicant.counter}{applicant.word}的",
            )
        )
    return rows


def _steps(scheme: Scheme, columns: Sequence[EnterpriseColumn]) -> Iterable[str]:
    titles, applicant, scores, name = sheet_titles(scheme), scheme.applicant, scheme.scores, scheme.name_label
    yield (
        f"先填「{titles[SheetName.APPLICANTS]}」表，从浅色表头下面的第一行起，{applicant.each}一行。红底的栏必填；黄底的栏办相应的表格时"
        "必填；灰底的栏选填。鼠标停在表头上，会显示这一栏怎样填。"
    )
    yield f"{name}、代码照证照填写，证件号照证件填写。代码、证件号、电话、邮编直接输入，开头的 0 和末尾的数字都会原样保留。"
    amounts = _headers(columns, AmountCell)
    yield "日期写成 2018-6-5 或 2018/6/5。" + (
        f"{'、'.join(amounts)}写明单位和币种，如 5000万元人民币、500万美元。" if amounts else ""
    )
    texts = _headers(columns, ParagraphsCell)
    yield "有下拉箭头的栏从列表里选。" + (
        f"{texts[0]}等可以分段，在单元格里换行按 Alt+回车；行高不够时看编辑栏，内容不会丢。" if texts else ""
    )
    if scores is not None:
        worst = f"没有做到的选{scores.lowest.label}，" if scores.lowest else ""
        yield (
            f"再填「{titles[SheetName.SCORES]}」表：{applicant.each}占一列，先在表头选{name}，再逐项选得分。每格只列出这一项可以选的"
            f"档次，选中格子会显示各档次的标准和分值。{worst}不要空着。小计、总计和还没有得分的项数自动算出。"
        )
        if scheme.identity_label is not None:
            same = f"两{applicant.counter}{applicant.word}同名的"
            yield f"{same}，在{name}上面一行填{scheme.identity_label}，以便分清是哪一{applicant.counter}。"
    if scheme.lists:
        named = "、".join(f"「{one.label}」" for one in scheme.lists)
        yield f"再填{named}表，一条一行，按印出来的先后排列，第一列写是哪{applicant.counter}{applicant.word}的。"
    if SheetName.FILES in titles:
        yield f"要装订成册的，再填「{titles[SheetName.FILES]}」表，每个文件一行；文件和这份工作簿放在同一个文件夹里。"
    wrong = "，浅红色的得分是这一项没有的档次" if scores is not None else ""
    yield f"填写中，浅黄色的格子是必填而没有填的{wrong}，请改正。"
    yield f"{applicant.word}多于画好的行时，接着往下填，或插入行；可以排序、筛选、调整列宽、在右边加自己的列，都不影响读取。"


def _headers(columns: Sequence[EnterpriseColumn], shape: type[AmountCell] | type[ParagraphsCell]) -> list[str]:
    """Return the headers of the columns whose cells have this shape."""
    return [column.header for column in columns if isinstance(KINDS[column.definition.kind].cell, shape)]


def _return(scheme: Scheme) -> Iterable[str]:
    yield "保存为 Excel 工作簿（.xlsx）；用 WPS、LibreOffice 填写的，也请另存为 .xlsx。不要交截图、PDF 或纸质扫描件。"
    where = f"{scheme.towns.word}和日期，如 {scheme.towns.names[0]}-2018年6月5日.xlsx" if scheme.towns else "日期"
    yield f"文件名写明{where}，连同材料文件一起交给发这份表的人。"
    for dossier in scheme.dossiers:
        if dossier.deadline_text:
            yield f"{dossier.title}：{dossier.deadline_text}"


def _refrain(scheme: Scheme) -> Iterable[str]:
    applicant, scores = scheme.applicant, scheme.scores
    words = f"、表头的文字和{scores.indicator}的编号" if scores is not None else "和表头的文字"
    yield f"不要改工作表的名称{words}：电脑靠它们认出每一栏。"
    yield (
        f"不要在{applicant.word}中间加标题行、小计行或空的合并单元格，"
        f"不要把几{applicant.counter}{applicant.word}写在一行里。"
    )
    yield "不要把代码、证件号改成数字格式：18 位号码的末几位会变成 0，找不回来。"
    yield "不要给工作簿加密码、宏，不要引用别的文件。"
    yield f"不要留下示例、草稿：表里的每一行都会当成{applicant.one}来办理。"


def _privacy() -> Iterable[str]:
    yield "表里有身份证号、电话等个人信息，只用于这次申报。只收集表上要的内容，填写前告知本人。"
    yield "不要发到微信群、QQ 群或公用邮箱；用单位认可的方式传送，只交给经办人。"
    yield "办理完毕，按单位的规定归档或删除，个人电脑和 U 盘里不留副本。"


def _reference(scheme: Scheme, columns: Sequence[EnterpriseColumn]) -> list[tuple[str, str, str, str]]:
    rows = []
    for column in columns:
        field = column.definition
        what = field.help or kind_description(field.kind)
        rows.append((column.header, column.need_text, what, kind_example(field, scheme.towns)))
    return rows
