"""The tools docxtpl, LibreOffice and pypdf together, used as well as possible.

docxtpl fills our own templates (they are docxtpl templates) and a contents page. One LibreOffice, which keeps its profile,
lays out the files of sixty enterprises in one call, with our faces. pypdf binds each packet, adds an outline, and puts page
numbers over its pages. The page numbers come from a file that LibreOffice has laid out as well.

In the header rows of 附件4, each merged cell is replaced by two cells without a line between them. LibreOffice 7.4 takes six
times as long for a table whose repeated rows are merged, and the pages look the same.
"""

from __future__ import annotations

import os
import subprocess
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import jinja2.sandbox
from docxtpl import DocxTemplate
from lxml import etree
from pypdf import PdfReader, PdfWriter

from benchmarks.work import Enterprise, Files, Made, PaperForm, Text, Work
from formgen.foundation.resources import cache_folder, fontconfig_file

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
SECONDS_FOR_EACH = 60
MOST_FURTHER = 2
"""The largest number of pages by which texts that do not fit in their boxes may make a packet longer.

The page numbers in the contents are wrong then for the forms after the long one. To correct them, everything would have to be
laid out a second time.
"""
PER_CALL = 240
"""The number of files for one call of LibreOffice. It leaves out the files after the 246th, and still ends with 0."""


class Value(str):
    """A value that is printed. A date also has its parts `year`, `month` and `day`."""

    year = month = day = ""


class DocxtplLibreOfficePypdf:
    """Makes three Word files, three PDFs and the packet of each enterprise."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._own = cache_folder() / "docxtpl"
        self._own.mkdir(exist_ok=True)
        contents, self._numbers = self._own / "contents.docx", self._own / "numbers.docx"
        lines = [f"{form.annex}　{form.title}\t{page}" for form, page in zip(work.forms, work.first_pages, strict=True)]
        write_docx(contents, [line("{{ applicant }}", 28), line("目录", 44), *(line(text, 28) for text in lines)])
        pages = work.packet_pages + MOST_FURTHER
        write_docx(self._numbers, ["<w:p><w:pPr><w:pageBreakBefore/></w:pPr></w:p>"] * pages, numbered=True)
        self._templates = [DocxTemplate(self._quicker(form)) for form in work.forms]
        self._contents = DocxTemplate(contents)
        self._environment = jinja2.sandbox.SandboxedEnvironment(undefined=Blank, autoescape=True)

    def _quicker(self, form: PaperForm) -> Path:
        """Write the form's template without merged cells in repeated rows."""
        path = self._own / f"{form.id}.docx"
        with zipfile.ZipFile(form.template) as template, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for name in template.namelist():
                content = template.read(name)
                package.writestr(name, without_header_merges(content) if name == "word/document.xml" else content)
        return path

    def make(self, part: range, out: Path) -> Made:
        """Fill all templates, lay out all files in as few calls as possible, and bind all packets."""
        stems, sources = [], [self._numbers]
        for number in part:
            stem, enterprise = f"{number:05}", self._work.enterprises[number]
            stems.append(stem)
            sources.append(self._fill(self._contents, {"applicant": enterprise.name}, out / f"{stem}-0.docx"))
            for at, (template, texts) in enumerate(zip(self._templates, enterprise.texts, strict=True), start=1):
                sources.append(self._fill(template, context(texts), out / f"{stem}-{at}.docx"))
        self._lay_out(sources, out)
        numbers = PdfReader(out / "numbers.pdf")
        files = []
        for stem, number in zip(stems, part, strict=True):
            count = len(self._work.forms) + 1
            words = tuple(out / f"{stem}-{at}.docx" for at in range(1, count))
            forms = tuple(out / f"{stem}-{at}.pdf" for at in range(1, count))
            packet = out / f"{stem}.pdf"
            self._bind(self._work.enterprises[number], (out / f"{stem}-0.pdf", *forms), numbers, packet)
            files.append(Files(words, forms, packet))
        return Made(tuple(files))

    def _fill(self, template: DocxTemplate, values: dict[str, object], path: Path) -> Path:
        template.render(values, self._environment, autoescape=True)
        template.save(path)
        return path

    def _lay_out(self, sources: list[Path], out: Path) -> None:
        command = ["soffice", f"-env:UserInstallation={(self._own / 'profile').as_uri()}", "--headless", "--norestore",
                   "--convert-to", "pdf", "--outdir", str(out)]  # fmt: skip
        for start in range(0, len(sources), PER_CALL):
            paths = [str(path) for path in sources[start : start + PER_CALL]]
            seconds = SECONDS_FOR_EACH * len(paths)
            subprocess.run(
                [*command, *paths], check=True, capture_output=True, stdin=subprocess.DEVNULL, env=environment(), timeout=seconds
            )  # fmt: skip

    def _bind(self, enterprise: Enterprise, parts: tuple[Path, ...], numbers: PdfReader, packet: Path) -> None:
        titles = ("目录", *(f"{form.annex} {form.title}" for form in self._work.forms))
        with PdfWriter() as writer:
            for title, part in zip(titles, parts, strict=True):
                writer.append(part, outline_item=title, import_outline=False)
            if not 0 <= len(writer.pages) - self._work.packet_pages <= MOST_FURTHER:
                raise ValueError(f"{len(writer.pages)} pages in {packet.name}")
            for page, number in zip(writer.pages, numbers.pages, strict=False):
                page.merge_page(number)
            writer.add_metadata({"/Title": enterprise.name})
            writer.write(packet)


def without_header_merges(document: bytes) -> bytes:
    """The Word document with cells without a line between them in place of the merged cells of repeated rows."""
    root = etree.fromstring(document)
    names = {"w": WORD}
    for merge in root.xpath(".//w:tr[w:trPr/w:tblHeader]/w:tc/w:tcPr/w:vMerge", namespaces=names):
        side = "bottom" if merge.get(f"{{{WORD}}}val") == "restart" else "top"
        for border in merge.getparent().xpath(f"w:tcBorders/w:{side}", namespaces=names):
            border.set(f"{{{WORD}}}val", "nil")
        merge.getparent().remove(merge)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content


class Blank(jinja2.Undefined):
    """A value that the data do not have. It is printed as two ideographic spaces, as in our own blank forms."""

    def __str__(self) -> str:
        return "　　"

    def __getattr__(self, name: str) -> Blank:
        if name.startswith("__"):
            raise AttributeError(name)
        return self


def context(texts: tuple[Text, ...]) -> dict[str, object]:
    """The values under the names that our templates use: `applicant.name`, `application.applied_on.year`."""
    blocks: dict[str, dict[str, Value]] = {}
    for text in texts:
        block, field, *part = text.slot.split(".")
        values = blocks.setdefault(block, {})
        if not part:
            values[field] = Value(text.text)
        else:
            values.setdefault(field, Value("　　"))
            setattr(values[field], part[0], text.text)
    return dict(blocks)


def environment() -> dict[str, str]:
    """The environment of LibreOffice. It finds only our faces, also by their official names."""
    return {**os.environ, "FONTCONFIG_FILE": str(fontconfig_file())}


def line(text: str, half_points: int) -> str:
    """A paragraph. The text after a tab stands at the right edge, after a row of dots."""
    face = '<w:rFonts w:ascii="仿宋_GB2312" w:hAnsi="仿宋_GB2312" w:eastAsia="仿宋_GB2312"/>'
    runs = "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\t"))
    return (
        '<w:p><w:pPr><w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8844"/></w:tabs><w:spacing w:after="200"/></w:pPr>'
        f'<w:r><w:rPr>{face}<w:sz w:val="{half_points}"/></w:rPr>{runs}</w:r></w:p>'
    )


def write_docx(path: Path, paragraphs: list[str], numbered: bool = False) -> None:
    """Write a Word file with A4 pages. numbered: True for page numbers at the foot."""
    header = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    footer = '<w:footerReference w:type="default" r:id="r2"/>' if numbered else ""
    section = (
        f'<w:sectPr>{footer}<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1440" w:right="1531" w:bottom="1020" w:left="1531" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{TYPES}.document.main+xml"/>'
        f'<Override PartName="/word/footer1.xml" ContentType="{TYPES}.footer+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r2" Type="{OFFICE}/footer" Target="footer1.xml"/></Relationships>',
        "word/footer1.xml": f'<w:ftr xmlns:w="{WORD}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
        '<w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>',
        "word/document.xml": f'<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}"><w:body>'
        f"{''.join(paragraphs)}{section}</w:body></w:document>",
    }
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, header + content)
