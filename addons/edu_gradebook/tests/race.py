# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from unittest.mock import patch

from odoo import api
from odoo.service.model import retrying
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, get_db_name
from odoo.tools import mute_logger

from .common import NAMES, GradebookFixture

# What the fixture leaves in the database, children first. The journal keeps its
# entries: nothing takes those away.
TABLES = (
    ("edu_result_subject", "enrolment_id", "edu_enrolment"),
    ("edu_result", "enrolment_id", "edu_enrolment"),
    ("edu_conduct", "enrolment_id", "edu_enrolment"),
    ("edu_quality_line", "enrolment_id", "edu_enrolment"),
    ("edu_gradebook_line", "enrolment_id", "edu_enrolment"),
    ("edu_enrolment_movement", "enrolment_id", "edu_enrolment"),
)


class RaceCase(GradebookFixture, BaseCase):
    """Two transactions that really run side by side, so the data is committed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connection = db_connect(get_db_name())
        cls.cr = cls.connection.cursor()
        cls.addClassCleanup(cls.cr.close)
        cls.env = api.Environment(cls.cr, api.SUPERUSER_ID, {})
        # A run that was killed left its class behind.
        cls._remove()
        cls.addClassCleanup(cls._remove)
        cls.build(NAMES[:2])
        cls().prepare()
        cls.env.flush_all()
        cls.cr.commit()  # pylint: disable=invalid-commit

    @classmethod
    def _remove(cls):
        cls.cr.rollback()
        school = cls.env["edu.school"].search([("code", "=", "79-760-70999")])
        if not school:
            return
        cls._remove_corrections()
        users = cls.env["edu.duty"].search([("school_id", "=", school.id)]).user_id
        students = (
            cls.env["edu.admission"].search([("school_id", "=", school.id)]).student_id
        )
        for table, column, parent in TABLES:
            cls.cr.execute(
                f"DELETE FROM {table} WHERE {column} IN "
                f"(SELECT id FROM {parent} WHERE school_id = %s)",
                [school.id],
            )
        for table in (
            "edu_lock_order",
            "edu_gradebook",
            "edu_enrolment",
            "edu_admission",
            "edu_access",
            "edu_suspension",
            "edu_duty",
            "edu_class",
            "edu_term",
            "edu_school_year",
            "edu_policy",
        ):
            cls.cr.execute(f"DELETE FROM {table} WHERE school_id = %s", [school.id])
        cls.cr.execute("DELETE FROM edu_student WHERE id = ANY(%s)", [students.ids])
        cls.env.invalidate_all(flush=False)
        employees = users.employee_ids
        cls.cr.execute(
            "UPDATE hr_employee SET edu_school_id = NULL WHERE id = ANY(%s)",
            [employees.ids],
        )
        cls.cr.execute("DELETE FROM edu_school WHERE id = %s", [school.id])
        cls.env.invalidate_all(flush=False)
        employees.unlink()
        users.unlink()
        cls.env.flush_all()
        cls.cr.commit()  # pylint: disable=invalid-commit

    @classmethod
    def _remove_corrections(cls):
        # What a test committed and locked is taken back with it.
        cls.cr.execute("SELECT set_config('edu.rewrites_locked', 'test', true)")
        for table in ("edu_correction_cell", "edu_correction_witness"):
            cls.cr.execute(
                f"DELETE FROM {table} WHERE correction_id IN (SELECT c.id FROM"
                " edu_correction c JOIN edu_school s ON s.id = c.school_id"
                " WHERE s.code = '79-760-70999')"
            )
        cls.cr.execute(
            "DELETE FROM edu_correction WHERE school_id IN"
            " (SELECT id FROM edu_school WHERE code = '79-760-70999')"
        )

    def prepare(self):
        """Enter what a class needs to be locked."""
        self.fill()
        self.rate()

    def setUp(self):
        super().setUp()
        self.addCleanup(self._open_again)

    def _open_again(self):
        self.cr.rollback()
        self._remove_corrections()
        for table in ("edu_gradebook", "edu_conduct", "edu_quality_line"):
            self.cr.execute(
                f"UPDATE {table} SET state = 'open' WHERE class_id = %s",
                [self.class_.id],
            )
        for query in (
            "DELETE FROM edu_lock_order WHERE school_id = %s",
            "DELETE FROM edu_decision WHERE school_id = %s",
            "UPDATE edu_result SET final = FALSE WHERE school_id = %s",
            "UPDATE edu_gradebook_line SET gk = '8', tx1 = '8'"
            " WHERE school_id = %s AND (gk IN ('7', '9') OR tx1 IN ('7', '9'))",
        ):
            self.cr.execute(query, [self.school.id])
        self.cr.commit()  # pylint: disable=invalid-commit
        self.env.invalidate_all(flush=False)

    def other(self, user):
        """Return an environment of ``user`` on a connection of its own."""
        cr = self.connection.cursor()
        self.addCleanup(cr.close)
        # Rather an error than a test that never ends.
        cr.execute("SET lock_timeout = '20s'")
        cr.commit()  # pylint: disable=invalid-commit
        return api.Environment(cr, user.id, {"lang": "vi_VN"})

    def cells(self, line, column, old, new):
        return [{"line_id": line.id, "column": column, "old": old, "new": new}]

    def witnessed(self, line):
        """Lock the class and ask for a 9 in a cell; the witnesses have confirmed."""
        head = self.other(self.head)
        head["edu.class"].browse(self.class_.id).action_lock_marks()
        head.cr.commit()
        clock = patch(
            "odoo.addons.edu_gradebook.models.edu_correction.today",
            lambda: date(2026, 6, 1),
        )
        clock.start()
        self.addCleanup(clock.stop)
        teacher = self.other(self.teacher)
        id_ = teacher["edu.correction"].request(
            "marks",
            [{"line_id": line.id, "column": "gk", "new": "9"}],
            "Cộng sót điểm",
        )
        teacher.cr.commit()
        for user in (self.administrator, self.homeroom):
            witness = self.other(user)
            witness["edu.correction"].browse(id_).action_witness()
            witness.cr.commit()
        return id_

    def impatient(self, env):
        """Let this connection say at once that it would wait for another."""
        env.cr.execute("SET LOCAL lock_timeout = '50ms'")

    @staticmethod
    def repeated(call, env):
        """Call as a request does: what lost a race is tried again."""
        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            patch("odoo.service.model.time.sleep"),
        ):
            return retrying(call, env)

    def stored(self, line, column):
        """What the database holds of a cell now."""
        self.cr.rollback()
        self.env.invalidate_all(flush=False)
        return line[column] or ""
