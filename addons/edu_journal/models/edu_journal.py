# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import uuid
from datetime import datetime, timezone

from odoo import api, fields, models
from odoo.http import request

from hocba.canonical import canonical
from hocba.journal import COLUMNS

REASON_KEY = "edu_journal_reason"
TEXTS = ("res_name", "field", "old", "new", "reason", "behalf", "duty")


class EduJournal(models.Model):
    """One entry per changed value.

    The payload is the evidence; the other columns repeat some of its keys so
    that entries are found. No foreign key, no ``create_uid`` and no stored
    computation: an upgrade or a deleted user never rewrites a row.
    """

    _name = "edu.journal"
    _inherit = "edu.append.only.mixin"
    _description = "Journal entry"
    _order = "id desc"
    _log_access = False
    _rec_name = "field"

    at = fields.Datetime(string="Time", readonly=True)
    model = fields.Char(string="Record type", readonly=True)
    res_id = fields.Integer(string="Record number", readonly=True, aggregator=None)
    field = fields.Char(string="Content", readonly=True)
    user_id = fields.Integer(string="User number", readonly=True, aggregator=None)
    school_code = fields.Char(readonly=True)
    year_code = fields.Char(string="School year", readonly=True)
    payload = fields.Text(readonly=True)
    user_name = fields.Char(string="User", compute="_compute_texts")
    res_name = fields.Char(string="Record", compute="_compute_texts")
    old = fields.Char(string="Old value", compute="_compute_texts")
    new = fields.Char(string="New value", compute="_compute_texts")
    reason = fields.Char(compute="_compute_texts")
    behalf = fields.Char(string="On behalf of", compute="_compute_texts")
    duty = fields.Char(compute="_compute_texts")
    request = fields.Char(compute="_compute_texts")
    address = fields.Char(compute="_compute_texts")

    _record_idx = models.Index("(model, res_id, id)")
    _scope_idx = models.Index("(school_code, year_code, id)")

    @api.depends("payload")
    def _compute_texts(self):
        keys = ("user_name", "request", "address", *TEXTS[:1], *TEXTS[2:])
        for entry in self:
            payload = json.loads(entry.payload or "{}")
            for key in keys:
                entry[key] = payload.get(key, "")

    @api.model
    def _record(self, entries: list[dict]) -> None:
        """Insert one row per changed value, in the caller's transaction.

        Each entry gives ``model, res_id, res_name, field, old, new`` and may
        give ``reason, behalf, duty, school_code, year_code``, and ``use`` with what
        is told of a use. User, time, request and address are added here and cannot
        be given.
        """
        if not entries:
            return
        origin = self._origin_of_change()
        at = datetime.now(timezone.utc)
        reason = self.env.context.get(REASON_KEY) or ""
        rows = []
        for entry in entries:
            payload = {key: str(entry.get(key) or "") for key in TEXTS}
            payload["reason"] = payload["reason"] or reason
            payload |= origin
            payload["at"] = at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            payload["model"] = entry["model"]
            payload["res_id"] = entry["res_id"]
            payload["school_code"] = entry.get("school_code") or ""
            payload["year_code"] = entry.get("year_code") or ""
            if "use" in entry:
                payload["use"] = entry["use"]
            columns = {name: payload[name] for name in COLUMNS}
            columns["at"] = at.replace(tzinfo=None)
            rows.append({**columns, "payload": canonical(payload)})
        self._insert(rows)

    def _origin_of_change(self) -> dict:
        """Who caused the change, in which request, from which address."""
        user = self.env.user
        cache = self.env.cr.cache
        if "edu_journal_request" not in cache:
            cache["edu_journal_request"] = uuid.uuid4().hex
        return {
            "user_id": user.id,
            # A journal entry must name its author even if he cannot read users.
            "user_name": user.sudo().name,
            "user_login": user.sudo().login,
            "request": cache["edu_journal_request"],
            "address": request.httprequest.remote_addr or "" if request else "",
        }
