"""Finds faults in a scheme's definitions of applicants, towns, quotas and scores. They concern several files at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from formgen.foundation.errors import DefinitionFault
from formgen.scheme.applicants import Quotas, Town, Towns
from formgen.scheme.consistency import RECORD_FILE, SCHEME_FILE, duplicates, fields_of, unknown
from formgen.scheme.files import FormFile, RecordFile, SchemeFile
from formgen.scheme.scores import Scores

RESERVED = ("materials", "evidence")
"""The keys of a record that are not blocks of fields. Every scheme has them."""
SHEETS = ("填写说明", "材料", "材料和佐证", "选项")
"""The names of other sheets of the collection workbook."""
LONGEST_SHEET = 31
"""The most characters that the name of a sheet may have."""


def applicant_faults(record: RecordFile) -> Iterator[DefinitionFault]:
    """Report fields that `[applicant]` names and that do not exist, have an unsuitable kind, or are written by an office.

    Also report an applicant's word that cannot be the name of a sheet.
    """
    fields = fields_of(record)
    for key, field_id in record.applicant.fields.items():
        place = f"applicant.{key}"
        if field_id is None:
            continue
        field = fields.get(field_id)
        if field is None:
            yield unknown(RECORD_FILE, place, "字段", field_id, fields)
        elif key in ("name", "locality") and not field.kind.is_line:
            yield DefinitionFault(RECORD_FILE, place, f'{field_id} 应是 kind = "text" 的字段')
        elif key == "date" and not field.kind.is_date:
            yield DefinitionFault(RECORD_FILE, place, f"{field_id} 不是日期")
        elif key == "identity" and not field.kind.may_identify:
            message = f"{field_id} 是 {field.kind.value}，不能用来区分：批量的台账和结果里会写出它"
            yield DefinitionFault(RECORD_FILE, place, message)
        if field is not None and field.office:
            yield DefinitionFault(RECORD_FILE, place, f"{field_id} 由办理部门填写，申报时是空的")
    yield from _sheet_faults(RECORD_FILE, "applicant.word", record.applicant.word)


def town_faults(scheme: SchemeFile, record: RecordFile | None) -> Iterator[DefinitionFault]:
    """Report faults of towns and quotas: duplicates, unknown quotas, wrong sums, and a missing field for the town."""
    towns, quotas = scheme.towns, scheme.quotas
    town_fields = [] if record is None else [key for key, one in fields_of(record).items() if one.kind.is_town]
    if towns is None:
        for field_id in town_fields:
            yield DefinitionFault(
                SCHEME_FILE, "towns", f'record.toml 的 {field_id} 是 kind = "town"，这里却没有 [towns]'
            )
    else:
        yield from duplicates(SCHEME_FILE, "towns.town[{}].name", towns.names)
        names = [(index, name) for index, town in enumerate(towns.towns) for name in (town.name, *town.aliases)]
        owners: dict[str, int] = {}
        for index, name in names:
            if owners.setdefault(name, index) != index:
                owner = towns.towns[owners[name]].name
                yield DefinitionFault(SCHEME_FILE, f"towns.town[{index}].aliases", f"「{name}」已经是 {owner} 的名称")
        yield from _figure_faults(towns, quotas)
    if quotas is None:
        return
    yield from duplicates(SCHEME_FILE, "quotas.column[{}].id", (column.id for column in quotas.columns))
    if towns is None:
        yield DefinitionFault(SCHEME_FILE, "quotas", "有 [quotas]，却没有 [towns]")
    if sum(column.counted for column in quotas.columns) > 1:
        yield DefinitionFault(SCHEME_FILE, "quotas.column", "只能有一项写 counted = true：批量只按一项指标核对家数")
    dossiers = [dossier.id for dossier in scheme.dossiers]
    for index, column in enumerate(quotas.columns):
        place = f"quotas.column[{index}]"
        if column.dossier is not None and column.dossier not in dossiers:
            yield unknown(SCHEME_FILE, f"{place}.dossier", "材料", column.dossier, dossiers)
        if column.each is not None and column.dossier is None:
            yield DefinitionFault(SCHEME_FILE, f"{place}.each", "写了 each，还要写 dossier：按哪一种材料数家数")
    if quotas.counted is not None and record is not None and not town_fields:
        message = '有一项写了 counted = true，record.toml 却没有 kind = "town" 的字段，没法按地方核对'
        yield DefinitionFault(SCHEME_FILE, "quotas.column", message)


def summary_faults(scheme: SchemeFile, record: RecordFile, scores: Scores | None) -> Iterator[DefinitionFault]:
    """Columns of summaries that are not there, are there twice, or that no summary may show."""
    if scheme.summary is None:
        return
    fields = fields_of(record)
    totals = [scores.total] if scores is not None and scores.total else []
    yield from duplicates(SCHEME_FILE, "summary.columns[{}]", scheme.summary.columns)
    for index, column in enumerate(scheme.summary.columns):
        place, field = f"summary.columns[{index}]", fields.get(column)
        if column in totals:
            continue
        if field is None:
            yield unknown(SCHEME_FILE, place, "字段", column, [*fields, *totals])
        elif field.kind.is_personal:
            message = f"{column} 是个人证件号码，不能列进汇总表：汇总表要在各部门之间传送"
            yield DefinitionFault(SCHEME_FILE, place, message)


def _figure_faults(towns: Towns, quotas: Quotas | None) -> Iterator[DefinitionFault]:
    """Report unknown quotas, and columns whose figures do not add up to the total. A column without figures is skipped."""
    columns = [column.id for column in quotas.columns] if quotas else []
    rows: list[tuple[str, Town]] = [(f"towns.town[{index}]", town) for index, town in enumerate(towns.towns)]
    rows += [("quotas.total", quotas.total)] if quotas else []
    for place, town in rows:
        for column in town.quotas:
            if column not in columns:
                yield unknown(SCHEME_FILE, f"{place}.quotas", "指标", column, columns)
    for column in columns:
        given = [town.quotas[column] for town in towns.towns if column in town.quotas]
        total = quotas.total.quotas.get(column) if quotas else None
        if given and total != sum(given):
            said = "没有写" if total is None else f"写的是 {total}"
            message = f"各{towns.word}合计 {sum(given)}，这里{said}"
            yield DefinitionFault(SCHEME_FILE, f"quotas.total.quotas.{column}", message)


def key_faults(record: RecordFile, scores: Scores | None) -> Iterator[DefinitionFault]:
    """Report blocks and lists whose names are already the names of something else in a record, or that no sheet can have."""
    reserved = {key: f"记录里的 {key}" for key in RESERVED}
    if scores is not None:
        reserved |= {key: "[scores] 的得分" for key in (scores.block, scores.word, *scores.aliases)}
    named = [(f"block[{index}]", block) for index, block in enumerate(record.blocks)]
    named += [(f"list[{index}]", one) for index, one in enumerate(record.lists)]
    for place, block in named:
        for key in (block.id, block.label, *block.aliases):
            if key in reserved:
                yield DefinitionFault(RECORD_FILE, place, f"「{key}」已经是{reserved[key]}的名称")
    for index, one in enumerate(record.lists):
        if one.label in (record.applicant.word, *SHEETS):
            message = f"采集表里已经有叫「{one.label}」的工作表，换一个名称"
            yield DefinitionFault(RECORD_FILE, f"list[{index}].label", message)
        yield from _sheet_faults(RECORD_FILE, f"list[{index}].label", one.label)


def scores_faults(forms: Mapping[str, FormFile]) -> Iterator[DefinitionFault]:
    """Report faults of `[scores]`: it is on two forms, two levels have the same name, or a word is unsuitable.

    A word is unsuitable if a sheet cannot have it as its name, or if a drop-down list cannot hold it.
    """
    having = [(form_id, form.scores) for form_id, form in forms.items() if form.scores is not None]
    for form_id, _ in having[1:]:
        message = f"{having[0][0]} 已经有 [scores]；一个方案只能有一张打分的表"
        yield DefinitionFault(f"{form_id}/form.toml", "scores", message)
    for form_id, scores in having:
        file = f"{form_id}/form.toml"
        yield from _sheet_faults(file, "scores.word", scores.word)
        owners: dict[str, str] = {}
        for index, level in enumerate(scores.levels):
            place = f"scores.level[{index}]"
            if level.id in owners.values():
                yield DefinitionFault(file, place, f"{level.id} 重复了")
            for word in (level.id, level.label, *level.aliases):
                if owners.setdefault(word, level.id) != level.id:
                    yield DefinitionFault(file, place, f"「{word}」已经是 {owners[word]} 的名称")
                if set(word) & set(',，"') or word != word.strip() or not word:
                    yield DefinitionFault(file, place, f"「{word}」里有逗号、引号或空格，放不进下拉列表")


def _sheet_faults(file: str, place: str, word: str) -> Iterator[DefinitionFault]:
    """Report a word that cannot be the name of a sheet of the collection workbook."""
    if not 0 < len(word) <= LONGEST_SHEET or set(word) & set("[]:*?/\\'") or word != word.strip():
        yield DefinitionFault(file, place, "采集表的工作表要用这个名称：1 至 31 个字，不能有 []:*?/\\'，前后没有空格")


def form_name_faults(forms: Mapping[str, FormFile]) -> Iterator[DefinitionFault]:
    """Report forms whose files would have the same name, or a name that no file can have."""
    first: dict[str, str] = {}
    for form_id, form in forms.items():
        name = f"{form.annex}-{form.title}"
        if first.setdefault(name, form_id) != form_id:
            message = f"annex 和 title 都与 {first[name]} 相同，生成的文件会同名"
            yield DefinitionFault(f"{form_id}/form.toml", "title", message)
        if set(name) & set("/\\\0\n") or not form.annex.strip() or not form.title.strip():
            message = "annex 和 title 用作文件名，不能是空的，也不能有 / 和 \\"
            yield DefinitionFault(f"{form_id}/form.toml", "title", message)
