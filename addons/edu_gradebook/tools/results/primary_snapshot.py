# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A locked year of primary school, in the words of ``hocba.books.primary.model``."""

from hocba import words

#: group in the book: criteria, and the field of the remark on all of them
GROUPS = {
    "qualities": (words.QUALITIES, "remark_quality"),
    "general": (words.GENERAL_COMPETENCES, "remark_general"),
    "specific": (words.SPECIFIC_COMPETENCES, "remark_specific"),
}


class Year:
    """What a class's learners have at the end of the year, one question a table (sudo).

    A học bạ holds the end of the year alone (TT27/2020, Điều 9): the last test of each
    subject, and what was assessed again after help (Điều 11.1b).
    """

    def __init__(self, class_, enrolments):
        env = class_.env
        of_these = [("enrolment_id", "in", enrolments.ids)]
        self._tests = _last_tests(env, of_these)
        self._again, self._criteria_again = {}, {}
        retests = env["edu.retest"].search([*of_these, ("state", "=", "marked")])
        for retest in retests:
            if retest.criterion:
                key = (retest.enrolment_id, retest.criterion)
                self._criteria_again[key] = retest.criterion_level
            else:
                self._again[retest.enrolment_id, retest.subject_id] = retest
        self._qualities = {
            line.enrolment_id: line
            for line in env["edu.quality.line"].search(
                [*of_these, ("period", "=", "CN")]
            )
        }
        self._commendations = {}
        for given in env["edu.commendation"].search(of_these, order="date, id"):
            self._commendations.setdefault(given.enrolment_id, []).append(given.text)
        self._missed = enrolments._absence_counts()
        self._bodies = {
            check.enrolment_id: check
            for check in env["edu.health.check"].search(of_these, order="date, id")
        }

    def subject(self, row) -> dict:
        """Return one subject's end of the year."""
        exempt = row.year == "M"
        key = (row.enrolment_id, row.subject_id)
        again = self._again.get(key) if row.retest else None
        return {
            "code": row.subject_id.code,
            "name": row.subject_id.name,
            "exempt": exempt,
            "level": "" if exempt else row.year or "",
            "test": "" if exempt else self._tests.get(key, ""),
            "again": again.level or "" if again else "",
            "again_test": again.mark or "" if again else "",
        }

    def summary(self, result, decided) -> dict:
        """Return the year's results but for who signs them."""
        enrolment = result.enrolment_id
        excused, unexcused = self._missed[enrolment]
        promotion, award = decided.get("promotion"), decided.get("award")
        changed = result.level_final != result.level_year
        return {
            **{name: self._group(enrolment, name) for name in GROUPS},
            "education": result.level_year or "",
            "education_after": result.level_final or "" if changed else "",
            "completed": {"yes": True, "no": False}.get(result.class_completed),
            "promotion": promotion.decided if promotion else result.promotion or "",
            "award": award.decided if award and award.decided != "NONE" else "",
            "commendations": self._commendations.get(enrolment, []),
            "homeroom_remark": "",
            "excused": excused,
            "unexcused": unexcused,
            "body": self._body(enrolment),
        }

    def _body(self, enrolment) -> dict:
        check = self._bodies.get(enrolment)
        return {
            "height": _number(check.height) if check else "",
            "weight": _number(check.weight) if check else "",
            "health": (check.health or "").strip() if check else "",
        }

    def _group(self, enrolment, name) -> dict:
        codes, remark = GROUPS[name]
        line = self._qualities.get(enrolment)
        assessed = line.columns.split(",") if line else ()
        return {
            "ratings": [
                {
                    "code": code,
                    "level": line[code] or "",
                    "again": self._criteria_again.get((enrolment, code), ""),
                }
                for code in codes
                if code in assessed
            ],
            "remark": (line[remark] if line else "") or "",
        }


def _last_tests(env, of_these) -> dict:
    """Return the test of the last term in which each subject was taught."""
    lines = env["edu.gradebook.line"].search(of_these)
    lines = lines.sorted(lambda line: line.gradebook_id.term_id.code)
    found = {}
    for line in lines:
        key = (line.enrolment_id, line.subject_id)
        found[key] = line.ck if line.ck and line.ck not in ("M", "V") else ""
    return found


def _number(value: float) -> str:
    return f"{value:g}" if value else ""
