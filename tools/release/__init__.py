"""Builds what offices install: a bundle for machines without a network, a Debian package, and what goes with a release."""
