# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A locked class with a trial PKI; everybody signs with a key of his own."""

import base64
import json
import os
import subprocess
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from unittest.mock import patch

from odoo.tests import TransactionCase

from odoo.addons.edu_gradebook.tests.common import GradebookFixture
from odoo.addons.edu_signing.drivers import DRIVERS

from hocba.signing.contract import WrongPin

ROOT = Path(os.environ.get("EDU_ROOT") or Path(__file__).resolve().parents[3])
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))

from demo import pki as demo_pki  # noqa: E402

NAMES = [
    "Nguyễn Thị Ánh",
    "Công Tằng Tôn Nữ Nguyễn Phước Hoàng Bảo Ngọc Thiên Hương Quỳnh Khuê",
]
SCHOOL = demo_pki.Organisation("79-760-70999", "Trường THCS Nguyễn Du", "Bến Thành")
PEOPLE = {
    "GV.TAT.CA": "Tô Thị Dạy Hết",
    "GIAOVIEN.VAN": "Bùi Văn Dạy",
    "GIAOVIEN.VAN2": "Hồ Thị Dạy",
    "GVCN": "Lý Thị Chủ Nhiệm",
    "HIEU.TRUONG": "Đỗ Thị Hiệu Trưởng",
    "PHO.HT": "Võ Văn Phó",
}
SIGN = """
import json, sys
from hocba.signing.contract import Credential, WrongPin
from hocba.signing.drivers.pkcs11 import Pkcs11Driver
module, label, key, digests, pin = json.load(sys.stdin)
try:
    answers = Pkcs11Driver(module).sign(
        [bytes.fromhex(digest) for digest in digests],
        credential=Credential("pkcs11", label, key),
        secret=pin,
    )
except WrongPin:
    json.dump(None, sys.stdout)
else:
    json.dump([answer.hex() for answer in answers], sys.stdout)
"""


class KeyDevices:
    """Key devices behind a process of their own.

    A PKCS#11 module reads its configuration once per process; other tests of this
    process may bring devices of their own.
    """

    def __init__(self, pki):
        self.pki = pki

    def sign(self, digests, *, credential, secret):
        request = [
            self.pki.module_path,
            credential.token_label,
            credential.key_id,
            [digest.hex() for digest in digests],
            secret,
        ]
        answer = subprocess.run(
            [sys.executable, "-c", SIGN],
            input=json.dumps(request).encode(),
            stdout=subprocess.PIPE,
            check=True,
            env={
                **os.environ,
                "SOFTHSM2_CONF": str(self.pki.softhsm_conf),
                "PYTHONPATH": os.pathsep.join(sys.path),
            },
        )
        values = json.loads(answer.stdout)
        if values is None:
            raise WrongPin(credential.token_label)
        return [bytes.fromhex(value) for value in values]


@lru_cache(maxsize=1)
def trial_pki():
    """Make the trial PKI and start its services; both last as long as the process."""
    directory = tempfile.mkdtemp(prefix="edu-hocba-")
    people = [demo_pki.Person(code, name) for code, name in PEOPLE.items()]
    pki = demo_pki.make(directory, people, SCHOOL, foreign=None)
    demo_pki.Server(directory).__enter__()
    return pki


class HocbaFixture(GradebookFixture):
    """Two learners with locked and decided results, and who signs for them."""

    @classmethod
    def build_decided(cls):
        cls.build(NAMES)
        cls.school.write(
            {"commune": "Phường Bến Thành", "province": "Thành phố Hồ Chí Minh"}
        )
        cls.env["edu.policy"]._for(cls.school).place = "Bến Thành"
        cls.clerk = cls._staff("van.thu", "Phạm Thị Văn Thư", "clerk")
        cls.deputy = cls._staff("pho.ht", "Võ Văn Phó", "deputy")
        case = cls("build")
        case.fill()
        case.rate()
        case.lock()
        cls.env.invalidate_all()
        cls.class_.with_user(cls.homeroom).action_propose_decisions()
        cls.class_.with_user(cls.head).action_decide()
        cls.env.flush_all()

    @classmethod
    def set_up_signing(cls):
        """Register certificates; key devices, OCSP and timestamps answer."""
        cls.pki = pki = trial_pki()
        devices = KeyDevices(pki)
        cls.startClassPatcher(patch.dict(DRIVERS, pkcs11=lambda env: devices))
        cls.env["ir.config_parameter"].set_param("edu_signing.tsa_url", pki.tsa_url)
        cls.env["edu.trust.anchor"].search([]).active = False
        for name, path in (
            ("Gốc", pki.trust_path),
            ("Trung gian", pki.directory / "ca/issuing.pem"),
        ):
            cls.env["edu.trust.anchor"].create(
                {"name": name, "pem": path.read_text("ascii")}
            )
        users = cls.env["res.users"]
        for code in PEOPLE:
            if user := users.search([("login", "=", code.lower())]):
                cls._register(code, user_id=user.id, staff_code=code)
        cls._register(
            SCHOOL.code,
            kind="organisation",
            user_id=cls.clerk.id,
            organisation_code=SCHOOL.code,
            approval_decision="QĐ 15/QĐ-SGDĐT",
        )

    @classmethod
    def _register(cls, code, **values):
        member = cls.pki.members[code]
        cls.env["edu.certificate"].create(
            {
                "der": base64.b64encode(member.certificate),
                "token_label": member.token_label,
                "key_id": member.key_id,
                "image": base64.b64encode(member.image.read_bytes()),
                "approved_on": "2025-09-01",
                "approval_decision": "QĐ 3/QĐ-THCS",
                **values,
            }
        )

    # -- steps -------------------------------------------------------------------

    def create_books(self):
        self.class_.with_user(self.head).action_create_hocba()
        return self.books()

    def books(self):
        return self.env["edu.hocba.year"].search(
            [("class_id", "=", self.class_.id), ("state", "!=", "withdrawn")]
        )

    def sign(self, user, slots):
        """Sign slots as a person does, with his own key or the school's."""
        sessions = self.env["edu.signing.session"].with_user(user)
        sessions = sessions.with_context(lang="vi_VN")
        certificate_id = sessions.overview(slots.ids)["certificates"][0]["id"]
        # The test looks up a PIN; no signer could read it.
        sha256 = self.env["edu.certificate"].browse(certificate_id).sha256
        pin = next(m.pin for m in self.pki.members.values() if m.sha256 == sha256)
        session = sessions.browse(sessions.open(slots.ids, certificate_id))
        result = session._sign_all(pin)
        self.assertFalse(result["failed"])
        return result

    def sign_act(self, books, role):
        slots = books.slot_ids.filtered(lambda s: s.role == role and s.state == "ready")
        for user in slots.user_id:
            self.sign(user, slots.filtered(lambda s, u=user: s.user_id == u))

    def sign_until_head(self, books):
        self.sign_act(books, "teacher")
        self.sign_act(books, "homeroom")

    def prepare(self, books):
        for book in books:
            self.assertTrue(book._prepare_or_record(), book.problem)

    def issue(self, books):
        """All four acts, each by its own people."""
        self.sign_until_head(books)
        self.prepare(books)
        self.sign_act(books, "head")
        self.sign_act(books, "organisation")


class HocbaCase(HocbaFixture, TransactionCase):
    """Books inside a transaction that every test takes back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build_decided()


class SignedHocbaCase(HocbaCase):
    """With a trial PKI."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_signing()
