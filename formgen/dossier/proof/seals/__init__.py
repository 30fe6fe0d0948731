"""Electronic seals: empty signature fields in a dossier, signatures into them, and what was added to a file after it was bound."""
