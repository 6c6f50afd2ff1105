# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.edu_journal.language import language

from hocba import profiles
from hocba.problems import HocbaError

from ..dates import today


class EduPolicyProfileWizard(models.TransientModel):
    """A profile on its way into a school's policy: chosen, compared, decided.

    Comes with the programme, or as a file that a province or another school wrote.
    Nothing is applied that was not shown: what changed since is shown anew.
    """

    _name = "edu.policy.profile"
    _description = "Apply a profile"
    _inherit = ["edu.own.wizard.mixin", "edu.protected.mixin"]
    _rec_name = "policy_id"

    _protected_fields = (
        "policy_id",
        "state",
        "shown",
        "heading",
        "documents",
        "export_file",
        "export_name",
    )

    policy_id = fields.Many2one(
        "edu.policy", required=True, readonly=True, ondelete="cascade"
    )
    school_id = fields.Many2one(related="policy_id.school_id")
    state = fields.Selection(
        [("choose", "Choose"), ("compare", "Compare")],
        required=True,
        default="choose",
        readonly=True,
    )
    profile = fields.Selection(
        selection="_selection_profile",
        help="What comes with the programme, or a file that you have.",
    )
    file = fields.Binary(
        attachment=False,
        help="A profile that a province or another school wrote (.ini).",
    )
    filename = fields.Char()
    heading = fields.Char(string="Profile and version", readonly=True)
    documents = fields.Text(string="Regulations", readonly=True)
    line_ids = fields.One2many(
        "edu.policy.profile.line", "wizard_id", string="Differences"
    )
    shown = fields.Char(readonly=True, help="Digest of what was shown.")
    decision = fields.Char(
        string="Number of the decision",
        help="Number and symbol of the head's decision, such as 15/QĐ-THCSND.",
    )
    decision_date = fields.Date(string="Date of the decision")
    export_file = fields.Binary(attachment=False, readonly=True)
    export_name = fields.Char(readonly=True)

    @api.model
    def _selection_profile(self):
        named = [(p.code, p.name) for p in profiles.packaged().values()]
        return [*named, ("file", self.env._("A file of mine"))]

    def _profile(self):
        """The chosen profile.

        :raises UserError: nothing is chosen, or the file is no profile
        """
        if self.profile and self.profile != "file":
            return profiles.packaged()[self.profile]
        if self.profile != "file" or not self.file:
            raise UserError(self.env._("Choose a profile, or a file."))
        data = base64.b64decode(self.with_context(bin_size=False).file)
        try:
            return profiles.parse(data, self.filename or None)
        except HocbaError as error:
            lang = language(self.env)
            raise UserError(error.text(lang)) from error

    def _changes(self, profile):
        values = self.policy_id._profile_values()
        return profiles.differences(values, profile, profiles.national())

    def _digest(self, profile, changes) -> str:
        return hashlib.sha256(repr((profile, changes)).encode()).hexdigest()

    def action_compare(self):
        """Show what the profile would change. Duty: as for the policy."""
        self._own()
        profile = self._profile()
        changes = self._changes(profile)
        policy = self.policy_id
        # What is shown is not the caller's to write.
        lines = self.env["edu.policy.profile.line"].sudo()
        self.line_ids.sudo().unlink()
        lines._create_protected(
            [
                {
                    "wizard_id": self.id,
                    "sequence": number,
                    "name": change.name,
                    "label": policy._profile_label(change.name),
                    "old": policy._profile_text(change.name, change.old),
                    "new": policy._profile_text(change.name, change.new),
                    "article": change.article,
                    "is_national": change.profile != profile.code,
                }
                for number, change in enumerate(changes)
            ]
        )
        self._write_protected(
            {
                "state": "compare",
                "heading": self.env._(
                    "%(name)s, version %(version)s",
                    name=profile.name,
                    version=profile.version,
                ),
                "documents": "\n".join(profile.documents),
                "shown": self._digest(profile, changes),
            }
        )
        return self._reopen()

    def action_back(self):
        """Choose another profile."""
        self._own()
        self._write_protected({"state": "choose", "shown": False})
        return self._reopen()

    def action_apply(self):
        """Apply what is ticked by the head's decision. Duty: head; in a school being
        set up, administrator.

        :raises UserError: no number or date, or something changed since it was shown
        """
        self._own()
        policy = self.policy_id
        policy._check_decides()
        policy.lock_for_update()
        decision = " ".join((self.decision or "").split())
        if not decision or not self.decision_date:
            raise UserError(self.env._("Write number and date of the decision."))
        if self.decision_date > today():
            raise UserError(self.env._("The decision is dated in the future."))
        profile = self._profile()
        changes = self._changes(profile)
        if self.state != "compare" or self.shown != self._digest(profile, changes):
            raise UserError(
                self.env._(
                    "Profile or values have changed since the differences were shown."
                    " Look at them again."
                )
            )
        left = set(self.line_ids.filtered(lambda line: not line.take).mapped("name"))
        taken = [change for change in changes if change.name not in left]
        policy._apply_profile(profile, taken, decision, self.decision_date)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _own(self):
        """Refuse another's wizard, and whoever keeps no rules of this school."""
        self.ensure_one()
        self.check_access("write")
        self.policy_id.check_access("write")
        self.policy_id._guard()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Apply a profile"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
