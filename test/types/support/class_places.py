"""Where the classes of a value can be found: a stub may name another place than the class itself does."""

import sys


def list_places(value: object) -> list[str]:
    """Lists each `module.qualname` in its own package that is the class of the value or one of its ancestors."""
    places = []
    for cls in type(value).__mro__:
        package = cls.__module__.partition(".")[0]
        first, *rest = cls.__qualname__.split(".")
        for name, module in sys.modules.copy().items():
            if name.partition(".")[0] != package:
                continue
            found: object = vars(module).get(first)
            for part in rest:
                found = getattr(found, part, None)
            if found is cls:
                places.append(f"{name}.{cls.__qualname__}")
    return places
