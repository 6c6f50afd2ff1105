# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""All files of the sample class, and the README that says what is odd in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from demo.samples import people, sheets
from demo.samples.learner import Learner, make_class
from demo.samples.school import school_facts


def readme(learners: Sequence[Learner]) -> str:
    """Return the README: who is the special case, what is odd in the files."""
    lines = [people.README_HEAD]
    for profile, what in people.SPECIALS.items():
        for learner in learners:
            if learner.special == profile:
                name = learner.person.name
                lines.append(
                    f"| {learner.number} | {name} | {learner.personal_id} | {what} |\n"
                )
                break
    lines.append(people.README_TAIL)
    return "".join(lines)


def files() -> dict[str, bytes]:
    """Return all files of the sample class by name."""
    learners = make_class()
    makers: dict[str, Callable[[], bytes]] = {
        "danh-sach.xlsx": lambda: sheets.class_list(learners),
        "diem-hk1.xlsx": lambda: sheets.mark_sheets(learners, "HK1"),
        "diem-hk2.xlsx": lambda: sheets.mark_sheets(learners, "HK2"),
        "ren-luyen.xlsx": lambda: sheets.conduct_sheet(learners),
        "chuyen-can.xlsx": lambda: sheets.absence_list(learners),
        "kiem-tra-lai.xlsx": lambda: sheets.retest_sheet(learners),
    }
    made = {name: maker() for name, maker in makers.items()}
    facts = json.dumps(school_facts(learners), ensure_ascii=False, indent=1)
    made["truong.json"] = f"{facts}\n".encode()
    made["README.md"] = readme(learners).encode()
    return made
