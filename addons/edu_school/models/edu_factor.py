# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib

from odoo import api, fields, models
from odoo.tools import format_datetime

from hocba.moment import ZONE

KINDS = [("totp", "Authenticator app"), ("webauthn", "Passkey")]


def _digest(*parts) -> str:
    return hashlib.sha256(":".join(str(part) for part in parts).encode()).hexdigest()


class EduFactor(models.Model):
    """The authenticators and passkeys that prove who decides.

    Whoever sets another's password can log in as him and enrol what he likes. What
    counts here was enrolled by the person while the account was his alone, or a
    colleague has vouched for it.
    """

    _name = "edu.factor"
    _description = "Deciding factor"
    _inherit = ["edu.protected.mixin", "edu.journal.mixin"]
    _order = "id desc"

    _protected_fields = ("user_id", "kind", "name", "digest", "counts")
    _journal_fields = ("user_id", "kind", "name", "counts")

    user_id = fields.Many2one(
        "res.users",
        string="Account",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    digest = fields.Char(required=True, readonly=True)
    counts = fields.Boolean(readonly=True)

    _digest_uniq = models.UniqueIndex("(user_id, digest)", "Noted already.")

    def _journal_scope(self):
        return {"school_code": self.user_id.employee_ids[:1].edu_school_id.code or ""}

    @api.model
    def _held(self, user) -> dict:
        """What the account holds now: ``{digest: (kind, name, identifier)}``."""
        # Secrets are nobody's to read; only their digests are compared.
        user = user.sudo()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        held = {}
        if user.totp_secret:
            held[_digest("totp", user.totp_secret)] = ("totp", kinds["totp"], "")
        # Odoo takes the first of the account's keys in the cache for the newest, and
        # stores its content by SQL.
        keys = user.env["auth.passkey.key"].search([("create_uid", "=", user.id)])
        keys.invalidate_recordset(["public_key"])
        for key in keys:
            identifier = key.credential_identifier
            digest = _digest("webauthn", identifier, key.public_key)
            held[digest] = ("webauthn", f"{kinds['webauthn']} {key.name}", identifier)
        return held

    @api.model
    def _of(self, user):
        # The table is closed to every role.
        return self.sudo().search([("user_id", "=", user.id)])

    @api.model
    def _counting(self, user) -> dict:
        """What proves ``user``: ``{kind: identifiers}``."""
        held, found = self._held(user), {}
        for factor in self._of(user).filtered("counts"):
            if factor.digest in held:
                kind, _name, identifier = held[factor.digest]
                found.setdefault(kind, []).append(identifier)
        return found

    @api.model
    def _why_not(self, user, beside=()) -> str:
        """Why what ``user`` enrols as his first factor would not count by itself.

        ``beside`` are digests that are not asked about.
        """
        if self._held(user).keys() - set(beside):
            return "again"
        # Whoever changed the account once may still know a way in.
        changed = self.env["edu.suspension"].sudo()
        changed = changed.search_count(
            [("user_id", "=", user.id), ("cause", "!=", "mail")], limit=1
        )
        doubtful = self._of(user).filtered(
            lambda factor: not factor.counts and factor.digest not in beside
        )
        touched = user.sudo().edu_touched
        return "vouch" if touched or changed or doubtful else ""

    @api.model
    def _enrolled(self, user):
        """Note what ``user`` has enrolled himself, and whether it counts."""
        suspensions = self.env["edu.suspension"]
        if not suspensions._is_own_act(user):
            return
        known = set(self._of(user).mapped("digest"))
        held = self._held(user)
        new = held.keys() - known
        # A factor that counts was asked for before a further one could be enrolled.
        reason = "" if self._counting(user) else self._why_not(user, new)
        counts = not reason and not suspensions._open_of(user)
        for digest in new:
            kind, name, _identifier = held[digest]
            self._note(user, digest, kind, name, counts)
            if counts:
                # He has just used it.
                self.env["edu.factor.check"]._mark(kind)
        if reason == "vouch":
            suspensions._suspend(user, "second_factor", own=True)

    @api.model
    def _note(self, user, digest, kind, name, counts):
        self.sudo()._create_protected(
            [
                {
                    "user_id": user.id,
                    "digest": digest,
                    "kind": kind,
                    "name": name,
                    "counts": counts,
                }
            ]
        )

    @api.model
    def _doubtful(self, user) -> str:
        """Name what the account holds that would count if somebody vouched."""
        known = {factor.digest: factor for factor in self._of(user)}
        names = []
        for digest, (_kind, name, _identifier) in self._held(user).items():
            factor = known.get(digest, self.browse())
            if factor.counts:
                continue
            since = format_datetime(
                self.env,
                factor.create_date,
                tz=ZONE,
                dt_format="HH:mm dd/MM/yyyy",
            )
            names.append(f"{name} ({since})" if since else name)
        return ", ".join(names)

    @api.model
    def _accept(self, users):
        """Let all that the accounts hold count: somebody vouches for them."""
        users._touch(False)
        for user in users:
            held, known = self._held(user), self._of(user)
            known.filtered(
                lambda factor, held=held: factor.digest in held and not factor.counts
            )._write_protected({"counts": True})
            for digest in held.keys() - set(known.mapped("digest")):
                kind, name, _identifier = held[digest]
                self._note(user, digest, kind, name, True)

    @api.model
    def _void(self, users):
        """Let nothing count that somebody could have enrolled with what he set."""
        found = self.sudo().search(
            [("user_id", "in", users.ids), ("counts", "=", True)]
        )
        found._write_protected({"counts": False})
