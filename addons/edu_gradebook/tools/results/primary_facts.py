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
    alone = {term for term, (book, _line) in terms.items() if book.sole_term}
    return rules.SubjectFacts(
        code=code,
        periods={
            point: _cells(rules, line, level, test)
            for term, (_book, line) in terms.items()
            for point, level, test in POINTS[term]
        },
        end="CK1" if alone == {"hk1"} else "CN",
        exempt=all(line.exempt for _book, line in terms.values()),
        again=rules.PeriodCells(level=again["level"], test=again["mark"])
        if again
        else None,
    )


def _cells(rules, line, level, test):
    if line.exempt:
        return rules.PeriodCells(level="M")
    if line.former:
        # The former school gives one level a subject, that of the end of the term.
        return rules.PeriodCells(level=line.average if level == "ckl" else None)
    return rules.PeriodCells(level=getattr(line, level), test=getattr(line, test))
