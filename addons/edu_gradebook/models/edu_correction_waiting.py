# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

from .edu_correction import WITNESSING


class EduCorrection(models.Model):
    """For whom a correction waits today: witnesses, then the head."""

    _inherit = "edu.correction"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _waiting_domain(self, schools):
        return Domain("school_id", "in", schools.ids) & Domain(
            "state", "in", ("requested", "witnessed")
        )

    def _waits_for(self):
        involved = self._involved()
        waited = {}
        if self.state == "requested":
            for role in self.witness_ids.filtered(lambda role: not role.user_id):
                place = (
                    {"class_": self.class_id}
                    if role.kind == "homeroom"
                    else {"school": self.school_id}
                )
                people = self._holders_of(*WITNESSING[role.kind], **place)
                waited |= dict.fromkeys(people - involved, "witness")
        if self._is_before_the_head():
            waited |= dict.fromkeys(self._deciders() - involved, "decide")
        return waited

    def _deciders(self):
        """The head; a deputy where the head asked or witnessed himself."""
        heads = self._holders_of("head", school=self.school_id) - self._involved()
        return heads or self._holders_of("deputy", school=self.school_id)

    def _waiting_text(self, what):
        about = {"number": self.number, "place": self._place_text()}
        if what == "witness":
            summary = self.env._("%(number)s: confirm or object (%(place)s)", **about)
        elif what == "decide":
            summary = self.env._("%(number)s: decide (%(place)s)", **about)
        else:
            states = dict(self._fields["state"]._description_selection(self.env))
            about["state"] = states[self.state].lower()
            summary = self.env._("%(number)s: %(state)s (%(place)s)", **about)
        return summary, self.decision_note or self.reason
