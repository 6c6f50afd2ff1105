# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A class over all its subjects as one table, one question a table."""

from hocba.rules import cells as law

PERIODS = ("hk1", "hk2", "year")
PASSING = 5.0
# The qualities and competences that stand for a term or the year in primary.
POINTS = {"hk1": "CK1", "hk2": "CN", "year": "CN"}
LOWEST_FIRST = ("C", "D", "T")


def class_overview(class_, period):
    """Return the table of one class (sudo); the caller has checked the duty."""
    env = class_.env
    results = env["edu.result"].search([("class_id", "=", class_.id)])
    primary = class_.grade_id.level == "primary"
    marks = _marks(results, period)
    conduct = {} if primary else _conduct(class_, period)
    qualities = _qualities(class_, period) if primary else {}
    absences = _AbsenceStates(class_, results)
    rows = [
        {
            "result_id": result.id,
            "number": result.sequence,
            "name": result.student_id.name,
            "left": result.enrolment_id.state != "active",
            "marks": marks.get(result.enrolment_id.id, {}),
            "study": _study(result, period, primary),
            "conduct": _of(result, _conduct_field(result))
            if period == "year" and not primary
            else conduct.get(result.enrolment_id.id),
            "qualities": qualities.get(result.enrolment_id.id),
            "absences": result.absences,
            "absence_state": absences.of(result),
            "promotion": _of(result, "promotion") if period == "year" else None,
            "award": _of(result, "award") if period == "year" else None,
            "retest": result.needs_retest,
            "summer": result.needs_summer,
        }
        for result in results
    ]
    return {
        "id": class_.id,
        "name": class_.name,
        "year": class_.year_id.name,
        "homeroom": class_.homeroom_employee_id.name or "",
        "period": period,
        "primary": primary,
        "locked": class_.marks_state == "locked",
        "absence_limit": absences.limit,
        "subjects": [
            {"id": subject.id, "name": subject.name, "code": subject.code}
            for subject in class_.gradebook_ids.subject_id.sorted("sequence")
        ],
        "rows": rows,
    }


def _of(record, name):
    """A selection as value and label, or nothing."""
    value = record[name]
    if not value:
        return None
    labels = dict(record._fields[name]._description_selection(record.env))
    return {"value": value, "label": labels[value]}


def _study(result, period, primary):
    if period != "year":
        return None if primary else _of(result, f"study_{period}")
    if primary:
        return _of(result, "level_final" if result.level_final else "level_year")
    return _of(result, "study_final" if result.study_final else "study_year")


def _conduct_field(result):
    return "training_final" if result.training_final else "training_year"


def _marks(results, period):
    """Return ``{enrolment: {subject: {text, weak}}}``."""
    found = {}
    for row in results.env["edu.result.subject"].search(
        [("enrolment_id", "in", results.enrolment_id.ids)]
    ):
        value = row[period] if period != "year" else row.final_mark or row.year
        if value:
            found.setdefault(row.enrolment_id.id, {})[row.subject_id.id] = {
                "text": law.display(value, decimals=1),
                "weak": _is_weak(value),
                "again": period == "year" and bool(row.retest),
            }
    return found


def _is_weak(value):
    if value[0].isdigit():
        return float(value) < PASSING
    return value in ("CD", "C")


def _conduct(class_, period):
    return {
        conduct.enrolment_id.id: _of(conduct, "level")
        for conduct in class_.env["edu.conduct"].search(
            [("class_id", "=", class_.id), ("term_id.code", "=", period.upper())]
        )
    }


def _qualities(class_, period):
    """The lowest rating of each learner, once all of his criteria are rated."""
    found = {}
    for line in class_.env["edu.quality.line"].search(
        [("class_id", "=", class_.id), ("period", "=", POINTS[period])]
    ):
        ratings = {line[code] for code in line.columns.split(",")}
        if all(ratings):
            lowest = next(r for r in LOWEST_FIRST if r in ratings)
            found[line.enrolment_id.id] = {
                "text": law.display(lowest),
                "weak": lowest == "C",
            }
    return found


class _AbsenceStates:
    """Who comes near the limit of absences, and who is over it."""

    def __init__(self, class_, results):
        self.warning = class_.env["edu.policy"]._for(class_.school_id).absence_warning
        regulation = results.regulation_id[:1] or class_.gradebook_ids[:1].regulation_id
        # Primary knows no limit of absences.
        self.limit = (
            regulation._params().absence_limit
            if regulation and not regulation._is_primary()
            else 0
        )

    def of(self, result):
        if not self.limit or result.absences < self.warning:
            return ""
        return "over" if result.absences > self.limit else "warning"
