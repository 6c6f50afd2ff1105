# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# What whoever sets the school up fills in; every other rule is the head's to give.
OF_SETUP = {"number_format", "register_format", "place", "seal_mm", "seal_overlap"}


class EduPolicy(models.Model):
    """A school's or province's rules as data: what a regulation could change."""

    _name = "edu.policy"
    _description = "School policy"
    _inherit = ["edu.journal.mixin", "edu.duty.guard"]
    _rec_name = "school_id"

    _guard_rights = ("head", "administrator")
    _journal_fields = (
        "number_format",
        "register_format",
        "place",
        "finalise_date",
        "final_date",
        "finalise_by_grade",
        "final_by_grade",
        "seal_mm",
        "seal_overlap",
        "homeroom_enters",
        "absence_warning",
        "rating_good",
        "rating_fair",
        "lock_grace_days",
        "unlock_by_administrator",
        "correction_witnesses",
        "portal_marks",
        "login_from",
        "loan_days",
        "access_order_hours",
        "use_learners",
        "use_exported",
        "use_files",
        "use_night",
        "use_refused",
        "use_times",
    )

    school_id = fields.Many2one(
        "edu.school", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="school_id.company_id", store=True)
    number_format = fields.Char(
        string="Number of a học bạ",
        required=True,
        default="%(number)s/HB-%(code)s",
        help="Number and symbol of an issued học bạ; %(number)s is the running"
        " number, %(code)s the school code.",
    )
    register_format = fields.Char(
        string="Register number",
        required=True,
        default="%(number)d/%(level)s",
        help="Number in the register (sổ đăng bộ); %(number)d is the running number,"
        " %(level)s is TH, THCS or THPT.",
    )
    place = fields.Char(
        string="Place name", help="Place before the date of issue (địa danh)."
    )
    finalise_date = fields.Char(
        string="Finalised by",
        required=True,
        default="31/05",
        help="Day and month by which a year's học bạ is finalised, written 31/05;"
        " provincial regulations on digital school records name 31 May.",
    )
    final_date = fields.Char(
        string="Unchangeable after",
        required=True,
        default="30/08",
        help="Day and month after which nothing changes, written 30/08; until then"
        " learners who finish in summer are updated. Provincial regulations name 30"
        " August.",
    )
    seal_mm = fields.Float(
        string="Seal diameter (mm)",
        required=True,
        default=36.0,
        digits=(4, 1),
        help="The seal is shown at real size (Decree 30/2020/NĐ-CP). Written with a"
        " comma or a point: 36,5 or 36.5.",
    )
    seal_overlap = fields.Float(
        string="Seal over signature",
        required=True,
        default=0.33,
        digits=(3, 2),
        help="Part of the signature image that the seal covers, on the left: about"
        " one third (Decree 30/2020/NĐ-CP).",
    )

    homeroom_enters = fields.Boolean(
        string="Homeroom teacher enters marks",
        help="The homeroom teacher may enter the marks of every subject of the class"
        " on behalf of its teachers, shown and journaled as such.",
    )
    absence_warning = fields.Integer(
        string="Warn from absences",
        required=True,
        default=40,
        help="From this number of sessions absent in the year a learner is shown with"
        " a warning: with more than 45 nobody is promoted (Circular 22/2021, article"
        " 12).",
    )
    rating_good = fields.Integer(
        string="Good from (%)",
        required=True,
        default=95,
        help="Part of the marks due in a month that was entered in time, from which"
        " the keeping of the schedule is rated good.",
    )
    rating_fair = fields.Integer(
        string="Fair from (%)",
        required=True,
        default=80,
        help="As above, for the rating fair; anything less is rated weak.",
    )

    lock_grace_days = fields.Integer(
        string="Lock after due (days)",
        required=True,
        default=7,
        help="How many days after a column is due the proposed lock calendar locks it."
        " Provincial regulations leave the days to the head (Bến Tre, Điều 4).",
    )
    unlock_by_administrator = fields.Boolean(
        string="Administrator executes openings",
        default=True,
        help="What the head orders to be opened again opens when the administrator"
        " executes the order (Bến Tre, Điều 8); otherwise at once.",
    )
    correction_witnesses = fields.Selection(
        [
            ("administrator", "Administrator and homeroom teacher"),
            ("board", "Administration board and homeroom teacher"),
        ],
        string="Witnesses of a correction",
        required=True,
        default="administrator",
        help="Who confirms a correction before the head decides: Khánh Phú, Điều 17.3"
        " (administrator and homeroom teacher); Đắk Lắk, Điều 11.4"
        " (administration board and homeroom teacher).",
    )

    portal_marks = fields.Selection(
        [
            ("locked", "When the gradebook is locked"),
            ("entered", "As soon as they are entered"),
        ],
        string="Learners and parents see marks",
        required=True,
        default="locked",
        help="What learners and their parents read on the portal. Until it is locked a"
        " mark may still change.",
    )
    access_order_hours = fields.Integer(
        string="Hours of an order to read",
        required=True,
        default=72,
        help="The longest that an administrator may read results by one order of the"
        " head (Bến Tre, Điều 8).",
    )
    use_learners = fields.Integer(
        string="Learners outside own classes",
        required=True,
        default=200,
        help="From this number of learners outside the own classes whose files one"
        " person reads in a day the use is shown as unusual (Khánh Phú, Điều 20.3)."
        " Whoever has no class reads all learners outside own classes; head and deputy"
        " lead all classes of their school.",
    )
    use_exported = fields.Integer(
        string="Records exported",
        required=True,
        default=500,
        help="As above: records that one person exports in a day.",
    )
    use_files = fields.Integer(
        string="Prints and downloads",
        required=True,
        default=100,
        help="As above: files that one person prints or downloads in a day.",
    )
    use_night = fields.Integer(
        string="Uses at night",
        required=True,
        default=20,
        help="As above: uses between 22 and 5 o'clock, Vietnamese time.",
    )
    use_refused = fields.Integer(
        string="Refused attempts",
        required=True,
        default=10,
        help="As above: what the person tried without a duty for it.",
    )
    use_times = fields.Integer(
        string="Times the own usual",
        required=True,
        default=5,
        help="As above: so many times the median of the person's own days within the"
        " last 30, if it is no little (a tenth of the numbers above).",
    )

    login_from = fields.Selection(
        [
            ("name", "Full name"),
            ("code", "Staff code"),
            ("mail", "Work e-mail"),
        ],
        string="Account names from",
        required=True,
        default="name",
        help="What the names of new accounts are made of: nguyen.van.an from the full"
        " name, the staff code, or the address of the work e-mail.",
    )
    loan_days = fields.Integer(
        string="Longest loan (days)",
        required=True,
        default=7,
        help="For how many days an account may be lent at most (Bến Tre, Điều 9).",
    )

    _school_uniq = models.UniqueIndex("(school_id)", "The school already has a policy.")
    _seal_sane = models.Constraint(
        "CHECK(seal_mm >= 20 AND seal_mm <= 60)",
        "The diameter of a seal is from 20 to 60 mm, such as 36 or 36,5.",
    )
    _overlap_sane = models.Constraint(
        "CHECK(seal_overlap > 0 AND seal_overlap < 1)",
        "What the seal covers of the signature is more than 0 and less than 1, such as"
        " 0,33 for one third.",
    )
    _dates_sane = models.Constraint(
        # what _with_dates makes of all that is typed
        "CHECK(finalise_date ~ '^[0-3][0-9]/[01][0-9]$'"
        " AND final_date ~ '^[0-3][0-9]/[01][0-9]$')",
        "A date of the policy is written day/month, such as 31/05.",
    )
    _sane = models.Constraint(
        "CHECK(absence_warning > 0 AND lock_grace_days >= 0"
        " AND loan_days > 0"
        " AND 0 < rating_fair AND rating_fair < rating_good AND rating_good <= 100)",
        "A number of the policy lies outside its sense.",
    )

    _uses_sane = models.Constraint(
        "CHECK(access_order_hours > 0 AND use_learners > 0 AND use_exported > 0"
        " AND use_files > 0 AND use_night > 0 AND use_refused > 0 AND use_times > 1)",
        "A number of the policy lies outside its sense.",
    )

    @api.constrains("number_format", "register_format")
    def _check_forms(self):
        for policy in self:
            try:
                policy.number_format % {"number": 1, "code": "x"}
                policy.register_format % {"number": 1, "level": "x"}
            except (ValueError, KeyError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "A number format is written as in its help. Not understood:"
                        " %(error)s",
                        error=error,
                    )
                )

    def write(self, vals):
        vals = self._with_dates(vals)
        if set(vals) - OF_SETUP:
            self._check_decides()
        final = self._final_years()
        result = super().write(vals)
        reopened = final - self._final_years()
        if reopened:
            raise UserError(
                self.env._(
                    "Final is final: the new date would open %(years)s again (Khánh"
                    " Phú, Điều 25.4).",
                    years=", ".join(sorted({year.name for year, _ in reopened})),
                )
            )
        return result

    def _check_decides(self):
        """Refuse whoever does not decide about the rules of these schools."""
        if self.env.su:
            return
        # The duty decides, not what its holder may read besides.
        for school in self.sudo().school_id.filtered(lambda s: not s.in_setup):
            self.env["edu.access"]._check("head", school=school)
            self.env["edu.factor.check"]._require()

    @api.model
    def _for(self, school):
        """The policy in force for ``school``."""
        # Every user of a school works under its policy.
        policy = self.sudo().search([("school_id", "=", school.id)])
        if not policy:
            raise UserError(
                self.env._("%(school)s has no policy yet.", school=school.name)
            )
        return policy

    def _journal_scope(self):
        return {"school_code": self.school_id.code}
