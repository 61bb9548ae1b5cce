"""The wire: codecs, and the conversion between Python values and bytes. Independent of messages and object tables."""
