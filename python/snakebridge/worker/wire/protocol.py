"""The constants of PROTOCOL.md: version, extension types, flags, codes and limits. Holds no behaviour."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    #: The body of a frame, in pieces. A large piece may be memory of a user's object, which is not copied.
    Body: TypeAlias = Sequence[bytes | memoryview]

VERSION = 1

#: The extension types. `runtime/wire/extensions.ts` has the same table.
EXT_REF = 1
EXT_PATH = 2
EXT_INTEGER = 3
EXT_FLOAT = 4
EXT_COMPLEX = 5
EXT_TUPLE = 6
EXT_OBJECT = 7
EXT_MAP = 8
EXT_SET = 9
EXT_ARRAY = 10
EXT_NAMED_TUPLE = 11
EXT_SLICE = 12
EXT_ELLIPSIS = 13
EXT_RAW_STRING = 14

#: Send the value of this call now.
FLAG_WANT = 1
#: The last argument is a plain object, and may hold keyword arguments.
FLAG_TRAILING = 2

#: The codes of a `Refusal`.
MISSING_NAME = "MISSING_NAME"
NOT_ALLOWED = "NOT_ALLOWED"
STALE_HANDLE = "STALE_HANDLE"
NOT_TRANSFERABLE = "NOT_TRANSFERABLE"
INTEGER_RANGE = "INTEGER_RANGE"
LIMIT = "LIMIT"
ARGUMENT_TYPE = "ARGUMENT_TYPE"
ENVIRONMENT = "ENVIRONMENT"

#: The code of `fatal` if the host violated the protocol.
PROTOCOL = "PROTOCOL"
#: The exit status after every `fatal`.
FATAL_STATUS = 70

FRAME_LIMIT_BYTES = 256 * 1024 * 1024
#: How many levels of containers a value may have.
DEPTH_LIMIT = 100
#: `Number.MAX_SAFE_INTEGER` of JavaScript.
SAFE_INTEGER = 2**53 - 1
