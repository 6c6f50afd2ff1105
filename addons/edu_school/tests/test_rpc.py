# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import SchoolCase


@tagged("post_install", "-at_install")
class TestRpc(SchoolCase, HttpCase):
    """What a curious member of staff can send from a browser's console."""

    def _call(self, model, method, *args, **kwargs):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def _refused(self, model, method, *args, **kwargs):
        with (
            self.subTest(model=model, method=method, args=args),
            mute_logger("odoo.http"),
            self.assertRaises(JsonRpcException),
        ):
            self._call(model, method, *args, **kwargs)

    def test_registrar_cannot_forge_what_the_system_writes(self):
        """BT-8.1: no context and no private method opens protected fields."""
        self.authenticate("edu_registrar", "edu_registrar")
        enrolment = self.an.enrolment_ids
        left = {"state": "left", "date_to": "2025-11-20"}
        for context in ({}, {"edu_protected": True}, {"edu_protected": {}}):
            self._refused(
                "edu.enrolment", "write", enrolment.ids, left, context=context
            )
        self._refused("edu.enrolment", "_write_protected", enrolment.ids, left)
        self._refused("edu.journal", "_record", [{"model": "x", "res_id": 1}])
        self._refused("edu.journal", "search_read", [], ["payload"])
        self._refused("edu.access", "_sync", [1])
        self._refused("edu.access", "create", {"right": "head"})
        self._refused("edu.school", "_end_setup", self.school.ids)
        self._refused("edu.school", "write", self.school.ids, {"in_setup": True})
        enrolment.invalidate_recordset()
        self.assertEqual(enrolment.state, "active")

    def test_teacher_reads_and_writes_nothing_of_another_class(self):
        """BT-6.1a: ids guessed from a foreign class open nothing."""
        self.authenticate("edu_teacher", "edu_teacher")
        for model, ids in (
            ("edu.student", self.chi.ids),
            ("edu.enrolment", self.chi.enrolment_ids.ids),
            ("edu.admission", self.chi.admission_ids.ids),
            ("edu.class", self.class_b.ids),
        ):
            self._refused(model, "read", ids, ["display_name"])
            self._refused(model, "export_data", ids, ["id", "display_name"])
            self._refused(model, "write", ids, {"active": False})
        self.assertFalse(self._call("edu.student", "name_search", "Lê Thị Chi"))
        groups = self._call(
            "edu.student", "formatted_read_group", [], ["gender"], ["__count"]
        )
        self.assertEqual(sum(group["__count"] for group in groups), 2)
