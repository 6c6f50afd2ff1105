# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.edu_journal.models.edu_journal_use import FIELDS

KINDS = [
    ("read", "Read"),
    ("export", "Exported"),
    ("print", "Printed"),
    ("download", "Downloaded"),
    ("refused", "Refused attempt"),
]
#: Hours of the night in Vietnam: from the first until the second.
NIGHT = (22, 5)


def recorded_uses() -> SQL:
    """The journal's entries of uses, in columns."""
    return SQL(
        """
        SELECT j.id, j.at, local.at::date AS day, substr(j.field, 5) AS kind,
               j.user_id AS person, p.user_name, p.behalf, p.duty, s.id AS school_id,
               j.model, nullif(j.res_id, 0) AS res_id,
               coalesce(nullif(p.res_name, ''), p.new) AS record,
               p.new AS names, p.reason AS note, p.address, p.request,
               u.count, u.learners, u.outside, u."order" AS order_number,
               extract(hour FROM local.at) >= %(evening)s
               OR extract(hour FROM local.at) < %(morning)s AS night
          FROM edu_journal j
          JOIN edu_school s ON s.code = j.school_code
         CROSS JOIN LATERAL (
                   SELECT j.at AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Ho_Chi_Minh' AS at
               ) local
         CROSS JOIN LATERAL jsonb_to_record(j.payload::jsonb) AS p(
                   user_name text, behalf text, duty text, res_name text, new text,
                   reason text, address text, request text, use jsonb)
         CROSS JOIN LATERAL jsonb_to_record(p.use) AS u(
                   count int, learners int, outside int, "order" text)
         WHERE j.field IN %(fields)s
        """,
        evening=NIGHT[0],
        morning=NIGHT[1],
        fields=FIELDS,
    )


class EduUse(models.Model):
    """Who read, took out or printed what, or was refused (Khánh Phú Đ20.3).

    The head, deputies and board watch; an administrator watches nobody.
    """

    _name = "edu.use"
    _description = "Recorded access"
    _inherit = ["edu.duty.access.mixin"]
    _auto = False
    _order = "at desc, id desc"
    _rec_name = "record"

    _rights_by_school = ("head", "deputy", "board")
    _rights_by_class = ()

    at = fields.Datetime(string="Time", required=True, readonly=True)
    day = fields.Date(readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    person = fields.Integer(readonly=True, aggregator=None)
    user_name = fields.Char(string="Who", readonly=True)
    behalf = fields.Char(string="On behalf of", readonly=True)
    duty = fields.Char(readonly=True)
    duty_text = fields.Char(string="Under the duties", compute="_compute_texts")
    school_id = fields.Many2one("edu.school", readonly=True)
    model = fields.Char(string="Technical type", readonly=True)
    model_text = fields.Char(string="Record type", compute="_compute_texts")
    res_id = fields.Integer(string="Record number", readonly=True, aggregator=None)
    record = fields.Char(string="About", readonly=True)
    names = fields.Char(string="Records", readonly=True)
    note = fields.Char(string="How", readonly=True)
    address = fields.Char(readonly=True)
    request = fields.Char(readonly=True)
    count = fields.Integer(string="Number of records", readonly=True)
    learners = fields.Integer(readonly=True)
    outside = fields.Integer(string="Outside own classes", readonly=True)
    order_number = fields.Char(string="By order", readonly=True)
    night = fields.Boolean(string="At night", readonly=True)

    @property
    def _table_query(self):
        return recorded_uses()

    def _compute_texts(self):
        kinds = dict(
            self.env["edu.duty"]._fields["kind"]._description_selection(self.env)
        )
        # What a record type is called is no secret.
        types = self.env["ir.model"].sudo()
        for use in self:
            duties = (use.duty or "").split(",")
            use.duty_text = ", ".join(kinds.get(duty, duty) for duty in duties)
            known = types._get(use.model) if use.model in self.env else types
            use.model_text = known.name or use.model
