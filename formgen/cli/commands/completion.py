"""`formgen completion`: prints the script that a shell needs to complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from formgen.cli.chinese import ChineseCommand

PROGRAM, VARIABLE = "formgen", "_FORMGEN_COMPLETE"
SHELLS: dict[str, type[ShellComplete]] = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}


def _shell(ctx: click.Context, param: click.Parameter, value: str) -> str:
    if value not in SHELLS:
        raise click.BadParameter(f"没有「{value}」这种终端；有：{'、'.join(SHELLS)}", ctx, param)
    return value


@click.command("completion", cls=ChineseCommand)
@click.argument("shell", metavar="bash|zsh|fish", callback=_shell)
def command(shell: str) -> None:
    """\b
    输出终端的补全脚本：装上以后，按 Tab 键补全命令、选项和文件名。
    bash：在 ~/.bashrc 里加一行 eval "$(formgen completion bash)"
    zsh： 在 ~/.zshrc 里加一行 eval "$(formgen completion zsh)"
    fish：formgen completion fish > ~/.config/fish/completions/formgen.fish
    """
    root = click.get_current_context().find_root().command
    kind = SHELLS[shell]
    # `source()` is not used: for bash it first runs bash to ask for its version, and it may complain in English.
    made = kind(root, {}, PROGRAM, VARIABLE)
    click.echo(kind.source_template % made.source_vars())
