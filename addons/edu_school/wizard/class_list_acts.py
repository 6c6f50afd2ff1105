# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import closing

from odoo.exceptions import UserError


class ClassListActs:
    """What a plan of a class list does, once it has been worked out."""

    def rehearse(self):
        """Do it and take it back: what would stop the import is a problem.

        Each row was looked at before; this is for what only the records know. The plan
        is of no use afterwards but to be shown.
        """
        try:
            with closing(self.env.cr.savepoint()):
                self.apply()
                self.env.flush_all()
        except UserError as error:
            self._problem(str(error))

    def apply(self):
        """Do it. The caller has seen that there is no error."""
        reason = self.env._("Import of the class list %(file)s", file=self.filename)
        # The importer's duty for this class was checked before the file was read; a
        # homeroom teacher has no general right to admit learners.
        env = self.env(
            su=True, context={**self.env.context, "edu_journal_reason": reason}
        )
        self._apply_students(env)
        self._apply_admissions(env)
        self._apply_enrolments(env)

    def _apply_students(self, env):
        new = [learner for learner in self.learners if not learner.student]
        created = env["edu.student"].create([li.values for li in new])
        for learner, student in zip(new, created, strict=True):
            learner.student = student
        guardians = []
        for learner in self.learners:
            if learner.changes:
                learner.student.with_env(env).write(learner.changes)
            for present, values in learner.guardians:
                if present:
                    present.with_env(env).write(values)
                else:
                    guardians.append({**values, "student_id": learner.student.id})
        env["edu.guardian"].create(guardians)

    def _apply_admissions(self, env):
        new = [learner for learner in self.learners if not learner.admission]
        created = env["edu.admission"].create(
            [
                {
                    "student_id": learner.student.id,
                    "school_id": self.school.id,
                    "level": self.klass.grade_id.level,
                    "date_in": self.date_from,
                }
                for learner in new
            ]
        )
        for learner, admission in zip(new, created, strict=True):
            learner.admission = admission

    def _apply_enrolments(self, env):
        moved = [learner for learner in self.learners if learner.renumbered]
        for learner in moved:
            # Two learners may exchange numbers: free them all before giving any.
            learner.enrolment.with_env(env).number = 0
        env.flush_all()
        for learner in moved:
            learner.enrolment.with_env(env).number = learner.row.number
        env["edu.enrolment"].create(
            [
                {
                    "admission_id": learner.admission.id,
                    "class_id": self.klass.id,
                    "number": learner.row.number or 0,
                    "date_from": self.date_from,
                }
                for learner in self.learners
                if not learner.enrolment
            ]
        )
