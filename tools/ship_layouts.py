"""Make the layouts that the wheel brings, so that the first paper need not wait: `python -m tools.ship_layouts FOLDER`.

For each scheme that the program brings: its forms as they are, and with a continuation sheet for each text that begins in
its box; and the packets of its official forms, with and without such a sheet, and of all forms. Nothing here has anybody's
data in it. A machine whose libraries are not those of the machine that made this lays out its forms itself, once: an entry's
name says what it was made with.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from formgen.engines.process import claim
from formgen.foundation.resources import SCHEMES_VARIABLE, cache_folder, schemes
from formgen.pipeline.made import packet_contents
from formgen.render.compiled.blanks import form_blank, packet_blank
from formgen.render.compiled.filling import Filler
from formgen.render.long_values.fitting import fitted
from formgen.render.word.fill import SlotText
from formgen.scheme.load import load_scheme
from formgen.scheme.models import Form, Scheme


def alike(form: Form) -> tuple[Form, ...]:
    """The form as it is, and with one continuation sheet for each text that begins in its box: other long values are rare."""
    begin = [slot for slot in form.slots if slot.part is None and slot.smallest is None and form.goes_on(slot.field)]
    return (form, *(fitted(form, (SlotText(slot.id, "\n" * slot.lines + "一"),)).form for slot in begin))


def packets(scheme: Scheme) -> Iterator[tuple[Form, ...]]:
    """The forms of each packet: the scheme's official forms, with and without continuation sheets, and all forms."""
    official = tuple(form for form in scheme.forms if form.reconstruction is None)
    found = [*product(*map(alike, official)), scheme.forms]
    yield from dict.fromkeys(forms for forms in found if len(forms) > 1)


def lay_out(scheme: Scheme) -> None:
    """Compile all forms and packets of a scheme. The results are kept in the cache folder."""
    for form in scheme.forms:
        for one in alike(form):
            Filler(form_blank(one)).prepare()
    for forms in packets(scheme):
        Filler(packet_blank(forms, packet_contents(scheme))).prepare()


def main() -> None:
    """Lay out everything in an empty cache folder, and copy the kept layouts into FOLDER."""
    (target,) = map(Path, sys.argv[1:])
    claim()
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        os.environ.pop(SCHEMES_VARIABLE, None)  # only the schemes that the program brings
        for folder in schemes().values():
            lay_out(load_scheme(folder))
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(cache_folder() / "compiled", target / "compiled", copy_function=shutil.copyfile)


if __name__ == "__main__":
    main()
