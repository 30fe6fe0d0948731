"""Tables without a row for each applicant: on their side, or labels with values."""
