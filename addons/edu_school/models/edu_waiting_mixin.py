# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

from ..dates import today

WAITING = "edu_school.mail_activity_waiting"
OUTCOME = "edu_school.mail_activity_outcome"


class EduWaitingMixin(models.AbstractModel):
    """Records that wait for people's acts, and tell each by one of Odoo's activities.

    Who is waited for follows from the duties of today: after each act, and whenever
    duties begin or end, the activities become what they should be. So a successor
    finds them, and nobody keeps one for what another has done.
    """

    _name = "edu.waiting.mixin"
    _description = "Record that waits for people"
    _inherit = ["mail.thread", "mail.activity.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        # Its history is the journal; nobody follows such a record from its creation.
        quiet = self.with_context(tracking_disable=True)
        records = super(EduWaitingMixin, quiet).create(vals_list).with_env(self.env)
        records._sync_waiting()
        return records

    # -- what a model says of itself -----------------------------------------------

    @api.model
    def _waiting_domain(self, schools) -> Domain:
        """Return where records of these schools wait for anybody."""
        return Domain("school_id", "in", schools.ids) & Domain("state", "=", "open")

    def _waits_for(self) -> dict:
        """Return ``{user: what for}`` of today (sudo); nothing if it is over."""
        raise NotImplementedError

    def _waiting_text(self, what) -> tuple[str, str]:
        """Return summary and note of an activity, in the language of ``self``."""
        raise NotImplementedError

    # -- activities ------------------------------------------------------------------

    @api.model
    def _holders_of(self, *kinds, **scope):
        """Return the users who hold one of these duties today."""
        duties = self.env["edu.duty"]
        users = self.env["res.users"].sudo()
        for kind in kinds:
            users |= duties._holders(kind, **scope).user_id
        return users

    def _sync_waiting(self) -> None:
        """Make the activities of these records what they wait for."""
        # Activities are the system's; who is waited for follows from duties.
        records = self.sudo()
        wanted = {
            (record.id, user.id): (record, user, what)
            for record in records
            for user, what in record._waits_for().items()
        }
        standing = self.env["mail.activity"].sudo()
        for activity in records._activities(WAITING):
            record, user, what = wanted.get(
                (activity.res_id, activity.user_id.id), (None, None, None)
            )
            if record and activity.summary == record._for(user)._waiting_text(what)[0]:
                del wanted[record.id, user.id]
            else:
                standing |= activity
        standing.unlink()
        self._schedule(WAITING, wanted.values())

    def _tell_outcome(self, user, what) -> None:
        """Tell a user once what became of his request; he dismisses it himself."""
        for record in self.sudo():
            record._activities(OUTCOME).filtered(lambda a: a.user_id == user).unlink()
        self._schedule(OUTCOME, [(record, user, what) for record in self.sudo()])

    def _for(self, user):
        return self.with_context(lang=user.lang or self.env.lang)

    def _activities(self, type_xmlid):
        return self.env["mail.activity"].search(
            [
                ("activity_type_id", "=", self.env.ref(type_xmlid).id),
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
            ]
        )

    @api.model
    def _schedule(self, type_xmlid, wanted):
        rows = []
        # The kind of activity is set-up that nobody needs to read for this.
        kind = self.env.ref(type_xmlid).sudo()
        model = self.env["ir.model"].sudo()._get(self._name)
        for record, user, what in wanted:
            summary, note = record._for(user)._waiting_text(what)
            rows.append(
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model.id,
                    "res_id": record.id,
                    "user_id": user.id,
                    "summary": summary,
                    "note": note,
                    "date_deadline": today(),
                    "automated": True,
                }
            )
        # The bell in the menu is enough: no mail for each of them.
        self.env["mail.activity"].sudo().with_context(
            mail_activity_quick_update=True
        ).create(rows)

    @api.model
    def _sync_waiting_of(self, schools) -> None:
        """Hand over what waits in these schools to whose duty it is today."""
        for name in sorted(self.env.registry.descendants([self._name], "_inherit")):
            table = self.env[name]
            if not table._abstract:
                # Whoever changed the duty need not see what waits for its holder.
                found = table.sudo().search(table._waiting_domain(schools))
                found._sync_waiting()
