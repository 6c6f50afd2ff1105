# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..dates import end_of, start_of, today
from .edu_duty import DECIDING


class EduAccess(models.Model):
    """What a user may touch and when, one flat row per duty.

    Duties maintain it; record rules join it with the literal ``now``, so that a
    cached rule stays dated. The bounds are moments in UTC: a rule that compared
    dates with ``today`` would follow the time zone that the caller sends.
    """

    _name = "edu.access"
    _description = "Right by duty"
    _order = "user_id, right, id"
    _log_access = False
    _rec_name = "right"

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    employee_id = fields.Many2one("hr.employee", required=True, ondelete="cascade")
    school_id = fields.Many2one("edu.school", required=True, ondelete="cascade")
    class_id = fields.Many2one("edu.class", ondelete="cascade")
    subject_id = fields.Many2one("edu.subject", ondelete="cascade")
    right = fields.Selection(
        selection=lambda self: self.env["edu.duty"]._fields["kind"].selection,
        required=True,
    )
    date_from = fields.Date(required=True)
    date_to = fields.Date()
    valid_from = fields.Datetime(required=True)
    valid_to = fields.Datetime(required=True)
    duty_id = fields.Many2one("edu.duty", required=True, index=True, ondelete="cascade")

    _class_idx = models.Index('(class_id, user_id, "right")')
    _school_idx = models.Index('(school_id, user_id, "right")')
    _user_idx = models.Index('(user_id, "right")')

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_change()
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_by_duty(self):
        self._refuse_change()

    def _refuse_change(self):
        """Whoever edits access rights opens this table no more than others."""
        if not self.env.su:
            raise AccessError(self.env._("Rights follow from duties alone."))

    @api.model
    def _sync(self, duties):
        """Make the rows of ``duties`` what the duties say."""
        # The table is closed to every role; duties alone maintain it.
        table = self.sudo()
        table.search([("duty_id", "in", duties.ids)]).unlink()
        suspended = {
            (s.user_id, s.school_id)
            for s in self.env["edu.suspension"]._open_of(duties.sudo().user_id)
        }
        lent = self.env["edu.account.loan"]._running()
        table.create(
            [
                {
                    "user_id": duty.user_id.id,
                    "employee_id": duty.employee_id.id,
                    "school_id": duty.school_id.id,
                    "class_id": duty.class_id.id,
                    "subject_id": duty.subject_id._marked().id,
                    "right": duty.kind,
                    "date_from": duty.date_from,
                    "date_to": duty.date_to,
                    "valid_from": start_of(duty.date_from),
                    "valid_to": end_of(duty.date_to),
                    "duty_id": duty.id,
                }
                for duty in duties.sudo()
                # Who has left does nothing more, whatever his duties still say.
                if duty.user_id.active
                and duty.employee_id.active
                and not (
                    duty.kind in DECIDING
                    and (
                        (duty.user_id, duty.school_id) in suspended
                        or duty.user_id.id in lent
                    )
                )
            ]
        )

    @api.model
    def _own(self, rights, hold=False):
        """Return the user's rows of today with one of ``rights`` (sudo): everybody may
        know his own duties. ``hold`` as in :meth:`_find`."""
        day = today()
        return self._find(
            [
                ("user_id", "=", self.env.uid),
                ("right", "in", rights),
                ("date_from", "<=", day),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", day),
            ],
            hold,
        )

    @api.model
    def _find(self, domain, hold=False, limit=None):
        """Return rows (sudo), whatever the user may read of them.

        With ``hold`` they stay until this transaction ends: whoever ends such a duty
        waits for it. A row that was taken away since it began raises a serialization
        failure: the request is repeated, and refused.
        """
        table = self.sudo()
        if not hold or self.env.cr.readonly:
            return table.search(domain, limit=limit)
        query = table._search(domain, limit=limit, order="id")
        found = self.env.execute_query(SQL("%s FOR SHARE", query.select()))
        return table.browse(row_id for (row_id,) in found)

    @api.model
    def _has(
        self,
        rights,
        school=None,
        class_=None,
        subject=None,
        user=None,
        date=None,
        hold=False,
    ) -> bool:
        """Whether ``user`` holds one of the ``rights`` there and then.

        A right for the whole school counts for each of its classes, a right for
        all subjects of a class for each of them, one for a component for its
        subject. ``date`` is today in Vietnam if not given. Being the superuser or
        ``sudo()`` is no duty. What writes asks with ``hold``, see :meth:`_find`.
        """
        rights = [rights] if isinstance(rights, str) else list(rights)
        date = date or today()
        domain = [
            ("user_id", "=", (user or self.env.user).id),
            ("right", "in", rights),
            ("date_from", "<=", date),
            "|",
            ("date_to", "=", False),
            ("date_to", ">=", date),
        ]
        if class_:
            # Where the class lies is no secret of the question asked here.
            domain += [
                ("school_id", "=", class_.sudo().school_id.id),
                ("class_id", "in", [False, class_.id]),
            ]
        elif school:
            domain.append(("school_id", "=", school.id))
        if subject:
            domain.append(("subject_id", "in", [False, *subject.sudo()._marked().ids]))
        # A user may not read others' rows, and rules of his must not hide his own.
        return bool(self._find(domain, hold, limit=1))

    @api.model
    def _check(
        self, rights, school=None, class_=None, subject=None, user=None, date=None
    ) -> None:
        """Raise AccessError naming the missing duty unless ``_has`` is true.

        The duty is held until the end, as whoever checks it goes on to write.
        """
        if not self._has(rights, school, class_, subject, user, date, hold=True):
            self._refuse(rights, school, class_, subject, user)

    @api.model
    def _refuse(self, rights, school=None, class_=None, subject=None, user=None):
        rights = [rights] if isinstance(rights, str) else rights
        kinds = dict(
            self.env["edu.duty"]._fields["kind"]._description_selection(self.env)
        )
        user = user or self.env.user
        if set(rights) & set(DECIDING) and self.env["edu.suspension"]._open_of(user):
            raise AccessError(
                self.env._(
                    "The deciding duties of %(user)s rest: somebody else changed the"
                    " account. See Staff, Changed accounts, to confirm it.",
                    user=user.sudo().name,
                )
            )
        # Names in the message only tell what the caller himself asked for.
        places = [record.sudo().name for record in (subject, class_, school) if record]
        raise AccessError(
            self.env._(
                "%(user)s needs one of these duties today: %(duties)s (%(place)s).",
                user=user.sudo().name,
                duties=", ".join(kinds[right] for right in rights),
                place=", ".join(places) or self.env._("any school"),
            )
        )
