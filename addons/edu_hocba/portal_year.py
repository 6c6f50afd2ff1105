# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One learner's year as learner and parents read it: plain words, no records.

His own results alone, without rank or average of others (TT22/2021). What is not locked
stays out, unless the school's policy shows marks as they are entered.
"""

from hocba.rules import cells as law

from .states import SIGNED_STATES


def moved_to(enrolment):
    """Return the class in which a learner who left went on in the year (sudo)."""
    if enrolment.state != "left":
        return enrolment.browse()
    later = (enrolment._of_the_year() - enrolment).filtered(
        lambda e: e.date_from >= enrolment.date_to
    )
    return later.sorted("date_from")[:1]


def moved_text(enrolment) -> str:
    """Say where the year of a learner goes on who left the class (sudo)."""
    if enrolment.state != "left":
        return ""
    values = {"date": enrolment.date_to.strftime("%d/%m/%Y")}
    if to := moved_to(enrolment):
        return enrolment.env._(
            "From %(date)s on in class %(class_name)s: results go on there.",
            class_name=to.class_id.name,
            **values,
        )
    return enrolment.env._(
        "Left the class on %(date)s: no further results appear here.", **values
    )


def portal_year(enrolment) -> dict:
    """Return the words of one page; the caller has checked whose it is (sudo)."""
    return _PortalYear(enrolment).page()


class _PortalYear:
    def __init__(self, enrolment):
        self.env = enrolment.env
        self.enrolment = enrolment
        self.class_ = enrolment.class_id
        policy = self.env["edu.policy"]._for(enrolment.school_id)
        self.early = policy.portal_marks == "entered"
        own = [("enrolment_id", "=", enrolment.id)]
        self.lines = self.env["edu.gradebook.line"].search(own)
        self.conducts = self.env["edu.conduct"].search(own)
        # They are made in the order of the year.
        self.qualities = self.env["edu.quality.line"].search(own, order="id")
        self.result = self.env["edu.result"].search(own)
        self.subjects = self.env["edu.result.subject"].search(own)
        self.decisions = self.env["edu.decision"].search(
            [*own, ("state", "=", "decided")]
        )
        self.commendations = self.env["edu.commendation"].search(own)
        self.books = self.env["edu.hocba.year"].search(
            [*own, ("state", "in", SIGNED_STATES)]
        )

        self.moved = moved_text(enrolment)

    def page(self) -> dict:
        class_ = self.class_
        terms = [self._term(term) for term in class_.year_id.term_ids.sorted("code")]
        return {
            "learner": self.enrolment.student_id.name,
            "school": self.enrolment.school_id.name,
            "class_name": class_.name,
            "year": class_.year_id.name,
            "homeroom": class_.homeroom_employee_id.name or "",
            "moved": self.moved,
            "moved_to": moved_to(self.enrolment).id,
            "terms": terms,
            "subjects": self._year_subjects(),
            "summary": self._summary(),
            "decisions": self._decisions(),
            "commendations": [
                (row.date.strftime("%d/%m/%Y"), row.text) for row in self.commendations
            ],
            "books": [
                {
                    "id": book.id,
                    "number": book.number,
                    "lookup_code": book.lookup_code,
                    "final": book.state == "final",
                }
                for book in self.books
            ],
        }

    # -- a term -----------------------------------------------------------------------

    def _shown(self, record) -> bool:
        return self.early or record.state == "locked"

    def _term(self, term) -> dict:
        lines = self.lines.filtered(lambda line: line.gradebook_id.term_id == term)
        lines = lines.sorted(lambda line: line.gradebook_id.subject_sequence)
        shown = lines.filtered(lambda line: self._shown(line.gradebook_id))
        conduct = self.conducts.filtered(lambda c: c.term_id == term and self._shown(c))
        complete = bool(lines) and (self.early or lines == shown)
        waiting = self._waiting(len(lines) - len(shown))
        if self._went_on(term):
            # What he had here stands; what follows is told in his new class.
            shown = shown.filtered(lambda line: line._has_marks() or line.exempt)
            waiting = self.moved
        study = f"study_{term.code.lower()}"
        return {
            "name": term.name,
            "subjects": [self._subject(line) for line in shown],
            "waiting": waiting,
            "study": self._label(self.result, study) if complete else "",
            "conduct": self._label(conduct, "level"),
            "remark": conduct.remark or "",
            "qualities": self._term_qualities(term),
        }

    def _went_on(self, term) -> bool:
        enrolment = self.enrolment
        return enrolment.state == "left" and enrolment.date_to <= term.date_end

    def _waiting(self, count) -> str:
        if not count:
            return ""
        return self.env._(
            "Results of %(count)s subjects appear here when the school has locked"
            " them; until then they may change.",
            count=count,
        )

    def _subject(self, line) -> dict:
        book = line.gradebook_id
        marks = [
            (book._column_label(column), law.display(line[column]))
            for column in line._own_columns()
            if line[column]
        ]
        return {
            "name": book.subject_id.name,
            "marks": [] if line.exempt else marks,
            "average": self.env._("Exempt")
            if line.exempt
            else law.display(line.average, 1),
            "remark": self._remark(line),
        }

    def _remark(self, line) -> str:
        if not line.former:
            return line.remark or ""
        given = self.env._("Result of %(school)s.", school=line.source)
        return " ".join(part for part in (given, line.remark) if part)

    def _term_qualities(self, term) -> list[dict]:
        periods = {"HK1": ("GK1", "CK1"), "HK2": ("GK2", "CN")}[term.code]
        labels = dict(self.qualities._fields["period"]._description_selection(self.env))
        return [
            {
                "name": labels[line.period],
                "levels": [
                    (line._fields[code]._description_string(self.env), line[code])
                    for code in line.columns.split(",")
                    if line[code]
                ],
                "remarks": [
                    line[name]
                    for name in ("remark_quality", "remark_general", "remark_specific")
                    if line[name]
                ],
            }
            for line in self.qualities
            if line.period in periods and self._shown(line)
        ]

    # -- the year ---------------------------------------------------------------------

    def _whole(self) -> bool:
        return bool(self.result) and (self.early or self.result.final)

    def _year_subjects(self) -> list[tuple]:
        if not self._whole():
            return []
        return [
            (
                row.subject_id.name,
                *(law.display(row[name], 1) for name in ("hk1", "hk2", "year")),
                law.display(row.retest, 1),
            )
            for row in self.subjects
        ]

    def _summary(self) -> list[tuple[str, str]]:
        result = self.result
        if not self._whole():
            return []
        rows = [
            (self.env._("Study"), self._final(result, "study")),
            (self.env._("Conduct"), self._final(result, "training")),
            (self.env._("Result of the year"), self._final(result, "level")),
            (self.env._("Sessions absent"), str(result.absences)),
        ]
        return [(label, text) for label, text in rows if text]

    def _final(self, result, name) -> str:
        after = self._label(result, f"{name}_final")
        return after or self._label(result, f"{name}_year")

    def _decisions(self) -> list[tuple[str, str]]:
        kinds = dict(self.decisions._fields["kind"]._description_selection(self.env))
        return [
            (
                kinds[decision.kind],
                " · ".join(
                    part
                    for part in (self._label(decision, "decided"), decision.number)
                    if part
                ),
            )
            for decision in self.decisions.sorted("kind", reverse=True)
            if decision.decided != "NONE"
        ]

    def _label(self, record, name) -> str:
        labels = dict(record._fields[name]._description_selection(self.env))
        return labels.get(record[name], "")
