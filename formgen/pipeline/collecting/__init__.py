"""What people sent: read as sources, compared with what was sent out, and written as records."""
