# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.edu_school.dates import start_of, today

from .edu_use import recorded_uses

#: So many days are shown, and as many before each make a person's usual.
DAYS = 30
#: what is measured → the policy's limit
MEASURES = {
    "outside": "use_learners",
    "exported": "use_exported",
    "files": "use_files",
    "at_night": "use_night",
    "refused": "use_refused",
}
#: Several times of little is nothing: below this part of its limit it is not told.
LITTLE = 10
TOLD = "edu_monitoring.unusual_use_told"


class EduUnusualUse(models.Model):
    """What one person did in a day, flagged beyond the policy's limits or several
    times the person's own usual (Khánh Phú Đ20.3)."""

    _name = "edu.unusual.use"
    _description = "Use of records in a day"
    _inherit = ["edu.duty.access.mixin"]
    _auto = False
    _order = "day desc, flagged desc, user_name, id"
    _rec_name = "user_name"

    _rights_by_school = ("head", "deputy", "board")
    _rights_by_class = ()

    day = fields.Date(readonly=True)
    person = fields.Integer(readonly=True, aggregator=None)
    user_name = fields.Char(string="Who", readonly=True)
    school_id = fields.Many2one("edu.school", readonly=True)
    learners = fields.Integer(string="Learners read", readonly=True)
    outside = fields.Integer(string="Outside own classes", readonly=True)
    exports = fields.Integer(readonly=True)
    exported = fields.Integer(string="Records exported", readonly=True)
    files = fields.Integer(string="Prints and downloads", readonly=True)
    at_night = fields.Integer(readonly=True, help="From 22 to 5, Vietnamese time.")
    refused = fields.Integer(string="Refused attempts", readonly=True)
    usual_outside = fields.Float(readonly=True, aggregator="avg", digits=(6, 1))
    usual_exported = fields.Float(readonly=True, aggregator="avg", digits=(6, 1))
    usual_files = fields.Float(readonly=True, aggregator="avg", digits=(6, 1))
    usual_at_night = fields.Float(readonly=True, aggregator="avg", digits=(6, 1))
    usual_refused = fields.Float(readonly=True, aggregator="avg", digits=(6, 1))
    flagged = fields.Boolean(string="Unusual", readonly=True)
    why = fields.Char(compute="_compute_why")

    @property
    def _table_query(self):
        flags = SQL(" OR ").join(
            SQL(
                f"""
                d.{name} >= p.{limit}
                OR (u.usual_{name} > 0 AND d.{name} >= p.use_times * u.usual_{name}
                    AND d.{name} * %s >= p.{limit})
                """,
                LITTLE,
            )
            for name, limit in MEASURES.items()
        )
        medians = SQL(", ").join(
            SQL(
                f"percentile_cont(0.5) WITHIN GROUP (ORDER BY x.{name}) AS usual_{name}"
            )
            for name in MEASURES
        )
        shown = today() - timedelta(days=DAYS)
        return SQL(
            """
            WITH days AS MATERIALIZED (
                SELECT min(id) AS id, day, person, max(user_name) AS user_name,
                       school_id,
                       coalesce(sum(learners) FILTER (WHERE kind = 'read'), 0)
                           AS learners,
                       coalesce(sum(outside) FILTER (WHERE kind = 'read'), 0)
                           AS outside,
                       count(*) FILTER (WHERE kind = 'export') AS exports,
                       coalesce(sum(count) FILTER (WHERE kind = 'export'), 0)
                           AS exported,
                       count(*) FILTER (WHERE kind IN ('print', 'download')) AS files,
                       count(*) FILTER (WHERE night) AS at_night,
                       count(*) FILTER (WHERE kind = 'refused') AS refused
                  FROM (%(uses)s AND j.at >= %(since)s) uses
                 GROUP BY day, person, school_id
            ), usual AS (
                SELECT d.id, %(medians)s
                  FROM days d
                  LEFT JOIN days x
                    ON x.person = d.person AND x.school_id = d.school_id
                   AND x.day < d.day AND x.day >= d.day - %(days)s
                 WHERE d.day > %(shown)s
                 GROUP BY d.id
            )
            SELECT d.*, u.usual_outside, u.usual_exported, u.usual_files,
                   u.usual_at_night, u.usual_refused,
                   coalesce(%(flags)s, FALSE) AS flagged
              FROM days d
              JOIN usual u ON u.id = d.id
              LEFT JOIN edu_policy p ON p.school_id = d.school_id
            """,
            uses=recorded_uses(),
            since=start_of(shown - timedelta(days=DAYS)),
            medians=medians,
            days=DAYS,
            shown=shown,
            flags=flags,
        )

    def _compute_why(self):
        policies = {
            policy.school_id: policy
            # The limits of a school are no secret of who watches there.
            for policy in self.env["edu.policy"]
            .sudo()
            .search([("school_id", "in", self.school_id.ids)])
        }
        for use in self:
            policy = policies.get(use.school_id)
            told = use._reasons(policy) if policy and use.flagged else []
            use.why = "; ".join(told)

    def _reasons(self, policy) -> list[str]:
        told = []
        for name, limit in MEASURES.items():
            done, usual, most = self[name], self[f"usual_{name}"], policy[limit]
            label = self._fields[name]._description_string(self.env)
            if done >= most:
                told.append(
                    self.env._(
                        "%(what)s: %(done)s (limit %(most)s)",
                        what=label,
                        done=done,
                        most=most,
                    )
                )
            elif 0 < usual * policy.use_times <= done and done * LITTLE >= most:
                told.append(
                    self.env._(
                        "%(what)s: %(done)s (usually %(usual)s)",
                        what=label,
                        done=done,
                        usual=f"{usual:g}",
                    )
                )
        return told

    def action_open_uses(self):
        """Show the entries behind a day; they ask for the duty themselves."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "edu_monitoring.edu_use_action"
        )
        return {
            **action,
            "name": self.env._("%(who)s · %(day)s", who=self.user_name, day=self.day),
            "domain": [
                ("person", "=", self.person),
                ("day", "=", self.day),
                ("school_id", "=", self.school_id.id),
            ],
        }

    # -- telling the head ----------------------------------------------------------

    @api.model
    def _cron_tell(self) -> None:
        """Once a day: tell each head what was unusual on the days that are over."""
        # The scheduler watches for all schools.
        parameters = self.env["ir.config_parameter"].sudo()
        told = parameters.get_param(TOLD)
        since = date.fromisoformat(told) if told else today() - timedelta(days=2)
        found = self.sudo().search(
            [("flagged", "=", True), ("day", ">", since), ("day", "<", today())]
        )
        for school, uses in found.grouped("school_id").items():
            heads = self.env["edu.duty"]._holders("head", school=school)
            for user in heads.user_id:
                uses.with_context(lang=user.lang or self.env.lang)._tell(user)
        parameters.set_param(TOLD, (today() - timedelta(days=1)).isoformat())

    def _tell(self, user):
        lines = Markup().join(
            Markup("<li>%s, %s: %s</li>")
            % (use.user_name, use.day.strftime("%d/%m/%Y"), use.why)
            for use in self
        )
        link = Markup('<p><a href="/odoo/unusual-use">%s</a></p>') % self.env._(
            "Watching over access"
        )
        # Nobody but the head finds what belongs to no record.
        self.env["mail.activity"].sudo().create(
            {
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "summary": self.env._("Unusual use of learners' records"),
                "note": Markup("<ul>%s</ul>%s") % (lines, link),
                "user_id": user.id,
                "date_deadline": today(),
            }
        )
