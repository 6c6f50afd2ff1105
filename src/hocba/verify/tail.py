# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A strict reader of what stands in a PDF behind the last signature.

Nobody signed these bytes, and programs differ in how they find their way through a
file: one follows its lists of objects, another searches for objects wherever they may
stand. So every byte is read, by the grammar of ISO 32000-1, 7.5.6, and in no looser
spelling than the known writers use: revisions of indirect objects of exactly the length
they declare, one list that names exactly these objects at exactly these places, the
trailer that leads to the list before, the end. Nothing stands between, nothing after.

Reading costs one pass over the bytes; nothing that a file declares is believed before
it is compared, and nothing is unpacked beyond what its place allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from hocba.verify.packed import unpack
from hocba.verify.spelling import Ref, Refused, Spelled, Stream, Value

#: More than any chain of renewals of a century has.
MAX_REVISIONS = 64
MAX_OBJECTS = 5_000
_MAX_UNPACKED = 4 * 1024 * 1024

_EOL = rb"(?:\r\n|\r|\n)"
#: How a revision ends; the number is the place of its list of objects.
END = re.compile(rb"startxref%b(\d{1,10})%b%%%%EOF%b?" % (_EOL, _EOL, _EOL))
#: Who wrote a revision, as one writer adds it between trailer and end.
_WRITER = re.compile(rb"%%iText[\w .;:()/+-]{0,99}%b" % _EOL)
_LINES = re.compile(rb"[\r\n]{0,4}")
_OBJECT = re.compile(rb"(\d{1,7}) (\d{1,5}) obj(?=[\r\n \[<(/])")
_STREAM = re.compile(rb"[\r\n ]{0,2}stream\r?\n")
_STREAM_END = re.compile(rb"%bendstream%b" % (_EOL, _EOL))
_OBJECT_END = re.compile(rb"[\r\n ]{0,2}endobj%b" % _EOL)
_SECTION = re.compile(rb"(\d{1,7}) (\d{1,4}) ?%b" % _EOL)
_ENTRY = re.compile(rb"(\d{10}) (\d{5}) ([nf])(?: \r| \n|\r\n)")
#: What lets a program that searches believe that an object stands there, even with a
#: comment between the words.
_GAP = rb"(?:[\0\t\n\f\r ]|%[^\r\n]{0,99}[\r\n]){1,4}"
_LOOKS_LIKE = re.compile(rb"\d%b\d{1,7}%bobj" % (_GAP, _GAP))
_TRAILER = {"Size", "Root", "Prev", "Info", "ID"}
_XREF = _TRAILER | {"Type", "W", "Index", "Length", "Filter", "DecodeParms"}


@dataclass
class Revision:
    """One addition to a file.

    :param start: where its first byte stands
    :param end: behind its last byte
    :param starts: behind the word that each of its objects begins with
    :param objects: what it defines, by number
    :param frame: numbers of those objects that only hold lists and other objects
    :param trailer: its trailer, whichever way it is written
    :param size: how many numbers were taken before it
    """

    start: int
    end: int
    starts: list[int]
    objects: dict[int, Value]
    frame: set[int]
    trailer: dict[str, Value]
    size: int


@dataclass
class _Place:
    """Where an object stands: at an offset, or in a stream of objects."""

    at: int = 0
    stream: int = 0
    index: int = 0


@dataclass
class _Open:
    start: int
    starts: list[int] = field(default_factory=list)
    objects: dict[int, Value] = field(default_factory=dict)
    places: dict[int, _Place] = field(default_factory=dict)
    frame: set[int] = field(default_factory=set)


def revisions(data: bytes, end: int, size: int) -> list[Revision]:
    """Read everything that stands behind the last signed byte.

    :param end: how many bytes are signed
    :param size: the number of objects that the signed part declares
    :raises Refused: any byte is not accounted for
    """
    if end == len(data):
        return []
    before = END.fullmatch(data, max(0, data.rfind(b"startxref", 0, end)), end)
    if before is None:
        raise Refused(end, "the signed part does not end as a file does")
    found: list[Revision] = []
    place, at = int(before[1]), end
    while at < len(data):
        if len(found) == MAX_REVISIONS:
            raise Refused(at, "too many additions")
        revision, place = _Reader(data, at, place, size).revision()
        found.append(revision)
        at, size = revision.end, revision.trailer["Size"]
    _nothing_else(data, end, found)
    return found


def _nothing_else(data: bytes, end: int, found: list[Revision]) -> None:
    """Make sure that who searches for objects finds the same as who reads."""
    tail = data[end:]
    tables = sum("W" not in one.trailer for one in found)
    for word, count in (
        (b"trailer", tables),
        (b"startxref", len(found)),
        (b"%%EOF", len(found)),
        (b"%PDF-", 0),
    ):
        if tail.count(word) != count:
            raise Refused(end, f"{word.decode()} stands where it must not")
    seen = {end + match.end() for match in _LOOKS_LIKE.finditer(tail)}
    if seen != {place for one in found for place in one.starts}:
        raise Refused(end, "an object stands inside another")


class _Reader(Spelled):
    """Reads one revision."""

    def __init__(self, data: bytes, at: int, place: int, size: int) -> None:
        super().__init__(data, at)
        self.place = place
        self.size = size
        self.open = _Open(at)
        self.unpacked = 0

    def revision(self) -> tuple[Revision, int]:
        opened = self.open
        self.take(_LINES, "line ends")
        last = 0
        while match := _OBJECT.match(self.data, self.at):
            last = self.object(match)
            self.take(_LINES, "line ends")
        if not opened.objects:
            raise self.fail("no object")
        listed = self.at
        if self.data.startswith(b"xref", self.at):
            entries, trailer = self.table()
            expected = self.places(set())
        else:
            listed = opened.places[last].at
            entries, trailer = self.list_stream(opened.objects[last])
            opened.frame.add(last)
            expected = self.places({last} - set(entries))
        if writer := _WRITER.match(self.data, self.at):
            self.at = writer.end()
        end = self.take(END, "the end of the file")
        if int(end[1]) != listed:
            raise self.fail("startxref leads elsewhere")
        if entries != expected:
            raise self.fail("the list of objects is not that of the objects")
        self.trailer(trailer, max(opened.objects))
        objects = {
            number: value
            for number, value in opened.objects.items()
            if number not in opened.frame
        }
        found = Revision(
            opened.start,
            self.at,
            opened.starts,
            objects,
            opened.frame,
            trailer,
            self.size,
        )
        return found, listed

    def places(self, without: set[int]) -> dict[int, _Place]:
        """Unpack streams of objects, and return where each object stands."""
        opened = self.open
        for number, value in list(opened.objects.items()):
            if isinstance(value, Stream) and value.entries.get("Type") == "ObjStm":
                self.object_stream(number, value)
        return {
            number: place
            for number, place in opened.places.items()
            if number not in without
        }

    def trailer(self, trailer: dict[str, Value], highest: int) -> None:
        if trailer.get("Prev") != self.place:
            raise self.fail("Prev does not lead to the list before")
        if trailer.get("Size") != max(self.size, highest + 1):
            raise self.fail("Size is not the number of objects")
        if not isinstance(trailer.get("Root"), Ref):
            raise self.fail("no Root")

    def object(self, match: re.Match[bytes]) -> int:
        opened = self.open
        number, generation = int(match[1]), int(match[2])
        if str(number).encode() != match[1] or number == 0 or generation:
            raise self.fail("the number of an object")
        if number in opened.objects:
            raise self.fail(f"object {number} stands twice")
        if len(opened.objects) >= MAX_OBJECTS:
            raise self.fail("too many objects")
        opened.places[number] = _Place(at=self.at)
        opened.starts.append(match.end())
        self.at = match.end()
        self.space()
        value = self.value()
        if isinstance(value, dict) and (found := _STREAM.match(self.data, self.at)):
            self.at = found.end()
            length = value.get("Length")
            if type(length) is not int or not 0 <= length <= len(self.data) - self.at:
                raise self.fail("Length of a stream")
            raw = self.data[self.at : self.at + length]
            self.at += length
            self.take(_STREAM_END, "endstream")
            value = Stream(value, raw)
            self.take(re.compile(rb"endobj%b" % _EOL), "endobj")
        else:
            self.take(_OBJECT_END, "endobj")
        opened.objects[number] = value
        return number

    def table(self) -> tuple[dict[int, _Place], dict[str, Value]]:
        self.take(re.compile(rb"xref ?%b" % _EOL), "xref")
        found: dict[int, _Place] = {}
        while section := _SECTION.match(self.data, self.at):
            self.at = section.end()
            first, count = int(section[1]), int(section[2])
            for number in range(first, first + count):
                entry = self.take(_ENTRY, "an entry")
                if entry[3] == b"f":
                    self.free(number, int(entry[1]), int(entry[2]))
                elif number in found or int(entry[2]):
                    raise self.fail(f"object {number} is listed twice")
                else:
                    found[number] = _Place(at=int(entry[1]))
        self.take(re.compile(rb"trailer[\r\n ]{0,2}(?=<<)"), "trailer")
        trailer = self.dictionary(0)
        if not set(trailer) <= _TRAILER:
            raise self.fail("an unknown entry of the trailer")
        self.take(re.compile(_EOL), "a line end")
        return found, trailer

    def free(self, number: int, following: int, generation: int) -> None:
        """Take the head of the list of free objects, and no other."""
        if number or following or generation not in (0, 65535):
            raise self.fail(f"object {number} is taken away")

    def list_stream(self, stream: Value) -> tuple[dict[int, _Place], dict[str, Value]]:
        if not isinstance(stream, Stream) or stream.entries.get("Type") != "XRef":
            raise self.fail("no list of objects")
        entries = stream.entries
        if not set(entries) <= _XREF:
            raise self.fail("an unknown entry of the list of objects")
        widths, index = entries.get("W"), entries.get("Index")
        numbers = list(self.numbers(index))
        if (
            not isinstance(widths, list)
            or len(widths) != 3
            or any(type(one) is not int or not 0 <= one <= 8 for one in widths)
            or not sum(widths)
        ):
            raise self.fail("W of the list of objects")
        rows = self.unpack(stream, sum(widths) * len(numbers), sum(widths))
        found: dict[int, _Place] = {}
        at = 0
        for number in numbers:
            kind, second, third = self.row(rows, at, widths)
            at += sum(widths)
            if kind == 0:
                self.free(number, second, third)
            elif number in found:
                raise self.fail(f"object {number} is listed twice")
            elif kind == 1 and not third:
                found[number] = _Place(at=second)
            elif kind == 2:
                found[number] = _Place(stream=second, index=third)
            else:
                raise self.fail("the kind of an entry")
        return found, dict(entries)

    def numbers(self, index: Value) -> Iterator[int]:
        """Return the numbers that a list of objects names, never more than may be."""
        if not isinstance(index, list) or len(index) % 2:
            raise self.fail("Index of the list of objects")
        left = MAX_OBJECTS
        for first, count in zip(index[::2], index[1::2], strict=True):
            if type(first) is not int or type(count) is not int:
                raise self.fail("Index of the list of objects")
            left -= count
            if first < 0 or count < 0 or left < 0:
                raise self.fail("Index of the list of objects")
            yield from range(first, first + count)

    @staticmethod
    def row(rows: bytes, at: int, widths: list[int]) -> list[int]:
        found = []
        for number, width in enumerate(widths):
            value = int.from_bytes(rows[at : at + width], "big")
            # An absent first column means an object at an offset.
            found.append(value if width or number else 1)
            at += width
        return found

    def object_stream(self, number: int, stream: Stream) -> None:
        opened = self.open
        entries = stream.entries
        count, first = entries.get("N"), entries.get("First")
        left = MAX_OBJECTS - len(opened.objects)
        if (
            not set(entries)
            <= {"Type", "N", "First", "Length", "Filter", "DecodeParms"}
            or type(count) is not int
            or type(first) is not int
            or not 0 < count <= left
        ):
            raise self.fail("a stream of objects")
        data = self.unpack(stream, None, None)
        opened.frame.add(number)
        head = data[:first].split()
        if len(head) != 2 * count or not all(one.isdigit() for one in head):
            raise self.fail("the head of a stream of objects")
        inner = Spelled(data, first)
        for index in range(count):
            member, offset = int(head[2 * index]), int(head[2 * index + 1])
            if member in opened.objects or inner.at != first + offset:
                raise self.fail("a stream of objects holds more than it lists")
            value = inner.value()
            inner.space()
            opened.objects[member] = value
            opened.places[member] = _Place(stream=number, index=index)
        if inner.at != len(data):
            raise self.fail("a stream of objects holds more than it lists")

    def unpack(self, stream: Stream, size: int | None, row: int | None) -> bytes:
        """Unpack a stream; all streams of a revision have one limit together."""
        limit = _MAX_UNPACKED - self.unpacked if size is None else 2 * size
        try:
            data = unpack(stream, limit, size, row)
        except ValueError as error:
            raise self.fail(str(error)) from error
        self.unpacked += len(data)
        return data
