# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Twenty thousand learners: the library, a second opinion, and the law's invariants.

A seeded generator draws learners near the limits of the law, where mistakes live. Each
goes the way of ``hocba evaluate``: plain facts in, plain results out.
"""

from __future__ import annotations

import random
from collections import Counter
from copy import deepcopy
from dataclasses import replace

from hocba.rules import tt22_2021, tt27_2020
from tests.rules import second_opinion as naive

SECONDARY = 11_000
PRIMARY = 9_000

RANK = {code: rank for rank, code in enumerate(tt22_2021.LEVELS)}
RANK27 = {code: rank for rank, code in enumerate(tt27_2020.LEVELS)}
LIMITS = [34, 35, 49, 50, 64, 65, 79, 80, 89, 90]
BANDS = [(88, 100), (78, 95), (64, 85), (48, 75), (32, 60), (0, 100)]


def text(tenths: int) -> str:
    whole, tenth = divmod(tenths, 10)
    return f"{whole}.{tenth}" if tenth else str(whole)


def cells(draw: random.Random, kind: str, count: int, low: int, high: int) -> dict:
    """Return one term: any marks of the band, or all cells the same near a limit."""
    if kind == "remark":
        found = ["CD" if draw.random() < 0.02 else "D" for _ in range(count + 2)]
    elif draw.random() < 0.5:
        mark = draw.choice([limit for limit in LIMITS if low <= limit <= high] or [low])
        found = [text(mark)] * (count + 2)
    else:
        found = [text(draw.randint(low, high)) for _ in range(count + 2)]
    if draw.random() < 0.002:
        found[draw.randrange(len(found))] = None
    *tx, gk, ck = found
    return {"tx": tx, "gk": gk, "ck": ck}


def learner22(draw: random.Random) -> dict:
    low, high = draw.choice(BANDS)
    subjects = []
    culprit = draw.randrange(-8, 8)
    for number in range(8):
        band = (20, 64) if number == culprit else (low, high)
        count = draw.choice([2, 3, 4])
        subject = {"code": f"S{number}", "kind": "score"}
        for name in ("hk1", "hk2"):
            subject[name] = cells(draw, "score", count, *band)
        subjects.append(subject)
    for number in range(4):
        subject = {"code": f"R{number}", "kind": "remark"}
        for name in ("hk1", "hk2"):
            subject[name] = cells(draw, "remark", 2, 0, 0)
        subjects.append(subject)
    if draw.random() < 0.1:
        draw.choice(subjects)["exempt"] = True
    levels = ["TOT", "TOT", "TOT", "KHA", "DAT", "CHUA_DAT"]
    retest = {
        subject["code"]: draw.choice(["CD", "D"])
        if subject["kind"] == "remark"
        else text(draw.randint(20, 90))
        for subject in subjects
        if draw.random() < 0.3
    }
    return {
        "id": "hs",
        "subjects": subjects,
        "training": {name: draw.choice(levels) for name in ("hk1", "hk2")},
        "absences": draw.choice([0, 0, 0, 12, 44, 45, 46, 90]),
        "retest": retest if draw.random() < 0.5 else {},
        "summer_training": draw.choice([None, None, "DAT", "CHUA_DAT"]),
        "summer_closed": draw.random() < 0.3,
    }


def shown(tenths) -> str | None:
    """Return a result of the second opinion as the library writes it."""
    if isinstance(tenths, int):
        return f"{tenths // 10}.{tenths % 10}"
    return tenths


def raised22(draw: random.Random, facts: tt22_2021.LearnerFacts):
    """Return the same learner with one mark higher."""
    subjects = list(facts.subjects)
    place = draw.randrange(len(subjects))
    name = draw.choice(["hk1", "hk2"])
    term = getattr(subjects[place], name)
    column = draw.choice(["gk", "ck", "tx"])
    old = term.tx[0] if column == "tx" else getattr(term, column)
    if old is None:
        return facts
    if subjects[place].kind == "remark":
        new = "D"
    else:
        now = round(float(old) * 10)
        new = text(draw.choice([min(now + 1, 100), draw.randint(now, 100)]))
    changed = {"tx": (new, *term.tx[1:])} if column == "tx" else {column: new}
    better = replace(term, **changed)
    subjects[place] = replace(subjects[place], **{name: better})
    return replace(facts, subjects=tuple(subjects))


def test_twenty_thousand_learners_are_many_enough():
    assert SECONDARY + PRIMARY >= 20_000


def test_secondary_learners_by_two_implementations_and_raised_marks():
    """The library agrees with a naive second implementation; a higher mark never
    lowers a level or a title; neither order nor computing again changes anything; the
    adjustment never gives Tốt."""
    draw = random.Random("TT22/2021")
    seen: Counter = Counter()
    for _ in range(SECONDARY):
        plain = learner22(draw)
        facts = tt22_2021.facts_from_dict(plain)
        found = tt22_2021.evaluate(facts)
        agree(plain, found, naive.evaluate22(plain))

        mixed = tuple(draw.sample(facts.subjects, len(facts.subjects)))
        again = tt22_2021.evaluate(replace(facts, subjects=mixed))
        assert replace(again, reasons=()) == replace(found, reasons=()), plain
        assert sorted(map(repr, again.reasons)) == sorted(map(repr, found.reasons))

        adjusted = [r for r in found.reasons if r.code == "tt22.adjusted"]
        assert all(reason.params["adjusted"] != "Tốt" for reason in adjusted)
        check_not_lower(found, tt22_2021.evaluate(raised22(draw, facts)), plain)

        seen.update([found.study["year"], found.promotion, found.award])
        seen.update(step.code for step in found.next_steps)
        seen["adjusted"] += len(adjusted)
        seen["used"] += any(r.retest for r in found.subjects.values())
    for outcome in (*RANK, "PROMOTED", "NOT_PROMOTED", "PENDING", "XUAT_SAC", "GIOI"):
        assert seen[outcome] > 200, (outcome, seen)
    for outcome in ("tt22.retest", "tt22.summer_training", "adjusted", "used"):
        assert seen[outcome] > 200, (outcome, seen)


def agree(facts: dict, found: tt22_2021.LearnerResult, other: dict) -> None:
    for subject in facts["subjects"]:
        code = subject["code"]
        for name in ("hk1", "hk2", "year"):
            wanted = "M" if subject.get("exempt") else shown(other[name][code])
            assert getattr(found.subjects[code], name) == wanted, facts
    assert found.study == other["study"], facts
    assert found.training_year == other["training"], facts
    assert (found.promotion, found.award) == (other["promotion"], other["award"]), facts
    steps = {step.code for step in found.next_steps} - {"tt22.marks_missing"}
    assert steps == other["next_steps"], facts
    used = {code for code, result in found.subjects.items() if result.retest}
    assert used == other["retested"], facts


def check_not_lower(found, raised, facts: dict) -> None:
    """Check what a raised mark may not lower (docs/decisions/0009)."""
    for name in ("hk1", "hk2", "year"):
        if found.study[name]:
            assert RANK[raised.study[name]] >= RANK[found.study[name]], facts
    titles = [None, "GIOI", "XUAT_SAC"]
    assert titles.index(raised.award) >= titles.index(found.award), facts
    used, now = (
        {code for code, result in one.subjects.items() if result.retest}
        for one in (found, raised)
    )
    if used == now and found.study["year_final"]:
        before, after = found.study["year_final"], raised.study["year_final"]
        assert RANK[after] >= RANK[before], facts
        assert raised.promotion == "PROMOTED" or found.promotion != "PROMOTED", facts


SUBJECTS27 = {
    1: ["TIENGVIET", "TOAN", "DAODUC", "TNXH", "GDTC", "NGHETHUAT", "TRAINGHIEM"],
    4: ["TIENGVIET", "TOAN", "NN1", "DAODUC", "LSDL", "KHOAHOC", "TINCONGNGHE"]
    + ["GDTC", "NGHETHUAT", "TRAINGHIEM"],
}
SUBJECTS27[2] = SUBJECTS27[1]
SUBJECTS27[3] = [*SUBJECTS27[1], "NN1", "TINCONGNGHE"]
SUBJECTS27[5] = SUBJECTS27[4]
ILLEGAL = [{"test": "7.5"}, {"test": 11}, {"test": -1}, {"level": "D"}, {"level": "K"}]


def learner27(draw: random.Random) -> dict:
    grade = draw.randint(1, 5)
    good = draw.choice([0.9, 1, 1, 0.5])
    low = draw.choice([9, 7, 6, 5, 0])

    def level(second: str) -> str | None:
        if draw.random() < 0.001:
            return None
        if draw.random() < 0.004:
            return "C"
        return "T" if draw.random() < good else second

    def cells(code: str, period: str) -> dict:
        found: dict = {"level": level("H")}
        if naive.has_test27(code, grade, period):
            found["test"] = draw.randint(low, 10)
        return found

    facts = {
        "id": "hs",
        "grade": grade,
        "subjects": {
            code: {period: cells(code, period) for period in tt27_2020.PERIODS}
            for code in SUBJECTS27[grade]
        },
        "qualities": {
            code: {period: level("D") for period in ("GK1", "CK1", "GK2", "CN")}
            for code in tt27_2020.criteria(grade)
        },
    }
    if draw.random() < 0.1:
        code = draw.choice(SUBJECTS27[grade])
        period = draw.choice(tt27_2020.PERIODS)
        wrong = [*ILLEGAL]
        if not naive.has_test27(code, grade, period):
            wrong.append({"test": 8})
        facts["subjects"][code][period].update(draw.choice(wrong))
    return facts


def raised27(draw: random.Random, facts: dict) -> dict:
    better = deepcopy(facts)
    period = draw.choice(["CN", "CN", "CN", "CK1"])
    if draw.random() < 0.4:
        draw.choice(list(better["qualities"].values()))[period] = "T"
        return better
    cells = draw.choice(list(better["subjects"].values()))[period]
    if draw.random() < 0.5 and isinstance(cells.get("test"), int):
        cells["test"] = min(10, cells["test"] + draw.randint(1, 3))
    elif cells["level"]:
        cells["level"] = "T"
    return better


def evaluate27(facts: dict) -> tt27_2020.LearnerResult:
    result = tt27_2020.evaluate(tt27_2020.facts_from_dict(facts))
    assert (result.award == "XUAT_SAC") == (result.level_year == "HTXS")
    assert (result.award_candidates == ("TIEU_BIEU",)) == (result.level_year == "HTT")
    if result.level_year in ("HT", "HTT", "HTXS"):
        assert (result.promotion, result.class_completed) == ("PROMOTED", True)
    else:
        assert result.promotion == "PENDING"
    return result


def test_primary_learners_by_two_implementations_and_raised_marks():
    """As for secondary: agreement, monotony, order; illegal facts are always named."""
    draw = random.Random("TT27/2020")
    seen: Counter = Counter()
    for _ in range(PRIMARY):
        facts = learner27(draw)
        found = evaluate27(facts)
        assert found.level_year == naive.evaluate27(facts), facts
        assert bool(found.errors) == (not naive.allowed27(facts)), facts
        seen[found.level_year or ("refused" if found.errors else "open")] += 1

        codes = draw.sample(list(facts["subjects"]), len(facts["subjects"]))
        mixed = {code: facts["subjects"][code] for code in codes}
        again = evaluate27({**facts, "subjects": mixed})
        assert replace(again, errors=()) == replace(found, errors=()), facts

        if found.level_year:
            raised = evaluate27(raised27(draw, facts)).level_year
            assert RANK27[raised] >= RANK27[found.level_year], facts
    for outcome in (*RANK27, "refused"):
        assert seen[outcome] > 200, (outcome, seen)
    assert seen["open"] > 50, seen
