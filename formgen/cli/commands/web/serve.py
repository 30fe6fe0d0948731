"""`formgen serve`: opens the web door on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from formgen import resources
from formgen.cli.chinese import ChineseCommand, ChineseOption
from formgen.cli.everywhere import quiet_option, scheme_option
from formgen.errors import MachineError


@click.command("serve", cls=ChineseCommand)
@click.option(
    "--host", cls=ChineseOption, default="127.0.0.1", metavar="地址", help="在哪个地址上等，默认 127.0.0.1（只有本机）"
)
@click.option(
    "--port", cls=ChineseOption, type=click.IntRange(0, 65535), default=8765, metavar="端口", help="默认 8765"
)
@click.option(
    "--data",
    "folder",
    cls=ChineseOption,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="文件夹",
    help="放数据的文件夹，没有就新建；不写就放在本机用户自己的文件夹里",
)
@quiet_option
@scheme_option
@click.pass_obj
def command(scheme_id: str | None, host: str, port: int, folder: Path | None) -> None:
    """\b
    在这台电脑上打开网页：下载空白表格、检查收来的数据、填写一家的表格。
    启动后会显示一个链接，复制到浏览器里打开；只有这台电脑能打开。
    """
    try:
        from formgen.web.serving import serve
    except ModuleNotFoundError as fault:
        if (fault.name or "").startswith("formgen"):
            raise
        raise MachineError("formgen serve 还要另外安装网页部分：pip install 'formgen[web]'") from None
    serve(host, port, folder or resources.state_folder() / "web", scheme_id, click.echo)
