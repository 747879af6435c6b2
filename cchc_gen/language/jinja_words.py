"""What Jinja says of a slip in its syntax, in Vietnamese."""

from __future__ import annotations

import re

_Q = r"""(?:'([^']*)'|"([^"]*)")"""
_END = r"'end of (?:print statement|statement block)'"
_SAYINGS = (
    (rf"expected token {_END}, got '='", "không chờ gặp «=» ở đây; so sánh bằng viết là =="),
    (rf"expected token {_END}, got {_Q}", "không chờ gặp «{0}» ở đây"),
    (rf"expected token {_Q}, got {_END}", "còn thiếu «{0}»"),
    (rf"expected token {_Q}, got {_Q}", "cần «{0}», gặp «{1}»"),
    (rf"(?:unexpected|Expected an expression, got) {_END}", "còn thiếu một vế"),
    (rf"(?:unexpected|Expected an expression, got) {_Q}(?:, expected {_Q})?", "không chờ gặp «{0}» ở đây"),
    (r"unexpected end of template, expected .*", "mở ngoặc mà không đóng"),
    (rf"unexpected char {_Q} at \d+", "ký tự «{0}» không dùng được ở đây"),
    (r"Missing end of comment tag", "chú thích mở bằng {{# mà không đóng"),
    (r"Encountered unknown tag '(\w+)'.* be closed is '(\w+)'\.", "gặp thẻ «{0}» khi thẻ «{1}» chưa đóng"),
    (r"Encountered unknown tag '(\w+)'\.", "thẻ «{0}» không có, hoặc đứng sai chỗ"),
    (r".* be closed is '(\w+)'\.", "thẻ «{0}» mở ra mà thiếu thẻ đóng end{0}"),
    (
        r"expected (?:name or number|subscript expression)",
        "sau dấu chấm cần tên hoặc số",
    ),
    (r"tag name expected", "thẻ không có tên"),
)
"""What is said, and how it reads in Vietnamese with what stood in quotes."""


def in_vietnamese(message: str) -> str:
    """Put a message of Jinja's parser into Vietnamese; one that is not known says that something is wrong.

    >>> in_vietnamese("expected token ')', got ':'")
    'cần «)», gặp «:»'
    >>> in_vietnamese("unexpected 'end of print statement'")
    'còn thiếu một vế'
    """
    for said, worded in _SAYINGS:
        found = re.fullmatch(said, message, re.DOTALL)
        if found:
            return worded.format(*(token for token in found.groups() if token is not None))
    return "sai cú pháp"
