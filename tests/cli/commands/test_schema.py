"""`formgen schema` prints the JSON Schema of a record."""

from __future__ import annotations

import json

from formgen.record.json_schema import json_schema
from formgen.scheme.models import Scheme
from tests.cli.runs import formgen


def test_schema(scheme: Scheme) -> None:
    result = formgen("schema")
    assert result.exit_code == 0 and result.stderr == ""
    assert json.loads(result.stdout) == json_schema(scheme)
    assert "企业名称" in result.stdout
