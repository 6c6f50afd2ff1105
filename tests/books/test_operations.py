# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The quick reader of pages says what pypdf says, or nothing."""

from __future__ import annotations

import io
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream

from hocba.books.operations import operations, plain
from hocba.books.pdf import render


def by_pypdf(data: bytes) -> Any:
    stream = ContentStream(None, None)
    stream.set_data(data)
    return [(_values(operands), name) for operands, name in stream.operations]


def _values(operands: Any) -> list[Any]:
    def value(one: Any) -> Any:
        if isinstance(one, list):
            return list(map(value, one))
        if hasattr(one, "original_bytes"):
            return bytes(one.original_bytes)
        return one

    return list(map(value, operands))


NUMBERS = st.one_of(
    st.integers(-(10**6), 10**6).map(str),
    st.decimals(-1000, 1000, places=15).map(lambda one: f"{one:f}"),
)
NAMES = st.from_regex(r"\A/[A-Za-z0-9._-]{1,9}\Z")
STRINGS = st.binary(max_size=6).map(lambda one: f"<{one.hex()}>")
ARRAYS = st.lists(st.tuples(STRINGS, NUMBERS).map("".join), max_size=5).map(
    lambda parts: f"[{''.join(parts)}]"
)
OPERATORS = st.sampled_from(
    [
        "q",
        "Q",
        "cm",
        "re",
        "m",
        "l",
        "W*",
        "n",
        "f*",
        "TJ",
        "Tm",
        "Tf",
        "gs",
        "Do",
        "rg",
    ]
)
LINES = st.tuples(
    st.lists(st.one_of(NUMBERS, NAMES, ARRAYS), max_size=6), OPERATORS
).map(lambda line: " ".join([*line[0], line[1]]))
OURS = st.lists(LINES, max_size=8).map(lambda lines: "\n".join(lines).encode())


@given(OURS)
@settings(max_examples=150, deadline=None)
def test_our_spelling_is_read_as_pypdf_reads_it(data):
    """KP-13: what the pages say does not depend on how fast they are read."""
    found = plain(data)
    assert found is not None and found == by_pypdf(data)


@given(OURS, st.data())
@settings(max_examples=400, deadline=None)
@example(b"1 0 R", None)
@example(b"BI /W 1 /H 1 ID x EI", None)
@example(b"1 0\nRG", None)
@example(b"[<00>] ]TJ", None)
def test_any_other_spelling_is_read_alike_or_left_to_pypdf(data, more):
    changed = bytearray(data)
    if more is not None:
        for _time in range(more.draw(st.integers(1, 3))):
            at = more.draw(st.integers(0, len(changed)))
            new = more.draw(st.sampled_from([b"", *PIECES]))
            changed[at : at + more.draw(st.integers(0, 2))] = new
    found = plain(bytes(changed))
    if found is not None:
        assert found == by_pypdf(bytes(changed))


PIECES = [
    *(b" ", b"\n", b"\r", b"%", b"(", b")", b"<", b">", b"<<", b"[", b"]", b"/", b"#"),
    *(b"R", b"BI", b"ID", b"EI", b"true", b"null", b"'", b'"', b"0", b"-", b".", b"+"),
    *(b"\0", b"\xff", b"*", b"1 0 R ", b"obj"),
]


@pytest.mark.parametrize(
    "data",
    [
        b"(8,5) Tj",
        b"[(8,5)] TJ",
        b"q Q",
        b"1 0 0 1 0 0cm",
        b"/a#31 gs",
        b"/OC /x BDC% c\n",
        b"<< >> BDC",
        b"<0041> Tj",
        b"[<004>] TJ",
        b"+1 w",
        b".5 w",
        b"1e5 w",
        b"1\r\nw",
        b"BI /W 1 /H 1 ID x EI",
        b"1 0 R",
        b"12",
    ],
)
def test_what_is_not_our_spelling_is_left_to_pypdf(data):
    assert plain(data) is None
    stream = ContentStream(None, None)
    stream.set_data(data)
    try:
        wanted = by_pypdf(data)
    except (PyPdfError, AssertionError):
        return
    assert [(_values(a), b) for a, b in operations(stream)] == wanted


def test_our_own_pages_are_in_our_spelling(tmp_path):
    row = "<table border=1><tr><td>Toán<td>8,3</table>"
    html = f"<html><body style='font-family: Tinos'>{row}</body></html>"
    made = render(
        html,
        base_dir=tmp_path,
        document_uuid="00000000-0000-4000-8000-000000000001",
        created=datetime(2026, 6, 1, tzinfo=timezone.utc),
    )
    pages = PdfReader(io.BytesIO(made.pdf)).pages
    assert pages
    for page in pages:
        data = page.get_contents().get_data()
        assert plain(data) == by_pypdf(data) and b"TJ" in data
