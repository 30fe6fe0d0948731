"""Sheets with the points of applicants, beside a table of applicants or alone."""
