"""The command line: the program and its commands."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from cchc_gen import __version__
from cchc_gen.base.garbage import collect_seldom
from cchc_gen.commands.shared import OPTIONS
from cchc_gen.commands.usage import Group

_EPILOG = """\b
Mã thoát: 0 tốt · 1 còn lỗi trong số liệu · 2 gọi lệnh sai · 3 bộ mẫu hỏng
          4 không đọc hoặc không ghi được tệp · 5 thiếu LibreOffice hoặc poppler"""


_COMMANDS = ("check", "explain", "lint", "render", "templates", "verify")


class _Program(Group):
    """The commands, each in the module of its name, which is imported when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"cchc_gen.commands.{cmd_name}"), cmd_name)
        return command


@click.group(cls=_Program, epilog=_EPILOG, options_metavar=OPTIONS, subcommand_metavar="LỆNH …")
@click.version_option(__version__, message="%(prog)s %(version)s", help="Hiện phiên bản rồi thoát.")
def main() -> None:
    """Soạn báo cáo cải cách hành chính từ số liệu YAML: kiểm tra, viết lời văn, điền mẫu Word."""
    collect_seldom()
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
