"""The headings of a table: the words that people write, in one row or in several stacked ones."""
