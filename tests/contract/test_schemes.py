"""The code contains nothing of a single scheme: no id of a block or field, no annex, no town, no word for the applicant."""

from __future__ import annotations

import re

import pytest

from formgen.record.json_schema import json_schema
from formgen.scheme.models import Scheme
from tests.contract.tree import ROOT

SHARED = {"registration_number"}
"""Names that the scheme and the code both use. In the code they mean a kind of value."""
OF_ANY_SCHEME = {"意见", "日期", "传真", "邮编", "联系电话", "成立日期", "联系人"}


def words(scheme: Scheme) -> dict[str, re.Pattern[str]]:
    """The patterns that must not stand in code: the ids and the official words of the scheme, each with its description."""
    blocks = [block.id for block in scheme.blocks if "_" in block.id] + [scheme.scores.block if scheme.scores else ""]
    fields = list(scheme.fields)
    ids = [*blocks, *(field.split(".")[1] for field in fields if "_" in field.split(".")[1])]
    quotas = [column.id for column in scheme.quotas.columns] if scheme.quotas else []
    forms = [form.id for form in scheme.forms] + [scheme.id, scheme.id.split("-")[0]]
    dossiers = [dossier.id for dossier in scheme.dossiers if "-" in dossier.id]
    supplied = [one.id for one in scheme.supplied if "_" in one.id and one.id != "work_plan"]
    labels = {field.label for field in scheme.fields.values()} | {form.title for form in scheme.forms}
    labels |= {one.label for one in scheme.supplied} | {dossier.title for dossier in scheme.dossiers}
    assert scheme.scores is not None and scheme.towns is not None and scheme.quotas is not None
    said = [
        scheme.scores.word,
        scheme.scores.aspect,
        scheme.scores.indicator,
        *(one.label for one in scheme.scores.levels),
    ]
    said += [scheme.towns.word, *scheme.towns.names, scheme.applicant.word, *scheme.issuers, "贯标", "太仓"]
    return {
        "a field's full id": _any(fields),
        "an id": _any(sorted({*ids, *quotas, *forms, *dossiers, *supplied} - SHARED)),
        "an annex": re.compile("附件[0-9]|附件：[0-9]"),
        "an official word": re.compile("|".join(map(re.escape, sorted({*said, *(labels - OF_ANY_SCHEME - KINDS)})))),
    }


KINDS = {"组织机构代码", "工商注册号", "统一社会信用代码"}
"""Labels of fields that are also the names of kinds of value. The readers of these kinds use them in messages."""


def _any(names: list[str]) -> re.Pattern[str]:
    # What must stand before a name is looked for once, and not for each of hundreds of names.
    return re.compile(rf"(?<![\w.-])(?:{'|'.join(re.escape(name) for name in names if name)})(?![\w-])", re.IGNORECASE)


READERS = "formgen/record/kinds/"
"""The readers of values know the words that people of any scheme write around values: `企业成立日期：2015年…`."""


def test_code_says_nothing_of_the_scheme_that_the_program_brings(scheme: Scheme) -> None:
    patterns = words(scheme)
    found = [
        f"{path.relative_to(ROOT)}:{number}: {what}: {match[0]}"
        for path in sorted((ROOT / "formgen").rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for what, pattern in patterns.items()
        if (match := pattern.search(line))
        and not (str(path.relative_to(ROOT)).startswith(READERS) and match[0] == scheme.applicant.word)
    ]
    assert not found


def test_pages_that_all_schemes_share_say_nothing_of_one_either(scheme: Scheme) -> None:
    patterns = words(scheme)
    pages = sorted((ROOT / "templates" / "pages").iterdir())
    assert len(pages) > 10
    assert not [page.name for page in pages for one in patterns.values() if one.search(page.read_text("utf-8"))]


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("a field's full id", 'NAME = "applicant.name"'),
        ("an id", '"self_assessment"'),
        ("an id", "formgen blank annex2"),
        ("an id", "templates/taicang-2018"),
        ("an annex", "见附件4"),
        ("an official word", '"一家企业的数据"'),
        ("an official word", "沙溪镇-2018年6月5日.xlsx"),
    ],
)
def test_the_rule_sees_what_it_forbids(scheme: Scheme, what: str, said: str) -> None:
    assert words(scheme)[what].search(said)


def test_the_schema_of_the_scheme_says_it_all(scheme: Scheme) -> None:
    """Users still see the words that the code no longer has: they come from the scheme's files."""
    schema = str(json_schema(scheme))
    for word in ("一家企业的数据", "自评得分", "考核内容", "self_assessment", "港区"):
        assert word in schema
