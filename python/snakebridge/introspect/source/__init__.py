"""Finds modules, reads their files, binds and resolves names. Knows no types."""
