# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import ValidationError

from hocba.rules import cells as law
from hocba.sheets import absence_list, conduct_sheet, retest_sheet

from .import_plan import ImportPlan


class ConductPlan(ImportPlan):
    """Rèn luyện and remarks, by the homeroom teacher."""

    def __init__(self, wizard):
        super().__init__(wizard)
        self.levels = {}
        self.remarks = []

    def check_duty(self):
        self.env["edu.access"]._check("homeroom", class_=self.class_)

    def read_file(self, content):
        sheet = conduct_sheet.read(content, self.filename, scope=self.scope)
        self.start(sheet)
        found = self.env["edu.conduct"].search([("class_id", "=", self.class_.id)])
        conducts = {
            (conduct.enrolment_id, conduct.term_id.code.lower()): conduct
            for conduct in found
        }
        self.refusals = found._refusals()
        seen = {}
        for row in sheet.rows:
            given = [term for term in ("hk1", "hk2") if getattr(row, term)]
            if not given and not row.remark:
                continue
            enrolment = self.find(sheet, row)
            if not enrolment or not self.first(sheet, row, seen, enrolment):
                continue
            for term in given:
                conduct = conducts.get((enrolment, term))
                self._compare(sheet, row, term, conduct, "level", getattr(row, term))
            if row.remark:
                # One remark closes the year, or the one term that is rated.
                term = "hk1" if given == ["hk1"] else "hk2"
                conduct = conducts.get((enrolment, term))
                self._compare(sheet, row, "remark", conduct, "remark", row.remark)
        self.finish(sheet)

    def _compare(self, sheet, row, column, conduct, field, new):
        if not conduct:
            self.add(
                self._("Conduct is not open for this learner."),
                sheet,
                row.row,
                column,
                row.name,
            )
            return
        old = conduct[field] or ""
        if old == new:
            self.same += 1
            return
        if conduct.id in self.refusals:
            text = self.refusals[conduct.id]
            self.add(text, sheet, row.row, column, row.name)
            return
        if field == "level":
            key = (conduct.term_id.id, new)
            self.levels.setdefault(key, self.env["edu.conduct"])
            self.levels[key] |= conduct
        else:
            self.remarks.append((conduct, new))
        levels = dict(conduct._fields["level"]._description_selection(self.env))
        label = conduct._fields[field]._description_string(self.env)
        self.change(
            sheet,
            row,
            column,
            f"{label}, {conduct.term_id.name}",
            levels.get(old, old),
            levels.get(new, new),
        )

    def apply(self):
        for (_term, level), conducts in self.levels.items():
            conducts.write({"level": level})
        for conduct, remark in self.remarks:
            conduct.write({"remark": remark})


class AbsencePlan(ImportPlan):
    """Sessions missed, by the homeroom teacher; nothing is ever taken away."""

    def __init__(self, wizard):
        super().__init__(wizard)
        self.new = []
        self.corrected = []

    def check_duty(self):
        self.env["edu.access"]._check("homeroom", class_=self.class_)

    def read_file(self, content):
        sheet = absence_list.read(content, self.filename, scope=self.scope)
        self.start(sheet)
        # Whether a session is recorded already, if in a former class, is no secret.
        absences = (
            self.env["edu.absence"]
            .sudo()
            .search([("student_id", "in", self.enrolments.student_id.ids)])
        )
        known = {(a.student_id, a.date, a.session): a for a in absences}
        self.refusals = absences._refusals(self.enrolments)
        seen = {}
        for row in sheet.rows:
            if not (row.date and row.session) or row.permitted is None:
                continue
            enrolment = self.find(sheet, row)
            key = (enrolment.student_id, row.date, row.session)
            if (
                enrolment
                and self.first(sheet, row, seen, key, "date")
                and self._in_class(sheet, row, enrolment)
            ):
                self._compare(sheet, row, enrolment, known.get(key))
        self.finish(sheet)

    def _in_class(self, sheet, row, enrolment):
        last = enrolment.date_to or enrolment.year_id.date_end
        if enrolment.date_from <= row.date <= last:
            return True
        self.add(
            self._(
                "The learner was not in the class on %s.",
                row.date.strftime("%d/%m/%Y"),
            ),
            sheet,
            row.row,
            "date",
            row.name,
        )
        return False

    def _compare(self, sheet, row, enrolment, absence):
        if absence and absence.permitted == row.permitted:
            self.same += 1
            return
        reason = self.refusals.get(enrolment.id, "")
        if absence and absence.class_id != self.class_:
            reason = self._(
                "The session is recorded in class %s already.", absence.class_id.name
            )
        if reason:
            self.add(reason, sheet, row.row, "date", row.name)
            return
        words = {True: self._("with permission"), False: self._("without permission")}
        sessions = dict(
            self.env["edu.absence"]._fields["session"]._description_selection(self.env)
        )
        self.change(
            sheet,
            row,
            "date",
            f"{row.date.strftime('%d/%m/%Y')}, {sessions[row.session]}",
            words[absence.permitted] if absence else "",
            words[row.permitted],
        )
        if absence:
            self.corrected.append((absence, row.permitted))
        else:
            self.new.append(
                {
                    "enrolment_id": enrolment.id,
                    "date": row.date,
                    "session": row.session,
                    "permitted": row.permitted,
                    "note": row.reason,
                }
            )

    def apply(self):
        self.env["edu.absence"].create(self.new)
        for absence, permitted in self.corrected:
            # Written as the user: the record checks his duty again.
            absence.with_env(self.env).write({"permitted": permitted})


class RetestPlan(ImportPlan):
    """Retests: the homeroom teacher all, a subject teacher his own."""

    def __init__(self, wizard):
        super().__init__(wizard)
        self.new = []
        self.changed = []

    def check_duty(self):
        self.env["edu.access"]._check(
            ("homeroom", "subject_teacher"), class_=self.class_
        )

    def read_file(self, content):
        sheet = retest_sheet.read(content, self.filename, scope=self.scope)
        self.start(sheet)
        self.refusals = self.env["edu.retest"]._refusals(self.enrolments)
        # What the law opens is asked of results that the user may not read.
        results = {
            result.enrolment_id: result
            for result in self.env["edu.result"].sudo()._of(self.enrolments)
        }
        known = {
            (retest.enrolment_id, retest.subject_id): retest
            for retest in self.env["edu.retest"].search(
                [("class_id", "=", self.class_.id)]
            )
        }
        # The subjects of a class are no secret.
        subjects = (
            self.env["edu.gradebook"]
            .sudo()
            .search([("class_id", "=", self.class_.id)])
            .subject_id
        )
        seen = {}
        for row in sheet.rows:
            enrolment = self.find(sheet, row)
            if not (enrolment and row.mark):
                continue
            subject = self.subject_of(subjects, row.subject_code, row.subject_name)
            key = (enrolment, subject)
            if subject and not self.first(sheet, row, seen, key, "subject"):
                continue
            problem, mark = self._judge(row, enrolment, subject, results.get(enrolment))
            if problem:
                column = "mark" if subject else "subject"
                self.add(problem, sheet, row.row, column, row.name)
                continue
            self._compare(
                sheet, row, enrolment, subject, known.get((enrolment, subject)), mark
            )
        self.finish(sheet)

    def _judge(self, row, enrolment, subject, result):
        """Return what is wrong with the row, and its mark."""
        if not subject:
            return self._("The class has no subject “%s”.", row.subject_name), ""
        access = self.env["edu.access"]
        if not (
            access._has("homeroom", class_=self.class_)
            or access._has("subject_teacher", class_=self.class_, subject=subject)
        ):
            return self._("You do not teach %s here.", subject.name), ""
        try:
            retests = self.env["edu.retest"]
            mark = retests._canonical(row.mark, retests._kinds(enrolment, subject))
        except ValidationError as error:
            return str(error), ""
        if not result or subject.code not in result._retest_open():
            return self._("No right to a retest in %s.", subject.name), ""
        return "", mark

    def _compare(self, sheet, row, enrolment, subject, retest, mark):
        if retest and retest.mark == mark and (not row.date or retest.date == row.date):
            self.same += 1
            return
        if enrolment.id in self.refusals:
            text = self.refusals[enrolment.id]
            self.add(text, sheet, row.row, "mark", row.name)
            return
        values = {"mark": mark, "date": row.date or False}
        self.change(
            sheet,
            row,
            "mark",
            subject.name,
            law.display(retest.mark or "") if retest else "",
            law.display(mark),
        )
        if retest:
            self.changed.append((retest, values))
        else:
            owner = {"enrolment_id": enrolment.id, "subject_id": subject.id}
            self.new.append({**owner, **values})

    def apply(self):
        self.env["edu.retest"].create(self.new)
        for retest, values in self.changed:
            retest.write(values)
