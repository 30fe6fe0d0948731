"""Parts of the check of a dossier years later: with itself, with its sources, and its properties as a file."""
