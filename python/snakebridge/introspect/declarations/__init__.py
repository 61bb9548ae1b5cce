"""Converts bindings to declarations of the IR: functions, classes with their members, variables."""
