# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

import psycopg2

from odoo import api, models
from odoo.service.model import call_kw
from odoo.tools import SQL, mute_logger


class EduTestProbe(models.AbstractModel):
    """Many remote calls in one request, each taken back: tests try thousands.

    Every call goes the way of a call of its own (public methods only, as the user who
    is logged in), inside a savepoint that is rolled back.
    """

    _name = "edu.test.probe"
    _description = "Remote calls tried by tests"

    @api.model
    def run(self, calls):
        """Return ``[error name, value as JSON, tables written]`` of each call."""
        return [self._run(*call) for call in calls]

    def _run(self, model, method, args, kwargs, instead_of=0):
        savepoint = self.env.cr.savepoint()
        before = self._written()
        error, value, after = "", "", before
        try:
            if instead_of:
                self._make_room(model, instead_of)
            value = call_kw(self.env[model], method, args, kwargs)
            self.env.flush_all()
            after = self._written()
            value = json.dumps(value, ensure_ascii=False, default=str)
        except Exception as caught:  # noqa: BLE001 (its name is the answer)
            error = type(caught).__name__
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
        touched = [table for table in after if after[table] != before.get(table, 0)]
        return [error, value, touched]

    def _make_room(self, model, record_id):
        """Remove the record that a new one like it would collide with."""
        table = SQL.identifier(self.env[model]._table)
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                self.env.cr.execute(
                    SQL("DELETE FROM %s WHERE id = %s", table, record_id)
                )
        except psycopg2.Error:
            # Others refer to it; it stays.
            return

    def _written(self):
        self.env.cr.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del"
            " FROM pg_stat_xact_user_tables"
            " WHERE relname LIKE 'edu\\_%' OR relname LIKE 'hr\\_%'"
        )
        return dict(self.env.cr.fetchall())
