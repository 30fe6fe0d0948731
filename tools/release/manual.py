"""Writes the man page and the completion from the program's own help, as they are installed."""

from __future__ import annotations

import gzip
import time

from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from formgen import __version__
from formgen.cli import main as program
from formgen.cli.commands.completion import PROGRAM, VARIABLE
from tools.release.packing import epoch
from tools.write_commands import helps

COMPLETIONS: dict[str, type[ShellComplete]] = {
    "usr/share/bash-completion/completions/formgen": BashComplete,
    "usr/share/zsh/vendor-completions/_formgen": ZshComplete,
    "usr/share/fish/vendor_completions.d/formgen.fish": FishComplete,
}
"""Where Debian's shells look for completions, each with the class that writes it."""


def completion(kind: type[ShellComplete]) -> str:
    """The script with which a shell completes our commands: the one that `formgen completion` prints."""
    made = kind(program, {}, PROGRAM, VARIABLE)
    return str(kind.source_template % made.source_vars()).lstrip("\n")


def manual() -> bytes:
    """The man page formgen(1), packed: the help of the program, then that of each command."""
    day = time.strftime("%Y-%m-%d", time.gmtime(epoch()))
    pages = [
        f'.TH FORMGEN 1 "{day}" "formgen {__version__}" "formgen"\n.SH NAME\nformgen \\- 申报材料的填写、核对和装订\n'
    ]
    for number, (path, text) in enumerate(helps(program, PROGRAM)):
        heading = "DESCRIPTION" if number == 0 else path
        pages.append(f'.SH "{heading}"\n.nf\n{_plain(text)}\n.fi\n')
    pages.append(
        ".SH FILES\n.TP\n/etc/formgen/serve.toml\n服务 formgen-serve 的设置\n.TP\n/var/lib/formgen\n服务 formgen-serve 的数据\n"
    )
    return gzip.compress("".join(pages).encode(), 9, mtime=0)


def _plain(text: str) -> str:
    """A text that troff prints as it is."""
    lines = text.rstrip().replace("\\", "\\e").replace("-", "\\-").splitlines()
    return "\n".join(f"\\&{line}" if line[:1] in (".", "'") else line for line in lines)
