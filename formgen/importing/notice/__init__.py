"""An office's notice with its plan and annexes in one Word file: parted, read, proposed in a table, and written as a scheme."""
