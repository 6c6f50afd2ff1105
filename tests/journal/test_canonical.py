# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The canonical text of a journal entry."""

from __future__ import annotations

import pytest

from hocba.canonical import canonical


def test_equal_entries_have_one_text():
    one = canonical({"user": 7, "new": "Tiê\u0301n", "old": None})
    other = canonical({"old": None, "new": "Tiến", "user": 7})
    assert one == other == '{"new":"Tiến","old":null,"user":7}'


def test_nested_values_and_lists():
    assert canonical({"b": [True, ("x", {"z": 1, "y": 2})]}) == (
        '{"b":[true,["x",{"y":2,"z":1}]]}'
    )


@pytest.mark.parametrize("entry", [{"a": 1.5}, {"a": b"x"}, {1: "a"}])
def test_values_without_one_spelling_are_refused(entry):
    with pytest.raises(TypeError):
        canonical(entry)


def test_keys_that_fall_together_are_refused():
    with pytest.raises(ValueError):
        canonical({"ế": 1, "e\u0302\u0301": 2})
