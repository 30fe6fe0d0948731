"""From an office's Word file to a scheme folder: its blanks are found, proposed in a table, and become slots."""
