# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from urllib.parse import urljoin

from odoo.tests import tagged

from .matrix import ROLES, RolesCase
from .test_attacks import RESULTS

#: whose duty ends at the door of their classes
OF_CLASSES = ("homeroom", "teacher", "entry")
SECRET = "BIMAT-79"


@tagged("post_install", "-at_install")
class TestAttacksAcross(RolesCase):
    """From one's own class or school into another one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inside = {cls.places[place]["class_id"] for place in ("own", "own_locked")}
        cls.outside = [cls.places[place]["class_id"] for place in ("other", "foreign")]

    def _wrong(self, roles, calls, is_wrong):
        """What was answered that should not have been; ``calls`` may depend on role."""
        wrong = []
        for role in roles:
            mine = calls(role) if callable(calls) else calls
            self.log_in(role)
            with self.quiet():
                answers = self.calls(mine)
            wrong += [
                f"{role} {call}: {value[:120]} {touched}"
                for call, (error, value, touched) in zip(mine, answers, strict=True)
                if not error and is_wrong(call, value, touched)
            ]
        return wrong

    def test_no_row_moves_elsewhere(self):
        """BT-8.1, BT-10.3: neither out of one's class or school nor into it."""
        school = [("own", "foreign"), ("foreign", "own"), ("own_locked", "foreign")]
        school += [("own_school", "foreign"), ("foreign", "own_school")]
        classes = [("own", "other"), ("other", "own"), ("own_locked", "other")]
        classes += [("other", "own_locked"), ("own_locked", "own")]

        def calls(role):
            moves = school + (classes if role in OF_CLASSES else [])
            return [
                (name, "write", [[samples[start]], {key: values[key]}], {})
                for name, samples in self.samples.items()
                for start, end in moves
                if start in samples
                for values in [self.places["own" if end == "own_school" else end]]
                for key in values
                if key in self.env[name]._fields
                and self.env[name]._fields[key].store
                and values[key]
                and self.env[name].browse(samples[start])[key].id != values[key]
            ]

        wrong = self._wrong(
            ROLES,
            calls,
            lambda call, value, touched: self.env[call[0]]._table in touched,
        )
        self.assertFalse(wrong, "\n".join(wrong))

    def test_a_teacher_learns_nothing_of_other_classes(self):
        """BT-6.1a, BT-8.5: no list, total, name or relation tells of a class that is
        not his."""
        of_class = [name for name in RESULTS if "class_id" in self.env[name]._fields]
        self.assertGreater(len(of_class), 8)
        calls = [
            (name, method, arguments, {"context": {"active_test": False}})
            for name in of_class
            for method, arguments in (
                ("search_read", [[], ["class_id"]]),
                ("formatted_read_group", [[], ["class_id"], ["__count"]]),
                ("web_read_group", [[], ["class_id"], ["__count"]]),
            )
        ]
        names = {self.env["edu.class"].browse(number).name for number in self.outside}
        wrong = self._wrong(
            OF_CLASSES,
            calls,
            lambda call, value, touched: any(f'"{name}"' in value for name in names),
        )
        calls = [
            (name, "search_count", [[(field.name, "any", there)]], {})
            for name in (*self.models, "hr.employee")
            for field in self.env[name]._fields.values()
            if field.comodel_name in of_class
            and name not in RESULTS
            and (field.store or field.search or field.type == "one2many")
            for there in ([("class_id", "in", self.outside)],)
        ]
        self.assertTrue(calls)
        wrong += self._wrong(
            OF_CLASSES, calls, lambda call, value, touched: value != "0"
        )
        self.assertFalse(wrong, "\n".join(wrong))

    def test_files_and_talk_stay_with_their_record(self):
        """BT-10.3: attachments, messages, followers and activities of a record open to
        nobody who may not read it."""
        hidden = {
            name: [s[p] for p in ("foreign",) if p in s]
            for name, s in self.samples.items()
            if "foreign" in s
        }
        files = self.env["ir.attachment"].create(
            [
                {"name": SECRET, "res_model": name, "res_id": number, "raw": b"x"}
                for name, numbers in hidden.items()
                for number in numbers
            ]
        )
        threads = {
            name: numbers
            for name, numbers in hidden.items()
            if "message_ids" in self.env[name]._fields
        }
        self.assertTrue(threads)
        messages = self.env["mail.message"].create(
            [
                {"model": name, "res_id": number, "body": SECRET}
                for name, numbers in threads.items()
                for number in numbers
            ]
        )
        calls = [("ir.attachment", "read", [[file.id], ["name"]], {}) for file in files]
        calls += [
            ("ir.attachment", "search_read", [[("name", "=", SECRET)], ["name"]], {}),
            (
                "mail.message",
                "search_read",
                [[("id", "in", messages.ids)], ["body"]],
                {},
            ),
            ("mail.message", "read", [messages.ids, ["body"]], {}),
        ]
        for name, numbers in threads.items():
            calls += [
                (name, "message_post", [numbers], {"body": SECRET}),
                (name, "message_subscribe", [numbers], {"partner_ids": [1]}),
                (name, "activity_schedule", [numbers], {"summary": SECRET}),
                ("mail.followers", "search_read", [[("res_model", "=", name)]], {}),
            ]
        wrong = self._wrong(
            ROLES,
            calls,
            lambda call, value, touched: (
                SECRET in value or call[1] not in ("search_read", "read")
            ),
        )
        for role in ROLES:
            self.log_in(role)
            with self.quiet():
                for name, numbers in threads.items():
                    answer = self.opener.post(
                        urljoin(self.base_url(), "/mail/thread/messages"),
                        json={
                            "params": {"thread_model": name, "thread_id": numbers[0]}
                        },
                        timeout=60,
                    )
                    if SECRET in answer.text:
                        wrong.append(f"{role} /mail/thread/messages {name}")
                for file in files[:8]:
                    answer = self.url_open(f"/web/content/{file.id}")
                    if answer.status_code == 200 and answer.content == b"x":
                        wrong.append(f"{role} /web/content {file.res_model}")
        self.assertFalse(wrong, "\n".join(wrong))

    def test_no_default_fills_in_evidence(self):
        """BT-8.1, BT-8.2, BT-9.1: what nobody may send is not filled in either, from
        defaults stored for oneself or sent in the context."""
        teacher, head = self.roles["teacher"], self.roles["head"]
        self.log_in("teacher")
        for model, field, value in (
            ("edu.account.loan", "state", "consented"),
            ("edu.account.loan", "user_id", head.id),
            ("edu.lock.order", "state", "executed"),
            ("edu.lock.order", "ordered_by_id", head.id),
            ("edu.gradebook.line", "remark", "Tốt"),
            ("edu.suspension", "confirmed_by", "x"),
            ("res.users", "edu_authority_id", 1),
            ("res.users", "group_ids", [1]),
        ):
            self.call("ir.default", "set", model, field, value, True)
        loan, error = self.call(
            "edu.account.loan",
            "web_save",
            [],
            {"borrower_id": self.roles["entry"].id, "reason": "x"},
            {"state": {}, "user_id": {}},
            context={"default_state": "consented", "default_user_id": head.id},
        )
        self.assertFalse(error)
        self.assertEqual(loan[0]["user_id"], teacher.id)
        self.assertEqual(loan[0]["state"], "asked")
        number, error = self.call(
            "edu.lock.order",
            "propose_opening",
            self.places["own"]["gradebook_id"],
            "tx1",
            24,
            "x",
            context={"default_state": "executed", "default_ordered_by_id": head.id},
        )
        self.assertFalse(error)
        order = self.env["edu.lock.order"].browse(number)
        self.assertEqual(order.state, "draft")
        self.assertFalse(order.ordered_by_id)
        for name in self.models:
            defaults = self.env["ir.default"].with_user(teacher)
            self.assertFalse(defaults._get_model_defaults(name), name)
