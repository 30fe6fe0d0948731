"""Write `templates/taicang-2018/annex4/indicators.csv` anew from `official.txt`: `python -m tools.write_indicators`.

A test checks that the committed file is exactly the file that this program writes.
"""

from __future__ import annotations

from pathlib import Path

from formgen.scheme.indicators import indicators_csv, official_indicators
from formgen.scheme.load import load_scheme
from formgen.scheme.official import official_papers

SCHEME = Path(__file__).resolve().parent.parent / "templates" / "taicang-2018"


def indicators_text() -> str:
    """The text that indicators.csv must have."""
    scheme = load_scheme(SCHEME)
    form = next(form for form in scheme.forms if form.scores is not None)
    annexes = [form.annex for form in scheme.forms]
    papers = official_papers((SCHEME / "official.txt").read_text(encoding="utf-8"), annexes)
    paper = next(paper for paper in papers if paper.annex == form.annex)
    levels = form.scores.levels if form.scores else ()
    return indicators_csv(official_indicators(paper, levels), levels)


def main() -> None:
    """Write the file."""
    (SCHEME / "annex4" / "indicators.csv").write_text(indicators_text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
