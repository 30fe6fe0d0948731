"""Digests of what a page consists of, as the second library reads them from a source and from the finished file."""
