# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pieces of a signed file: small, and given back byte for byte or not at all."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hocba.problems import HocbaError
from hocba.signing.revisions import Piece, difference, restore

# few different bytes, so that what is inserted often looks like what stands beside it
BYTES = st.text("<a/>", max_size=30).map(str.encode) | st.binary(max_size=30)
FILES = st.lists(BYTES, min_size=1, max_size=8)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def pieces_of(files: list[bytes]) -> list[Piece]:
    return [difference(*pair) for pair in pairwise([None, *files])]


def refused(pieces, digest) -> bool:
    with pytest.raises(HocbaError) as caught:
        restore(pieces, digest)
    (problem,) = caught.value.problems
    return problem.code == "revision.damaged" and digest in problem.text("vi")


@given(FILES)
def test_every_revision_is_given_back(files):
    """KP-25.4: whatever the acts did to the bytes."""
    pieces = pieces_of(files)
    for count, data in enumerate(files, 1):
        assert restore(pieces[:count], sha256(data)) == data


@given(FILES)
def test_what_stands_before_a_whole_piece_is_not_needed(files):
    pieces = pieces_of(files)
    last = max(at for at, piece in enumerate(pieces) if piece.whole)
    assert restore(pieces[last:], sha256(files[-1])) == files[-1]


@given(st.binary(max_size=60), st.binary(max_size=60), st.data())
def test_an_insertion_is_all_that_is_kept(before, inserted, data):
    """As a signature in an XML file: what was there stays, so only it is stored."""
    place = data.draw(st.integers(0, len(before)))
    after = before[:place] + inserted + before[place:]
    piece = difference(before, after)
    assert (piece.whole, piece.removed) == (False, 0)
    assert len(piece.content) == len(inserted)


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_an_appendix_stands_at_the_end(before, appended):
    """As an update of a PDF: its bytes are those behind the former end."""
    assert difference(before, before + appended) == Piece(
        appended, whole=False, place=len(before)
    )


def test_a_page_rendered_anew_is_kept_whole():
    old, new = (random.Random(seed).randbytes(5000) for seed in (1, 2))
    frame = b"%PDF-1.7\n"
    assert difference(frame + old, frame + new) == Piece(frame + new)


def test_a_long_file_with_many_signatures_takes_the_room_of_its_last_revision():
    """Acts in any order, each at its own place among equal ones."""
    chance = random.Random(7)
    places = [b'<O Id="o-%d"></O>' % number for number in range(16)]
    file = b"<So>" + b"<Mon>8.0</Mon>" * 500 + b"".join(places) + b"</So>"
    files = [file]
    for place in chance.sample(places, len(places)):
        value = (
            b"<ds:Signature>%s</ds:Signature>" % chance.randbytes(7000).hex().encode()
        )
        signed = place.replace(b"><", b">" + value + b"<")
        files.append(files[-1].replace(place, signed))
    pieces = pieces_of(files)
    assert sum(len(piece.content) for piece in pieces) == len(files[-1])
    for count, data in enumerate(files, 1):
        assert restore(pieces[:count], sha256(data)) == data


@given(FILES, st.data())
def test_damage_gives_no_other_bytes(files, data):
    """KP-25.4: any change of any piece is refused or changes nothing."""
    pieces = pieces_of(files)
    at = data.draw(st.integers(0, len(pieces) - 1))
    small = st.integers(-2, 40)
    pieces[at] = replace(
        pieces[at],
        content=data.draw(st.just(pieces[at].content) | BYTES),
        whole=data.draw(st.booleans()),
        place=data.draw(st.just(pieces[at].place) | small),
        removed=data.draw(st.just(pieces[at].removed) | small),
    )
    try:
        found = restore(pieces, sha256(files[-1]))
    except HocbaError as error:
        assert error.problems[0].code == "revision.damaged"
    else:
        assert found == files[-1]


@pytest.mark.parametrize(
    "lost",
    [
        lambda pieces: [],
        lambda pieces: pieces[1:],
        lambda pieces: pieces[:-1],
        lambda pieces: [pieces[0], pieces[2]],
        lambda pieces: [pieces[0], pieces[2], pieces[1]],
        lambda pieces: [*pieces[:2], replace(pieces[2], place=1)],
        lambda pieces: [*pieces[:2], replace(pieces[2], place=-1)],
        lambda pieces: [*pieces[:2], replace(pieces[2], place=99)],
        lambda pieces: [*pieces[:2], replace(pieces[2], removed=1)],
        lambda pieces: [*pieces[:2], replace(pieces[2], removed=-1)],
    ],
)
def test_lost_and_misplaced_pieces(lost):
    """A piece too few, in another order, at another place."""
    files = [b"<a><b></b><c></c></a>", b"<a><b>1</b><c></c></a>"]
    files.append(b"<a><b>1</b><c>2</c></a>")
    pieces = pieces_of(files)
    assert restore(pieces, sha256(files[2])) == files[2]
    assert refused(lost(pieces), sha256(files[2]))
