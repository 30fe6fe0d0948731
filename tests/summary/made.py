"""Makes up applicants for the tests of the offices' papers: as standings, and as records of a file."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from copy import deepcopy
from itertools import count
from pathlib import Path

from lxml import etree
from pypdf import PdfReader

from formgen.foundation.problems import Place
from formgen.render.word.package import tag
from formgen.scheme.dossiers import Dossier
from formgen.scheme.models import Scheme
from formgen.summary.standing import Correction, Standing
from tests.cli.runs import SAMPLES

NAMES = (
    "太仓样例精密机械有限公司",
    "太仓堃喆R&D<高性能>“智造”有限公司",
    "=SUM(A1:A9)+1",
    "太仓" + "㙍镕犇" * 16 + "股份有限公司",
    "-1+cmd|' /C calc'!A0",
    "太仓𠀀样例有限公司",
)
"""Names as people have them, and names that a page or a workbook could trip over."""


def standing(
    scheme: Scheme,
    number: int = 0,
    town: str = "沙溪镇",
    dossier: Dossier | None = None,
    corrections: Sequence[Correction] = (),
) -> Standing:
    """An applicant at a stage, the first of the scheme if none is given. corrections: each counts as an error."""
    name = NAMES[number % len(NAMES)]
    values = (name, f"9132058599{number:07}X", "沈明诚", "陆晓文", "0512-53200001转801、13800000000", "987.5")
    corrections = tuple(corrections)
    place = Place("名单.xlsx", f"企业信息!第 {number + 4} 行")
    dossier = dossier or scheme.dossiers[0]
    return Standing(name, values[1], town, dossier, values, len(corrections), 0, (), number % 3, corrections, place)


def records(folder: Path, many: int, town: str | None = None) -> Path:
    """A file of JSON Lines with so many applicants for the first stage, in all towns in turn, or in one."""
    sample = json.loads((SAMPLES / "complete.json").read_text("utf-8"))
    towns = ("沙溪镇", "璜泾镇", "双凤镇", "浮桥镇")
    lines = []
    codes = _codes()
    for number in range(many):
        record = deepcopy({key: sample[key] for key in ("applicant", "application")})
        applicant = record["applicant"]
        del applicant["organization_code"], applicant["registration_number"]
        applicant |= {
            "name": f"太仓样例{number}有限公司",
            "unified_social_credit_code": next(codes),
            "town": town or towns[number % len(towns)],
            "locality": "江苏省太仓市",
        }
        lines.append(json.dumps(record, ensure_ascii=False))
    path = folder / "名单.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _codes() -> Iterator[str]:
    """Unified codes of Taicang with right check characters (GB 11714 and GB 32100), one after the other."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    for number in count(1):
        organisation = f"9{number:07}"
        rest = (
            11
            - sum(int(digit) * weight for digit, weight in zip(organisation, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
            % 11
        )
        body = f"91320585{organisation}{'0' if rest == 11 else 'X' if rest == 10 else rest}"
        last = 31 - sum(signs.index(sign) * pow(3, power, 31) for power, sign in enumerate(body)) % 31
        yield body + signs[last % 31]


def squashed(text: str) -> str:
    """The text without spaces and line breaks."""
    return "".join(text.split())


def pdf_pages(content: bytes) -> list[str]:
    """The text of each page without spaces, cell by cell in the order in which the page is written."""
    return [squashed(page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]


def word_rows(content: bytes) -> list[tuple[str, ...]]:
    """The rows of all tables of a Word file, heads included, as the texts of their cells."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        document = etree.fromstring(package.read("word/document.xml"))
    return [
        tuple("".join(text.text or "" for text in cell.iter(tag("t"))) for cell in row.iter(tag("tc")))
        for row in document.iter(tag("tr"))
    ]
