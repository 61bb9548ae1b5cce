"""Annotations to types of the IR: type syntax, aliases, type variables, and what unannotated code says."""
