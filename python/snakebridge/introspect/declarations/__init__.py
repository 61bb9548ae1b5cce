"""Bindings to declarations of the IR: functions, classes and their members, variables."""
