"""`formgen read`: reads returned Word files, and writes their values as JSON records."""

from __future__ import annotations

from pathlib import Path

import click

from formgen import pipeline
from formgen.cli.chinese import ChineseCommand, ChineseOption
from formgen.cli.everywhere import quiet_option, scheme_option
from formgen.cli.outcomes import tell_outcomes
from formgen.cli.output import tell
from formgen.foundation.errors import DataError, UsageError
from formgen.foundation.problems import error
from formgen.intake.places import file_place
from formgen.intake.together.several import each_of
from formgen.pipeline.collecting.records import write_records
from formgen.pipeline.collecting.returned_files import ComparedForms, read_returned_files
from formgen.pipeline.outcomes import SourceOutcome, whole


@click.command("read", cls=ChineseCommand)
@click.argument("files", metavar="文件…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out",
    cls=ChineseOption,
    type=click.Path(path_type=Path),
    metavar="文件夹",
    help="放 JSON 文件的文件夹，没有就新建；只比较的可以不写",
)
@click.option(
    "--against",
    cls=ChineseOption,
    type=click.Path(path_type=Path),
    metavar="申报数据",
    help="和原来的数据（JSON 文件、表格，或放着它们的文件夹）比较，逐项列出改了什么",
)
@quiet_option
@scheme_option
@click.pass_obj
def command(scheme_id: str | None, files: tuple[Path, ...], out: Path | None, against: Path | None) -> int:
    """\b
    读交回来的 Word 表格（.docx、.doc、.wps、.rtf、.odt），写成 JSON 文件，
    每个申报者一个；同一个申报者的几张表合在一起。
    填在格子里任何地方的都读；表上印的字有改动、少了行、两处写得不一样，
    逐处列出。有错误的不写。
    """
    if out is None and against is None:
        raise UsageError("写 --out，读出的数据放在那里；或写 --against，和原来的数据比较")
    for file in files:
        if file.is_dir():
            raise UsageError(f"「{file}」是文件夹；写里面的文件，或用 formgen collect {file}")
    if against is not None and not against.exists():
        place = file_place(against.name)
        raise DataError((error("file.unreadable", "", place, "没有这个文件", "核对文件名和所在的文件夹"),))
    scheme = pipeline.load(scheme_id)
    read = read_returned_files(scheme, files, against)
    outcomes = [outcome for source in (*read.against, *read.sources) for outcome in whole(source)]
    if out is not None:
        for written in write_records(scheme, read.sources, out):
            outcomes.append(SourceOutcome.of(written.enterprise, written.problems, written.path))
    else:
        for _, one in each_of(scheme, read.sources):
            outcomes.append(SourceOutcome.of(one, one.problems, None))
    for compared in read.compared:
        _tell_changes(compared)
    return tell_outcomes(scheme, outcomes)


def _tell_changes(compared: ComparedForms) -> None:
    if compared.changes is None:
        tell(f"{compared.name}：没有原来的数据，没有比较")
        return
    tell(f"{compared.name}：{f'改了 {len(compared.changes)} 处' if compared.changes else '没有改动'}")
    for change in compared.changes:
        tell(f"  {change}")
