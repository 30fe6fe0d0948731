"""Simulated scans of dossiers, and how well `formgen receive` reads them. No real scanner was at hand."""
