"""The command line: the program and its commands."""

from __future__ import annotations

import sys
from typing import Any

import click

from cchc_gen import __version__
from cchc_gen.base.garbage import collect_seldom
from cchc_gen.commands.check import check
from cchc_gen.commands.explain import explain
from cchc_gen.commands.lint import lint
from cchc_gen.commands.render import render
from cchc_gen.commands.shared import OPTIONS
from cchc_gen.commands.templates import templates
from cchc_gen.commands.usage import Group
from cchc_gen.commands.verify import verify

_EPILOG = """\b
Mã thoát: 0 tốt · 1 còn lỗi trong số liệu · 2 gọi lệnh sai · 3 bộ mẫu hỏng
          4 không đọc hoặc không ghi được tệp · 5 thiếu LibreOffice hoặc poppler"""


@click.group(cls=Group, epilog=_EPILOG, options_metavar=OPTIONS, subcommand_metavar="LỆNH …")
@click.version_option(__version__, message="%(prog)s %(version)s", help="Hiện phiên bản rồi thoát.")
def main() -> None:
    """Soạn báo cáo cải cách hành chính từ số liệu YAML: kiểm tra, viết lời văn, điền mẫu Word."""
    collect_seldom()
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")


for command in (render, check, explain, lint, verify, templates):
    main.add_command(command)
