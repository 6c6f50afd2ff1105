# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import ast
import base64
import inspect
import sys
from pathlib import Path

from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.edu_signing.tests.common import der, make_certificate, make_key

from .matrix import RolesCase

#: what decides: the method, and who may
DECIDING = {
    ("edu.access.order", "action_give"): "head",
    ("edu.account.loan", "action_consent"): "head",
    ("edu.former.result", "action_confirm"): "head",
    ("edu.former.result", "action_reopen"): "head",
    ("edu.certificate", "action_accept_name"): "head",
    ("edu.certificate", "action_approve"): "head",
    ("edu.certificate", "action_resume"): "head",
    ("edu.certificate", "action_revoke"): "head",
    ("edu.certificate", "action_suspend"): "head",
    ("edu.class", "action_assign_hocba_leader"): "head",
    ("edu.class", "action_close_summer"): "head",
    ("edu.class", "action_decide"): "deputy",
    ("edu.class", "action_lock_marks"): "head",
    ("edu.class", "action_lock_term"): "deputy",
    ("edu.class.book", "action_withdraw"): "head",
    ("edu.correction", "action_approve"): "head",
    ("edu.correction", "action_refuse"): "deputy",
    ("edu.decision", "action_decide_otherwise"): "head",
    ("edu.duty.handover", "action_hand_over"): "head",
    ("edu.hocba.year", "action_withdraw"): "head",
    ("edu.lock.order", "action_order"): "head",
    ("edu.lock.order", "action_refuse"): "deputy",
    ("edu.lock.order", "action_withdraw"): "head",
    ("edu.regulation", "action_switch_on"): "head",
    ("edu.suspension", "action_vouch"): "board",
}
#: what only those who decide may do, and is no decision
NOT_DECIDING = {
    ("edu.access.order", "action_withdraw"): "closes what was opened",
    ("edu.account.loan", "action_end"): "closes what was opened",
    ("edu.account.loan", "action_refuse"): "leaves the account as it is",
    ("edu.account.loan", "write"): "notes something beside the decision",
    ("edu.certificate", "create"): "asks by itself where it approves",
    ("edu.class", "overview"): "reads",
    ("edu.lock.final", "action_lock"): "locks by acts that ask by themselves",
    ("edu.lock.order", "propose_final"): "drafts what is ordered later",
    ("edu.policy", "write"): "a form; it asks by itself",
    ("edu.regulation.trial", "action_compare"): "compares and changes nothing",
    ("edu.support.ticket", "action_answer"): "answers a question",
    ("edu.support.ticket", "write"): "answers a question",
}
#: duties whose holders decide
RIGHTS = {"head", "deputy", "board"}
#: how our code asks for a duty
ASKING = {"_check", "_begin", "_check_duty"}


@tagged("post_install", "-at_install")
class TestDeciding(RolesCase):
    """Which acts ask for the factor that no administrator can set."""

    def _public(self):
        for name in self.models:
            model = type(self.env[name])
            for key in dir(model):
                method = getattr(model, key)
                if not key.startswith("_") and inspect.isfunction(method):
                    yield name, key, method

    def test_the_list_is_whole(self):
        """BT-4.5: an act that only head, deputy or board may do asks for it."""
        found = {
            (name, key)
            for name, key, method in self._public()
            if getattr(method, "_deciding", False)
        }
        self.assertEqual(found, set(DECIDING))
        asking = {
            (name, key)
            for name, key, _ in self._public()
            if self._asks_deciders(name, key)
        }
        left = asking - found - set(NOT_DECIDING)
        self.assertFalse(left, "neither deciding nor known to be something else")
        self.assertGreater(len(asking), 9, "found by reading the source")

    def _asks_deciders(self, name, key):
        """Whether the source of a method asks for a duty that only deciders hold."""
        for part in type(self.env[name]).__mro__:
            if part.__module__.startswith("odoo.addons.edu_") and key in vars(part):
                module = sys.modules[part.__module__]
                tree = ast.parse(Path(module.__file__).read_text("utf-8"))
                bodies = {
                    node.name: node
                    for node in ast.walk(tree)
                    if isinstance(node, ast.FunctionDef)
                }
                body = bodies.get(key)
                if body and self._asks(body, bodies, module):
                    return True
        return False

    def _asks(self, body, bodies, module, seen=()):
        for call in ast.walk(body):
            if not isinstance(call, ast.Call) or not isinstance(
                call.func, ast.Attribute
            ):
                continue
            called = call.func.attr
            if called in ASKING and call.args:
                rights = self._rights(call.args[0], module)
                if rights and rights <= RIGHTS:
                    return True
            if called in bodies and called.startswith("_") and called not in seen:
                if self._asks(bodies[called], bodies, module, (*seen, called)):
                    return True
        return False

    def _rights(self, node, module):
        if isinstance(node, ast.Name):
            value = getattr(module, node.id, ())
        else:
            try:
                value = ast.literal_eval(node)
            except ValueError:
                value = ()
        return {value} if isinstance(value, str) else set(value)

    def test_none_runs_without_the_factor(self):
        """BT-4.5, BT-8.5: each over RPC by who may, first without and then with it."""
        for (model, method), role in DECIDING.items():
            ids = list(self.samples[model].values())[:1]
            arguments = [ids, *self._junk(model, method)]
            user = self.roles[role]
            with self.subTest(act=f"{model}.{method}"), self.quiet():
                HttpCase.authenticate(self, user.login, user.login)
                _value, error = self.call(model, method, *arguments)
                self.assertEqual(error, "FactorRequired")
                self.log_in(role)
                _value, error = self.call(model, method, *arguments)
                self.assertNotEqual(error, "FactorRequired")

    def test_forms_ask_for_it(self):
        """BT-4.2, BT-4.5: duties and accounts, rules, the authority's times."""
        officer = new_test_user(
            self.env, "can.bo.so", groups="edu_school.group_inspector"
        )
        officer.edu_authority_id = self.school.authority_id = self.env[
            "edu.authority"
        ].create({"name": "Sở"})
        window = self.env["edu.lock.window"].create(
            {
                "authority_id": officer.edu_authority_id.id,
                "year_name": "2025-2026",
                "locks_at": "2026-06-01 00:00:00",
                "number": "1/QĐ-SGD",
            }
        )
        duty = self.env["edu.duty"].search([("user_id", "=", self.teacher.id)], limit=1)
        policy = self.env["edu.policy"]._for(self.school)
        employee = self.teacher.employee_ids
        head = self.roles["head"]
        head.group_ids += self.env.ref("hr.group_hr_user")
        for user, record, vals in (
            (head, duty, {"decision": "9/QĐ"}),
            (head, policy, {"lock_grace_days": 3}),
            (head, employee, {"work_email": "khac@example.com"}),
            (officer, window, {"number": "2/QĐ-SGD"}),
        ):
            with self.subTest(model=record._name), self.quiet():
                written = record._name, "write", record.ids, vals
                HttpCase.authenticate(self, user.login, user.login)
                self.assertEqual(self.call(*written), (None, "FactorRequired"))
                self.authenticate(user.login, user.login)
                self.assertEqual(self.call(*written), (True, ""))

    def test_a_group_decides_on_no_certificate(self):
        """BT-8.5: who makes himself a certificate manager approves nothing of a
        school; its head does, proven."""
        group = self.env.ref("edu_signing.group_certificate_manager")
        keeper = self.roles["access_manager"]
        self.log_in("access_manager")
        grant = {"group_ids": [(4, group.id)]}
        self.assertEqual(self.call("res.users", "write", keeper.ids, grant), (True, ""))
        self.head.group_ids += group
        book = self.env["edu.certificate"].create(
            {
                "der": base64.b64encode(self._certificate()),
                "user_id": self.teacher.id,
            }
        )
        approve = "edu.certificate", "action_approve", book.ids, "2025-09-01", "1/QĐ"
        other = {"der": base64.b64encode(self._certificate()).decode()}
        other |= {"user_id": self.teacher.id, "approved_on": "2025-09-01"}
        with self.quiet():
            self.assertEqual(self.call(*approve), (None, "AccessError"))
            created = self.call("edu.certificate", "create", [other])
            self.assertEqual(created, (None, "AccessError"))
            HttpCase.authenticate(self, self.head.login, self.head.login)
            self.assertEqual(self.call(*approve), (None, "FactorRequired"))
            created = self.call("edu.certificate", "create", [other])
            self.assertEqual(created, (None, "FactorRequired"))
            self.log_in("head")
            self.assertEqual(self.call(*approve), (True, ""))

    def _certificate(self):
        name = self.teacher.employee_ids.name or self.teacher.name
        return der(make_certificate(make_key(), name=name))

    def _junk(self, model, method):
        parameters = inspect.signature(
            getattr(type(self.env[model]), method)
        ).parameters
        return [
            False
            for parameter in list(parameters.values())[1:]
            if parameter.default is parameter.empty
        ]
