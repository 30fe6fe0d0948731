"""Several threads of one process make papers at the same time. Meanwhile nothing changes for the rest of the process.

Each test starts a new process with an empty cache folder. There the first thread that comes loads and compiles
everything.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.enterprises import record
from formgen import pipeline
from formgen.intake.json.record import read_record_text
from formgen.render.papers import FormTexts, render_packet, render_pdf, render_word, whole_pdf
from formgen.render.values import slot_texts
from formgen.render.word.fill import fill_package
from formgen.scheme.models import Scheme
from tests.contract.tree import ROOT
from tests.render.papers import form_of

ENTERPRISES, THREADS, ROUNDS = 4, 4, 30
FORMS = ("annex2", "annex3")
"""The form with the longest texts, and one with a text that moves others. A form of more pages only takes longer to lay out."""


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def filled(scheme: Scheme, number: int) -> list[FormTexts]:
    """The texts of a made-up enterprise for forms."""
    found = read_record_text(scheme, record(scheme, number), "record.json").record
    assert found is not None
    return [FormTexts(form, slot_texts(scheme, form, found)) for form in (form_of(scheme, one) for one in FORMS)]


def papers_of(scheme: Scheme, number: int) -> list[str]:
    """The digests of the papers of a made-up enterprise: Word, PDF, packet, and one form that is laid out whole."""
    texts = filled(scheme, number)
    made = [render(one.form, one.texts).content for one in texts for render in (render_word, render_pdf)]
    made.append(render_packet(texts, pipeline.packet_contents(scheme)).content)
    made.append(whole_pdf(texts[1].form, fill_package(texts[1].form, texts[1].texts), texts[1].texts))
    return [digest(content) for content in made]


def in_a_process_of_its_own(script: str, cache: Path) -> str:
    """Run a script in a new process. Return what it prints."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, env=environment)
    assert run.returncode == 0, run.stderr
    assert not run.stderr
    return run.stdout


AT_ONCE = f"""
import json, sys, threading
from concurrent.futures import ThreadPoolExecutor
from formgen import pipeline
from formgen.render.papers import render_pdf
from tests.render.test_threads import digest, filled, papers_of
sys.setswitchinterval(1e-6)
scheme, begin = pipeline.load(), threading.Barrier({THREADS})
texts = [filled(scheme, number) for number in range({ENTERPRISES})]
def work(number):
    begin.wait()
    first = papers_of(scheme, number)
    begin.wait()
    again = []
    for step in range({ROUNDS}):
        for one in texts[(number + step) % {ENTERPRISES}]:
            again.append(digest(render_pdf(one.form, one.texts).content))
    return first, again
with ThreadPoolExecutor({THREADS}) as pool:
    print(json.dumps(list(pool.map(work, range({THREADS})))))
"""


def test_threads_that_make_papers_at_once_make_the_right_ones(scheme: Scheme, tmp_path: Path) -> None:
    wanted = [papers_of(scheme, number) for number in range(ENTERPRISES)]
    pdfs = [papers[1 : 2 * len(FORMS) : 2] for papers in wanted]
    for number, (first, again) in enumerate(json.loads(in_a_process_of_its_own(AT_ONCE, tmp_path))):
        assert first == wanted[number]
        assert again == [one for step in range(ROUNDS) for one in pdfs[(number + step) % ENTERPRISES]]


BESIDE_ANOTHER = """
import ctypes.util, gc, logging, os, threading, time, warnings
from pathlib import Path
from formgen import pipeline
from formgen.engines.weasyprint.loading import load
from formgen.pipeline.made import Format
from tests.contract.tree import ROOT

log = logging.getLogger("weasyprint")
log.setLevel(logging.CRITICAL)
log.disabled = True
handler, search = logging.NullHandler(), ctypes.util.find_library
log.addHandler(handler)

def state():
    roots = logging.getLogger().handlers[:], logging.root.manager.disable
    return (
        dict(os.environ), gc.isenabled(), gc.get_threshold(), gc.get_freeze_count(), warnings.filters[:], roots,
        [one for one in log.handlers if one is handler], log.filters[:], log.propagate, log.level, log.disabled, os.getcwd(),
        os.umask(0o77) if threading.current_thread() is threading.main_thread() else None,
    )

os.umask(0o77)
before, seen, searched, done = state(), [], [], threading.Event()

def watch():
    ours = state()
    while not done.is_set():
        if (now := state()) != ours:
            seen.append([one for one, other in zip(now, ours) if one != other])
        searched.append(ctypes.util.find_library is search)
        time.sleep(0.002)

load()
assert state() == before, "changed by loading"
watcher = threading.Thread(target=watch)
watcher.start()
scheme, out = pipeline.load(), Path(OUT)
both = frozenset((Format.DOCX, Format.PDF, Format.PACKET))
pipeline.blank(scheme, ["annex2", "annex3"], both, out)
pipeline.fill(scheme, pipeline.examine(scheme, ROOT / "samples" / "complete.json"), ["annex2", "annex3"], both, out)
done.set()
watcher.join()
assert not seen, seen[:1]
assert len(searched) > 20 and all(searched)
assert state() == before, "changed by making"
assert ctypes.util.find_library is search
from formgen.render.pdf.pdf import html_to_pdf
try:
    html_to_pdf('<html lang="zh-CN"><title>x</title><p style="font-family:Gw Song">\\U0001f600</p></html>')
except Exception as refused:
    print(type(refused).__name__)
log.disabled = False
log.setLevel(logging.NOTSET)
heard = []
handler.emit = handler.handle = lambda record: heard.append(record.getMessage())
log.warning("said to %s", "others")
print(heard)
"""


def test_nothing_of_the_process_is_changed_for_others(tmp_path: Path) -> None:
    """Environment, garbage collector, warnings, log and search for libraries never change while papers are made.

    Even if the log is silenced, a missing glyph is reported.
    """
    script = BESIDE_ANOTHER.replace("OUT", repr(str(tmp_path / "out")))
    assert in_a_process_of_its_own(script, tmp_path / "cache") == "ProofError\n['said to others']\n"
