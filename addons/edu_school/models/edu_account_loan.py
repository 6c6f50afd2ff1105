# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.http import request
from odoo.tools import format_date, ormcache

from ..dates import end_of, today
from ..factor import deciding
from ..logins import first_password

ASKED = ("borrower_id", "date_from", "date_to", "reason")


class EduAccountLoan(models.Model):
    """An account that a colleague uses for some days, with the head's consent (BT-9.1).

    The lender tells nobody his password: the borrower gets one of his own, which
    opens the account until the loan ends. It ends by time, whether or not the
    scheduler runs, and the lender chooses a new password before anything else.
    """

    _name = "edu.account.loan"
    _description = "Lending of an account"
    _inherit = [
        "edu.protected.mixin",
        "edu.journal.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _rec_name = "user_id"

    _protected_fields = (
        "user_id",
        "school_id",
        "state",
        "decided_by",
        "decided_on",
        "begun_on",
        "ended_on",
        "ended_by",
        "password_hash",
    )
    _journal_fields = (*ASKED, "user_id", "state", "note", "begun_on", "ended_by")

    user_id = fields.Many2one(
        "res.users",
        string="Account of",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.uid,
    )
    school_id = fields.Many2one(
        "edu.school",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        # Everybody knows where he works; the staff file may be closed to him.
        default=lambda self: self.env.user.sudo().employee_ids.edu_school_id[:1].id,
    )
    borrower_id = fields.Many2one(
        "res.users", string="Lent to", required=True, index=True, ondelete="restrict"
    )
    date_from = fields.Date(string="From", required=True, default=lambda self: today())
    date_to = fields.Date(string="To", required=True, default=lambda self: today())
    reason = fields.Text(required=True)
    state = fields.Selection(
        [
            ("asked", "Asked"),
            ("consented", "Consented"),
            ("running", "Lent"),
            ("ended", "Ended"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="asked",
    )
    note = fields.Text(string="Note of the head")
    decided_by = fields.Char(string="Decided by", readonly=True)
    decided_on = fields.Datetime(string="Decided on", readonly=True)
    begun_on = fields.Datetime(string="Taken over", readonly=True)
    ended_on = fields.Datetime(string="Ended on", readonly=True)
    ended_by = fields.Char(
        string="Ended by", readonly=True, help="Who ended it; empty: its time."
    )
    password_hash = fields.Char(groups=fields.NO_ACCESS, copy=False)
    is_lender = fields.Boolean(compute="_compute_part")
    is_borrower = fields.Boolean(compute="_compute_part")
    is_head = fields.Boolean(compute="_compute_part")

    _dates = models.Constraint(
        "CHECK(date_from <= date_to)", "The end must not lie before the beginning."
    )
    _open_uniq = models.UniqueIndex(
        "(user_id) WHERE state IN ('asked', 'consented', 'running')",
        "This account is lent already, or its lending is asked for.",
    )

    @api.depends_context("uid")
    @api.depends("user_id", "borrower_id", "school_id")
    def _compute_part(self):
        access = self.env["edu.access"]
        for loan in self:
            loan.is_lender = loan.user_id == self.env.user
            loan.is_borrower = loan.borrower_id == self.env.user
            loan.is_head = access._has("head", school=loan.school_id)

    # -- asking ---------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_not_lent(self.env.user)
        loans = super().create(vals_list)
        loans._check_lendable()
        loans._tell_head()
        return loans

    def write(self, vals):
        if set(vals) & set(ASKED):
            for loan in self:
                if loan.state != "asked" or loan.user_id != self.env.user:
                    raise AccessError(
                        self.env._(
                            "What was asked for is changed by the lender alone,"
                            " and not after the head decided."
                        )
                    )
        if "note" in vals:
            self._check_head()
        result = super().write(vals)
        if set(vals) & set(ASKED):
            self._check_lendable()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The lending of an account stays on record."))

    def _check_lendable(self):
        """Nobody lends the head's account, or one above all schools; to a colleague."""
        access = self.env["edu.access"]
        # Who works where is asked whatever the lender may read.
        for loan in self.sudo():
            lender, borrower, school = loan.user_id, loan.borrower_id, loan.school_id
            if access._has("head", school=school, user=lender):
                raise ValidationError(
                    self.env._("The account of the head of school is never lent.")
                )
            if lender.has_group("base.group_erp_manager"):
                raise ValidationError(
                    self.env._("An account that manages the database is never lent.")
                )
            if borrower == lender or school not in borrower.employee_ids.edu_school_id:
                raise ValidationError(
                    self.env._("An account is lent to a colleague of the same school.")
                )
            days = self.env["edu.policy"]._for(school).loan_days
            if loan.date_from < today() or (loan.date_to - loan.date_from).days >= days:
                raise ValidationError(
                    self.env._(
                        "An account is lent from today on at the earliest, for %s days"
                        " at most.",
                        days,
                    )
                )

    def _tell_head(self):
        # The lender does not write to the head's list.
        for loan in self.sudo():
            heads = self.env["edu.duty"]._holders("head", school=loan.school_id)
            for head in heads.user_id:
                loan._tell(head, loan.reason)

    def _tell(self, person, note):
        """Give ``person`` something to do. Called with sudo()."""
        told = self.with_context(
            lang=person.lang or self.env.lang, mail_activity_quick_update=True
        )
        told.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=told.env._(
                "Account of %(lender)s lent to %(borrower)s",
                lender=self.user_id.name,
                borrower=self.borrower_id.name,
            ),
            note=note,
            user_id=person.id,
        )

    # -- deciding -------------------------------------------------------------------

    def _check_head(self):
        """The head decides, and on nothing of his own."""
        for loan in self.sudo():
            self.env["edu.access"]._check("head", school=loan.school_id)
            if self.env.user in loan.user_id | loan.borrower_id:
                raise AccessError(self.env._("Nobody consents to his own request."))

    @deciding
    def action_consent(self):
        self._check_state("asked")
        self._check_head()
        self._check_lendable()
        self._decide("consented")
        for loan in self.sudo():
            loan._tell(loan.borrower_id, loan.reason)

    def action_refuse(self):
        self._check_state("asked", "consented")
        self._check_head()
        self._decide("refused")

    def _decide(self, state):
        # The head's activity ends with it, whoever else has one.
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        self._write_protected(
            {
                "state": state,
                "decided_by": self.env.user.name,
                "decided_on": fields.Datetime.now(),
            }
        )

    def action_withdraw(self):
        self._check_state("asked", "consented")
        if self.user_id != self.env.user:
            raise AccessError(self.env._("Only the lender withdraws."))
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        self._write_protected({"state": "withdrawn"})

    def _check_state(self, *states):
        self.ensure_one()
        self.check_access("read")
        # Two decisions at once: the second sees the first.
        self.sudo().lock_for_update()
        if self.state not in states:
            raise UserError(self.env._("This is not possible any more."))

    # -- lending --------------------------------------------------------------------

    def action_take(self):
        """Give the borrower his password of the account, shown this once."""
        self._check_state("consented", "running")
        self._check_not_lent(self.env.user)
        if self.borrower_id != self.env.user:
            raise AccessError(self.env._("Only the borrower takes the account over."))
        if not self.date_from <= today() <= self.date_to:
            raise UserError(self.env._("The account is lent on other days."))
        minlength = self.env["res.users"].get_password_policy()["minlength"]
        password = first_password(minlength)
        # The borrower has no right to the lender's duties, which rest meanwhile.
        loan = self.sudo()
        loan.activity_unlink(["mail.mail_activity_data_todo"])
        loan._write_protected(
            {
                "state": "running",
                "begun_on": loan.begun_on or fields.Datetime.now(),
                "password_hash": loan.user_id._crypt_context().hash(password),
            }
        )
        loan._after_change()
        cron = self.env.ref("edu_school.ir_cron_end_loans")
        cron.sudo()._trigger(at=end_of(self.date_to))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Shown only now"),
                "message": self.env._(
                    "Log in as %(login)s with the password %(password)s until"
                    " %(day)s. What you do stands in the journal under your name, too.",
                    login=loan.user_id.login,
                    password=password,
                    day=format_date(self.env, self.date_to),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_end(self):
        """End the loan before its time."""
        self._check_state("running")
        user = self.env.user
        if user not in self.user_id | self.borrower_id:
            self.env["edu.access"]._check("head", school=self.school_id)
        # Whoever ends it need not hold the lender's duties, which come back.
        self.sudo()._end(user.name)

    @api.model
    def _cron_end(self):
        """End what is over."""
        over = self.search(
            [("state", "in", ["consented", "running"]), ("date_to", "<", today())]
        )
        over._end()

    def _settle(self, user):
        """End the loan of ``user`` if its time is over and no scheduler did."""
        if self._is_over(user.id):
            # Time ends it, whoever logs in; he is nobody yet.
            system = self.with_user(SUPERUSER_ID)
            system.browse(self._running()[user.id][0])._end()

    def _end(self, by=""):
        """Close sessions and password of the loan; the lender chooses a new one."""
        taken = self.filtered("begun_on")
        self._write_protected(
            {
                "state": "ended",
                "ended_on": fields.Datetime.now(),
                "ended_by": by,
                "password_hash": False,
            }
        )
        self.activity_unlink(["mail.mail_activity_data_todo"])
        # His duties come back, but nothing opens the account before the new password.
        taken.user_id._write_protected({"edu_password_due": "loan"})
        taken._after_change()

    def _after_change(self):
        # Once more when others see it: a request meanwhile remembers what was.
        self.env.registry.clear_cache()
        self.env.cr.postcommit.add(self.env.registry.clear_cache)
        duties = self.env["edu.duty"].search([("user_id", "in", self.user_id.ids)])
        self.env["edu.access"]._sync(duties)

    # -- while it runs --------------------------------------------------------------

    @api.model
    @ormcache()
    def _running(self):
        """Account → (loan, borrower's name, end) of every account that is out."""
        # Asked on every request, whoever makes it.
        loans = self.sudo().search([("state", "=", "running")])
        return {
            loan.user_id.id: (loan.id, loan.borrower_id.name, end_of(loan.date_to))
            for loan in loans
        }

    @api.model
    def _lent_to(self, uid) -> str:
        """The name of who has the account now, or nothing."""
        _loan, borrower, end = self._running().get(uid) or (0, "", None)
        return borrower if end and fields.Datetime.now() < end else ""

    @api.model
    def _is_over(self, uid) -> bool:
        """Whether the account was lent until a moment that has passed."""
        lent = self._running().get(uid)
        return bool(lent) and fields.Datetime.now() >= lent[2]

    @api.model
    def _opens(self, user, password) -> bool:
        """Whether ``password`` is the one of the running loan of the account.

        Where the password is to be changed it proves nobody.
        """
        if not password or user.edu_password_due or not self._lent_to(user.id):
            return False
        # Nobody reads the hash but this comparison.
        loan = self.sudo().browse(self._running()[user.id][0])
        return user._crypt_context().verify(password, loan.password_hash)

    @api.model
    def _check_not_lent(self, users):
        """Out of an account that is lent nothing changes what opens it."""
        actor = request.session.uid if request else self.env.uid
        if actor in users.ids and self._lent_to(actor):
            raise AccessError(
                self.env._("This account is lent: that waits for the end of the loan.")
            )

    def _journal_scope(self):
        return {"school_code": self.school_id.code or ""}
