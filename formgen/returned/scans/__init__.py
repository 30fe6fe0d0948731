"""Holds a dossier that was printed, stamped, signed and scanned against the one that was bound: an aid that points, never a proof.

    scan files ─► pages as pictures ─► which page, which way up ─► laid on the bound page ─► differences, seals, signatures ─► report

The modules of this folder need the extra `formgen[receive]`; no module of another room imports them before they are used.
"""
