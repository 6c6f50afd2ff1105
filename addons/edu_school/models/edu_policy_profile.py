# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from decimal import Decimal
from operator import ge

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_repr

from odoo.addons.edu_journal.models.edu_journal import REASON_KEY

from hocba import profiles

from .edu_policy import EduPolicy

APPLIED = (
    "profile_code",
    "profile_name",
    "profile_version",
    "profile_national_version",
    "profile_decision",
    "profile_date",
)


class EduPolicyProfile(models.Model):
    """Which province's or school's profile a policy follows, by which decision."""

    _name = "edu.policy"
    _inherit = ["edu.policy", "edu.protected.mixin"]

    _protected_fields = (*APPLIED, "profile_text")
    _journal_fields = (*EduPolicy._journal_fields, *APPLIED)

    profile_code = fields.Char(readonly=True, copy=False)
    profile_name = fields.Char(string="Profile", readonly=True, copy=False)
    profile_version = fields.Integer(
        string="Version", readonly=True, copy=False, aggregator=None
    )
    profile_national_version = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        help="Version of the national default that completed the profile.",
    )
    profile_decision = fields.Char(
        string="By decision", readonly=True, copy=False, help="Number of the decision."
    )
    profile_date = fields.Date(string="Date of the decision", readonly=True, copy=False)
    profile_text = fields.Text(
        readonly=True, copy=False, help="The profile as it was applied, as a file."
    )
    profile_news = fields.Text(
        compute="_compute_profile_news",
        help="What a newer version of the profile would change.",
    )

    @api.depends(*APPLIED, *profiles.PARAMETERS)
    @api.depends_context("lang")
    def _compute_profile_news(self):
        packaged, national = profiles.packaged(), profiles.national()
        for policy in self:
            profile = packaged.get(policy.profile_code or "")
            packed = profile and (profile.version, national.version)
            applied = (policy.profile_version, policy.profile_national_version)
            # Neither is older than what was applied, and one is newer.
            newer = packed and all(map(ge, packed, applied)) and packed != applied
            policy.profile_news = newer and policy._profile_news(profile, national)

    def _profile_news(self, profile, national) -> str:
        found = profiles.differences(self._profile_values(), profile, national)
        head = self.env._(
            "A newer version of “%(name)s” has come: %(version)s, national default"
            " %(national)s.",
            name=profile.name,
            version=profile.version,
            national=national.version,
        )
        if not found:
            return " ".join([head, self.env._("It would change nothing here.")])
        lines = [
            self.env._(
                "%(field)s: %(old)s → %(new)s (%(article)s)",
                field=self._profile_label(change.name),
                old=self._profile_text(change.name, change.old),
                new=self._profile_text(change.name, change.new),
                article=change.article,
            )
            for change in found
        ]
        return "\n".join([head, self.env._("It would change:"), *lines])

    # -- values ------------------------------------------------------------------

    def _profile_values(self) -> dict:
        """What this policy says of each parameter, as the library has it."""
        self.ensure_one()
        found = {}
        for name in profiles.PARAMETERS:
            value, field = self[name], self._fields[name]
            if field.type == "float":
                digits = field.get_digits(self.env)[1]
                value = Decimal(float_repr(value, digits))
            elif field.type == "char":
                value = value or ""
            found[name] = value
        return found

    @api.model
    def _profile_label(self, name: str) -> str:
        return self._fields[name]._description_string(self.env)

    @api.model
    def _profile_text(self, name: str, value) -> str:
        """A value of a parameter as the form shows it."""
        field = self._fields[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        if field.type == "char":
            return value or self.env._("none")
        # As people here write it, whatever the language of the screen.
        return profiles.PARAMETERS[name].write(value)

    # -- acts ---------------------------------------------------------------------

    def action_choose_profile(self):
        """Open the form in which a profile is chosen, compared and applied. Duty:
        head; in a school being set up, administrator."""
        self.ensure_one()
        return self._profile_wizard()._reopen()

    def action_export_profile(self):
        """Download the present values as a profile. Duty: as for the policy."""
        self.ensure_one()
        wizard = self._profile_wizard()
        name = f"{self._own_code()}.ini"
        content = base64.b64encode(self._profile_export().encode())
        wizard._write_protected({"export_file": content, "export_name": name})
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{wizard._name}/{wizard.id}/export_file/{name}"
            "?download=true",
            "target": "download",
        }

    def _profile_wizard(self):
        self.check_access("write")
        self._guard()
        # Nobody creates one by himself; it belongs to who opened it.
        wizards = self.env["edu.policy.profile"].sudo()
        wizard = wizards._create_protected([{"policy_id": self.id}])
        return wizard.with_env(self.env)

    def _own_code(self) -> str:
        letters = (c for c in (self.school_id.code or "").lower() if c.isalnum())
        return "truong-" + "".join(c for c in letters if c.isascii())

    def _profile_export(self) -> str:
        """The file of this policy's values, each with the article that states it.

        :raises UserError: a value that no profile can hold
        """
        known = [profiles.national()]
        if self.profile_text:
            known.insert(0, profiles.parse(self.profile_text))
        values, articles = self._profile_values(), {}
        own = "Quy định của nhà trường"
        if self.profile_decision:
            own = f"{self.profile_name}, theo quyết định {self.profile_decision}"
        for name, value in values.items():
            stated = [p.values[name] for p in known if name in p.values]
            found = [entry.article for entry in stated if entry.value == value]
            articles[name] = found[0] if found else own
        try:
            return profiles.render(
                profiles.Profile(
                    code=self._own_code(),
                    name=self.school_id.name,
                    version=max(self.profile_version, 0) + 1,
                    documents=known[0].documents,
                    values=profiles.stated(values, articles),
                )
            )
        except ValueError as error:
            raise UserError(
                self.env._(
                    "A profile cannot hold “%(value)s”. Write it as its help says.",
                    value=error,
                )
            ) from error

    def _apply_profile(self, profile, changes, decision, day):
        """Take over ``changes`` of a profile; the caller has shown them.

        :raises AccessError: the user does not decide about this school's rules
        :raises UserError: a change that is against the law, such as a final date moved
        """
        self._check_decides()
        reason = f"{profile.name}, {profile.version}: {decision}, {day:%d/%m/%Y}"
        policy = self.with_context(**{REASON_KEY: reason})
        values = {
            change.name: float(change.new)
            if isinstance(change.new, Decimal)
            else change.new
            for change in changes
        }
        if values:
            policy.write(values)
        # The decision was the user's; that it was applied is the system's to say.
        policy.sudo()._write_protected(
            {
                "profile_text": profiles.render(profile),
                "profile_code": profile.code,
                "profile_name": profile.name,
                "profile_version": profile.version,
                "profile_national_version": profiles.national().version,
                "profile_decision": decision,
                "profile_date": day,
            }
        )
