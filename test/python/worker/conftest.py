"""Workers under test, each with the codec in its name: ours, and the `msgpack` package from a private folder."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgpack
import pytest
from worker_client import Worker

CODECS = ["pure", "msgpack"]


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A private package folder, as `snakebridge sync` lays it out: a copy, never the environment's own `msgpack`."""
    folder = tmp_path_factory.mktemp("packages")
    source = Path(msgpack.__file__).parent
    shutil.copytree(source, folder / f"{sys.version_info[0]}.{sys.version_info[1]}" / "msgpack")
    return str(folder)


@pytest.fixture(scope="session", params=CODECS)
def codec(request: pytest.FixtureRequest, packages: str) -> dict[str, Any]:
    """The option that makes a worker use a codec."""
    return {"packages": packages if request.param == "msgpack" else None}


@pytest.fixture
def start_plain() -> Iterator[Callable[..., Worker]]:
    """Starts workers with our own codec, for what does not depend on it; greets them unless told `greet=None`."""
    yield from _starting({})


@pytest.fixture
def start(codec: dict[str, Any]) -> Iterator[Callable[..., Worker]]:
    """The same once for each codec."""
    yield from _starting(codec)


@pytest.fixture
def fresh(start: Callable[..., Worker]) -> Worker:
    """A worker that no other test has used, or will."""
    return _permitted(start())


@pytest.fixture(scope="module")
def worker(codec: dict[str, Any]) -> Iterator[Worker]:
    """One worker for all tests of a file that leave it as it was; it may use `worker_sample` and NumPy."""
    started = Worker(greet={}, **codec)
    yield _permitted(started)
    started.close()


def _starting(defaults: dict[str, Any]) -> Iterator[Callable[..., Worker]]:
    workers: list[Worker] = []

    def start_worker(**options: Any) -> Worker:
        workers.append(Worker(**{"greet": {}, **defaults, **options}))
        return workers[-1]

    yield start_worker
    for worker in workers:
        worker.close()


def _permitted(worker: Worker) -> Worker:
    worker.permit("worker_sample")
    worker.permit("numpy")
    return worker
