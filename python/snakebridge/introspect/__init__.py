"""Static introspection: reads Python modules, never imports them, and says what they declare as plain data.

`request` and `cli` meet the caller, `search` and `modules` read files, `resolve` follows names, `annotations`,
`signatures` and `classes` turn syntax into the IR of `ir`, `program` ties them together.
"""
