"""Finds the blanks of a form: in its tables, in its lines of text, and rows of boxes."""
