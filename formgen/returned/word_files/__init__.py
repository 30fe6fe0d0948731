"""Reads a form that comes back as a Word file: what stands in its places, and whether its own words are still there."""
