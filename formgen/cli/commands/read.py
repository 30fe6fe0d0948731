"""`formgen read`: reads returned Word files, and writes their values as JSON records."""

from __future__ import annotations

from pathlib import Path

import click

from formgen import pipeline
from formgen.cli.chinese import ChineseCommand
from formgen.cli.everywhere import quiet_option, scheme_option
from formgen.cli.options import option_out
from formgen.cli.outcomes import tell_outcomes
from formgen.pipeline.collecting import write_records
from formgen.pipeline.outcomes import SourceOutcome, whole
from formgen.returned.word_files.read_files import read_word_files


@click.command("read", cls=ChineseCommand)
@click.argument(
    "files", metavar="文件…", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@option_out()
@quiet_option
@scheme_option
@click.pass_obj
def command(scheme_id: str | None, files: tuple[Path, ...], out: Path) -> int:
    """\b
    读交回来的 Word 表格（.docx、.doc、.wps、.rtf、.odt），写成 JSON 文件，
    每个申报者一个；同一个申报者的几张表合在一起。
    填在格子里任何地方的都读；表上印的字有改动、少了行、两处写得不一样，
    逐处列出。有错误的不写。
    """
    scheme = pipeline.load(scheme_id)
    sources = read_word_files(scheme, files)
    outcomes = [outcome for source in sources for outcome in whole(source)]
    for written in write_records(scheme, sources, out):
        outcomes.append(SourceOutcome.of(written.enterprise, written.problems, written.path))
    return tell_outcomes(scheme, outcomes)
