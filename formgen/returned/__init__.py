"""Takes in what comes back from the applicants and offices: filled Word files, and dossiers that were printed, stamped and scanned.

A folder has one kind of what comes back. None of them knows another.
"""
