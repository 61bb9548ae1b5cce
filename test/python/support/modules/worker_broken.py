"""A module whose import fails with code of its own."""

raise RuntimeError("broken while importing")
