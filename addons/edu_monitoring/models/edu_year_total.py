# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.edu_gradebook.models.edu_conduct import LEVELS
from odoo.addons.edu_gradebook.models.edu_decision import VALUES
from odoo.addons.edu_gradebook.models.edu_result import PROMOTIONS, YEAR_LEVELS

from ..tools.school_year import is_current

KINDS = [
    ("study", "Study"),
    ("training", "Conduct"),
    ("level", "Level of the year (primary)"),
    ("promotion", "Promotion"),
    ("award", "Award"),
]
RESULTS = list(dict([*LEVELS, *YEAR_LEVELS, *VALUES, *PROMOTIONS]).items())


class EduYearTotal(models.Model):
    """How many learners of a class ended the year with which result: for its leaders
    and the authority (Bến Tre Đ2). Locked results alone; it counts and names nobody."""

    _name = "edu.year.total"
    _description = "Totals of the year"
    _inherit = ["edu.duty.access.mixin"]
    _auto = False
    _order = "school_id, class_id, kind, id"
    _rec_name = "class_id"
    _depends = {
        "edu.class": ["grade_id", "school_id", "year_id"],
        "edu.decision": ["decided", "enrolment_id", "kind", "state"],
        "edu.enrolment": ["state"],
        "edu.result": [
            "award",
            "enrolment_id",
            "final",
            "level_final",
            "level_year",
            "promotion",
            "study_final",
            "study_year",
            "training_final",
            "training_year",
        ],
        "edu.school": ["authority_id"],
    }

    _rights_by_class = ()
    _inspected = Domain.TRUE

    school_id = fields.Many2one("edu.school", readonly=True)
    authority_id = fields.Many2one("edu.authority", readonly=True)
    year_id = fields.Many2one("edu.school.year", string="School year", readonly=True)
    grade_id = fields.Many2one("edu.grade", readonly=True)
    class_id = fields.Many2one("edu.class", readonly=True)
    current = fields.Boolean(string="This school year", readonly=True)
    kind = fields.Selection(KINDS, string="Counted", readonly=True)
    result = fields.Selection(RESULTS, readonly=True)
    learners = fields.Integer(readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT (k.id * 8 + v.position) * 32
                   + ARRAY_POSITION(%(results)s, v.result::text) AS id,
                   k.school_id, s.authority_id, k.year_id, k.grade_id,
                   k.id AS class_id, %(current)s AS current,
                   v.kind, v.result, COUNT(*)::int AS learners
              FROM edu_result r
              JOIN edu_enrolment e ON e.id = r.enrolment_id AND e.state = 'active'
              JOIN edu_class k ON k.id = e.class_id
              JOIN edu_school_year y ON y.id = k.year_id
              JOIN edu_school s ON s.id = k.school_id
              LEFT JOIN edu_decision p ON p.enrolment_id = e.id
                   AND p.kind = 'promotion' AND p.state = 'decided'
              LEFT JOIN edu_decision a ON a.enrolment_id = e.id
                   AND a.kind = 'award' AND a.state = 'decided'
             CROSS JOIN LATERAL (VALUES
                (1, 'study', COALESCE(r.study_final, r.study_year)),
                (2, 'training', COALESCE(r.training_final, r.training_year)),
                (3, 'level', COALESCE(r.level_final, r.level_year)),
                (4, 'promotion', COALESCE(p.decided, r.promotion)),
                (5, 'award', a.decided)
             ) v(position, kind, result)
             WHERE r.final AND v.result IS NOT NULL
             GROUP BY k.id, y.id, s.id, v.position, v.kind, v.result
            """,
            results=[code for code, _label in RESULTS],
            current=is_current(),
        )
