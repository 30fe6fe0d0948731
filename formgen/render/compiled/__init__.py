"""Compiled forms: laid out once, then only filled. Where anything is not sure, the caller lays the form out whole."""
