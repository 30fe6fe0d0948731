"""Finds faults between the parts of a scheme folder: duplicate ids, references to unknown things, missing parts."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Literal

from formgen.foundation.errors import DefinitionFault
from formgen.scheme.dossiers import Dossier, Material
from formgen.scheme.files import FormFile, RecordFile, SchemeFile
from formgen.scheme.models import Block, Continuation, FieldDefinition, Form, LayoutEngine
from formgen.scheme.rules import ChoiceRule, Rule, ScoreRule, named_fields
from formgen.scheme.scores import Indicator
from formgen.scheme.slots import BLANK, Slot

SCHEME_FILE = "scheme.toml"
RECORD_FILE = "record.toml"
VARIABLES = 'engine = "docxtpl" 的表，每一处都要写 variable；别的表不写'
PARTS: tuple[Literal["year", "month", "day"], ...] = ("year", "month", "day")
AMOUNT_PARTS = ("capitals", "units", "ten_thousands")


def scheme_file_faults(scheme: SchemeFile, has_scores: bool) -> Iterator[DefinitionFault]:
    """Report duplicate ids, and materials without exactly one source or with an unknown one.

    has_scores: True if a form has scores. Without scores a material cannot be evidence for them.
    """
    if scheme.proposed:
        message = "这个方案是程序提出的，还没有人核对：核对 fields.xlsx 后，再运行一次 formgen scheme new"
        yield DefinitionFault(SCHEME_FILE, "proposed", message)
    yield from duplicates(SCHEME_FILE, "forms[{}]", scheme.forms)
    yield from duplicates(SCHEME_FILE, "supplied[{}].id", (one.id for one in scheme.supplied))
    yield from duplicates(SCHEME_FILE, "dossier[{}].id", (one.id for one in scheme.dossiers))
    yield from duplicates(SCHEME_FILE, "dossier[{}].title", (one.title for one in scheme.dossiers))
    supplied = [one.id for one in scheme.supplied]
    for index, dossier in enumerate(scheme.dossiers):
        yield from _material_faults(f"dossier[{index}]", dossier, scheme.forms, supplied)
        for number, material in enumerate(dossier.materials):
            if material.evidence and not has_scores:
                place = f"dossier[{index}].material[{number}].evidence"
                yield DefinitionFault(SCHEME_FILE, place, "没有一张表有 [scores]，佐证材料没有可以对应的项目")


def _material_faults(
    place: str, dossier: Dossier, forms: Iterable[str], supplied: Iterable[str]
) -> Iterator[DefinitionFault]:
    for index, material in enumerate(dossier.materials):
        here = f"{place}.material[{index}]"
        sources = _sources(material)
        if len(sources) != 1:
            said = f"同时写了 {'、'.join(sources)}" if sources else "都没有写"
            yield DefinitionFault(SCHEME_FILE, here, f"form、supplied、evidence、page 应写且只写一个，现在{said}")
        if material.form is not None and material.form not in forms:
            yield unknown(SCHEME_FILE, f"{here}.form", "表", material.form, forms)
        if material.stamps and material.supplied is None and material.page != "cover":
            yield DefinitionFault(
                SCHEME_FILE, f"{here}.stamp", "只有申报者提供的材料和封面在这里写 stamp，表格的写在它的 form.toml"
            )
        if material.supplied is not None and material.supplied not in supplied:
            yield unknown(SCHEME_FILE, f"{here}.supplied", "申报者提供的材料", material.supplied, supplied)


def _sources(material: Material) -> tuple[str, ...]:
    said = {
        "form": material.form is not None,
        "supplied": material.supplied is not None,
        "evidence": material.evidence,
        "page": material.page is not None,
    }
    return tuple(name for name, given in said.items() if given)


def record_file_faults(record: RecordFile, indicators: Mapping[str, Indicator] | None) -> Iterator[DefinitionFault]:
    """Report duplicate ids and labels, wrong choices, and unknown things in rules.

    indicators: None if not all indicators could be read; then the rules about them are not checked.
    """
    yield from duplicates(RECORD_FILE, "block[{}].id", (block.id for block in record.blocks))
    yield from _list_faults(record)
    for index, block in enumerate(record.blocks):
        place = f"block[{index}].field[{{}}]"
        yield from _field_faults(place, block)
        known = {field.id: field for field in block.fields}
        for number, field in enumerate(block.fields):
            if field.same_as is None:
                continue
            other = known.get(field.same_as)
            if other is None:
                yield unknown(RECORD_FILE, f"{place.format(number)}.same_as", "字段", field.same_as, known)
            elif other is field or other.kind is not field.kind:
                message = f"{field.id} 和 {other.id} 应是同一类的两个字段"
                yield DefinitionFault(RECORD_FILE, f"{place.format(number)}.same_as", message)
    fields = fields_of(record)
    for index, rule in enumerate(record.rules):
        yield from _rule_faults(f"rule[{index}]", rule, fields, indicators)


def _field_faults(place: str, block: Block) -> Iterator[DefinitionFault]:
    """Report duplicate ids and labels in one block, and choices where there should be none."""
    yield from duplicates(RECORD_FILE, f"{place}.id", (field.id for field in block.fields))
    yield from _key_faults(place, block.fields)
    for number, field in enumerate(block.fields):
        if field.kind.is_choice != bool(field.choices):
            missing = "kind 是 choice，却没有 choices" if not field.choices else "有 choices，kind 却不是 choice"
            yield DefinitionFault(RECORD_FILE, place.format(number), missing)


def _list_faults(record: RecordFile) -> Iterator[DefinitionFault]:
    """Report lists with the names of blocks or of other lists, and what the fields of a list cannot have."""
    owners = {key: block.id for block in record.blocks for key in (block.id, block.label, *block.aliases)}
    for index, one in enumerate(record.lists):
        for key in dict.fromkeys((one.id, one.label, *one.aliases)):
            owner = owners.setdefault(key, f"list {index}")
            if owner != f"list {index}":
                yield DefinitionFault(RECORD_FILE, f"list[{index}]", f"「{key}」已经是别的一组的名称")
        if one.least > one.most:
            yield DefinitionFault(RECORD_FILE, f"list[{index}].least", f"至少 {one.least} 行，却最多 {one.most} 行")
        place = f"list[{index}].field[{{}}]"
        yield from _field_faults(place, one)
        for number, field in enumerate(one.fields):
            if field.same_as is not None:
                yield DefinitionFault(RECORD_FILE, f"{place.format(number)}.same_as", "名单的栏目不能写 same_as")
            if field.office:
                yield DefinitionFault(RECORD_FILE, f"{place.format(number)}.office", "名单的栏目都由申报者填写")


def _key_faults(place: str, fields: tuple[FieldDefinition, ...]) -> Iterator[DefinitionFault]:
    """Report labels and aliases that belong to two fields of a block: a key of a record must mean only one field."""
    owners: dict[str, str] = {}
    for index, field in enumerate(fields):
        for key in dict.fromkeys((field.label, *field.aliases)):
            owner = owners.setdefault(key, field.id)
            if owner != field.id:
                yield DefinitionFault(RECORD_FILE, place.format(index), f"「{key}」已经是 {owner} 的名称")


def fields_of(record: RecordFile) -> dict[str, FieldDefinition]:
    """Return every field by its full id, `block.field`."""
    return {f"{block.id}.{field.id}": field for block in record.blocks for field in block.fields}


def list_fields_of(record: RecordFile) -> dict[str, FieldDefinition]:
    """Return every field of the lists by its full id, `list.field`."""
    return {f"{one.id}.{field.id}": field for one in record.lists for field in one.fields}


def _rule_faults(
    place: str, rule: Rule, fields: Mapping[str, FieldDefinition], indicators: Mapping[str, Indicator] | None
) -> Iterator[DefinitionFault]:
    if isinstance(rule, ScoreRule):
        if indicators is not None:
            yield from _score_rule_faults(place, rule, indicators)
        return
    for key, field_id in named_fields(rule).items():
        field = fields.get(field_id)
        if field is None:
            yield unknown(RECORD_FILE, f"{place}.{key}", "字段", field_id, fields)
        elif isinstance(rule, ChoiceRule):
            choices = [choice for choice, _ in field.choices]
            if rule.choice not in choices:
                yield unknown(RECORD_FILE, f"{place}.choice", "选项", rule.choice, choices)
        elif not field.kind.is_date:
            yield DefinitionFault(RECORD_FILE, f"{place}.{key}", f"{field_id} 不是日期")


def _score_rule_faults(place: str, rule: ScoreRule, indicators: Mapping[str, Indicator]) -> Iterator[DefinitionFault]:
    indicator = indicators.get(rule.indicator)
    if indicator is None:
        yield unknown(RECORD_FILE, f"{place}.indicator", "得分项目", rule.indicator, indicators)
        return
    labels = {standard.level.id: standard.level.label for standard in indicator.standards}
    for level in rule.levels:
        if level not in labels:
            yield unknown(RECORD_FILE, f"{place}.levels", "档次", level, labels)
        elif level not in indicator.points_by_level:
            yield DefinitionFault(RECORD_FILE, f"{place}.levels", f"{rule.indicator} 没有{labels[level]}")


def form_faults(file: str, form: FormFile, record: RecordFile) -> Iterator[DefinitionFault]:
    """Report faults of a form's slots, and of its continuation sheet: unknown fields, wrong parts, missing slots."""
    fields = fields_of(record)
    derived = {form.scores.total} if form.scores and form.scores.total else set()
    columns = list_fields_of(record)
    own = tuple(slot for slot in form.slots if slot.part != "total")
    yield from _slot_faults(file, "slot", own, fields, derived)
    yield from _total_faults(file, form, columns)
    yield from _rows_faults(file, form, record)
    if form.scores and form.scores.total and form.scores.total not in {slot.field for slot in form.slots}:
        yield DefinitionFault(file, "scores", f"有各项得分，却没有放合计 {form.scores.total} 的 slot")
    yield from _room_faults(file, form)
    yield from _engine_faults(file, form)
    if form.continuation is not None:
        for index, sheet in enumerate(form.continuation.sheets):
            yield from _slot_faults(file, f"continuation.sheet[{index}].slot", sheet.slots, fields, derived)
        yield from _continuation_faults(file, form, form.continuation)


def _slot_faults(
    file: str, place: str, slots: tuple[Slot, ...], fields: Mapping[str, FieldDefinition], derived: Set[str]
) -> Iterator[DefinitionFault]:
    parts: dict[str, set[str]] = {}
    for index, slot in enumerate(slots):
        field = fields.get(slot.field)
        if slot.part in PARTS:
            parts.setdefault(slot.field, set()).add(slot.part)
        if field is None and slot.field not in derived:
            yield unknown(file, f"{place}[{index}].field", "字段", slot.field, [*fields, *derived])
        elif slot.part in PARTS and (field is None or not field.kind.is_date):
            yield DefinitionFault(file, f"{place}[{index}].part", f"{slot.field} 不是日期，不能分成年、月、日")
        elif slot.part in AMOUNT_PARTS and (field is None or not field.kind.is_amount):
            yield DefinitionFault(file, f"{place}[{index}].part", f"{slot.field} 不是金额，没有大写，也不能按单位写")
        elif slot.part == "cell" or (slot.cells > 1 and not _takes_cells(slot, field)):
            yield DefinitionFault(
                file, f"{place}[{index}].cells", "一格一字的，只能是一行文字、号码或日期，不写 part、lines"
            )
        elif (field is not None and field.kind.is_picture) != (slot.box is not None):
            yield DefinitionFault(file, f"{place}[{index}].box", "图片要写明框的宽和高（毫米）；别的内容不写 box")
    for field_id, given in parts.items():
        missing = [part for part in PARTS if part not in given]
        if missing:
            yield DefinitionFault(file, place, f"{field_id} 分成年、月、日，缺 {'、'.join(missing)}")


def _takes_cells(slot: Slot, field: FieldDefinition | None) -> bool:
    """True if a slot may stand in cells for one character each: its whole value is one line, and nothing is chosen."""
    if field is None or field.kind.is_picture or field.kind.is_paragraphs or field.kind.is_choice:
        return False
    return slot.part is None and slot.lines == slot.rows == 1 and slot.variable is None and slot.smallest is None


def _total_faults(file: str, form: FormFile, columns: Mapping[str, FieldDefinition]) -> Iterator[DefinitionFault]:
    """Report sums of what is no column of amounts or numbers of a list."""
    for index, slot in enumerate(form.slots):
        column = columns.get(slot.field)
        if slot.part == "total" and (column is None or not column.kind.may_add_up):
            message = f'{slot.field} 不是名单里 kind = "money" 或 "text" 的一栏，不能合计'
            yield DefinitionFault(file, f"slot[{index}].part", message)


def _rows_faults(file: str, form: FormFile, record: RecordFile) -> Iterator[DefinitionFault]:
    """Report rows of unknown lists, and slots in them that are no columns of their list."""
    lists = {one.id: one for one in record.lists}
    yield from duplicates(file, "rows[{}].list", (rows.list for rows in form.rows))
    for index, rows in enumerate(form.rows):
        place = f"rows[{index}]"
        if not form.engine.is_office:
            yield DefinitionFault(file, place, '只有 engine = "office" 和 "docxtpl" 的表可以有重复的行')
        if (form.engine is LayoutEngine.TEMPLATE) != (rows.variable is not None):
            yield DefinitionFault(file, f"{place}.variable", VARIABLES)
        if form.engine is LayoutEngine.OFFICE and not rows.printed:
            yield DefinitionFault(file, f"{place}.printed", "表上至少印着一行")
        one = lists.get(rows.list)
        if one is None:
            yield unknown(file, f"{place}.list", "名单", rows.list, lists)
            continue
        if rows.printed > one.most:
            yield DefinitionFault(file, f"{place}.printed", f"印着 {rows.printed} 行，而名单最多 {one.most} 行")
        known = [f"{one.id}.{field.id}" for field in one.fields]
        yield from duplicates(file, f"{place}.slot[{{}}].field", (slot.field for slot in rows.slots))
        for number, slot in enumerate(rows.slots):
            here = f"{place}.slot[{number}]"
            if slot.field not in known:
                yield unknown(file, f"{here}.field", "名单的栏目", slot.field, known)
            if slot.part is not None:
                yield DefinitionFault(file, f"{here}.part", "名单的栏目整个填在一处，不写 part")
            yield from _slot_engine_faults(file, here, form, slot)


def _room_faults(file: str, form: FormFile) -> Iterator[DefinitionFault]:
    """Pages that the form does not have, and spare room of which nobody knows the page."""
    if len(form.spare) not in (0, form.pages):
        yield DefinitionFault(file, "spare", f"应给每一页写一个数，共 {form.pages} 个")
    for index, slot in enumerate(form.slots):
        if slot.page is not None and not 1 <= slot.page <= form.pages:
            yield DefinitionFault(file, f"slot[{index}].page", f"没有第 {slot.page} 页，本表有 {form.pages} 页")
        if slot.smallest is not None and slot.page is None:
            yield DefinitionFault(file, f"slot[{index}].page", "写了 smallest，还要写它在第几页（page）")
        if slot.rows > 1 and (slot.smallest is None or slot.lines > 1):
            yield DefinitionFault(file, f"slot[{index}].rows", "写了 rows，还要写 smallest；lines 只能是 1")
        elif slot.rows > 1 and any(one.rows > 1 and one.field == slot.field for one in form.slots[:index]):
            yield DefinitionFault(file, f"slot[{index}].rows", f"{slot.field} 在本表上只能有一处写 rows")


def _engine_faults(file: str, form: FormFile) -> Iterator[DefinitionFault]:
    """What one of the two layout engines cannot do: continuation sheets and smaller letters, or blanks of their own."""
    office = form.engine.is_office
    if office and form.continuation is not None:
        yield DefinitionFault(file, "continuation", 'engine = "office" 的表没有续页')
    for index, slot in enumerate(form.slots):
        yield from _slot_engine_faults(file, f"slot[{index}]", form, slot)


def _slot_engine_faults(file: str, place: str, form: FormFile, slot: Slot) -> Iterator[DefinitionFault]:
    """What a slot cannot have on a form of this engine."""
    office = form.engine.is_office
    if office and slot.smallest is not None:
        yield DefinitionFault(file, f"{place}.smallest", 'engine = "office" 的表不能改用小一些的字')
    if (form.engine is LayoutEngine.TEMPLATE) != (slot.variable is not None):
        yield DefinitionFault(file, f"{place}.variable", VARIABLES)
    if slot.box is not None and form.engine is not LayoutEngine.OFFICE:
        yield DefinitionFault(file, f"{place}.box", '图片（box）只能放进 engine = "office" 的表')
    if not office and slot.blank != BLANK:
        yield DefinitionFault(file, f"{place}.blank", '只有 engine = "office" 的表可以写 blank')


def _continuation_faults(file: str, form: FormFile, continuation: Continuation) -> Iterator[DefinitionFault]:
    """What goes on: from one place of the form, on the page before the sheet, to one kind of sheet."""
    pages = [sheet.page for sheet in continuation.sheets]
    if pages != sorted(set(pages)) or not 1 <= pages[0] <= pages[-1] <= form.pages:
        yield DefinitionFault(file, "continuation.sheet", "page 应由小到大，各不相同，并且是本表的页")
    taken: set[str] = set()
    for index, sheet in enumerate(continuation.sheets):
        place = f"continuation.sheet[{index}].slot"
        continued = [slot.field for slot in sheet.slots if slot.part == "continued"]
        if not continued:
            yield DefinitionFault(file, place, '续页上至少要有一处写明 part = "continued"')
        for field in continued:
            begins = [slot for slot in form.slots if slot.field == field and slot.part is None]
            if field in taken or len(begins) != 1 or begins[0].page != sheet.page:
                yield DefinitionFault(
                    file, place, f"{field} 应在表上正好有一处，写明 page = {sheet.page}，并只转到一种续页"
                )
            elif begins[0].smallest is None and begins[0].lines < 3:
                yield DefinitionFault(file, place, f"{field} 在表上至少要有三行，才能在那里开头")
            taken.add(field)
    if any(slot.part == "continued" for slot in form.slots):
        yield DefinitionFault(file, "slot", 'part = "continued" 只能写在续页上')
    markers = (continuation.marker_within, continuation.marker_between)
    if not all(markers) or len(set(markers)) < 2:
        yield DefinitionFault(file, "continuation", "marker_within 和 marker_between 要有内容，并且不一样")


def unused_faults(record: RecordFile, forms: Iterable[Form]) -> Iterator[DefinitionFault]:
    """Report fields that nothing uses: no form has a slot for them, `[applicant]` does not name them, they say no town."""
    forms = tuple(forms)
    used = {slot.field for form in forms for slot in form.slots}
    used |= {slot.field for form in forms for rows in form.rows for slot in rows.slots}
    used |= {field for field in record.applicant.fields.values() if field is not None}
    used |= {full_id for full_id, field in fields_of(record).items() if field.kind.is_town}
    for block_index, block in enumerate(record.blocks):
        for index, field in enumerate(block.fields):
            if f"{block.id}.{field.id}" not in used:
                place = f"block[{block_index}].field[{index}]"
                yield DefinitionFault(RECORD_FILE, place, f"没有一张表有放 {block.id}.{field.id} 的 slot")
    for list_index, one in enumerate(record.lists):
        for index, field in enumerate(one.fields):
            if f"{one.id}.{field.id}" not in used:
                place = f"list[{list_index}].field[{index}]"
                yield DefinitionFault(RECORD_FILE, place, f"没有一张表的 [[rows]] 有放 {one.id}.{field.id} 的 slot")


def duplicates(file: str, place: str, values: Iterable[str]) -> Iterator[DefinitionFault]:
    """Report values that occur more than once. place: the place of a value, with `{}` for its index."""
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value in seen:
            yield DefinitionFault(file, place.format(index), f"{value} 重复了")
        seen.add(value)


def unknown(file: str, place: str, what: str, value: str, known: Iterable[str]) -> DefinitionFault:
    """Make the fault for a name that does not exist. Its message suggests the most similar known name.

    what: the Chinese word for the kind of thing. known: the names that exist.
    """
    near = difflib.get_close_matches(value, list(known), n=1, cutoff=0.5)
    hint = f"，是不是 {near[0]}？" if near else ""
    return DefinitionFault(file, place, f"没有「{value}」这个{what}{hint}")
