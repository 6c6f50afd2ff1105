# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The values of a PDF, read in no looser spelling than the known writers use.

By the grammar of ISO 32000-1, 7.3: what is spelled in another way, and what stands
twice, is refused with its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

_MAX_DEPTH = 24
_SPACE = re.compile(rb"[ \t\r\n]*")
_NUMBER = re.compile(rb"[+-]?(?:\d{1,18}(?:\.\d{0,18})?|\.\d{1,18})(?![^\s/<>\[\]()])")
_REF = re.compile(rb"(\d{1,7}) (\d{1,5}) R(?![^\s/<>\[\]()])")
_NAME = re.compile(rb"/((?:[^\0-\x20#%()<>\[\]{}/\x7f-\xff]|#[0-9A-Fa-f]{2}){0,127})")
_ESCAPED = re.compile(rb"#(..)")
_HEX = re.compile(rb"<([0-9A-Fa-f]*)>")
_WORD = re.compile(rb"(true|false|null)(?![^\s/<>\[\]()])")
_TEXT = re.compile(rb"[()]|\\(?:[0-7]{1,3}|\r\n|.)|[^()\\]{1,65536}", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


class Refused(ValueError):
    """Bytes that no known writer puts there.

    :param at: where in the file
    """

    def __init__(self, at: int, why: str) -> None:
        super().__init__(why)
        self.at = at
        self.why = why


class Ref(NamedTuple):
    """A reference to an object."""

    number: int
    generation: int


class Name(str):
    """A name, without its slash."""

    __slots__ = ()


class Hex(bytes):
    """A string in hexadecimal digits, with its place, angle brackets included."""

    start: int
    end: int

    def __new__(cls, digits: bytes, start: int, end: int) -> Hex:
        found = super().__new__(cls, bytes.fromhex(digits.decode("ascii")))
        found.start, found.end = start, end
        return found


@dataclass(frozen=True)
class Stream:
    """A stream: its dictionary, and its bytes as they stand."""

    entries: dict[str, Any]
    raw: bytes


#: A dictionary, array, name, reference, string, number, truth or stream.
Value = Any


class Spelled:
    """Reads values from a place on.

    :param at: behind the last value
    """

    def __init__(self, data: bytes, at: int) -> None:
        self.data = data
        self.at = at

    def fail(self, why: str) -> Refused:
        return Refused(self.at, why)

    def take(self, pattern: re.Pattern[bytes], what: str) -> re.Match[bytes]:
        match = pattern.match(self.data, self.at)
        if match is None:
            raise self.fail(f"expected {what}")
        self.at = match.end()
        return match

    def space(self) -> None:
        self.take(_SPACE, "space")

    def value(self, depth: int = 0) -> Value:
        if depth > _MAX_DEPTH:
            raise self.fail("nested too deeply")
        data, at = self.data, self.at
        first = data[at : at + 1]
        if data.startswith(b"<<", at):
            return self.dictionary(depth)
        if first == b"[":
            return self.array(depth)
        if first == b"/":
            return Name(self.name())
        if first == b"<":
            match = self.take(_HEX, "a string")
            if len(match[1]) % 2:
                raise self.fail("half a byte")
            return Hex(match[1], match.start(), match.end())
        if first == b"(":
            return self.text()
        if ref := _REF.match(data, at):
            self.at = ref.end()
            return Ref(int(ref[1]), int(ref[2]))
        if number := _NUMBER.match(data, at):
            self.at = number.end()
            return float(number[0]) if b"." in number[0] else int(number[0])
        word = self.take(_WORD, "a value")[1]
        return None if word == b"null" else word == b"true"

    def name(self) -> str:
        spelled = self.take(_NAME, "a name")[1]
        if b"#" in spelled:
            spelled = _ESCAPED.sub(lambda m: bytes.fromhex(m[1].decode()), spelled)
        return spelled.decode("latin-1")

    def dictionary(self, depth: int) -> dict[str, Value]:
        self.at += 2
        found: dict[str, Value] = {}
        while True:
            self.space()
            if self.data.startswith(b">>", self.at):
                self.at += 2
                return found
            key = self.name()
            if key in found:
                raise self.fail(f"{key} stands twice")
            self.space()
            found[key] = self.value(depth + 1)

    def array(self, depth: int) -> list[Value]:
        self.at += 1
        found: list[Value] = []
        while True:
            self.space()
            if self.data.startswith(b"]", self.at):
                self.at += 1
                return found
            found.append(self.value(depth + 1))

    def text(self) -> bytes:
        """Read a string in parentheses."""
        out = bytearray()
        depth, at, data = 0, self.at, self.data
        for match in _TEXT.finditer(data, at):
            if match.start() != at:
                break
            at = match.end()
            token = match[0]
            if token == b"(":
                depth += 1
                if depth > 1:
                    out += token
            elif token == b")":
                depth -= 1
                if not depth:
                    self.at = at
                    return bytes(out)
                out += token
            elif token[:1] == b"\\":
                out += _unescaped(token)
            else:
                out += token
        raise self.fail("a string without end")


def _unescaped(token: bytes) -> bytes:
    rest = token[1:]
    if rest.isdigit():
        return bytes([int(rest, 8) & 255])
    if rest in (b"\r\n", b"\r", b"\n"):
        return b""
    return _ESCAPES.get(rest, rest)
