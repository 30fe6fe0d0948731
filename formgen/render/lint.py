"""Finds faults of a form's Word template against its definition. They must be corrected before the form can be filled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from formgen.foundation.errors import DefinitionError, DefinitionFault, ProofError
from formgen.render.layout.read import inspect_sheet, read_sheet
from formgen.render.layout.reasons import told_reasons
from formgen.render.layout.sheet import Paragraph, Sheet
from formgen.render.long_values.fitting import changed
from formgen.render.long_values.rooms import TWIPS, SheetRoom, drawn_slots, place_rooms, sheet_rooms
from formgen.render.office_forms.kept_layout import kept_layout
from formgen.render.pdf.cuts import parted_rows, sheet_document
from formgen.render.word.fill import fill_package, read_template, template_package
from formgen.render.word.fitted import sheet_tables, without_sheets
from formgen.render.word.package import WordPackage, attribute, tag
from formgen.render.word.slots import (
    BOOKMARK,
    CONTROL,
    DATE_PARTS,
    DATE_TAG,
    T,
    bookmark_names,
    control_tag,
    find_places,
)
from formgen.scheme.fitting import Fitting, PlaceFitting, SheetFitting, SheetPart
from formgen.scheme.load import FORM_FILE
from formgen.scheme.models import Continuation, ContinuationSheet, Form, LayoutEngine
from formgen.scheme.slots import RowSlot, Slot

USE_OFFICE = '写 engine = "office"，改由 LibreOffice 排版，或照上面的提示改 Word 文件'
LEFT_OVER = ("{{", "}}", "{%", "%}", "｛｛", "｝｝")
"""Template tags that somebody typed, also in full-width braces. Filling would never replace them."""


def template_faults(form: Form) -> tuple[DefinitionFault, ...]:
    """Every fault of the form's Word templates, with and without continuation sheet.

    The faults concern unsupported layout, slots, labels, the number of pages, and differences between the two templates.
    """
    found = _template_faults(form)
    if found or form.engine.is_office:
        return found
    try:
        found += tuple(_room_faults(form))
        if form.continuation is not None:
            found += tuple(_continuation_faults(form, form.continuation))
    except DefinitionError as error:
        found += error.faults
    except ProofError as fault:
        found += (DefinitionFault(f"{form.id}/{form.file}", "", str(fault)),)
    return found


def _template_faults(form: Form) -> tuple[DefinitionFault, ...]:
    try:
        package = template_package(form)
        if form.engine.is_office:
            return tuple(_office_faults(form, package))
        sheet, faults = inspect_sheet(package, form.slots, form.title)
    except DefinitionError as error:
        return error.faults
    found = [*faults, *_slot_faults(form, package)]
    if faults:
        message = f"以上 {len(faults)} 处自带的排版做不了（{told_reasons(faults)}）；{USE_OFFICE}"
        found.append(DefinitionFault(f"{form.id}/{FORM_FILE}", "engine", message))
    if sheet is not None:
        own = [
            "".join(span.text for span in paragraph.spans if span.slot is None) for paragraph, _ in sheet.paragraphs()
        ]
        found += _label_faults(form, package, own)
    if sheet is not None and not found:
        try:
            found += _page_faults(form, package)
        except ProofError as fault:
            found.append(DefinitionFault(package.name, "", f"{fault}；{USE_OFFICE}"))
    return tuple(found)


def _office_faults(form: Form, package: WordPackage) -> Iterator[DefinitionFault]:
    """The faults of a template that LibreOffice lays out: its slots, labels and pages. Raises MachineError without LibreOffice."""
    if form.engine is LayoutEngine.TEMPLATE:
        found = [*_variable_faults(form, package)]
    else:
        found = [*_slot_faults(form, package), *_label_faults(form, package, _own_words(package))]
    yield from found
    pages = 0 if found else _office_pages(form, package)
    if not found and pages != form.pages:
        yield DefinitionFault(package.name, "", f"LibreOffice 排出来是 {pages} 页，form.toml 说 {form.pages} 页")


def _office_pages(form: Form, package: WordPackage) -> int:
    """How many pages LibreOffice makes of a form: as it was laid out before, or else now."""
    kept = kept_layout(form).layout if form.engine is LayoutEngine.OFFICE else None
    if kept is not None:
        return len(kept.sizes)
    # Imported here: what mends LibreOffice's PDF takes long to load, and few schemes need it.
    from formgen.render.office.form_pdf import form_page_count

    return form_page_count(form, fill_package(form, (), package))


def _variable_faults(form: Form, package: WordPackage) -> Iterator[DefinitionFault]:
    """The variables that only one of form.toml and the template has; or what the template may not say."""
    from formgen.render.word.templated import template_names

    try:
        names = template_names(package)
    except DefinitionError as error:
        yield from error.faults
        return
    known = {slot.variable or "": None for slot in form.slots if not isinstance(slot, RowSlot)}
    yield from _differences(package, known, names.variables, "变量")
    lists = {rows.variable or "": [slot.variable or "" for slot in rows.slots] for rows in form.rows}
    yield from _differences(package, lists, names.lists, "名单")
    for name in lists.keys() & names.lists.keys():
        yield from _differences(package, lists[name], names.lists[name], f"名单 {name} 的栏目")


def _differences(
    package: WordPackage, known: Iterable[str], said: Iterable[str], what: str
) -> Iterator[DefinitionFault]:
    """The names that only one of form.toml and the template has. what: the Chinese word for what they name."""
    from formgen.render.word.templated import place_in_template

    known, said = tuple(known), tuple(said)
    for name in known:
        if name not in said:
            yield DefinitionFault(package.name, name, f"form.toml 里有这个{what}，Word 模板里没有")
    for name in said:
        if name not in known:
            place = place_in_template(package, name)
            where = f"（{place}）" if place else ""
            yield DefinitionFault(package.name, name, f"Word 模板里{where}有这个{what}，form.toml 里没有")


def _own_words(package: WordPackage) -> list[str]:
    """The text of each paragraph without what stands in its slots."""
    found = []
    for paragraph in package.document.iter(tag("p")):
        slots = {text for control in paragraph.iter(CONTROL) if control_tag(control) for text in control.iter(T)}
        found.append("".join(text.text or "" for text in paragraph.iter(T) if text not in slots))
    return found


def _slot_faults(form: Form, package: WordPackage) -> Iterator[DefinitionFault]:
    """The faults of slots without a place in the Word file, and of places without a slot."""
    for slot, place in zip(form.slots, find_places(package.document, form.slots), strict=True):
        if place is None:
            yield DefinitionFault(package.name, slot.id, f"form.toml 里有「{slot.label}」，Word 模板里没有它的填写位置")
    known, names = {slot.id for slot in form.slots}, set(bookmark_names(form.slots))
    expected = [slot.id for slot in form.slots]
    for control in package.document.iter(CONTROL):
        name = control_tag(control)
        if name is not None and name.endswith(DATE_TAG) and f"{name.removesuffix(DATE_TAG)}.{DATE_PARTS[0]}" in known:
            continue  # a date in one control, as the blank forms for users have it
        if name is not None and name not in known:
            yield DefinitionFault(package.name, name, "Word 模板里有这个填写位置，form.toml 里没有")
        elif name in expected:
            expected.remove(name)
        elif name is not None:
            yield DefinitionFault(package.name, name, "Word 模板里这个填写位置比 form.toml 里多")
    bookmarks = {attribute(bookmark, "name") for bookmark in package.document.iter(BOOKMARK)}
    for name in sorted(names - bookmarks):
        yield DefinitionFault(package.name, name, "填写位置外面没有同名书签，用 LibreOffice 保存一次就找不到它了")


def _label_faults(form: Form, package: WordPackage, words: list[str]) -> Iterator[DefinitionFault]:
    boxes = [slot.blank for slot in form.slots if slot.box is not None]  # their words stand in the place itself
    for label in dict.fromkeys([slot.label for slot in form.slots] + [stamp.label for stamp in form.stamps]):
        if not any(label in text for text in (*words, *boxes)):
            yield DefinitionFault(package.name, label, "form.toml 里的这个栏目名称，Word 模板里没有")
    for text in words:
        if any(mark in text for mark in LEFT_OVER):
            yield DefinitionFault(package.name, text[:20], "填写位置以外有模板标记，会原样印出来")


def _page_faults(form: Form, package: WordPackage) -> Iterator[DefinitionFault]:
    blank = fill_package(form, (), package)
    sheet, _ = inspect_sheet(blank, form.slots, form.title)
    document = None if sheet is None else sheet_document(sheet)
    for cut in () if document is None else parted_rows(document):
        message = "这一行分在两页上，断开的地方各程序画的线不一样；请设为不允许跨页断行，或在表格外面分页"
        yield DefinitionFault(package.name, f"表{cut.table + 1}第{cut.row + 1}行", message)
    pages = 0 if document is None else document.page_count
    if pages != form.pages:
        yield DefinitionFault(package.name, "", f"排出来是 {pages} 页，form.toml 说 {form.pages} 页")


def _room_faults(form: Form) -> Iterator[DefinitionFault]:
    """Check that a place whose value may be long holds nothing else, and that no page moves where rows take the spare room."""
    rooms, seen = place_rooms(form), dict[str, int]()
    kinds = () if form.continuation is None else form.continuation.sheets
    goes_on = {slot.field for kind in kinds for slot in kind.slots if slot.part == "continued"}
    grown: dict[int, PlaceFitting] = {}
    for slot in form.slots:
        place = seen[slot.id] = seen.get(slot.id, -1) + 1
        if slot.smallest is None and (slot.id not in goes_on or slot.part is not None):
            continue
        room = rooms.get((slot.id, place))
        if room is None or (room.words and slot.id in goes_on):
            message = f"「{slot.label}」的内容可能很长（要缩小或转到续页），要自成一段、独占一格，同一段里不能有别的字"
            yield DefinitionFault(f"{form.id}/{form.file}", slot.id, message)
            continue
        if slot.rows > 1 and (room.row is None or [one.row for one in rooms.values()].count(room.row) > 1):
            message = f"「{slot.label}」写了 rows，要单独在表格的一行里"
            yield DefinitionFault(f"{form.id}/{form.file}", slot.id, message)
        if slot.smallest is not None and slot.page is not None and room.row is not None and form.spare:
            height = round((room.height + form.spare[slot.page - 1]) * TWIPS)
            grown.setdefault(slot.page, PlaceFitting(slot.id, place, None, None, slot.lines, height=height))
    if grown:
        yield from _moved_faults(form, Fitting(tuple(grown.values())), "spare 写得太大：行加高以后，后面的页动了")


def _continuation_faults(form: Form, continuation: Continuation) -> Iterator[DefinitionFault]:
    """Check that the form is the same with its sheets in it, that they are what form.toml says, and that each has a page."""
    package = read_template(form.continued)
    slots = drawn_slots(package)
    sheet, faults = inspect_sheet(package, slots, form.title)
    if sheet is None or faults:
        yield from faults
        return
    own = without_sheets(package)
    form_sheet = read_sheet(template_package(form), form.slots, form.title)
    if list(_items(read_sheet(own, form.slots, form.title))) != list(_items(form_sheet)):
        yield DefinitionFault(package.name, "", f"续页以外的各页和 {form.file} 不一样；请从它另存，再插入续页")
        return
    tables = sheet_tables(package.document)
    for kind, table in zip(continuation.sheets, tables, strict=False):
        expected = [slot.id for slot in kind.slots]
        names = [name for control in table.iter(CONTROL) if (name := control_tag(control)) is not None]
        if names != expected:
            yield DefinitionFault(package.name, "", f"续页的填写位置应依次是 {'、'.join(expected)}")
            return
    if len(tables) != len(continuation.sheets):
        yield DefinitionFault(
            package.name, "", f"form.toml 里有 {len(continuation.sheets)} 种续页，这里有 {len(tables)} 种"
        )
        return
    rooms = sheet_rooms(form)
    if [len(room.texts) for room in rooms] != [len(list(_continued(kind))) for kind in continuation.sheets]:
        yield DefinitionFault(package.name, "", "续页上的每一项内容要独占一行，上一行是它的栏目名称")
        return
    words = ["".join(span.text for span in paragraph.spans if span.slot is None) for paragraph, _ in sheet.paragraphs()]
    for slot in (slot for kind in continuation.sheets for slot in kind.slots):
        if not any(slot.label in text for text in words):
            yield DefinitionFault(package.name, slot.label, "form.toml 里的这个栏目名称，Word 模板里没有")
    everything = tuple(
        SheetFitting(number, 1, tuple(_drawn(kind, room)))
        for number, (kind, room) in enumerate(zip(continuation.sheets, rooms, strict=True))
    )
    yield from _moved_faults(form, Fitting((), everything), "加上续页以后，别的页动了，或一种续页不是正好一页")


def _continued(kind: ContinuationSheet) -> Iterator[Slot]:
    yield from (slot for slot in kind.slots if slot.part == "continued")


def _drawn(kind: ContinuationSheet, room: SheetRoom) -> Iterator[SheetPart]:
    """All texts of a kind of sheet, as high as they are drawn."""
    for slot in _continued(kind):
        height = round(room.texts[slot.id].place.height * TWIPS)
        yield SheetPart(slot.id, room.texts[slot.id].lines(height), height)


def _moved_faults(form: Form, fitting: Fitting, message: str) -> Iterator[DefinitionFault]:
    """A fault if the form's own words stand on other pages when the form is changed. Its sheets are not counted."""
    other = changed(form, fitting)
    pages, wanted = list(_words(other)), list(_words(form))
    kinds = () if form.continuation is None else form.continuation.sheets
    behind = [kinds[sheet.kind].page for sheet in fitting.sheets]
    sheets = {page + number for number, page in enumerate(behind)}
    own = [words for number, words in enumerate(pages) if number not in sheets]
    if len(pages) != other.pages or own != wanted:
        yield DefinitionFault(f"{form.id}/{other.file}", "", message)


def _words(form: Form) -> Iterator[list[str]]:
    """The words on each page of a blank form."""
    document = sheet_document(read_sheet(fill_package(form, ()), form.slots, form.title))
    pages: list[list[str]] = [[] for _ in range(document.page_count)]
    for paragraph in document.paragraphs():
        words = "".join(drawn.text for drawn in paragraph.drawn if drawn.slot is None).strip()
        if words:
            pages[paragraph.page].append(words)
    yield from pages


def _items(sheet: Sheet) -> Iterator[object]:
    """All that stands in a layout, with each table row by row: so it does not matter where a table is divided."""
    yield sheet.width, sheet.height, sheet.margins
    for block in sheet.blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            yield from ((block.columns, block.first_column, row) for row in block.rows)
