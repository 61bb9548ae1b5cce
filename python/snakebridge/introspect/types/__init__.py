"""Converts annotations to types of the IR, and infers some types of code without annotations."""
