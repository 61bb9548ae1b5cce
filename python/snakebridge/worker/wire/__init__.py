"""The wire: codecs, and Python values to and from bytes. Knows no message handler and no object table."""
