# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""TT22/2021: the facts of a learner as the command ``hocba evaluate`` reads them.

Use it through :func:`hocba.rules.tt22_2021.facts_from_dict`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..words import LEVELS
from .reading import Reader
from .tt22_averages import regular_count
from .tt22_model import DEFAULT, LearnerFacts, Params, SubjectFacts, TermCells

FACT_KEYS = (
    "id",
    "subjects",
    "training",
    "absences",
    "retest",
    "summer_training",
    "summer_closed",
    "disabled",
    "not_assessed",
    "head_decision",
    "commendations",
    "study",
)
_SUBJECT_KEYS = (
    "code",
    "kind",
    "hk1",
    "hk2",
    "periods",
    "regular",
    "exempt",
    "counts",
    "individual_plan",
)
_TERM_KEYS = ("tx", "gk", "ck", "cd", "missed", "recorded", "exempt", "taught")


def facts_from_dict(
    values: Mapping[str, Any], params: Params = DEFAULT
) -> LearnerFacts:
    """Return the facts of one learner from plain JSON values.

    A missing cell is ``null``. The number of regular assessments that the law asks for
    comes from ``periods`` (a year) or ``regular`` (a semester) of the subject; where
    neither is given, the cells of ``tx`` tell it, ``null`` among them counting as
    missing, but it is never below the least number of the regulation. ``cd``, where it
    stands, is the cụm chuyên đề. ``missed`` lists periodic tests missed for good.
    ``recorded``, ``exempt`` and ``taught`` of a semester are those of ``TermCells``.

    :raises HocbaError: ``facts.*``, ``mark.*``.
    """
    learner = str(values.get("id") or "")
    reader = Reader(values, learner)
    if not learner:
        raise reader.fail("facts.missing", key="id")
    subjects = tuple(
        _subject(Reader(subject, learner, "subjects", _SUBJECT_KEYS), params)
        for subject in reader.typed("subjects", list, [])
    )
    if not subjects:
        raise reader.fail("facts.missing", key="subjects")
    kinds = {subject.code: subject.kind for subject in subjects}
    training = reader.inner("training", ("hk1", "hk2"))
    study = reader.inner("study", ("hk1", "hk2"))
    retest = reader.inner("retest")
    for code in retest.values:
        if code not in kinds:
            raise retest.fail("facts.unknown_subject", subject=code)
    marks = {code: retest.cell(code, kinds[code]) for code in retest.values}
    return LearnerFacts(
        id=values["id"],
        subjects=subjects,
        training={name: training.choice(name, LEVELS) for name in ("hk1", "hk2")},
        absences=reader.number("absences", 0),
        retest={code: mark for code, mark in marks.items() if mark},
        summer_training=reader.choice("summer_training", LEVELS),
        disabled=reader.typed("disabled", bool, False),
        summer_closed=reader.typed("summer_closed", bool, False),
        not_assessed=reader.typed("not_assessed", bool, False),
        head_decision=reader.choice("head_decision", ("PROMOTED", "NOT_PROMOTED")),
        commendations=tuple(map(str, reader.typed("commendations", list, []))),
        study={name: study.choice(name, LEVELS) for name in ("hk1", "hk2")},
    )


def _subject(reader: Reader, params: Params) -> SubjectFacts:
    code = reader.text("code")
    reader.place = code
    reader.text("kind")
    kind = reader.choice("kind", ("score", "remark"))
    count = 0
    if "regular" in reader.values:
        count = reader.number("regular", least=1)
    elif "periods" in reader.values:
        count = regular_count(reader.number("periods", least=1), kind, params)
    return SubjectFacts(
        code=code,
        kind=kind,
        hk1=_term(reader.inner("hk1", _TERM_KEYS), kind, count, params),
        hk2=_term(reader.inner("hk2", _TERM_KEYS), kind, count, params),
        regular_count=count,
        exempt=reader.typed("exempt", bool, False),
        counts=reader.typed("counts", bool, True),
        individual_plan=reader.typed("individual_plan", bool, False),
    )


def _term(reader: Reader, kind: str, count: int, params: Params) -> TermCells:
    regular = reader.typed("tx", list, [])
    takes_topic = "cd" in reader.values
    given = len(regular) + (takes_topic and params.special_topics == "within")
    missed = reader.typed("missed", list, [])
    for column in missed:
        if column not in ("gk", "ck"):
            raise reader.fail(
                "facts.wrong_type", key="missed", wanted="gk|ck", value=column
            )
    return TermCells(
        tx=tuple(
            reader.as_cell(cell, f"tx{number}", kind)
            for number, cell in enumerate(regular, 1)
        ),
        gk=reader.cell("gk", kind),
        ck=reader.cell("ck", kind),
        topic=reader.cell("cd", kind),
        takes_topic=takes_topic,
        regular_count=count or max(given, _least(kind, params)),
        missed=tuple(missed),
        recorded=reader.cell("recorded", kind),
        exempt=reader.typed("exempt", bool, False),
        taught=reader.typed("taught", bool, True),
    )


def _least(kind: str, params: Params) -> int:
    """Return the smallest number of regular assessments that the law knows."""
    if kind == "remark":
        return params.regular_remark
    return min(params.regular_more, *(number for _, number in params.regular_limits))
