"""Reads the pictures that a record names, fitted into the boxes of a form."""

from __future__ import annotations

from pathlib import Path

from formgen.dossier.evidence.refused import RefusedError
from formgen.foundation.problems import Problem, error, warning
from formgen.record.labels import field_labels
from formgen.record.models import PictureFile, Record
from formgen.render.word.pictures import SlotPicture
from formgen.scheme.models import Form, Scheme

INSIDE = "把图片放进记录所在的文件夹（或其下的文件夹），写相对路径"
"""What to do with a picture that lies elsewhere: `--evidence-root` does not count for pictures."""


def form_pictures(
    scheme: Scheme, form: Form, record: Record, folder: Path
) -> tuple[tuple[SlotPicture, ...], tuple[Problem, ...]]:
    """The pictures for the boxes of a form, each once, and what is wrong with them or should be looked at.

    folder  the folder of the record, in which the files must lie
    """
    pictures: list[SlotPicture] = []
    problems: list[Problem] = []
    for slot in dict.fromkeys(slot for slot in form.slots if slot.box is not None):
        entry = record.entry(slot.field)
        if entry is None or slot.box is None or not isinstance(entry.value, PictureFile):
            continue
        label = field_labels(scheme)[slot.field]
        # Imported here: what reads supplied files takes long to load, and few forms have boxes for pictures.
        from formgen.dossier.evidence.pictures.form_pictures import read_box_picture
        from formgen.dossier.evidence.take_in import shown_name

        name, place = f"文件「{shown_name(entry.value.path)}」", entry.place
        try:
            made, remarks = read_box_picture(entry.value.path, folder, None, slot.box)
        except RefusedError as refused:
            remedy = INSIDE if refused.code == "evidence.outside" else refused.remedy
            problems.append(error(refused.code, label, place, f"{name}{refused.message}", remedy))
            continue
        words = scheme.fields[slot.field].label
        pictures.append(SlotPicture(slot.id, made.content, made.width, made.height, slot.box, words))
        problems += (warning(one.code, label, place, f"{name}{one.message}", one.remedy) for one in remarks)
    return tuple(pictures), tuple(problems)
