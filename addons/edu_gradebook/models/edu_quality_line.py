# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from hocba.words import CRITERIA

from ..tools.cells.cell_lock import CellLock
from ..tools.cells.quality_save import QualitySave
from ..tools.locks.lock_order import TERM_OF_PERIOD, LockOrders, quality_column
from ..tools.locks.locked import guard_rows

PERIODS = [
    ("GK1", "Mid-term I"),
    ("CK1", "End of term I"),
    ("GK2", "Mid-term II"),
    ("CN", "End of year"),
]
REMARKS = ("remark_quality", "remark_general", "remark_specific")


class EduQualityLine(models.Model):
    """Qualities and competences of a primary learner at one of the four points.

    The homeroom teacher rates T (Tốt), Đ (Đạt) or C (Cần cố gắng); TT27/2020, Điều 7.2.
    """

    _name = "edu.quality.line"
    _description = "Qualities and competences"
    _inherit = [
        "edu.duty.access.mixin",
        "edu.protected.mixin",
        "edu.cell.check.mixin",
    ]
    _order = "class_id, period, sequence, id"
    _rec_name = "student_id"
    _read_by_order = True

    _criteria = CRITERIA
    _protected_fields = (
        "enrolment_id",
        "period",
        "columns",
        *CRITERIA,
        *REMARKS,
        "state",
    )

    enrolment_id = fields.Many2one("edu.enrolment", required=True, ondelete="restrict")
    period = fields.Selection(PERIODS, required=True)
    student_id = fields.Many2one(
        "edu.student", related="enrolment_id.student_id", store=True, string="Learner"
    )
    sequence = fields.Integer(
        related="enrolment_id.number", store=True, string="No. in class"
    )
    class_id = fields.Many2one(
        "edu.class", related="enrolment_id.class_id", store=True, index=True
    )
    school_id = fields.Many2one(
        "edu.school", related="enrolment_id.school_id", store=True
    )
    columns = fields.Char(
        required=True, help="The criteria of the grade, by the regulation."
    )
    yeu_nuoc = fields.Char(string="Patriotism", size=1)
    nhan_ai = fields.Char(string="Kindness", size=1)
    cham_chi = fields.Char(string="Diligence", size=1)
    trung_thuc = fields.Char(string="Honesty", size=1)
    trach_nhiem = fields.Char(string="Responsibility", size=1)
    tu_chu = fields.Char(string="Autonomy and self-study", size=1)
    giao_tiep = fields.Char(string="Communication and cooperation", size=1)
    giai_quyet = fields.Char(string="Problem solving and creativity", size=1)
    ngon_ngu = fields.Char(string="Language", size=1)
    tinh_toan = fields.Char(string="Calculation", size=1)
    khoa_hoc = fields.Char(string="Science", size=1)
    cong_nghe = fields.Char(string="Technology", size=1)
    tin_hoc = fields.Char(string="Informatics", size=1)
    tham_mi = fields.Char(string="Aesthetics", size=1)
    the_chat = fields.Char(string="Physical ability", size=1)
    remark_quality = fields.Char(string="Remark on qualities", size=500)
    remark_general = fields.Char(string="Remark on general competences", size=500)
    remark_specific = fields.Char(string="Remark on specific competences", size=500)
    state = fields.Selection(
        [("open", "Open"), ("locked", "Locked")], required=True, default="open"
    )
    left = fields.Boolean(string="Left the class", compute="_compute_left")
    editable_columns = fields.Char(
        compute="_compute_editable_columns",
        help="The cells that the user may write now, with commas between them.",
    )
    lock_texts = fields.Json(
        compute="_compute_editable_columns",
        help="By column: which act or order keeps the cell locked.",
    )
    may_ask = fields.Boolean(
        string="Mine to ask for", compute="_compute_editable_columns"
    )

    _enrolment_period_uniq = models.Constraint(
        "UNIQUE(enrolment_id, period)",
        "The learner has a record of this period already.",
    )
    _levels = models.Constraint(
        "CHECK(" + " AND ".join(f"{code} ~ '^[TDC]$'" for code in CRITERIA) + ")",
        "A quality or competence is T, D or C.",
    )

    def init(self):
        names = ("enrolment_id", "period", "columns", *CRITERIA, *REMARKS, "state")
        guard_rows(self, locked="OLD.state = 'locked'", names=names, filled="TRUE")

    @api.depends("student_id", "period")
    @api.depends_context("edu_with_period", "lang")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        if self.env.context.get("edu_with_period"):
            labels = dict(self._fields["period"]._description_selection(self.env))
            for line in self:
                line.display_name += f" · {labels[line.period]}"
        return result

    @api.depends("enrolment_id.state")
    def _compute_left(self):
        for line in self:
            line.left = line.enrolment_id.state != "active"

    @api.depends_context("uid")
    @api.depends("state", "enrolment_id.state")
    def _compute_editable_columns(self):
        rows = {row["id"]: row for row in self._cell_rows()}
        locks, own = self._cell_locks(rows.values()), self._own_classes()
        for line in self:
            row = rows.get(line.id)
            line.may_ask = bool(row and row["class_id"] in own)
            columns = (*row["columns"].split(","), *REMARKS) if row else ()
            line.editable_columns = ",".join(
                column for column in columns if column not in locks[line.id]
            )
            line.lock_texts = {
                column: lock.message
                for column, lock in locks.get(line.id, {}).items()
                if lock.status == "locked"
            }

    def _cell_rows(self, hold=False) -> list[dict]:
        """Return the lines with all that a save has to know, in one question.

        ``hold`` keeps the rows against a lock until this transaction ends.
        """
        if not self.ids:
            return []
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                SELECT q.*, e.state AS enrolment_state, st.name AS learner,
                       c.name AS class_name, sc.code AS school_code,
                       y.name AS year_code, c.grade_id, c.year_id, gr.level
                  FROM edu_quality_line q
                  JOIN edu_enrolment e ON e.id = q.enrolment_id
                  JOIN edu_student st ON st.id = e.student_id
                  JOIN edu_class c ON c.id = q.class_id
                  JOIN edu_grade gr ON gr.id = c.grade_id
                  JOIN edu_school sc ON sc.id = q.school_id
                  JOIN edu_school_year y ON y.id = c.year_id
                 WHERE q.id = ANY(%s)
                 ORDER BY q.id
                 %s
                """,
                self.ids,
                SQL("FOR UPDATE OF q") if hold else SQL(),
            )
        )
        return self.env.cr.dictfetchall()

    @api.model
    def _own_classes(self, hold=False) -> set[int]:
        """Return the classes that are the user's to rate today."""
        return set(self._own_access(["homeroom"], hold).class_id.ids)

    @api.model
    def _check_entry(self, rows):
        """Refuse whoever is not the homeroom teacher of all of these learners.

        :raises AccessError: names the classes
        """
        own = self._own_classes(hold=True)
        foreign = {row["class_name"] for row in rows if row["class_id"] not in own}
        if foreign:
            raise AccessError(
                self.env._(
                    "Only the homeroom teacher rates qualities and competences. You "
                    "have no such duty today for: %(classes)s.",
                    classes=", ".join(sorted(foreign)),
                )
            )

    @api.model
    def _cell_locks(self, rows, grant=None) -> dict[int, dict[str, CellLock]]:
        """Return why cells of these lines cannot be written now; the others can.

        A ``grant`` opens its own cells alone.
        """
        rows = [{**row, "term_code": TERM_OF_PERIOD[row["period"]]} for row in rows]
        if grant:
            lock = CellLock("locked", self.env._("Not a cell of this correction."))
            return {
                row["id"]: {
                    column: lock
                    for column in (*row["columns"].split(","), *REMARKS)
                    if (row["id"], column) not in grant.cells
                }
                for row in rows
            }
        own, orders = self._own_classes(), LockOrders(self.env, "quality", rows)
        found = {}
        for row in rows:
            lock = self._line_lock(row, own, orders)
            columns = (*row["columns"].split(","), *REMARKS) if lock else ()
            found[row["id"]] = dict.fromkeys(columns, lock)
        return found

    @api.model
    def _line_lock(self, row, own, orders):
        if row["state"] == "locked":
            return CellLock("locked", self.env._("Locked with the marks of the class."))
        if row["enrolment_state"] != "active":
            return CellLock("invalid", self.env._("The learner has left the class."))
        if row["class_id"] not in own:
            return CellLock(
                "locked", self.env._("Only the homeroom teacher rates here.")
            )
        text = orders.text(row, quality_column(row["period"]))
        return CellLock("locked", text) if text else None

    @api.model
    def save_cells(self, cells):
        """Save levels and remarks, cell by cell; the one way to write them.

        Cells and answers are those of :meth:`EduGradebook.save_cells`, without an
        average.
        """
        return self._cell_save().run(cells)

    def _cell_save(self):
        return QualitySave(self.env)

    @api.model
    def _open_for(self, enrolments, regulation):
        """Create the empty records of each point; the caller has checked the duty."""
        rules, params = regulation._law()
        seen = {
            (line.enrolment_id, line.period)
            for line in self.search([("enrolment_id", "in", enrolments.ids)])
        }
        self._create_protected(
            [
                {
                    "enrolment_id": enrolment.id,
                    "period": period,
                    "columns": ",".join(
                        rules.criteria(enrolment.class_id.grade_id.number, params)
                    ),
                }
                for enrolment in enrolments
                for period, _label in PERIODS
                if (enrolment, period) not in seen
            ]
        )

    def _missing_labels(self) -> list[str]:
        """Return the names of the criteria that are still to be rated."""
        self.ensure_one()
        return [
            self._fields[code]._description_string(self.env)
            for code in self.columns.split(",")
            if not self[code]
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        # A record of the class stays, filled or not.
        self._check_unlink_protected()
