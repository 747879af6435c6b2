"""Help pages and usage errors in Vietnamese: what click itself says in English."""

from __future__ import annotations

import re
import sys
from typing import Any, ClassVar, NoReturn

import click

USAGE_ERROR = 2
INTERRUPTED = 130


class _Formatter(click.HelpFormatter):
    _WORDS: ClassVar = {"Options": "Tùy chọn", "Commands": "Lệnh"}

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or "Cách dùng: ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(self._WORDS.get(heading, heading))


class _Context(click.Context):
    formatter_class = _Formatter


class Command(click.Command):
    """A command whose help is Vietnamese."""

    context_class = _Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _in_vietnamese(super().get_help_option(ctx))


class Group(click.Group):
    """A group of commands whose help and usage errors are Vietnamese."""

    context_class = _Context
    command_class = Command
    group_class = type

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _in_vietnamese(super().get_help_option(ctx))

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Run, and say what is wrong with the call itself; exits as the command did."""
        kwargs["standalone_mode"] = False
        try:
            sys.exit(super().main(*args, **kwargs))
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            sys.exit(USAGE_ERROR)
        except click.UsageError as error:
            program = error.ctx.command_path if error.ctx else "cchc-gen"
            click.echo(f"lỗi: {_message(error)}\ngợi ý: xem {program} --help", err=True)
            sys.exit(USAGE_ERROR)
        except click.Abort:
            click.echo("đã dừng", err=True)
            sys.exit(INTERRUPTED)


def _in_vietnamese(option: click.Option | None) -> click.Option | None:
    if option:
        option.help = "Hiện hướng dẫn này rồi thoát."
    return option


def _message(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        similar = f"; có phải bạn định viết {error.possibilities[0]}?" if error.possibilities else ""
        return f"không có tùy chọn {error.option_name}{similar}"
    if isinstance(error, click.BadOptionUsage):
        return f"tùy chọn {error.option_name} cần một giá trị"
    if isinstance(error, click.BadParameter) and error.param and error.ctx:
        name = (
            error.param.opts[0]
            if isinstance(error.param, click.Option)
            else error.param.make_metavar(error.ctx)
        )
        if isinstance(error, click.MissingParameter):
            return f"thiếu {name}"
        return f"{name}: {_bad_value(error.param.type, error.message)}"
    word = re.search(r"'([^']+)'", error.message)
    if error.message.startswith("No such command") and word:
        return f"không có lệnh «{word[1]}»"
    extra = re.search(r"extra arguments? \((.*)\)", error.message)
    return f"thừa tham số «{extra[1]}»" if extra else error.message


def _bad_value(kind: Any, message: str) -> str:
    if isinstance(kind, click.Choice):
        return f"chỉ nhận {', '.join(kind.choices)}"
    if isinstance(kind, click.Path):
        return "không có thư mục này"
    if isinstance(kind, click.IntRange):
        return f"cần số nguyên từ {kind.min} trở lên"
    return message
