"""Many enterprises in one run: resumable, one never spoiling another, results in the source's order."""
