"""The process that executes calls. `PROTOCOL.md` at the root says what it speaks."""

from .main import main as main
