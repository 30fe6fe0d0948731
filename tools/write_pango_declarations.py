"""Write `formgen/engines/pango_declarations.py` from `tools/pango.h`: `python -m tools.write_pango_declarations`.

cffi takes a tenth of a second to parse the declarations. The module that it makes from them loads in a few milliseconds. A test
checks that the committed file is the same as the text that this program gives.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from cffi import FFI

ROOT = Path(__file__).resolve().parent.parent
DECLARATIONS = ROOT / "formgen" / "engines" / "pango_declarations.py"
MODULE = "formgen.engines.pango_declarations"
HEAD = (
    '"""What C declares of Pango and what it stands on, as cffi made it of `tools/pango.h`. Not written by hand."""\n\n'
)


def content() -> str:
    """The whole module."""
    maker = FFI()
    maker.cdef((ROOT / "tools" / "pango.h").read_text(encoding="ascii"))
    maker.set_source(MODULE, None)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "made.py")
        maker.emit_python_code(str(made))
        return HEAD + made.read_text(encoding="ascii").removeprefix("# auto-generated file\n")


def main() -> None:
    """Write the module."""
    DECLARATIONS.write_text(content(), encoding="ascii")


if __name__ == "__main__":
    main()
