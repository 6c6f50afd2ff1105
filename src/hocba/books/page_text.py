# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The text of pages as one string, in which the texts of a form are looked for."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from hocba.books.drawing import Run

MARK = re.compile(r"\d{1,2}[,.]\d+|đ|cđ|miễn|vắng")
#: What passes for a mark with people, with other signs than a comma and around it.
LIKE_MARK = re.compile(r"\W*(\d{1,2}[^\w\s/:-]\d+|đ|cđ|miễn|vắng)\W*")
_PAGE_NUMBER = re.compile(r"Trang \d+/\d+")


def flat(text: str) -> str:
    """Return a text without spaces and case, for comparing."""
    return "".join(unicodedata.normalize("NFC", text).casefold().split())


def bare(text: str) -> str:
    """Return a text for comparing without the signs around it."""
    return re.sub(r"^\W+|\W+$", "", flat(text))


def _in_reading_order(runs: list[Run]) -> list[Run]:
    """Put what every page repeats to the end: it must not tear rows apart."""
    pages: dict[tuple[str, int, int], set[int]] = {}
    for run in runs:
        pages.setdefault(_place(run), set()).add(run.page)
    count = len({run.page for run in runs})

    def repeated(run: Run) -> bool:
        everywhere = count > 1 and len(pages[_place(run)]) == count
        return everywhere or _PAGE_NUMBER.fullmatch(run.text.strip()) is not None

    return sorted(runs, key=repeated)


def _place(run: Run) -> tuple[str, int, int]:
    return run.text, round(run.x), round(run.y)


class Text:
    """All pages as one string without spaces, that remembers where words began."""

    def __init__(self, runs: list[Run]) -> None:
        self._runs: list[Run] = []
        self._places: list[int] = []
        self._words: dict[int, str] = {}
        parts: list[str] = []
        length = 0
        for run in _in_reading_order(runs):
            if not run.text.strip():
                continue
            self._runs.append(run)
            self._places.append(length)
            for word in run.text.split():
                self._words[length] = word
                parts.append(flat(word))
                length += len(parts[-1])
        self._starts = list(self._words)
        self.flat = "".join(parts)
        self.explained = bytearray(length)

    def explain(self, start: int, end: int) -> None:
        """Remember that a part belongs to the form."""
        self.explained[start:end] = b"\1" * (end - start)

    def run_at(self, place: int) -> Run:
        """Return the piece that was drawn at a place."""
        return self._runs[bisect_right(self._places, place) - 1]

    def starts(self) -> Iterator[tuple[int, Run]]:
        """Return each piece with its place."""
        return zip(self._places, self._runs, strict=True)

    def words(self) -> Iterator[tuple[int, str]]:
        """Return each word with its place."""
        return iter(self._words.items())

    def words_from(self, place: int, count: int) -> str:
        """Return the next words, as they are written."""
        first = bisect_left(self._starts, place)
        starts = self._starts[first : first + count]
        return " ".join(self._words[start] for start in starts)

    def rest_of_run(self, place: int) -> str:
        """Return the words from a place to the end of the piece it lies in."""
        after = bisect_right(self._places, place)
        end = self._places[after] if after < len(self._places) else len(self.flat)
        first, last = (bisect_left(self._starts, limit) for limit in (place, end))
        return " ".join(self._words[start] for start in self._starts[first:last])

    def at(self, place: int, wanted: str) -> bool:
        """Tell whether whole words at a place read what is wanted, which is flat."""
        return (
            self._edge(place)
            and self.flat.startswith(wanted, place)
            and self._edge(place + len(wanted))
        )

    def fills(self, place: int, wanted: str) -> bool:
        """Tell whether a text stands at a place and ends a piece: what went on would
        change its meaning, as "sau đánh giá lại" does behind "Được lên lớp"."""
        end = place + len(wanted)
        return self.at(place, wanted) and (end == len(self.flat) or self.begins(end))

    def find(self, wanted: str, begin: int = 0) -> list[int]:
        """Return all places where whole words read what is wanted."""
        places = []
        place = self.flat.find(wanted, begin)
        while place >= 0:
            if self.at(place, wanted):
                places.append(place)
            place = self.flat.find(wanted, place + 1)
        return places

    def labels(self, label: str) -> list[tuple[int, int]]:
        """Return where a label stands: with a colon, or in capitals as a heading."""
        wanted = flat(label)
        found = [(place, place + len(wanted) + 1) for place in self.find(f"{wanted}:")]
        found += [
            (place, place + len(wanted))
            for place in self.find(wanted)
            if self.run_at(place).text.strip() == label.upper() != label
        ]
        return found

    def rows(self, cells: tuple[str, ...]) -> list[list[tuple[int, int]]]:
        """Return where the filled cells stand directly one after another."""
        first = flat(next(cell for cell in cells if cell))
        found = (self.row_at(start, cells) for start in self.find(first))
        return [spans for spans in found if spans]

    def row_at(self, start: int, cells: tuple[str, ...]) -> list[tuple[int, int]]:
        """Return where the filled cells of a row stand that begins at a place; nothing
        where they do not."""
        if not self.begins(start):
            return []
        spans: list[tuple[int, int]] = []
        place = start
        for wanted in (flat(cell) for cell in cells if cell):
            if not self.at(place, wanted) or (spans and self._split(place, wanted)):
                return []
            spans.append((place, place + len(wanted)))
            place = spans[-1][1]
        return spans

    def box(self, start: int, end: int) -> tuple[float, float]:
        """Return from where to where a part reaches from the left."""
        first, last = (bisect_right(self._places, at) for at in (start, end - 1))
        runs = self._runs[first - 1 : last]
        return min(run.x for run in runs), max(run.end for run in runs)

    def _edge(self, place: int) -> bool:
        return place in self._words or place == len(self.flat)

    def begins(self, place: int) -> bool:
        """Tell whether a piece begins there: the label of a row is no part of one."""
        return self._places[bisect_right(self._places, place) - 1] == place

    def _split(self, place: int, wanted: str) -> bool:
        """Tell whether a mark is torn apart, such as ``1`` and ``0,0``."""
        if not MARK.fullmatch(wanted):
            return False
        return any(
            inner in self._words for inner in range(place + 1, place + len(wanted))
        )
