# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.edu_journal.language import language

from hocba.signing.holder import ORGANISATION, PERSON, Comparison, Holder, compare


class EduCertificateHolder(models.AbstractModel):
    """Whether a certificate names the person or organisation it is registered for.

    Its own words are compared whenever it is approved and whenever it signs; where they
    differ it counts only after a decision that names the reason (KP-8, KP-9, KP-33.8).
    """

    _name = "edu.certificate.holder"
    _description = "Holder by the certificate's own words"

    stated_name = fields.Char(
        string="Name in the certificate",
        compute="_compute_holder_match",
        compute_sudo=True,
    )
    listed_name = fields.Char(
        string="Registered for", compute="_compute_holder_match", compute_sudo=True
    )
    holder_match = fields.Selection(
        [
            ("matches", "The same"),
            ("doubtful", "Only close"),
            ("differs", "Another"),
            ("silent", "None"),
        ],
        string="Names compared",
        compute="_compute_holder_match",
        compute_sudo=True,
    )
    holder_difference = fields.Text(
        string="Difference", compute="_compute_holder_match", compute_sudo=True
    )
    name_undecided = fields.Boolean(
        string="Name to be decided",
        compute="_compute_holder_match",
        compute_sudo=True,
        search="_search_name_undecided",
        help="The certificate names somebody else, or not clearly him, and nobody has"
        " decided that it may be used all the same. It signs nothing.",
    )
    name_ids = fields.One2many(
        "edu.certificate.name",
        "certificate_id",
        string="Decisions on the name",
        readonly=True,
    )

    @api.depends("der", "kind", "user_id", "name", "organisation_code", "name_ids")
    @api.depends_context("lang")
    def _compute_holder_match(self):
        lang = language(self.env)
        for record in self:
            if not record.sha256:
                record.stated_name = record.listed_name = False
                record.holder_match = record.holder_difference = False
                record.name_undecided = False
                continue
            found = record._compare_holder()
            record.stated_name = found.stated.name or found.stated.organisation
            record.listed_name = found.listed.name
            record.holder_match = found.state
            record.holder_difference = "\n".join(
                problem.text(lang) for problem in found.problems
            )
            record.name_undecided = not record._name_settled(found)

    def _search_name_undecided(self, operator, value):
        if operator != "in":
            return NotImplemented
        # Names lie in other models and change there; a register has some hundreds.
        found = self.search([("state", "!=", "revoked")]).filtered("name_undecided")
        if set(value) == {True, False}:
            return []
        return [("id", "in" if True in value else "not in", found.ids)]

    def _listed_holder(self) -> Holder:
        """For whom the certificate is registered, by all that is known of him here."""
        self.ensure_one()
        # Whose it is, is compared whatever the caller may read.
        record = self.sudo()
        if record.kind == "person":
            return Holder(PERSON, (record.user_id.name or "",))
        return Holder(
            ORGANISATION, (record.name or "",), codes=(record.organisation_code or "",)
        )

    def _compare_holder(self) -> Comparison:
        """The certificate's own words beside whom it is registered for."""
        return compare(self._der(), self._listed_holder())

    def _name_settled(self, found: Comparison) -> bool:
        """Whether the names agree, or somebody has decided about this difference."""
        key = found.key()
        # The decisions are asked whatever the caller may read.
        return bool(found) or key in self.sudo().name_ids.mapped("key")

    def _check_name(self):
        """Refuse certificates whose name is undecided.

        :raises UserError: tells both names
        """
        for record in self:
            if not record._name_settled(found := record._compare_holder()):
                raise UserError(record._undecided_text(found))

    def _undecided_text(self, found: Comparison) -> str:
        lang = language(self.env)
        return self.env._(
            "%(difference)s If it is right all the same, a certificate manager records"
            " the decision with its reason; until then the certificate signs nothing.",
            difference=" ".join(problem.text(lang) for problem in found.problems),
        )

    def action_accept_name(self, reason):
        """Record that the certificate is rightly registered under another name.

        :raises AccessError: not a certificate manager, or one's own certificate
        :raises UserError: no reason, or nothing to decide
        """
        self._check_manager()
        self.ensure_one()
        self._check_not_own()
        return self._accept_name(reason)

    def _accept_name(self, reason):
        """Record the decision. The caller has checked the right to it."""
        self.lock_for_update()
        found = self._compare_holder()
        if self._name_settled(found):
            raise UserError(
                self.env._(
                    "The name in the certificate agrees, or was decided already."
                )
            )
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "%(difference)s State the reason why it may be used all the same.",
                    difference=self._undecided_text(found),
                )
            )
        # No role writes decisions but through this door.
        self.env["edu.certificate.name"].sudo()._create_protected(
            {
                "certificate_id": self.id,
                "stated": found.stated.name or found.stated.organisation,
                "listed": found.listed.name,
                "key": found.key(),
                "reason": reason.strip(),
                "decided_on": fields.Datetime.now(),
                "decided_by": self.env.user.sudo().name,
            }
        )
        return True
