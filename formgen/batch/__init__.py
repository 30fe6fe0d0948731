"""Make the papers of many enterprises in one run.

A run can be interrupted and continued, a fault of one enterprise never affects another one, and the results stand in the
order of the source.
"""
