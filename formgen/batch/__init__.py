"""Many enterprises in one run: resumable, one never spoiling another, results in the source's order."""

from formgen.batch.job import Job
from formgen.batch.run import Progress, Report, run_batch

__all__ = ["Job", "Progress", "Report", "run_batch"]
