# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The law once more, as plainly as it can be written, to agree with the library.

Written from the regulations' tables alone, on the facts of ``hocba evaluate``, without
the library: averages as fractions, every subject tried in turn, no parameters. Marks
are whole numbers of tenths.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor

ORDER = ["CHUA_DAT", "DAT", "KHA", "TOT"]
TRAINING = {
    # (HK I, HK II): the year, TT22 Điều 8.2b
    ("TOT", "TOT"): "TOT",
    ("KHA", "TOT"): "TOT",
    ("DAT", "TOT"): "KHA",
    ("CHUA_DAT", "TOT"): "KHA",
    ("TOT", "KHA"): "KHA",
    ("KHA", "KHA"): "KHA",
    ("DAT", "KHA"): "KHA",
    ("CHUA_DAT", "KHA"): "DAT",
    ("TOT", "DAT"): "KHA",
    ("KHA", "DAT"): "DAT",
    ("DAT", "DAT"): "DAT",
    ("CHUA_DAT", "DAT"): "DAT",
}


def half_up(tenths: int, weight: int) -> int:
    return floor(Fraction(tenths, weight) + Fraction(1, 2))


def mark_of(text: str) -> int:
    return round(float(text) * 10)


def term22(kind: str, term: dict):
    cells = [*term["tx"], term["gk"], term["ck"]]
    if None in cells:
        return None
    if kind == "remark":
        return "CD" if "CD" in cells else "D"
    *tx, gk, ck = map(mark_of, cells)
    return half_up(sum(tx) + 2 * gk + 3 * ck, len(tx) + 5)


def year22(kind: str, hk1, hk2):
    if kind == "remark":
        return hk2
    if hk1 is None or hk2 is None:
        return None
    return half_up(hk1 + 2 * hk2, 3)


def plain_level22(results: list) -> int:
    failed = results.count("CD")
    marks = [mark for mark in results if isinstance(mark, int)]

    def meets(everywhere: int, six_times: int) -> bool:
        low = [mark for mark in marks if mark < everywhere]
        high = [mark for mark in marks if mark >= six_times]
        return not low and len(high) >= 6

    if failed == 0 and meets(65, 80):
        return 3
    if failed == 0 and meets(50, 65):
        return 2
    if failed <= 1 and meets(35, 50):
        return 1
    return 0


def level22(results: dict):
    values = list(results.values())
    if None in values or not values:
        return None
    base = plain_level22(values)
    for number, value in enumerate(values):
        best = "D" if value in ("D", "CD") else 100
        freed = plain_level22([*values[:number], best, *values[number + 1 :]])
        if freed >= 2 and freed - base >= 2:
            return ORDER[base + 1]
    return ORDER[base]


def evaluate22(facts: dict) -> dict:
    """Return what TT22 makes of a line of facts, averages in tenths."""
    terms: dict = {"hk1": {}, "hk2": {}, "year": {}}
    for subject in facts["subjects"]:
        if subject.get("exempt"):
            continue
        code, kind = subject["code"], subject["kind"]
        terms["hk1"][code] = term22(kind, subject["hk1"])
        terms["hk2"][code] = term22(kind, subject["hk2"])
        terms["year"][code] = year22(kind, terms["hk1"][code], terms["hk2"][code])
    year = terms["year"]
    study = {name: level22(results) for name, results in terms.items()}
    training = TRAINING.get(
        (facts["training"]["hk1"], facts["training"]["hk2"]), "CHUA_DAT"
    )
    weak = set()
    if study["year"] == "CHUA_DAT" and training != "CHUA_DAT":
        weak = {code for code, mark in year.items() if mark == "CD"}
        weak |= {code for code, mark in year.items() if mark not in ("D", "CD")}
        weak = {code for code in weak if year[code] == "CD" or year[code] < 50}
    retested = {
        code: mark if mark in ("D", "CD") else mark_of(mark)
        for code, mark in facts["retest"].items()
        if code in weak
    }
    final = {**year, **retested}
    study["year_final"] = level22(final)
    award = None
    if study["year"] == "TOT" and training == "TOT":
        marks = [mark for mark in year.values() if isinstance(mark, int)]
        award = "XUAT_SAC" if sum(mark >= 90 for mark in marks) >= 6 else "GIOI"
    promotion, steps = promotion22(facts, study, training, final, weak - set(retested))
    return {
        **terms,
        "study": study,
        "training": training,
        "promotion": promotion,
        "next_steps": steps,
        "award": award,
        "retested": set(retested),
    }


def promotion22(facts, study, training, final, waiting):
    if study["year_final"] is None:
        return "PENDING", set()
    if facts["absences"] > 45:
        return "NOT_PROMOTED", set()
    if training == "CHUA_DAT" and study["year"] == "CHUA_DAT":
        return "NOT_PROMOTED", set()
    summer = facts["summer_training"]
    trained = summer if training == "CHUA_DAT" and summer else training
    if trained != "CHUA_DAT" and study["year_final"] != "CHUA_DAT":
        return "PROMOTED", set()
    steps = set()
    if trained == "CHUA_DAT" and not summer:
        steps.add("tt22.summer_training")
    best = {code: "D" if final[code] == "CD" else 100 for code in waiting}
    if study["year_final"] == "CHUA_DAT" and level22({**final, **best}) != "CHUA_DAT":
        steps.add("tt22.retest")
    if steps and not facts["summer_closed"]:
        return "PENDING", steps
    return "NOT_PROMOTED", set()


TESTS_AT_THE_END = {
    # TT27 Điều 7.1b, by grade
    1: {"TIENGVIET", "TOAN"},
    2: {"TIENGVIET", "TOAN"},
    3: {"TIENGVIET", "TOAN", "NN1", "TINCONGNGHE"},
    4: {"TIENGVIET", "TOAN", "NN1", "TINCONGNGHE", "LSDL", "KHOAHOC"},
    5: {"TIENGVIET", "TOAN", "NN1", "TINCONGNGHE", "LSDL", "KHOAHOC"},
}


def has_test27(code: str, grade: int, period: str) -> bool:
    if period in ("GK1", "GK2"):
        return grade >= 4 and code in ("TIENGVIET", "TOAN")
    return code in TESTS_AT_THE_END[grade]


def allowed27(facts: dict) -> bool:
    """Return whether every fact is one that TT27 knows."""
    for code, periods in facts["subjects"].items():
        for period, cells in periods.items():
            if cells.get("level") not in ("T", "H", "C", None):
                return False
            test = cells.get("test")
            if test is None:
                continue
            if not has_test27(code, facts["grade"], period):
                return False
            if str(test) not in [str(mark) for mark in range(11)]:
                return False
    return all(
        level in ("T", "D", "C", None)
        for periods in facts["qualities"].values()
        for level in periods.values()
    )


def evaluate27(facts: dict) -> str | None:
    """Return the level of the year of TT27."""
    if not allowed27(facts):
        return None
    end = {code: periods.get("CN", {}) for code, periods in facts["subjects"].items()}
    levels = [cells.get("level") for cells in end.values()]
    tests = [
        cells.get("test")
        for code, cells in end.items()
        if has_test27(code, facts["grade"], "CN")
    ]
    qualities = [periods.get("CN") for periods in facts["qualities"].values()]
    if None in [*levels, *tests, *qualities]:
        return None
    lowest = min(map(int, tests), default=10)
    if set(levels) == {"T"} and set(qualities) == {"T"} and lowest >= 7:
        return "HTXS" if lowest >= 9 else "HTT"
    if "C" not in levels and "C" not in qualities and lowest >= 5:
        return "HT"
    return "CHT"
