"""`formgen scheme new`: finds the blanks of Word files, and makes a scheme folder of them."""

from __future__ import annotations

from pathlib import Path

import click

from formgen.cli.chinese import ChineseCommand
from formgen.cli.everywhere import quiet_option
from formgen.cli.failures import complain
from formgen.cli.output import remark, tell
from formgen.foundation.errors import DataError
from formgen.importing.new_scheme import new_scheme
from formgen.importing.place_table import FILE
from formgen.pipeline.schemes import office_layouts


@click.command("new", cls=ChineseCommand)
@click.argument("folder", metavar="方案", type=click.Path(path_type=Path, file_okay=False))
@click.argument(
    "files", metavar="文件…", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@quiet_option
def command(folder: Path, files: tuple[Path, ...]) -> int:
    """\b
    由发文单位的 Word 文件（.docx、.doc、.wps、.rtf、.odt）做一个方案文件夹：
    一个文件一张表，或者一份带附件的通知。找出要填的地方，提出每一处的名称、
    类别和编号，写在文件夹里的 fields.xlsx，places 里有标了序号的各页图片；
    通知里写的条件、材料、时间、名额，也写在 fields.xlsx 里，每一项附原文。
    核对、修改 fields.xlsx 以后，再运行一次同样的命令，方案就做好了。
    """
    try:
        made = new_scheme(folder, files)
    except DataError as fault:
        for problem in fault.problems:
            click.echo(problem, err=True)
        complain(str(fault))
        return DataError.exit_code
    for path in made.paths:
        tell(path)
    for problem in made.problems:
        click.echo(problem, err=True)
    if made.confirmed:
        for line in (line for one in office_layouts(folder) for line in one.lines):
            remark(line)
        remark(f"方案做好了：{made.used} 处填写内容；用 formgen forms --check --scheme {folder} 检查")
    else:
        for line in made.lines:
            remark(line)
        remark(f"找到 {made.found} 处；请对照 places 里的图片核对 {folder / FILE}，改好保存后，再运行一次同样的命令")
    return 0
