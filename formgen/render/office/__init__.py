"""Forms that LibreOffice lays out, because our own reader of Word files can't do so exactly."""
