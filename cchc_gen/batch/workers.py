"""Who carries out jobs: processes of this machine, or a Dask cluster. The only module that knows Dask."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from threading import Thread

from cchc_gen import __version__
from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.base.garbage import collect_seldom


@dataclass(frozen=True, slots=True)
class Workers:
    """Where jobs are carried out: `open` starts it, and `ahead` jobs are handed to it at a time."""

    open: Callable[[], AbstractContextManager[Executor]]
    ahead: int


_MOST_PROCESSES = 61 if sys.platform == "win32" else 1024
"""Windows waits for no more processes at once."""

_START = "forkserver" if sys.platform == "linux" else "spawn"
"""A plain fork would copy whatever threads hold; a server forks from a process that has none."""


def processes(count: int | None = None) -> Workers:
    """Work in processes of this machine, as many as it has cores unless told."""
    size = min(count or os.cpu_count() or 1, _MOST_PROCESSES)
    context = multiprocessing.get_context(_START)
    context.set_forkserver_preload(["cchc_gen.batch.job"])

    def opened() -> ProcessPoolExecutor:
        return ProcessPoolExecutor(size, context, _follow_the_parent)

    return Workers(opened, 2 * size)


def _follow_the_parent() -> None:
    """Leave interrupts to the parent, which lets begun work end; but do not outlive it when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_seldom()
    Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


_SECONDS_TO_CONNECT = 10
_AHEAD_ON_A_CLUSTER = 1000
"""Enough for any cluster to be busy, and few enough for its scheduler."""


def cluster(address: str) -> tuple[Workers | None, list[Diagnostic]]:
    """Work on a running Dask cluster, whose machines see the same files under the same paths.

    Gives P001 without the `distributed` package, B004 when the cluster cannot be reached or its
    machines do not all have this version of the program.
    """
    try:
        from distributed import Client  # noqa: PLC0415  an optional extra, slow to import
    except ImportError:
        message = "--dask cần gói distributed, máy này chưa có"
        hint = 'cài bằng: python -m pip install "cchc-gen[dask]"'
        return None, [Diagnostic(Pos("--dask"), "P001", message, hint=hint)]

    @contextmanager
    def connected() -> Iterator[Client]:
        with Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False) as client:
            yield client

    @contextmanager
    def opened() -> Iterator[Executor]:
        with connected() as client, client.get_executor(pure=False) as executor:
            yield executor

    try:
        with connected() as client:
            answers = client.run(_version, on_error="return").values()
    except (OSError, ValueError) as error:
        return None, [_unusable(address, f"không kết nối được cụm Dask ({type(error).__name__})")]
    versions = {answer if isinstance(answer, str) else "có máy chưa cài" for answer in answers}
    if versions != {__version__}:
        found = ", ".join(sorted(versions)) or "cụm chưa có máy nào"
        return None, [_unusable(address, f"mọi máy của cụm cần cchc-gen {__version__}: {found}")]
    return Workers(opened, _AHEAD_ON_A_CLUSTER), []


def _version() -> str:
    return __version__


def _unusable(address: str, message: str) -> Diagnostic:
    hint = "kiểm tra địa chỉ, như tcp://10.0.0.5:8786, và cài cùng một bản cchc-gen trên các máy của cụm"
    return Diagnostic(Pos(address), "B004", message, hint=hint)
