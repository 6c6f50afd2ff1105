# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is told of guards that do not stand as they have to."""

from __future__ import annotations

import dataclasses

from hocba.journal.guards import EXPECTED, Found, Table, judge_guards


def tables(owner: str = "odoo") -> list[Table]:
    return [
        Table(
            name,
            owner,
            True,
            {
                trigger: Found(trigger, t.kind, t.function, t.body, "O", False)
                for trigger, t in triggers.items()
            },
        )
        for name, triggers in EXPECTED.items()
    ]


def test_guards_as_they_were_made_are_no_finding():
    assert not judge_guards(tables())
    assert not judge_guards(tables("keeper"), "keeper")


def test_one_table_with_another_owner_is_told():
    """BT-4.8: what a hardened install handed over does not come back unnoticed."""
    found = tables("keeper")
    found[1] = dataclasses.replace(found[1], owner="odoo")
    (problem,) = judge_guards(found)
    assert problem.text() == (
        "Bảng edu_journal_block thuộc về odoo, không phải keeper."
    )
    assert len(judge_guards(tables("odoo"), "keeper")) == 4


def test_books_belong_to_whom_they_like():
    """Only the journal is handed to a second role."""
    found = tables("keeper")
    assert found[-1].name == "edu_hocba_year"
    found[-1] = dataclasses.replace(found[-1], owner="odoo")
    assert not judge_guards(found)
