"""A module that imports something that is not installed."""

import surely_not_installed_anywhere  # noqa: F401
