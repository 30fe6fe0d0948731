"""Make the layouts that the wheel brings, so that the first paper need not wait: `python -m tools.ship_layouts FOLDER`.

For each scheme that the program brings, these are its forms, with and without their continuation sheets, and the packets of its
official forms and of all forms. They hold nobody's data. The name of an entry depends on the libraries with which it was made.
So a machine with other libraries does not find these entries, and lays out its forms itself, once.
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
from formgen.pipeline.made import packet_contents
from formgen.render.compiled.blanks import form_blank, packet_blank
from formgen.render.compiled.filling import Filler
from formgen.resources import SCHEMES_VARIABLE, cache_folder, schemes
from formgen.scheme.load import load_scheme
from formgen.scheme.models import Form, Scheme


def alike(form: Form) -> tuple[Form, ...]:
    """The form without its continuation sheet, and the form with it if it has one."""
    return (form, form.continuation.form) if form.continuation else (form,)


def packets(scheme: Scheme) -> Iterator[tuple[Form, ...]]:
    """The forms of each packet: the scheme's official forms, and all forms, each with and without continuation sheets."""
    official = tuple(form for form in scheme.forms if form.reconstruction is None)
    for forms in dict.fromkeys((official, scheme.forms)):
        if len(forms) > 1:
            yield from product(*map(alike, forms))


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
