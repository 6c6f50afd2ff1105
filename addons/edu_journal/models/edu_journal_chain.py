# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_datetime

from hocba.moment import ZONE

# The head is anchored at least hourly while there is change; twice that is late.
LATE = timedelta(hours=2)


class EduJournalChain(models.Model):
    """Each chain's state: how far it is sealed, and how far anchored outside."""

    _name = "edu.journal.chain"
    _description = "Chain of the journal"
    _auto = False
    _order = "year_code desc, school_code"
    _rec_name = "school_code"

    school_code = fields.Char(readonly=True)
    year_code = fields.Char(string="School year", readonly=True)
    number = fields.Integer(string="Newest block", readonly=True, aggregator=None)
    sealed_at = fields.Datetime(string="Sealed", readonly=True)
    waiting = fields.Integer(string="Not sealed yet", readonly=True)
    anchored_number = fields.Integer(
        string="Anchored block",
        readonly=True,
        aggregator=None,
        help="The newest block whose header left the database.",
    )
    anchored_at = fields.Datetime(string="Anchored", readonly=True)
    unanchored_since = fields.Datetime(readonly=True)
    late = fields.Boolean(compute="_compute_state")
    state = fields.Char(compute="_compute_state")

    @property
    def _table_query(self):
        # ``mail`` was written by earlier releases before anything was sent.
        return """
            WITH head AS (
                SELECT DISTINCT ON (school_code, year_code)
                       school_code, year_code, number, sealed_at
                  FROM edu_journal_block
                 ORDER BY school_code, year_code, number DESC
            ), outside AS (
                SELECT school_code, year_code, max(number) AS number, max(at) AS at
                  FROM edu_journal_anchor a
                 WHERE EXISTS (SELECT FROM edu_journal_delivery d
                                WHERE d.anchor_id = a.id
                                  AND d.channel != 'mail')
                 GROUP BY 1, 2
            ), waiting AS (
                SELECT coalesce(j.school_code, '') AS school_code,
                       coalesce(j.year_code, '') AS year_code,
                       count(*) AS count, min(j.at) AS since
                  FROM edu_journal_pending p JOIN edu_journal j ON j.id = p.id
                 GROUP BY 1, 2
            ), open AS (
                SELECT b.school_code, b.year_code, min(j.at) AS since
                  FROM edu_journal_block b
                  JOIN edu_journal j ON j.id = b.first_id
                  LEFT JOIN outside o
                    ON (o.school_code, o.year_code) = (b.school_code, b.year_code)
                 WHERE b.number > coalesce(o.number, 0)
                 GROUP BY 1, 2
            )
            SELECT row_number() OVER (ORDER BY school_code, year_code) AS id,
                   school_code, year_code, head.number, head.sealed_at,
                   coalesce(waiting.count, 0) AS waiting,
                   outside.number AS anchored_number, outside.at AS anchored_at,
                   least(waiting.since, open.since) AS unanchored_since
              FROM head
              FULL JOIN waiting USING (school_code, year_code)
              LEFT JOIN outside USING (school_code, year_code)
              LEFT JOIN open USING (school_code, year_code)
        """

    @api.depends("unanchored_since")
    def _compute_state(self):
        limit = fields.Datetime.now() - LATE
        for chain in self:
            since = chain.unanchored_since
            chain.late = bool(since) and since < limit
            chain.state = (
                self.env._(
                    "Not anchored since %(time)s",
                    time=format_datetime(self.env, since, tz=ZONE),
                )
                if since
                else self.env._("Anchored to the end")
            )
