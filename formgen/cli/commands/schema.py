"""`formgen schema`: prints the JSON Schema of a record."""

from __future__ import annotations

import click

from formgen import pipeline
from formgen.cli.chinese import ChineseCommand
from formgen.cli.everywhere import scheme_option
from formgen.cli.output import print_json
from formgen.record.json_schema import json_schema


@click.command("schema", cls=ChineseCommand)
@scheme_option
@click.pass_obj
def command(scheme_id: str | None) -> None:
    """输出申报数据的 JSON Schema，编辑器可以据此提示和校验。"""
    print_json(json_schema(pipeline.load(scheme_id)))
