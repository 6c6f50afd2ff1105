# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..append_only import make_append_only
from ..names import model_name

CHUNK = 500


class EduAppendOnlyMixin(models.AbstractModel):
    """Rows that the system inserts and that nobody changes or deletes.

    A model that inherits it sets ``_log_access = False``: the foreign key of
    ``create_uid`` would rewrite rows when a user is deleted.
    """

    _name = "edu.append.only.mixin"
    _description = "Append-only record"

    def init(self):
        if not self._abstract:
            make_append_only(self.env.cr, self._table)

    @api.model
    def _insert(self, rows: list[dict]) -> None:
        """Insert rows of the same columns, in the caller's transaction."""
        for start in range(0, len(rows), CHUNK):
            chunk = rows[start : start + CHUNK]
            self.env.cr.execute(
                SQL(
                    "INSERT INTO %s (%s) VALUES %s",
                    SQL.identifier(self._table),
                    SQL(", ").join(SQL.identifier(column) for column in rows[0]),
                    SQL(", ").join(SQL("%s", tuple(row.values())) for row in chunk),
                )
            )

    # These refuse whatever is asked: there is nothing to call.
    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise AccessError(
            self.env._(
                "%(record)s: written by the system only.", record=model_name(self)
            )
        )

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(
            self.env._("%(record)s: never changed.", record=model_name(self))
        )

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise AccessError(
            self.env._("%(record)s: never deleted.", record=model_name(self))
        )
