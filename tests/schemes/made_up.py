"""Helpers for the tests of the made-up schemes: complete records, and runs of the program with one of the schemes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from click.testing import Result

from formgen import pipeline
from formgen.record.kinds.table import JsonObject, JsonValue
from formgen.scheme.load import load_scheme
from formgen.scheme.models import Scheme
from tests.cli.runs import formgen
from tests.schemes.draw import MERCHANTS, READERS, TEAMS

FOREIGN_WORDS = ("企业", "镇", "自评", "考核", "满分", "零分", "附件", "贯标", "统一社会信用代码")
"""Words of the program's own scheme. Users of another scheme must never see them. 满分值 is the merchants' own word."""


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A made-up scheme. rows: applicants as JSON objects with English ids, complete and without faults."""

    folder: Path
    rows: tuple[JsonObject, ...]

    @property
    def scheme(self) -> Scheme:
        """The scheme, read from its folder."""
        return load_scheme(self.folder)

    def run(self, *arguments: str | Path) -> Result:
        """Run `formgen` with this scheme, and check that it prints no words of another scheme."""
        result = formgen("--scheme", self.folder, *arguments)
        said = (result.stdout + result.stderr).replace("满分值", "")
        assert not [word for word in FOREIGN_WORDS if word in said], said
        return result

    def write(self, folder: Path, name: str = "一份.json", row: int = 0, **changes: JsonValue) -> Path:
        """Write one applicant's record. changes: blocks that replace the blocks of the row."""
        path = folder / name
        path.write_text(json.dumps({**self.rows[row], **changes}, ensure_ascii=False), encoding="utf-8")
        return path

    def lines(self, folder: Path) -> Path:
        """Write all applicants as JSON Lines."""
        path = folder / "名册.jsonl"
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in self.rows), encoding="utf-8")
        return path


def _merchant(number: int, sign: str, street: str, marks: dict[str, JsonValue]) -> JsonObject:
    return {
        "shop": {"sign": sign, "licence_number": f"BH-{number:04}", "street": street, "keeper": "王小明"},
        "entry": {"handed_in_on": "2024-04-02"},
        "rating": {"scores": marks},
        "materials": {"licence": ["执照.pdf"]},
        "evidence": [{"indicator": "1.1.1", "title": "招牌照片", "files": ["照片.pdf"]}],
    }


MARKS: dict[str, JsonValue] = {"1.1.1": "excellent", "1.1.2": "poor", "1.2.1": "good", "2.1.1": "fair", "2.1.2": "good"}
SUM = "68.5"
"""The sum of the merchants' scores: 20 + 0 + 24 + 12.5 + 12."""

STAR_MERCHANTS = MadeUp(
    MERCHANTS,
    (
        _merchant(1, "老王面馆", "东门街道", MARKS),
        _merchant(2, "老王面馆", "西门街道", MARKS),
        _merchant(3, "河边书店", "河口街道", MARKS),
        _merchant(4, "河边茶社", "河口街道", MARKS),
        _merchant(5, "河边花店", "河口街道", MARKS),
        _merchant(6, "河边鞋店", "河口街道", MARKS),
    ),
)
READER_CARD = MadeUp(
    READERS,
    (
        {
            "reader": {"full_name": "李小红", "document": "护照 C01X00T47", "telephone": "0512-53520000"},
            "request": {"wishes": "天文\n地理", "asked_on": "2024-05-06"},
        },
        {
            "reader": {"full_name": "赵大海", "document": "320522196805200008"},
            "request": {"wishes": "航海", "asked_on": "2024-05-07"},
        },
    ),
)


def service_team(members: int) -> JsonObject:
    """A team with this many members, whose names, numbers and sums differ; the third, if there is one, has no telephone."""
    rows: list[JsonValue] = []
    for number in range(1, members + 1):
        area = f"3205221968{number % 12 + 1:02}{number % 28 + 1:02}{number:03}"
        row: JsonObject = {
            "full_name": f"队员{numeral(number)}",
            "document": area + check_character(area),
            "telephone": f"138{number:08}",
            "allowance": f"{100 + number}元",
        }
        if number == 3:
            del row["telephone"]
        rows.append(row)
    return {
        "team": {"name": "河边服务队", "leader": "赵大海"},
        "members": rows,
        "tasks": [{"title": "清洁河道", "begins_on": "2024-05-06"}, {"title": "看护<老人>&儿童"}],
    }


def numeral(number: int) -> str:
    """A number below 100 in Chinese characters, one for each digit: 二七."""
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))


def check_character(number: str) -> str:
    """The last character of a resident's identity number (GB 11643)."""
    return "10X98765432"[sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(number)) % 11]


SERVICE_TEAMS = MadeUp(TEAMS, (service_team(2), service_team(12), service_team(40)))
ALL = (STAR_MERCHANTS, READER_CARD)
NAMES = tuple(one.folder.name for one in ALL)


def supplied(folder: Path) -> None:
    """Put the files that the merchants' records name into their folder. Blank forms are enough."""
    made = pipeline.blank(STAR_MERCHANTS.scheme, None, frozenset((pipeline.Format.PDF,)), folder)
    for name, paper in zip(("执照.pdf", "照片.pdf"), made, strict=True):
        paper.rename(folder / name)
