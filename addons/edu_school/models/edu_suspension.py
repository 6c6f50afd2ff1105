# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.http import request

from ..dates import today
from ..factor import deciding
from .edu_duty import DECIDING

CAUSES = [
    ("password", "Password"),
    ("first", "First password"),
    ("login", "Login"),
    ("mail", "Mail address"),
    ("second_factor", "Second factor"),
    ("link", "Account of the staff member"),
]
# What proves the person although somebody else touched the account: a factor counts
# only while nobody else could have set it.
SPOILS_PASSWORD = {"password", "first", "link"}
SPOILS_CODE = {"second_factor", "first", "link"}


class EduSuspension(models.Model):
    """Deciding duties that rest because somebody else changed the account.

    Whoever sets another's password or mail could act as him. While one of these is
    open, the duties that decide or sign give no right (``edu.access`` has no row).
    """

    _name = "edu.suspension"
    _description = "Suspended deciding duties"
    _inherit = [
        "edu.protected.mixin",
        "edu.journal.mixin",
        "edu.notice.mixin",
        "edu.waiting.mixin",
    ]
    _order = "suspended_on desc, id desc"
    _rec_name = "user_id"

    _protected_fields = (
        "user_id",
        "school_id",
        "cause",
        "changed_by",
        "suspended_on",
        "confirmed_on",
        "confirmed_by",
    )
    _journal_fields = _protected_fields

    user_id = fields.Many2one(
        "res.users",
        string="Account",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    school_id = fields.Many2one(
        "edu.school", required=True, readonly=True, index=True, ondelete="restrict"
    )
    cause = fields.Selection(
        CAUSES, string="What was changed", required=True, readonly=True
    )
    changed_by = fields.Char(required=True, readonly=True)
    suspended_on = fields.Datetime(string="Since", required=True, readonly=True)
    confirmed_on = fields.Datetime(string="Confirmed", readonly=True)
    confirmed_by = fields.Char(readonly=True)
    is_own = fields.Boolean(compute="_compute_is_own")
    doubtful = fields.Char(
        string="Set up meanwhile",
        compute="_compute_doubtful",
        help="Authenticator apps and passkeys that do not count yet. Whoever vouches"
        " for the person vouches for these too: ask him whether they are his.",
    )

    @api.depends_context("uid")
    @api.depends("user_id")
    def _compute_is_own(self):
        for suspension in self:
            suspension.is_own = suspension.user_id == self.env.user

    @api.depends("user_id", "confirmed_on")
    def _compute_doubtful(self):
        factors = self.env["edu.factor"]
        for suspension in self:
            opened = not suspension.confirmed_on
            suspension.doubtful = opened and factors._doubtful(suspension.user_id)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A suspension stays on record."))

    def _journal_scope(self):
        return {"school_code": self.school_id.code or ""}

    # -- suspending ---------------------------------------------------------------

    @api.model
    def _is_own_act(self, user) -> bool:
        """Whether ``user`` himself sits behind this request.

        Server code may run as anybody, so the login of the browser decides; nobody
        changes his own account without one.
        """
        return bool(request and request.session.uid == user.id)

    @api.model
    def _open_of(self, users):
        # Who is suspended is asked whatever the caller may read.
        return self.sudo().search(
            [("user_id", "in", users.ids), ("confirmed_on", "=", False)]
        )

    @api.model
    def _suspend(self, users, cause, mails=None, own=False):
        """Rest the deciding duties of the ``users`` whom somebody else changed.

        ``mails`` are their addresses before the change; ``own``: a change counts
        although it comes from the account itself.
        """
        # What is enrolled while somebody else may hold the account proves nobody.
        held = cause == "second_factor" and self._open_of(users).user_id
        users = users.filtered(
            lambda user: own or not self._is_own_act(user) or (held and user in held)
        )
        if not users:
            return
        # Whoever keeps accounts does not see duties; the rule holds for him too.
        duties = self.env["edu.duty"].sudo()
        duties = duties.search(
            [
                ("user_id", "in", users.ids),
                ("kind", "in", DECIDING),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", today()),
            ]
        ).filtered(lambda duty: not duty.school_id.in_setup)
        if cause != "mail":
            # Nobody is told where no duty rests, and nobody could vouch; the account
            # keeps the mark until a duty that decides begins.
            users._touch()
            self.env["edu.factor"]._void(users - duties.user_id)
        if not duties:
            return
        known = {(s.user_id, s.school_id, s.cause) for s in self._open_of(users)}
        places = dict.fromkeys((d.user_id, d.school_id) for d in duties)
        actor = self.env.user
        if request and request.session.uid:
            actor = actor.browse(request.session.uid)
        # The table is closed to every role; only this method fills it.
        created = self.sudo()._create_protected(
            [
                {
                    "user_id": user.id,
                    "school_id": school.id,
                    "cause": cause,
                    "changed_by": actor.sudo().name,
                    "suspended_on": fields.Datetime.now(),
                }
                for user, school in places
                if (user, school, cause) not in known
            ]
        )
        self.env["edu.access"]._sync(duties)
        for suspension in created:
            suspension._mail((mails or {}).get(suspension.user_id.id))

    def _vouching(self):
        """The duties whose holders may vouch for the person."""
        heads = self.env["edu.duty"]._holders("head", school=self.school_id)
        return ("deputy", "board") if self.user_id in heads.user_id else ("head",)

    def _vouchers(self):
        """The duties (sudo) whose holders may vouch for the person."""
        duties = self.env["edu.duty"].sudo()
        for right in self._vouching():
            duties |= duties._holders(right, school=self.school_id)
        return duties.filtered(lambda duty: duty.user_id != self.user_id)

    @api.model
    def _waiting_domain(self, schools):
        return Domain("school_id", "in", schools.ids) & Domain(
            "confirmed_on", "=", False
        )

    def _waits_for(self):
        if self.confirmed_on:
            return {}
        return dict.fromkeys(self.user_id | self._vouchers().user_id, "confirm")

    def _waiting_text(self, what):
        causes = dict(self._fields["cause"]._description_selection(self.env))
        return (
            self.env._("Account of %s was changed", self.user_id.name),
            self.env._(
                "%(cause)s of the account of %(user)s was changed by %(by)s. The"
                " duties that decide or sign rest until the person confirms.",
                cause=causes[self.cause],
                user=self.user_id.name,
                by=self.changed_by,
            ),
        )

    def _mail(self, old_mail=None):
        """Write to the person, also by the address he had, and to whoever may vouch
        for him: a mail needs no login that somebody else may hold."""
        self.ensure_one()
        addresses = [old_mail, *self._told().mapped("email")]
        for address in dict.fromkeys(filter(None, addresses)):
            self.env["edu.notice"]._send(self, address)

    def _told(self):
        return self.user_id | self._vouchers().user_id

    def _notice_mail(self, address):
        person = self._told().filtered(lambda user: user.email == address)[:1]
        subject, text = self._for(person or self.user_id)._waiting_text("confirm")
        return {"subject": subject, "body_html": Markup("<p>%s</p>") % text}

    # -- confirming ---------------------------------------------------------------

    def action_confirm(self):
        """Ask the person for a factor that nobody else could have set."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Confirm your account"),
            "res_model": "edu.suspension.confirm",
            "view_mode": "form",
            "target": "new",
        }

    @deciding
    def action_vouch(self):
        """Confirm for a colleague, having spoken with him."""
        access = self.env["edu.access"]
        # The rule says who may vouch, not what the caller can read.
        for suspension in self.sudo():
            school, user = suspension.school_id, suspension.user_id
            if user == self.env.user or not self._is_own_act(self.env.user):
                raise AccessError(
                    self.env._("Nobody vouches for himself; confirm instead.")
                )
            access._check(suspension._vouching(), school=school)
            self._open_of(user).filtered_domain([("school_id", "=", school.id)])._end()

    def _end(self, vouched=True):
        """Let the duties rest no longer. The caller has checked who asks.

        ``vouched``: somebody else answers for the account with all that it holds.
        """
        users = self.user_id
        self._write_protected(
            {
                "confirmed_on": fields.Datetime.now(),
                "confirmed_by": self.env.user.sudo().name,
            }
        )
        if vouched:
            self.env["edu.factor"]._accept(users)
        self._sync_waiting()
        duties = self.env["edu.duty"].sudo().search([("user_id", "in", users.ids)])
        self.env["edu.access"]._sync(duties)
