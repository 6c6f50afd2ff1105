# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A learner of grades 6 to 12 in the words of the law (TT22/2021, TT43/2021)."""

from types import SimpleNamespace


def learner(rules, enrolment_id, subjects, extras):
    """Return ``rules.LearnerFacts`` from lines by subject and term."""
    return rules.LearnerFacts(
        id=str(enrolment_id),
        subjects=tuple(
            _subject(rules, code, terms) for code, terms in subjects.items()
        ),
        training=extras.training,
        absences=extras.absences,
        retest={
            code: again["mark"]
            for code, again in extras.retests.items()
            if again["mark"] and code in subjects
        },
        summer_training=extras.summer,
        summer_closed=extras.summer_closed,
        disabled=extras.disabled,
        not_assessed=extras.not_assessed,
        head_decision=extras.decided if extras.disabled else None,
    )


def term_result_changed(rules, params, row) -> bool:
    """Whether marks of a line (with its gradebook's columns) give another result of
    the term than the one that stands there."""
    period = {"HK1": "hk1", "HK2": "hk2"}[row["term_code"]]
    subject = _subject(rules, row["code"], {period: SimpleNamespace(**row)})
    new, _reasons = rules.term_result(subject, f"study_{period}", params)
    return (new or "") != (row["average"] or "")


def _subject(rules, code, terms):
    some = next(iter(terms.values()))
    return rules.SubjectFacts(
        code=code,
        kind=some.kind,
        hk1=_cells(rules, terms.get("hk1")),
        hk2=_cells(rules, terms.get("hk2")),
        regular_count=some.regular_count,
        exempt=bool(some.exempt),
    )


def _cells(rules, row):
    if row is None:
        return rules.TermCells()
    regular = (row.tx1, row.tx2, row.tx3, row.tx4, row.tx5, row.tx6)
    return rules.TermCells(
        tx=regular[: row.regular_count],
        gk=row.gk,
        ck=row.ck,
        topic=row.cd,
        takes_topic=bool(row.takes_topic) and "cd" in row.columns.split(","),
    )
