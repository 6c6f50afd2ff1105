# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A learner of grades 1 to 5 in the words of the law (TT27/2020)."""

POINTS = {"hk1": (("GK1", "gkl", "gk"), ("CK1", "ckl", "ck"))}
POINTS["hk2"] = (("GK2", "gkl", "gk"), ("CN", "ckl", "ck"))


def learner(rules, enrolment_id, subjects, extras):
    """Return ``rules.LearnerFacts`` from lines by subject and term."""
    book, _line = next(iter(next(iter(subjects.values())).values()))
    return rules.LearnerFacts(
        id=str(enrolment_id),
        grade=book.grade,
        subjects=tuple(
            _subject(rules, code, terms, extras.retests.get(code))
            for code, terms in subjects.items()
        ),
        qualities=extras.qualities,
        qualities_again=extras.qualities_again,
        head_decision=extras.decided,
        disabled=extras.disabled,
        not_assessed=extras.not_assessed,
        summer_closed=extras.summer_closed,
    )


def _subject(rules, code, terms, again):
    _book, some = next(iter(terms.values()))
    return rules.SubjectFacts(
        code=code,
        periods={
            point: rules.PeriodCells(
                level=getattr(line, level), test=getattr(line, test)
            )
            for term, (_book, line) in terms.items()
            for point, level, test in POINTS[term]
        },
        exempt=bool(some.exempt),
        again=rules.PeriodCells(level=again["level"], test=again["mark"])
        if again
        else None,
    )
