"""A module that imports something that is not installed."""

import surely_not_installed_anywhere  # type: ignore[import-not-found]  # noqa: F401  # on purpose
