"""Two schemes differ much from the program's own scheme. Everything works with them, in their own words."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from pypdf import PdfReader

from formgen import pipeline
from formgen.intake.json.record import read_record
from formgen.intake.json.write import record_json
from formgen.record.json_schema import json_schema
from formgen.record.kinds.table import JsonObject
from formgen.render.values import slot_texts
from tests.judges.libreoffice import convert
from tests.schemes.draw import DRAWINGS
from tests.schemes.made_up import ALL, FOREIGN_WORDS, NAMES, READER_CARD, STAR_MERCHANTS, SUM, MadeUp, supplied
from tools.fill_workbook import filled_workbook

each = pytest.mark.parametrize("made_up", ALL, ids=NAMES)


def text_of(path: Path) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(path).pages)


def test_committed_templates_are_what_is_drawn() -> None:
    for path, draw in DRAWINGS:
        assert path.read_bytes() == draw().package(), path


@each
def test_the_scheme_has_no_faults_and_is_listed(made_up: MadeUp) -> None:
    checked = made_up.run("forms", "--check")
    assert (checked.exit_code, checked.stdout) == (0, f"方案 {made_up.folder.name} 没有问题\n")
    listed = made_up.run("forms")
    assert listed.exit_code == 0
    for form in made_up.scheme.forms:
        assert form.annex in listed.stdout and form.title in listed.stdout
    assert json.loads(made_up.run("forms", "--json").stdout)["id"] == made_up.folder.name


def test_a_table_of_quotas_has_the_columns_of_the_scheme() -> None:
    lines = STAR_MERCHANTS.run("forms").stdout.splitlines()
    table = [line.split() for line in lines[lines.index("各街道星级商户名额") + 1 :]]
    assert table == [
        ["街道", "五星商户（户）", "四星商户（户）"],
        ["东门街道", "2", "6"],
        ["西门街道", "1"],
        ["河口街道", "3"],
        ["全区", "3", "9"],
    ]


@each
def test_blank_forms(made_up: MadeUp, tmp_path: Path) -> None:
    assert made_up.run("blank", "--out", tmp_path).exit_code == 0
    for form in made_up.scheme.forms:
        assert form.title in text_of(tmp_path / f"{form.file_stem}.pdf")
        assert (tmp_path / f"{form.file_stem}.docx").is_file()


@each
def test_a_complete_record_fills_every_slot(made_up: MadeUp, tmp_path: Path) -> None:
    """When the scores were in another block, once only 1 of 109 slots was filled, without any message."""
    scheme = made_up.scheme
    record = read_record(scheme, made_up.write(tmp_path)).record
    assert record is not None
    for form in scheme.forms:
        assert [text.slot for text in slot_texts(scheme, form, record)] == [slot.id for slot in form.slots]


@each
def test_filled_forms_and_packet(made_up: MadeUp, tmp_path: Path) -> None:
    scheme, record = made_up.scheme, made_up.write(tmp_path)
    result = made_up.run("fill", record, "--out", tmp_path / "out", "--format", "docx,pdf,packet")
    assert result.exit_code == 0
    examined = pipeline.examine(scheme, record)
    folder = tmp_path / "out" / examined.name
    packet = text_of(folder / "申报表格合订本.pdf")
    assert examined.name in packet
    assert examined.record is not None
    for form in scheme.forms:
        shown = text_of(folder / f"{form.file_stem}.pdf")
        for text in slot_texts(scheme, form, examined.record):
            value = "".join(text.text.split())
            assert value in shown and value in packet
        word = folder / f"{form.file_stem}.docx"
        assert pipeline.read_back(scheme, form.id, word.read_bytes(), word.name) == slot_texts(
            scheme, form, examined.record
        )


def test_scores_and_their_sum_in_the_schemes_levels(tmp_path: Path) -> None:
    scores: JsonObject = {"招牌整洁": "优", "1.1.2": "差", "1.2.1": "good", "2.1.1": "一般", "2.1.2": 12}
    record = STAR_MERCHANTS.write(tmp_path, rating={"得分": scores})
    assert STAR_MERCHANTS.run("fill", record, "--out", tmp_path / "out").exit_code == 0
    (sheet,) = (tmp_path / "out").rglob("附表2-1-*.pdf")
    assert text_of(sheet).endswith(f"合计100{SUM}")


def test_what_is_wrong_with_a_score_is_said_in_the_schemes_words(tmp_path: Path) -> None:
    scores: JsonObject = {"1.1.1": "优", "1.1.2": "良", "1.2.1": 7, "2.1.1": "差"}
    record = STAR_MERCHANTS.write(tmp_path, 评分={"scores": scores}, rating=None)
    result = STAR_MERCHANTS.run("check", record)
    assert result.exit_code == 1
    assert "「评分」和「rating」是同一项" in result.stdout or "「rating」和「评分」是同一项" in result.stdout


def test_findings_about_scores(tmp_path: Path) -> None:
    scores: JsonObject = {"1.1.1": "poor", "1.1.2": "良", "1.2.1": 7, "2.1.1": "差"}
    result = STAR_MERCHANTS.run("check", STAR_MERCHANTS.write(tmp_path, rating={"scores": scores}))
    assert result.exit_code == 1
    for said in (
        "只能是 优（10 分）、差（0 分）",
        "只能是 优（30 分）、良（24 分）、中（15 分）、差（0 分）",
        "「无投诉」一项为差，不能参评",
        "有 1 项没有评分得分：2.1.2 投诉有回访",
        "没有做到的写差",
        "评分是差，却附了佐证材料",
    ):
        assert said in result.stdout, said


@each
def test_gaps_and_unknown_keys(made_up: MadeUp, tmp_path: Path) -> None:
    path = tmp_path / "空.json"
    path.write_text("{}", encoding="utf-8")
    result = made_up.run("check", path)
    assert result.exit_code == 0 and made_up.scheme.forms[0].annex in result.stdout
    result = made_up.run("check", made_up.write(tmp_path, applicant={"name": "甲"}))
    assert result.exit_code == 1 and "不认识「applicant」" in result.stdout


def test_a_scheme_without_scores_and_materials_knows_no_such_keys(tmp_path: Path) -> None:
    result = READER_CARD.run("check", READER_CARD.write(tmp_path, materials={}, evidence=[]))
    assert result.exit_code == 1
    assert "不认识「materials」" in result.stdout and "不认识「evidence」" in result.stdout


@each
def test_schema_takes_what_the_program_takes(made_up: MadeUp) -> None:
    schema = json.loads(made_up.run("schema").stdout)
    assert schema == json_schema(made_up.scheme)
    for row in made_up.rows:
        jsonschema.validate(row, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"self_assessment": {}}, schema)


@each
def test_lines_become_files_and_files_become_the_same_records(made_up: MadeUp, tmp_path: Path) -> None:
    lines = made_up.lines(tmp_path)
    result = made_up.run("collect", lines, "--out", tmp_path / "记录")
    count = f"共 {len(made_up.rows)} {made_up.scheme.applicant.counter}"
    assert count in result.stderr
    written = sorted((tmp_path / "记录").iterdir())
    first = next(json.loads(path.read_text("utf-8")) for path in written if path.stem == name_of(made_up, 0))
    original = pipeline.examine(made_up.scheme, made_up.write(tmp_path)).record
    again = pipeline.examine(made_up.scheme, made_up.write(tmp_path, "又.json", **first)).record
    assert original is not None and again is not None
    assert [(entry.field, entry.value) for entry in original.entries] == [(e.field, e.value) for e in again.entries]
    assert [(score.indicator, score.level) for score in original.scores] == [
        (s.indicator, s.level) for s in again.scores
    ]


def name_of(made_up: MadeUp, row: int) -> str:
    block, field = made_up.scheme.applicant.name.split(".")
    said = made_up.rows[row][block]
    assert isinstance(said, dict)
    return str(said[field])


@each
def test_csv(made_up: MadeUp, tmp_path: Path) -> None:
    scheme, path = made_up.scheme, tmp_path / "名册.csv"
    labels = {full_id: field.label for full_id, field in scheme.fields.items()}
    marks = [row.text for row in scheme.indicators.values()]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*labels.values(), *marks])
        for row in made_up.rows:
            said = {
                f"{block}.{key}": value
                for block, fields in row.items()
                if isinstance(fields, dict)
                for key, value in fields.items()
            }
            best = ["优"] * len(marks)
            writer.writerow([*(said.get(full_id, "") for full_id in labels), *best])
    result = made_up.run("check", path)
    counter = scheme.applicant.counter
    assert result.stdout.rstrip().endswith(f"共 {len(made_up.rows)} {counter}，都没有错误"), result.stdout
    source, examined = pipeline.examine_source(scheme, path)
    records = [one.record for one in examined]
    assert source.problems == () and len(records) == len(made_up.rows)
    assert all(record is not None and len(record.scores) == len(marks) for record in records)


def test_merchants_of_one_name_are_told_apart_by_the_schemes_own_number(tmp_path: Path) -> None:
    rows = [*STAR_MERCHANTS.rows[:2], STAR_MERCHANTS.rows[0]]
    lines = MadeUp(STAR_MERCHANTS.folder, tuple(rows)).lines(tmp_path)
    result = STAR_MERCHANTS.run("check", lines)
    assert "的执照编号相同，是同一户商户" in result.stdout
    assert "执照编号不同，按两户商户处理" in result.stdout


def test_persons_of_one_name_cannot_be_told_apart(tmp_path: Path) -> None:
    lines = MadeUp(READER_CARD.folder, (READER_CARD.rows[0],) * 2).lines(tmp_path)
    result = READER_CARD.run("check", lines)
    assert result.exit_code == 1 and "的姓名相同" in result.stdout and "同一位申请人只留一份" in result.stdout


@each
def test_batch(made_up: MadeUp, tmp_path: Path) -> None:
    result = made_up.run("batch", made_up.lines(tmp_path), "--out", tmp_path / "out", "--jobs", "1", "--format", "pdf")
    counter = made_up.scheme.applicant.counter
    assert result.exit_code == 0, result.stderr
    assert f"共 {len(made_up.rows)} {counter}，{len(made_up.rows)} {counter}完成" in result.stderr
    told = json.loads((tmp_path / "out" / "结果.json").read_text("utf-8"))
    assert told["scheme"] == made_up.folder.name
    assert [one["name"] for one in told["enterprises"]] == [name_of(made_up, row) for row in range(len(made_up.rows))]
    if made_up is STAR_MERCHANTS:
        assert "河口街道本批有 4 户，比附表1 的四星名额（3 户）多 1 户" in result.stderr
        assert {one["town"]: (one["quota"], one["over"]) for one in told["towns"]} == {
            "东门街道": (6, 0),
            "西门街道": (None, 0),
            "河口街道": (3, 1),
        }
        assert (tmp_path / "out" / "老王面馆（BH-0002）").is_dir()
    else:
        assert told["towns"] == []


def test_dossier(tmp_path: Path) -> None:
    supplied(tmp_path)
    record = STAR_MERCHANTS.write(tmp_path)
    result = STAR_MERCHANTS.run("dossier", record, "--kind", "参评材料", "--out", tmp_path / "out", "--proof-page")
    assert result.exit_code == 0, result.stderr
    folder = tmp_path / "out" / "老王面馆"
    bound = text_of(folder / "参评材料.pdf")
    for said in ("老王面馆", "星级商户评分表（附表2-1）", "招牌照片", "佐证材料索引", "装订证明"):
        assert said in bound
    stamps = text_of(folder / "参评材料-用印签字清单.pdf")
    assert "交件前由商户盖章、签字" in stamps and "交街道商务站" in stamps and "企业" not in stamps + bound
    assert STAR_MERCHANTS.run("verify", folder / "参评材料.pdf").exit_code == 0


def test_a_draft_says_what_is_missing_in_the_schemes_words(tmp_path: Path) -> None:
    record = STAR_MERCHANTS.write(tmp_path, materials=None, evidence=None, shop={"keeper": "王小明"})
    result = STAR_MERCHANTS.run("dossier", record, "--kind", "entry", "--draft", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    (bound,) = (tmp_path / "out").rglob("参评材料（草稿）.pdf")
    assert "（字号未填）" in text_of(bound) and "商户自备" in text_of(bound)


def test_a_scheme_without_dossiers_says_so(tmp_path: Path) -> None:
    result = READER_CARD.run("dossier", READER_CARD.write(tmp_path), "--kind", "entry", "--out", tmp_path)
    assert result.exit_code == 2 and "没有「entry」这种材料；这个方案没有要装订的材料" in result.stderr


def test_the_public_door_takes_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import formgen

    assert formgen.load(READER_CARD.folder).id == formgen.load(str(READER_CARD.folder)).id == "reader-card"
    monkeypatch.setenv("FORMGEN_SCHEMES", str(READER_CARD.folder.parent))
    assert formgen.load("star-merchants").title == "滨河区星级商户评定办法"


@each
def test_the_workbook_goes_out_and_comes_back(made_up: MadeUp, tmp_path: Path) -> None:
    scheme, path = made_up.scheme, tmp_path / "采集表.xlsx"
    assert made_up.run("workbook", "--out", path, "--enterprises", "8").exit_code == 0
    names = openpyxl.load_workbook(path).sheetnames
    word = scheme.applicant.word
    assert names == (["填写说明", word, "评分", "材料和佐证", "选项"] if scheme.scores else ["填写说明", word, "选项"])
    book = openpyxl.load_workbook(path)
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    texts += [cell.comment.text for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment]
    texts += [f"{rule.prompt}{rule.error}" for sheet in book for rule in sheet.data_validations.dataValidation]
    assert not [(word, text) for text in texts for word in FOREIGN_WORDS if word in text.replace("满分值", "")]
    filled = tmp_path / "已填.xlsx"
    records = [json.loads(line) for line in made_up.lines(tmp_path).read_text("utf-8").splitlines()]
    filled.write_bytes(filled_workbook(scheme, path.read_bytes(), records, Path()))
    result = made_up.run("check", filled)
    assert f"共 {len(records)} {scheme.applicant.counter}，都没有错误" in result.stdout, result.stdout
    _, from_lines = pipeline.examine_source(scheme, tmp_path / "名册.jsonl")
    source, from_sheets = pipeline.examine_source(scheme, filled)
    assert source.problems == ()
    for line, row in zip(from_lines, from_sheets, strict=True):
        assert line.record is not None and row.record is not None
        assert record_json(scheme, row.record) == record_json(scheme, line.record)


def test_sums_of_the_workbook_are_those_of_the_levels(tmp_path: Path) -> None:
    path, filled = tmp_path / "采集表.xlsx", tmp_path / "已填.xlsx"
    STAR_MERCHANTS.run("workbook", "--out", path, "--enterprises", "6")
    filled.write_bytes(filled_workbook(STAR_MERCHANTS.scheme, path.read_bytes(), STAR_MERCHANTS.rows, Path()))
    sheet = openpyxl.load_workbook(convert(filled, "xlsx", tmp_path / "o"), data_only=True)["评分"]
    totals = [row for row in sheet.iter_rows(values_only=True) if row[0] == "评分总计"]
    assert [str(value) for value in totals[0][8:14]] == [SUM] * 6
