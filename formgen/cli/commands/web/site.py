"""`formgen site`: writes the pages with the blank forms as files for the office's own web site."""

from __future__ import annotations

from pathlib import Path

import click

from formgen.cli.chinese import ChineseCommand
from formgen.cli.everywhere import quiet_option, scheme_option
from formgen.cli.options import option_out
from formgen.cli.output import remark, tell
from formgen.foundation.errors import MachineError


@click.command("site", cls=ChineseCommand)
@option_out()
@quiet_option
@scheme_option
@click.pass_obj
def command(scheme_id: str | None, out: Path) -> None:
    """\b
    生成放到单位网站上的网页：各阶段要交什么，每张空白表格的样子，
    Word、PDF 和采集表的下载。整个文件夹放到任何网站上都能用。
    """
    try:
        from formgen.web.site import write_site
    except ModuleNotFoundError as fault:
        if (fault.name or "").startswith("formgen"):
            raise
        raise MachineError("formgen site 还要另外安装网页部分：pip install 'formgen[web]'") from None
    paths = write_site(scheme_id, out)
    tell(paths[0])
    remark(f"共 {len(paths)} 个文件；把整个文件夹放到网站上，从 {paths[0].name} 打开")
