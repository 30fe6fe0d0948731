"""Papers and pictures of pages, made in worker processes, so that the process that answers browsers never waits for a layout."""
