"""Programs that stand outside: found, run within a time limit, ended with all that they started.

Owns no file and knows no format. Invariant: a program is ended by the process group that was made
for it, so that another run of the same program, ours or anyone's, is never touched.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from cchc_gen.base.diagnostics import Diagnostic, Pos


@dataclass(frozen=True, slots=True)
class Program:
    """A program: the commands that start it, where it stands off the PATH, how it is installed."""

    name: str
    commands: tuple[str, ...]
    places: tuple[str, ...]
    install: str

    def find(self) -> str | None:
        """Return the command that starts the program on this machine."""
        return next(filter(None, map(shutil.which, (*self.commands, *self.places))), None)

    def run(self, pos: Pos, arguments: Sequence[str], seconds: float) -> Diagnostic | None:
        """Run to the end and say what went wrong: P001 not installed, P002 too slow, P003 failed."""
        command = self.find()
        if command is None:
            return Diagnostic(pos, "P001", f"máy chưa có {self.name}", hint=self.install)
        try:
            code, said = _run([command, *arguments], seconds)
        except subprocess.TimeoutExpired:
            message = f"{self.name} chạy quá {seconds:g} giây nên đã bị dừng"
            return Diagnostic(pos, "P002", message, hint="chạy lại khi máy bớt bận")
        except OSError as error:
            code, said = 1, error.strerror or str(error)
        message = f"{self.name} dừng với mã lỗi {code}"
        hint = f"{self.name} báo: {said}" if said else ""
        return Diagnostic(pos, "P003", message, hint=hint) if code else None


def _run(command: Sequence[str], seconds: float) -> tuple[int, str]:
    """Return the exit code and the last line of complaint."""
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            start_new_session=True,
        )
        try:
            code = process.wait(seconds)
        finally:
            _end(process)
        complaints.seek(0)
        lines = complaints.read().decode(errors="replace").split("\n")
    return code, next((line.strip() for line in reversed(lines) if line.strip()), "")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End whatever of the program is still there, its children too."""
    if sys.platform == "win32":
        if process.poll() is None:
            subprocess.run(
                ["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False
            )
    else:
        with suppress(ProcessLookupError, PermissionError):  # no one is left; macOS says it the second way
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
