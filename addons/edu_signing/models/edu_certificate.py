# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.edu_journal.models.edu_protected_mixin import CONTEXT_KEY, SENTINEL

from hocba.moment import ZONE

from ..certificates import decode_file, read_certificate

MANAGER_GROUP = "edu_signing.group_certificate_manager"


class EduCertificate(models.Model):
    """A certificate that may sign here, and who holds its key.

    Only the public half is kept, with the label under which the key device shows
    the key. A person's certificate counts after the head has approved it, an
    organisation's after the authority has (KP Đ9, Đ33.8).
    """

    _name = "edu.certificate"
    _description = "Certificate"
    _inherit = [
        "edu.certificate.picture",
        "edu.certificate.holder",
        "edu.certificate.device",
        "edu.journal.mixin",
        "edu.protected.mixin",
    ]
    _order = "kind, name, valid_to desc, id"
    _protected_fields = (
        "kind",
        "staff_code",
        "organisation_code",
        "der",
        "sha256",
        "subject",
        "issuer",
        "serial",
        "valid_from",
        "valid_to",
        "state",
        "state_reason",
        "state_on",
        "approved_on",
        "approved_to",
        "approval_decision",
    )
    _journal_fields = (
        "name",
        "kind",
        "user_id",
        "staff_code",
        "organisation_code",
        "sha256",
        "driver",
        "token_label",
        "token_serial",
        "key_id",
        "image",
        "state",
        "state_reason",
        "approved_on",
        "approved_to",
        "approval_decision",
    )

    name = fields.Char(
        string="Holder",
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    kind = fields.Selection(
        [("person", "Person"), ("organisation", "Organisation")],
        required=True,
        default="person",
    )
    user_id = fields.Many2one(
        "res.users",
        index=True,
        ondelete="restrict",
        help="Person: who signs with it. Organisation: the clerk in whose custody"
        " the key device is (Article 11).",
    )
    staff_code = fields.Char()
    organisation_code = fields.Char(
        help="The organisation's code; for a school the one given by the Ministry."
    )
    der = fields.Binary(
        string="Certificate file",
        attachment=False,
        required=True,
        help="DER or PEM, the certificate alone. A file with a private key is refused.",
    )
    sha256 = fields.Char(string="SHA-256", readonly=True)
    subject = fields.Char(readonly=True)
    issuer = fields.Char(readonly=True)
    serial = fields.Char(string="Serial number", readonly=True)
    valid_from = fields.Datetime(readonly=True)
    valid_to = fields.Datetime(string="Valid until", readonly=True)
    state = fields.Selection(
        [("active", "In use"), ("suspended", "Suspended"), ("revoked", "Revoked")],
        required=True,
        default="active",
        readonly=True,
    )
    state_reason = fields.Char(string="Reason", readonly=True)
    state_on = fields.Datetime(string="State since", readonly=True)
    approved_on = fields.Date(string="Approved from")
    approved_to = fields.Date(string="Approved until", readonly=True)
    approval_decision = fields.Char(
        help="Number and date of the decision: of the head for a person, of the"
        " authority for the organisation (Article 33.8)."
    )

    _sha256_unique = models.UniqueIndex(
        "(sha256)", "This certificate is registered already."
    )

    @api.depends("der")
    def _compute_name(self):
        for record in self:
            data = not record.name and record.der and decode_file(self.env, record.der)
            common_name = data and read_certificate(self.env, data).common_name
            record.name = record.name or common_name

    @api.model_create_multi
    def create(self, vals_list):
        """Register certificates; their facts are read from their bytes.

        :raises ValidationError: a private key in the file (nothing is stored),
            no certificate, or one that cannot sign
        """
        self.check_access("create")
        rows = [self._registration(vals) for vals in vals_list]
        writer = self.with_context(**{CONTEXT_KEY: SENTINEL})
        records = super(EduCertificate, writer).create(rows).with_env(self.env)
        approved = records.filtered("approved_on")
        approved._check_not_own()
        approved._check_name()
        return records

    def _registration(self, vals) -> dict:
        facts = read_certificate(self.env, decode_file(self.env, vals.get("der")))
        return {
            **vals,
            "name": vals.get("name") or facts.common_name,
            "der": base64.b64encode(facts.der),
            "sha256": facts.sha256,
            "subject": facts.subject,
            "issuer": facts.issuer,
            "serial": facts.serial,
            "valid_from": facts.valid_from,
            "valid_to": facts.valid_to,
            "key_id": (vals.get("key_id") or "").replace(":", "").lower() or False,
            "state": "active",
            "state_reason": False,
            "state_on": fields.Datetime.now(),
            "approved_on": vals.get("approved_on") or False,
            "approved_to": False,
            "approval_decision": vals.get("approval_decision") or False,
        }

    def write(self, vals):
        if "user_id" in vals and any(
            record.kind == "person"
            and record.user_id
            and record.user_id.id != vals["user_id"]
            for record in self
        ):
            raise UserError(
                self.env._(
                    "A person's certificate never passes to another user. Register"
                    " the other person's own certificate."
                )
            )
        result = super().write(vals)
        if "user_id" in vals:
            self.filtered("approved_on")._check_not_own()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        if any(record.approved_on or record.approval_decision for record in self):
            raise UserError(
                self.env._(
                    "An approved certificate is evidence and cannot be deleted."
                    " Revoke it instead."
                )
            )

    @api.constrains("kind", "user_id", "organisation_code")
    def _check_holder(self):
        for record in self:
            if record.kind == "person" and not record.user_id:
                raise ValidationError(
                    self.env._("A person's certificate needs its user.")
                )
            if record.kind == "organisation" and not record.organisation_code:
                raise ValidationError(
                    self.env._("An organisation's certificate needs its code.")
                )

    def action_approve(
        self, approved_on, decision, approved_to=False, other_name_reason=""
    ):
        """Record the decision after which the certificate counts (KP-9, KP-33.8).

        :param other_name_reason: why it may be used although it names another
        """
        self._check_manager()
        self.ensure_one()
        self._check_not_own()
        if not approved_on or not (decision or "").strip():
            raise UserError(
                self.env._("An approval needs its date and the decision's number.")
            )
        if self.state == "revoked":
            raise UserError(self.env._("This certificate is revoked."))
        if (other_name_reason or "").strip():
            self._accept_name(other_name_reason)
        self._check_name()
        return self._write_protected(
            {
                "approved_on": approved_on,
                "approved_to": approved_to,
                "approval_decision": decision.strip(),
            }
        )

    def action_suspend(self, reason):
        """Stop new signatures until the matter is cleared (KP-12)."""
        return self._change_state("suspended", reason, ("active",))

    def action_resume(self, reason):
        """Allow a suspended certificate again."""
        self._check_not_own()
        return self._change_state("active", reason, ("suspended",))

    def action_revoke(self, reason):
        """End the certificate's use here for good: expiry, leaving, loss (KP-12)."""
        return self._change_state("revoked", reason, ("active", "suspended"))

    def action_decide(self):
        """Open the form on which a decision about the certificate is recorded."""
        self._check_manager()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decision on a certificate"),
            "res_model": "edu.certificate.decision",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_certificate_id": self.id,
                "default_decision": self.env.context.get("decision", "approve"),
            },
        }

    def _change_state(self, state, reason, before):
        self._check_manager()
        if not (reason or "").strip():
            raise UserError(self.env._("State the reason."))
        for record in self:
            record.lock_for_update()
            if record.state not in before:
                raise UserError(
                    self.env._(
                        "“%(name)s” is in another state already.", name=record.name
                    )
                )
            record._write_protected(
                {
                    "state": state,
                    "state_reason": reason.strip(),
                    "state_on": fields.Datetime.now(),
                }
            )
        return True

    def _check_manager(self):
        if not (self.env.su or self.env.user.has_group(MANAGER_GROUP)):
            raise AccessError(
                self.env._("Only a certificate manager decides on certificates.")
            )

    def _check_not_own(self):
        if not self.env.su and self.env.user in self.user_id:
            raise AccessError(
                self.env._(
                    "Nobody approves a certificate that he holds himself. Let another"
                    " certificate manager record the decision."
                )
            )

    def _check_usable(self):
        """Refuse a certificate that may not sign now, by what is recorded here.

        The CA's own answer (revocation) is asked online beside this.

        :raises UserError: says what is missing and who can mend it
        """
        self.ensure_one()
        if problem := self._unusable_reason():
            raise UserError(problem)

    def _unusable_reason(self) -> str:
        self.ensure_one()
        if reason := self._ended_reason():
            return reason
        if not self._name_settled(found := self._compare_holder()):
            return self._undecided_text(found)
        if not (self.token_label and self.key_id):
            return self.env._(
                "No key device is recorded for the certificate of “%(name)s”.",
                name=self.name,
            )
        return ""

    def _ended_reason(self) -> str:
        """Why a certificate that was usable a moment ago may sign no more."""
        now = fields.Datetime.now()
        today = fields.Date.context_today(self.with_context(tz=ZONE))
        name = self.name
        if self.state != "active":
            return self.env._(
                "The certificate of “%(name)s” is suspended or revoked: %(reason)s",
                name=name,
                reason=self.state_reason,
            )
        if (
            not self.approved_on
            or self.approved_on > today
            or (self.approved_to and self.approved_to < today)
        ):
            return self.env._(
                "The certificate of “%(name)s” is not approved for today. The"
                " decision (date and number) must be recorded first.",
                name=name,
            )
        if not self.valid_from <= now <= self.valid_to:
            return self.env._(
                "The certificate of “%(name)s” is not in force today: it is valid"
                " from %(start)s to %(end)s.",
                name=name,
                start=self._local_date(self.valid_from),
                end=self._local_date(self.valid_to),
            )
        return ""

    def _local_date(self, moment) -> str:
        record = self.with_context(tz=ZONE)
        return fields.Datetime.context_timestamp(record, moment).strftime("%d/%m/%Y")

    @api.model
    def _usable_by(self, user, kind="person", organisation_code=None):
        """Certificates with which ``user`` may sign slots of that kind now.

        Whether he may sign for an organisation at all is the slot's question.
        """
        domain = Domain("kind", "=", kind) & Domain("state", "=", "active")
        if kind == "person":
            domain &= Domain("user_id", "=", user.id)
        else:
            domain &= Domain("organisation_code", "=", organisation_code)
        # A signer needs not be able to read the registry; he is given his own
        # certificates, or those of the organisation whose slots he may sign.
        found = self.sudo().search(domain)
        return found.filtered(lambda c: not c._unusable_reason())

    def _der(self) -> bytes:
        self.ensure_one()
        return decode_file(self.env, self.with_context(bin_size=False).der)
