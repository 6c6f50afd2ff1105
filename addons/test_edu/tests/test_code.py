# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .matrix import RolesCase

#: what Odoo evaluates, or what decides about it
OF_CODE = (
    "base.import.module",
    "digest.tip",
    "ir.actions.report",
    "ir.actions.server",
    "ir.config_parameter",
    "ir.cron",
    "ir.model",
    "ir.model.data",
    "ir.model.fields",
    "ir.module.module",
    "ir.ui.view",
    "mail.mail",
    "res.config.settings",
)
EVALUATED = "[(1, '=', user.env['res.users'].sudo().search_count([]) and 1)]"


@tagged("post_install", "-at_install")
class TestCode(RolesCase):
    """Whoever keeps access rights has the program run nothing that he wrote."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls.roles["access_manager"]
        cls.code = [
            cls.env.ref(name)
            for name in ("base.group_system", "mail.group_mail_template_editor")
        ]

    def _refused(self, calls):
        wrong = []
        with self.quiet():
            for model, method, *arguments in calls:
                error = self.call(model, method, *arguments)[1]
                if error not in ("AccessError", "ValidationError"):
                    wrong.append(f"{model}.{method} {arguments}: {error or 'done'}")
        self.assertFalse(wrong, "\n".join(wrong))

    def _open_everything(self):
        """What the keeper can do by himself: every access, to everybody."""
        self.env["ir.model.access"].create(
            [
                {
                    "name": model,
                    "model_id": self.env["ir.model"]._get_id(model),
                    "group_id": self.env.ref("base.group_user").id,
                    **dict.fromkeys(
                        ("perm_read", "perm_write", "perm_create", "perm_unlink"), True
                    ),
                }
                for model in OF_CODE
                if model in self.env
            ]
        )

    def test_access_rights_writes_no_code(self):
        """BT-8.1: neither a field nor what else is evaluated, with any access."""
        self._open_everything()
        model = self.env["ir.model"]._get_id("res.partner")
        field = {
            "name": "x_code",
            "model_id": model,
            "ttype": "char",
            "store": False,
            "depends": "name",
            "compute": "for r in self: r['x_code'] = self.env.su",
        }
        known = self.env["ir.model.fields"]._get("res.partner", "name").id
        name = self.env["ir.model.data"].search(
            [("module", "=", "base"), ("name", "=", "group_system")]
        )
        self.log_in("access_manager")
        self._refused(
            [
                ("ir.model.fields", "create", [field]),
                ("ir.model.fields", "write", [known], {"help": "x"}),
                ("ir.model", "write", [model], {"field_id": [(0, 0, field)]}),
                ("ir.model", "create", [{"name": "X", "model": "x_x"}]),
                ("ir.model.data", "write", name.ids, {"name": "group_other"}),
                ("ir.config_parameter", "get_param", "database.secret"),
                ("ir.config_parameter", "search_read", [], ["value"]),
                ("mail.mail", "search_read", [], ["body_html"]),
                (
                    "ir.actions.server",
                    "create",
                    [{"name": "x", "model_id": model, "state": "object_write"}],
                ),
                (
                    "ir.attachment",
                    "create",
                    [{"name": "x", "type": "binary", "url": "/x.js", "raw": "1"}],
                ),
                (
                    "ir.ui.view",
                    "write",
                    self.env.ref("web.layout").ids,
                    {"arch": "<t t-name='web.layout'/>"},
                ),
            ]
        )
        for model in OF_CODE:
            if model in self.env:
                with self.subTest(model=model):
                    writable = self.call(model, "has_access", [], "write")
                    self.assertEqual(writable, (False, ""))

    def test_access_rights_has_no_rule_evaluated(self):
        """BT-8.1: a domain of a rule is plain values, or Settings wrote it."""
        rule = {
            "name": "x",
            "model_id": self.env["ir.model"]._get_id("res.partner"),
            "groups": [Command.set(self.env.ref("base.group_portal").ids)],
        }
        plain, evaluated = "[(1, '=', 1)]", EVALUATED
        self.log_in("access_manager")
        made, error = self.call("ir.rule", "create", [rule | {"domain_force": plain}])
        self.assertEqual(error, "")
        self._refused(
            [
                ("ir.rule", "create", [rule | {"domain_force": evaluated}]),
                ("ir.rule", "write", made, {"domain_force": evaluated}),
            ]
        )
        self.log_in("settings")
        self.assertEqual(
            self.call("ir.rule", "write", made, {"domain_force": evaluated}), (True, "")
        )

    def test_access_rights_sends_no_text_that_is_evaluated(self):
        """BT-8.1: Odoo evaluates what he writes into a message; we do not."""
        composer = {
            "composition_mode": "mass_mail",
            "model": "res.partner",
            "res_ids": str(self.keeper.partner_id.ids),
            "subject": "{{ object.env['res.users'].sudo().search_count([]) }}",
            "body": "<p>x</p>",
        }
        for role, wanted in (("access_manager", "AccessError"), ("settings", "")):
            with self.subTest(role=role), self.quiet():
                self.log_in(role)
                made, error = self.call("mail.compose.message", "create", [composer])
                self.assertEqual(error, "")
                sent = self.call("mail.compose.message", "action_send_mail", made)
                self.assertEqual(sent[1], wanted)

    def test_access_rights_gives_no_group_of_code(self):
        """BT-8.1: by whichever field, to himself, to others or to a new account."""
        keeper, internal = self.keeper, self.env.ref("base.group_user")
        staff = self.env.ref("edu_school.group_staff")
        empty = self.env["res.groups"].create({"name": "Nobody yet"})
        new = {"name": "Mới", "login": "moi.code"}
        everything = [Command.link(group.id) for group in self.code]
        calls = []
        for group in self.code:
            link = [Command.link(group.id)]
            user = [Command.link(keeper.id)]
            calls += [
                ("res.users", "write", keeper.ids, {"group_ids": link}),
                ("res.users", "create", [new | {"group_ids": link}]),
                ("res.groups", "write", group.ids, {"user_ids": user}),
                ("res.groups", "write", group.ids, {"all_user_ids": user}),
                ("res.groups", "write", staff.ids, {"implied_ids": link}),
                ("res.groups", "write", internal.ids, {"implied_ids": link}),
                ("res.groups", "write", empty.ids, {"implied_ids": link}),
                (
                    "res.groups",
                    "write",
                    group.ids,
                    {"implied_by_ids": [Command.link(empty.id)]},
                ),
                ("res.groups", "create", [{"name": "x", "implied_ids": link}]),
                (
                    "res.users",
                    "write",
                    keeper.ids,
                    {"group_ids": [Command.create({"name": "y", "implied_ids": link})]},
                ),
            ]
        self.log_in("access_manager")
        self._refused(calls)
        # A role gives no group but in the form, whatever Odoo answers.
        self.call("res.users", "write", keeper.ids, {"role": "group_system"})
        for group in self.code:
            self.assertFalse(keeper.has_group(group.get_external_id()[group.id]))
        self.log_in("settings")
        given = {"group_ids": everything}
        self.assertEqual(self.call("res.users", "write", keeper.ids, given)[1], "")

    def test_access_rights_takes_no_account_of_settings(self):
        """BT-8.1: a password or a mail set there would be a way in; the accounts of
        others stay his to keep."""
        settings, other = self.roles["settings"], new_test_user(self.env, "khac.code")
        other.group_ids += self.env.ref("edu_school.group_staff")
        mail = {"email": "x@example.com"}
        self.keeper.group_ids += self.env.ref("base.group_partner_manager")
        self.log_in("access_manager")
        self._refused(
            [
                ("res.users", "write", settings.ids, {"password": "x" * 20}),
                ("res.users", "write", settings.ids, {"login": "x"}),
                ("res.partner", "write", settings.partner_id.ids, mail),
            ]
        )
        group = self.env.ref("base.group_partner_manager")
        for vals in ({"name": "Khác"}, {"group_ids": [Command.link(group.id)]}):
            self.assertEqual(
                self.call("res.users", "write", other.ids, vals), (True, "")
            )
        self.assertEqual(
            self.call("res.partner", "write", other.partner_id.ids, mail), (True, "")
        )
