"""The job of a batch (what it makes for every enterprise), and the recipe (all that papers depend on besides the data)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from formgen.dossier.options import AS_IT_IS, Options
from formgen.engines.versions import fingerprint
from formgen.foundation import resources
from formgen.pipeline import Format
from formgen.scheme.models import Scheme


@dataclass(frozen=True, slots=True)
class Job:
    """What a batch makes for every enterprise.

    scheme_id  the scheme's name, or the path of its folder (`formgen.foundation.resources.scheme_reference`)
    form_ids   the forms that are made as separate files, in this order; empty for none
    formats    the formats of those forms
    dossier    the id of the dossier that is bound as well; None for none
    options    how the dossier is bound
    file_page  as in `Record`: what findings about missing files call the page for them; empty if they come from files
    """

    scheme_id: str
    form_ids: tuple[str, ...]
    formats: frozenset[Format]
    dossier: str | None = None
    options: Options = AS_IT_IS
    file_page: str = ""


def recipe(scheme: Scheme, job: Job) -> str:
    """A digest of the job, the scheme's files, the faces, the program and its libraries.

    If the recipe changes, all papers must be made again.
    """
    options = job.options
    asked = [
        scheme.id,
        list(job.form_ids),
        sorted(one.value for one in job.formats),
        job.dossier,
        [
            options.draft,
            options.duplex,
            options.copies,
            options.max_bytes,
            options.keep_size,
            options.archive,
            options.proof_page,
            options.with_opinions,
            options.masked,
            options.masked_supplied,
        ],
        fingerprint(),
    ]
    digest = hashlib.sha256(json.dumps(asked).encode())
    program = sorted(resources.PACKAGE.rglob("*.py"))
    for path, content in _contents(
        (resources.PACKAGE, program),
        (scheme.folder, sorted(path for path in scheme.folder.rglob("*") if path.is_file())),
        (resources.pages_folder(), sorted(resources.pages_folder().iterdir())),
        (
            resources.fonts_folder(),
            [resources.fonts_folder() / "coverage.txt"],
        ),  # this file holds the sha256 of every face
    ):
        digest.update(f"{path}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _contents(*groups: tuple[Path, Iterable[Path]]) -> Iterable[tuple[str, bytes]]:
    for folder, paths in groups:
        for path in paths:
            yield path.relative_to(folder).as_posix(), path.read_bytes()
