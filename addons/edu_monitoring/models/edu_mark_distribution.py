# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.edu_gradebook.models.edu_gradebook_line import MARK_COLUMNS

from ..tools.school_year import is_current

MEASURED = (*MARK_COLUMNS, "average")
COLUMNS = [
    *((f"tx{number}", f"ĐĐGtx {number}") for number in range(1, 7)),
    ("cd", "Special topics"),
    ("gkl", "Mid-term level"),
    ("gk", "ĐĐGgk"),
    ("ckl", "End-of-term level"),
    ("ck", "ĐĐGck"),
    ("average", "Term result"),
]
# Values sort as they are read: marks upwards, then levels from the best.
BANDS = [
    *((f"{point:02}", f"{point},0–{point},9") for point in range(10)),
    ("10", "10"),
    ("D", "Đạt"),
    ("D-", "Chưa đạt"),
    ("T1", "T"),
    ("T2", "H"),
    ("T3", "C"),
]
LETTERS = {"D": "D", "CD": "D-", "T": "T1", "H": "T2", "C": "T3"}
# The lines that TT22/2021, Điều 9 and 15 draw.
RANGES = [
    ("1", "0,0–3,4"),
    ("2", "3,5–4,9"),
    ("3", "5,0–6,4"),
    ("4", "6,5–7,9"),
    ("5", "8,0–8,9"),
    ("6", "9,0–10"),
]
LINES = [3.5, 5.0, 6.5, 8.0, 9.0]


class EduMarkDistribution(models.Model):
    """Phổ điểm: how many learners of a gradebook got which mark in which test.

    It counts and names nobody, and it is for those who teach: no learner or parent
    sees how others did.
    """

    _name = "edu.mark.distribution"
    _description = "Distribution of marks"
    _inherit = ["edu.duty.access.mixin"]
    _auto = False
    _order = "class_id, subject_sequence, column_name, band, id"
    _rec_name = "class_id"
    _depends = {
        "edu.class": ["grade_id", "school_id", "year_id"],
        "edu.enrolment": ["state"],
        "edu.gradebook": ["class_id", "kind", "subject_id", "term_id"],
        "edu.gradebook.line": ["gradebook_id", "enrolment_id", *MEASURED],
        "edu.school.year": ["date_start", "school_id"],
    }

    _rights_by_class = ()
    _rights_by_subject = ("subject_teacher",)
    _inspected = Domain.TRUE

    gradebook_id = fields.Many2one("edu.gradebook", readonly=True)
    class_id = fields.Many2one("edu.class", readonly=True)
    grade_id = fields.Many2one("edu.grade", readonly=True)
    year_id = fields.Many2one("edu.school.year", string="School year", readonly=True)
    term_id = fields.Many2one("edu.term", readonly=True)
    school_id = fields.Many2one("edu.school", readonly=True)
    subject_id = fields.Many2one("edu.subject", readonly=True)
    subject_sequence = fields.Integer(
        string="Order of the subject", readonly=True, aggregator=None
    )
    kind = fields.Selection(
        [
            ("score", "Score and remark"),
            ("remark", "Remark only"),
            ("level", "Level of primary"),
        ],
        string="Evaluated by",
        readonly=True,
    )
    current = fields.Boolean(string="This school year", readonly=True)
    column_name = fields.Selection(COLUMNS, string="Test", readonly=True)
    band = fields.Selection(BANDS, string="Marks", readonly=True)
    mark_range = fields.Selection(
        RANGES,
        string="Range",
        readonly=True,
        help="The lines drawn by TT22/2021, Điều 9 and 15.",
    )
    learners = fields.Integer(readonly=True)

    @property
    def _table_query(self):
        cells = SQL(", ").join(
            SQL("(%s, %s, %s)", column, position, SQL.identifier("l", column))
            for position, column in enumerate(MEASURED)
        )
        letters = SQL(" ").join(
            SQL("WHEN %s THEN %s", text, band) for text, band in LETTERS.items()
        )
        return SQL(
            """
            SELECT (g.id * 16 + c.position) * 32
                   + CASE WHEN b.mark IS NULL THEN 16 + STRPOS('D.D-T1T2T3', b.band)
                          ELSE b.range + FLOOR(b.mark) END::int AS id,
                   g.id AS gradebook_id,
                   g.class_id, k.grade_id, k.year_id, g.term_id, k.school_id,
                   g.subject_id, s.sequence AS subject_sequence, g.kind,
                   %(current)s AS current,
                   c.name AS column_name, b.band, (b.range + 1)::varchar AS mark_range,
                   COUNT(*)::int AS learners
              FROM edu_gradebook_line l
              JOIN edu_enrolment e ON e.id = l.enrolment_id AND e.state = 'active'
              JOIN edu_gradebook g ON g.id = l.gradebook_id
              JOIN edu_class k ON k.id = g.class_id
              JOIN edu_school_year y ON y.id = k.year_id
              JOIN edu_subject s ON s.id = g.subject_id
             CROSS JOIN LATERAL (VALUES %(cells)s) c(name, position, value)
             CROSS JOIN LATERAL (
                SELECT CASE WHEN c.value ~ '^[0-9]' THEN c.value::numeric END AS mark
             ) m
             CROSS JOIN LATERAL (
                SELECT m.mark,
                       WIDTH_BUCKET(m.mark, %(lines)s::numeric[]) AS range,
                       CASE WHEN m.mark IS NULL
                            THEN CASE c.value %(letters)s END
                            ELSE LPAD(FLOOR(m.mark)::varchar, 2, '0') END AS band
             ) b
             WHERE b.band IS NOT NULL
             GROUP BY g.id, k.id, y.id, s.id, c.name, c.position,
                      b.band, b.range, FLOOR(b.mark), b.mark IS NULL
            """,
            current=is_current(),
            cells=cells,
            letters=letters,
            lines=LINES,
        )
