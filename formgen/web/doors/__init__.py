"""The doors of the office: one module for each page, with the answers to its requests."""
