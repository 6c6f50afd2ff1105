# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..tools.locks.lock_order import ALL
from .edu_entry_plan import COLUMNS
from .edu_lock_order import BOOKS


class EduLockWindow(models.Model):
    """The time that the authority sets over all its schools (Đắk Lắk HBĐT Đ12, Bình
    Phước Đ13): no school opens what lies outside."""

    _name = "edu.lock.window"
    _description = "Lock window of the authority"
    _inherit = ["edu.journal.mixin"]
    _order = "year_name desc, authority_id, locks_at, id"
    _rec_name = "number"

    _journal_fields = (
        "authority_id",
        "year_name",
        "term_code",
        "level",
        "book",
        "column_name",
        "opens_at",
        "locks_at",
        "number",
        "active",
    )

    active = fields.Boolean(default=True)
    authority_id = fields.Many2one("edu.authority", required=True, ondelete="restrict")
    year_name = fields.Char(
        string="School year", required=True, help="Such as 2025-2026."
    )
    term_code = fields.Selection([("HK1", "Term I"), ("HK2", "Term II")], string="Term")
    level = fields.Selection(selection="_selection_level")
    book = fields.Selection(BOOKS, required=True, default="marks")
    column_name = fields.Selection(
        [(ALL, "All columns"), *COLUMNS], string="Column", required=True, default=ALL
    )
    opens_at = fields.Datetime(help="Vietnamese time.")
    locks_at = fields.Datetime(help="Vietnamese time.")
    number = fields.Char(string="Decision number", required=True)

    _times = models.Constraint(
        "CHECK(opens_at < locks_at)", "A window closes after it opens."
    )
    _some_time = models.Constraint(
        "CHECK(COALESCE(opens_at, locks_at) IS NOT NULL)",
        "A window says when it opens or when it closes.",
    )

    @api.model
    def _selection_level(self):
        return self.env["edu.grade"]._fields["level"]._description_selection(self.env)

    @api.model_create_multi
    def create(self, vals_list):
        windows = super().create(vals_list)
        windows._guard()
        windows._touch_schools()
        return windows

    def write(self, vals):
        self._guard()
        self._touch_schools()
        result = super().write(vals)
        self._guard()
        self._touch_schools()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(
            self.env._("A window stays on record. Archive it and set another one.")
        )

    def _guard(self):
        """Refuse whoever is not an officer of the authority, or of one above it."""
        if self.env.su:
            return
        # Whose officer somebody is decides, not what he may read.
        own = self.env.user.sudo().edu_authority_id
        for window in self.sudo():
            path = window.authority_id.parent_path or ""
            if not own or not path.startswith(own.parent_path):
                raise AccessError(
                    self.env._(
                        "Windows of %(authority)s are set by its own officers.",
                        authority=window.authority_id.name,
                    )
                )
        self.env["edu.factor.check"]._require()

    @api.model
    def _of(self, order):
        """Return the windows over what an order is about (sudo)."""
        path = order.school_id.authority_id.parent_path or ""
        above = [int(part) for part in path.split("/") if part]
        grade = order.class_id.grade_id or order.grade_id
        return self.search(
            [
                ("authority_id", "in", above),
                ("year_name", "=", order.year_id.name),
                ("term_code", "in", [False, order.term_id.code]),
                ("level", "in", [False, grade.level]),
                ("book", "=", order.book),
                ("column_name", "in", [ALL, order.column_name]),
            ]
        )

    def _touch_schools(self):
        """Write the rows of all schools below: a save that began before sees it."""
        self.env.flush_all()
        for table in ("edu_gradebook", "edu_conduct", "edu_quality_line"):
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE %s r SET write_date = r.write_date
                      FROM edu_lock_window w
                      JOIN edu_authority a ON a.id = w.authority_id
                      JOIN edu_authority own
                           ON own.parent_path LIKE a.parent_path || '%%'
                      JOIN edu_school s ON s.authority_id = own.id
                      JOIN edu_school_year y
                           ON y.school_id = s.id AND y.name = w.year_name
                      JOIN edu_class c ON c.year_id = y.id
                     WHERE w.id = ANY(%s) AND r.class_id = c.id
                    """,
                    SQL.identifier(table),
                    self.ids,
                )
            )
