"""The process that executes calls. `PROTOCOL.md` at the root of the repository defines its messages.

Many files of this package set `TYPE_CHECKING = False` and import names for annotations under `if TYPE_CHECKING:`. A
type checker treats a variable of this name as true, so it sees the imports. At run time they are skipped. The files set
the variable themselves because an import of `typing` would lengthen every start of a worker.
"""

from .main import main as main
