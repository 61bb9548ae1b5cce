"""Introspects Python modules statically: reads their files, never imports them, and prints what they declare.

`cli` reads the request and prints the result; `introspect` builds it. The folders are layers: `declarations`
(functions, classes, variables) uses `types` (annotations), which uses `source` (files and names). `program` holds the
state of one run, `ir` the shapes of the output, `library_tables` the facts about libraries.
"""
