"""`formgen serve`: opens the web door on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from formgen.cli.chinese import ChineseCommand, ChineseOption
from formgen.cli.everywhere import quiet_option, scheme_option
from formgen.foundation import resources
from formgen.foundation.errors import MachineError, UsageError


def _take_settings(ctx: click.Context, param: click.Parameter, value: Path | None) -> None:
    """Make what a file of settings says the defaults of the other options."""
    if value is None:
        return
    names = {option.removeprefix("--"): one.name for one in ctx.command.params for option in one.opts}
    with _explained():
        from formgen.web.settings import read_settings

        found = read_settings(value)
    if "scheme" in found:
        ctx.obj = ctx.obj or found.pop("scheme")
    ctx.default_map = {**(ctx.default_map or {}), **{str(names[name]): said for name, said in found.items()}}


@contextmanager
def _explained() -> Iterator[None]:
    """Raise MachineError where the libraries of the web door are not installed."""
    try:
        yield
    except ModuleNotFoundError as fault:
        if (fault.name or "").startswith("formgen"):
            raise
        raise MachineError("formgen serve 还要另外安装网页部分：pip install 'formgen[web]'") from None


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
@click.option(
    "--keep",
    cls=ChineseOption,
    type=click.IntRange(1, 3660),
    metavar="天数",
    help="这么多天没有人动过的填报、送来的数据和做出来的文件，自动删去；不写就一直留着",
)
@click.option(
    "--shared", cls=ChineseOption, is_flag=True, help="给各镇、各区和填报人用：在「链接」页上给他们链接，各看各的"
)
@click.option(
    "--address",
    "addresses",
    cls=ChineseOption,
    multiple=True,
    metavar="网址",
    help="别人在浏览器里写的网址，如 http://10.0.0.5:8765；可以写几次，和 --shared 一起用",
)
@click.option(
    "--trusted-header",
    cls=ChineseOption,
    metavar="名称",
    help="代理服务器送来登录名的请求头，如 X-Remote-User；和 --shared、--proxy 一起用",
)
@click.option(
    "--proxy",
    "proxies",
    cls=ChineseOption,
    multiple=True,
    metavar="地址",
    help="可以相信的代理服务器的地址；可以写几次",
)
@click.option(
    "--settings",
    cls=ChineseOption,
    type=click.Path(path_type=Path),
    metavar="文件",
    is_eager=True,
    expose_value=False,
    callback=_take_settings,
    help="从这个 TOML 文件读这里的各个选项（名称相同，不带 --）；命令行上另写的优先",
)
@click.option(
    "--log",
    cls=ChineseOption,
    type=click.Choice(["plain", "json"]),
    metavar="plain|json",
    help="每个请求记一行日志：plain 给人看，json 给程序读；不写就只记错误。都不含填写的内容",
)
@click.option(
    "--metrics", "with_metrics", cls=ChineseOption, is_flag=True, help="在 /metrics 给出计数和用时（Prometheus 格式）"
)
@click.option(
    "--scheduler",
    cls=ChineseOption,
    metavar="地址",
    help="批量交给这个 Dask 集群做，如 tcp://主机:8786；集群要能读写放数据的文件夹。不写就在本机做",
)
@quiet_option
@scheme_option
@click.pass_obj
def command(
    scheme_id: str | None,
    host: str,
    port: int,
    folder: Path | None,
    keep: int | None,
    shared: bool,
    addresses: tuple[str, ...],
    trusted_header: str | None,
    proxies: tuple[str, ...],
    log: str | None,
    with_metrics: bool,
    scheduler: str | None,
) -> None:
    """\b
    在这台电脑上打开网页：下载空白表格、检查收来的数据、填写一家的表格。
    启动后会显示一个链接，复制到浏览器里打开；不写 --shared 时只有这台电脑能打开。
    """
    with _explained():
        from formgen.web.guard.sign_on import sign_on
        from formgen.web.serving import Shared, serve
        from formgen.web.watching.logs import LogForm
    if not shared and (addresses or trusted_header or proxies):
        raise UsageError("--address、--trusted-header、--proxy 要和 --shared 一起写")
    given = Shared(addresses, sign_on(trusted_header, proxies)) if shared else None
    form = LogForm(log) if log is not None else None
    data = folder or resources.state_folder() / "web"
    serve(host, port, data, scheme_id, click.echo, given, keep, form, with_metrics, scheduler)
