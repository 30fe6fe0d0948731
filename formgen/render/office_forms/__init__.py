"""Forms of LibreOffice that are laid out once, at import, and from then on filled by us: without LibreOffice, at native speed."""
