# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a class's gradebooks, absences and conduct say of one period (TT22/2021).

Plain values in the words of ``hocba.books.class_book.model``; teachers also by their
accounts, for they are to sign.
"""

from odoo.tools import groupby

from odoo.addons.edu_gradebook.models.edu_gradebook_line import REGULAR_COLUMNS
from odoo.addons.edu_gradebook.tools.results.result_facts import TERMS
from odoo.addons.edu_gradebook.tools.results.snapshot import former_results, teachers_of

YEAR = "CN"
RELATIONS = ("father", "mother", "guardian")


class ClassPeriod:
    """One class (sudo) in a term, or in the year as a whole."""

    def __init__(self, class_, period):
        self.class_, self.env, self.period = class_, class_.env, period
        terms = class_.year_id.term_ids.sorted("date_start")
        if period != YEAR:
            terms = terms.filtered(lambda term: term.code == period)
        self.terms = terms
        self.first, self.last = terms[:1].date_start, terms[-1:].date_end
        self.books = class_.gradebook_ids.filtered(lambda b: b.term_id in terms)
        enrolments = self.env["edu.enrolment"].search([("class_id", "=", class_.id)])
        self.active = enrolments.filtered(lambda e: e.state == "active").sorted(
            "number"
        )
        taken = set(self.active.mapped("number"))
        # Who left keeps his line in the list where nobody has taken it over.
        gone = (enrolments - self.active).sorted("number")
        gone = [e for e in gone if e.number and e.number not in taken]
        self.listed = sorted(
            [*self.active, *{e.number: e for e in gone}.values()],
            key=lambda e: e.number,
        )
        results = self.env["edu.result"].search(
            [("enrolment_id", "in", self.active.ids)]
        )
        self.results = {result.enrolment_id: result for result in results}
        self.former = former_results(self.env, self.active)

        decisions = self.env["edu.decision"].search(
            [("enrolment_id", "in", self.active.ids), ("state", "=", "decided")]
        )
        self.decided = {(d.enrolment_id, d.kind): d.decided for d in decisions}

    def promotion(self, enrolment) -> str:
        """What the head has decided; nothing yet if empty."""
        return self.decided.get((enrolment, "promotion")) or ""

    def is_locked(self) -> bool:
        return bool(self.books) and set(self.books.mapped("state")) == {"locked"}

    def facts(self) -> dict:
        homeroom = teachers_of(self.class_, "homeroom", end=self.last)
        return {
            "learners": [self._learner(enrolment) for enrolment in self.listed],
            "subjects": [
                self._subject(subject)
                for subject in self.books.sorted("subject_sequence").subject_id
            ],
            "summary": {
                "homeroom": homeroom[0] if homeroom else None,
                "results": [self._result(enrolment) for enrolment in self.active],
                "note": "",
            },
            "months": [] if self.period == YEAR else self._months(),
        }

    # -- the list -----------------------------------------------------------------

    def _learner(self, enrolment):
        student = enrolment.student_id
        known = self.env["edu.hocba.year"]._particulars(enrolment)["learner"]
        today = self.last
        parents = student.guardian_ids.filtered(
            lambda g: (
                (not g.date_from or g.date_from <= today)
                and (not g.date_to or g.date_to >= today)
            )
        )
        return {
            "number": enrolment.number,
            "learner": known,
            "priority": student.policy_object or "",
            "address": student.address or "",
            **{
                relation: self._parent(
                    parents.filtered(lambda g, r=relation: g.relation == r)[:1]
                )
                for relation in RELATIONS
            },
            "changes": self._changes(enrolment),
        }

    def _parent(self, guardian):
        return {
            "name": guardian.name or "",
            "job": guardian.occupation or "",
            "phone": guardian.phone or "",
            "email": guardian.email or "",
        }

    def _changes(self, enrolment) -> str:
        """Movements as the official form has them: in Vietnamese, whoever freezes."""
        movements = enrolment.with_context(lang="vi_VN").movement_ids
        movements = movements.filtered(lambda m: m.date <= self.last)
        kinds = dict(movements._fields["kind"]._description_selection(movements.env))
        return "; ".join(
            " ".join(
                filter(
                    None,
                    (
                        kinds[movement.kind],
                        movement.date.strftime("%d/%m/%Y"),
                        movement.to_class_id.name or movement.place,
                    ),
                )
            )
            for movement in movements.sorted("date")
        )

    # -- subjects -----------------------------------------------------------------

    def _subject(self, subject):
        books = self.books.filtered(lambda book: book.subject_id == subject)
        columns = books[-1:].columns.split(",") if self.period != YEAR else []
        regular = [name for name in columns if name in REGULAR_COLUMNS]
        rows = self.env["edu.result.subject"].search(
            [
                ("enrolment_id", "in", self.active.ids),
                ("subject_id", "=", subject.id),
            ]
        )
        lines = {line.enrolment_id: line for line in books[-1:].line_ids}
        return {
            "code": subject.code,
            "name": subject.name,
            "kind": subject.kind,
            "period": self.period,
            "lines": [
                self._line(row, lines.get(row.enrolment_id), regular)
                for row in rows.sorted(lambda row: row.enrolment_id.number)
                if self.period == YEAR or row.enrolment_id in lines
            ],
            "teachers": teachers_of(
                self.class_, "subject_teacher", subject, end=self.last
            ),
            "regular_count": len(regular),
            "has_topic": "cd" in columns,
        }

    def _line(self, row, line, regular):
        whole_year = self.period == YEAR
        exempt = row.year == "M" if whole_year else line.exempt
        facts = {
            "number": row.enrolment_id.number,
            "exempt": exempt,
            "former": self._former(row.enrolment_id, row.subject_id),
        }
        if exempt:
            return facts
        if whole_year:
            names = ("hk1", "hk2", "year", "retest")
            return {**facts, **{name: row[name] or "" for name in names}}
        marks = [line[name] or "" for name in regular]
        while marks and not marks[-1]:
            marks.pop()
        names = ("hk1",) if self.period == "HK1" else ("hk2", "year")
        return {
            **facts,
            "regular": marks,
            "topic": line.cd or "",
            "midterm": line.gk or "",
            "final": line.ck or "",
            **{name: row[name] or "" for name in names},
        }

    def _former(self, enrolment, subject=None):
        """The terms of the period whose result another school gave."""
        codes = set(self.terms.mapped("code"))
        known = self.former.get((enrolment, subject), [])
        return [said for said in known if said["period"] in codes]

    # -- totals -------------------------------------------------------------------

    def _result(self, enrolment):
        result = self.results[enrolment]
        excused, unexcused = enrolment._absence_counts(self.first, self.last)[enrolment]
        facts = {
            "number": enrolment.number,
            "training": {},
            "study": {},
            "excused": excused,
            "unexcused": unexcused,
            "former": self._former(enrolment),
        }
        for term in self.terms:
            name = TERMS[term.code]
            facts["training"][name] = result[f"training_{name}"] or ""
            facts["study"][name] = result[f"study_{name}"] or ""
        if self.period == YEAR:
            facts |= self._decided(enrolment)
            for kind in ("training", "study"):
                year, final = result[f"{kind}_year"], result[f"{kind}_final"]
                facts[kind]["year"] = year or ""
                facts[kind]["after"] = (final if final != year else "") or ""
        return facts

    def _decided(self, enrolment):
        award = self.decided.get((enrolment, "award"))
        return {
            "promotion": self.promotion(enrolment),
            "award": award if award and award != "NONE" else "",
        }

    # -- attendance ---------------------------------------------------------------

    def _months(self):
        absences = self.env["edu.absence"].search(
            [
                ("enrolment_id", "in", self.active.ids),
                ("date", ">=", self.first),
                ("date", "<=", self.last),
            ]
        )
        months = {month: [] for month in self._month_names()}
        # A morning stands before its afternoon.
        days = sorted(
            absences,
            key=lambda a: (a.enrolment_id.number, a.date, a.session != "morning"),
        )
        for (enrolment, day), sessions in groupby(
            days, key=lambda a: (a.enrolment_id, a.date)
        ):
            months[f"{day:%Y-%m}"].append(
                {
                    "number": enrolment.number,
                    "day": day.day,
                    "kinds": "".join("P" if a.permitted else "K" for a in sessions),
                }
            )
        return [
            {"month": month, "absences": listed} for month, listed in months.items()
        ]

    def _month_names(self):
        day = self.first.replace(day=1)
        while day <= self.last:
            yield f"{day:%Y-%m}"
            day = day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)
