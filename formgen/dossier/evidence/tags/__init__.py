"""Tags: what a PDF says of its own structure (ISO 32000-1, 14.7 and 14.8), read from each source and written into the dossier."""
