# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A learner of grades 6 to 12 in the words of the law (TT22/2021, TT43/2021)."""

from types import SimpleNamespace


def learner(rules, enrolment_id, subjects, extras):
    """Return ``rules.LearnerFacts`` from lines by subject and term."""
    return rules.LearnerFacts(
        id=str(enrolment_id),
        subjects=tuple(
            _subject(rules, code, terms, extras.kept)
            for code, terms in subjects.items()
        ),
        training=extras.training,
        study=extras.study,
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
    both = SimpleNamespace(**row, has_topic=False, sole_term=False)
    subject = _subject(rules, row["code"], {period: (both, both)}, ())
    new, _reasons = rules.term_result(subject, f"study_{period}", params)
    return (new or "") != (row["average"] or "")


def _subject(rules, code, terms, kept):
    book, _line = next(iter(terms.values()))
    alone = any(book.sole_term for book, _line in terms.values())
    cells = {
        period: _cells(rules, *terms[period], kept)
        if period in terms
        else rules.TermCells(taught=not alone)
        for period in ("hk1", "hk2")
    }
    return rules.SubjectFacts(
        code=code, kind=book.kind, regular_count=book.regular_count, **cells
    )


def _cells(rules, book, line, kept):
    if line.id in kept:
        # What stands on record is not formed anew from the cells.
        return rules.TermCells(recorded=line.average, exempt=bool(line.exempt))
    regular = (line.tx1, line.tx2, line.tx3, line.tx4, line.tx5, line.tx6)
    return rules.TermCells(
        tx=regular[: book.regular_count],
        gk=line.gk,
        ck=line.ck,
        topic=line.cd,
        takes_topic=bool(line.takes_topic and book.has_topic),
        regular_count=book.regular_count,
        exempt=bool(line.exempt),
    )
