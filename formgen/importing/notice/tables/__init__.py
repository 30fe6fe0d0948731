"""The tables of a notice: quotas of towns, and sheets of scores."""
