# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One trial PKI per test process: real key devices, real OCSP, real timestamps."""

import base64
import io
import os
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from unittest.mock import patch

from pypdf import PdfWriter

from odoo.tests import new_test_user

from hocba.signing import pdf

ROOT = Path(os.environ.get("EDU_ROOT") or Path(__file__).resolve().parents[3])
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))

from demo import pki as demo_pki  # noqa: E402

SCHOOL = demo_pki.Organisation("79-760-70123", "Trường THCS Nguyễn Du", "Bến Nghé")
PEOPLE = {
    "GV01": ("Nguyễn Thị Ưởng", "Giáo viên"),
    "GV02": ("Trần Văn Bảy", "Giáo viên"),
    "HT01": ("Lê Thị Mười", "Hiệu trưởng"),
}
XML = (
    '<So xmlns="urn:vn:hocba:thu"><DuLieu Id="du-lieu"><Ten>{name}</Ten>'
    '<Mon Id="mon-TOAN"><Ten>{name}</Ten><Diem>8.5</Diem></Mon>'
    '<Mon Id="mon-VAN"><Ten>{name}</Ten><Diem>7.9</Diem></Mon></DuLieu>'
    '<Ky Id="ky-giao-vien"><O Id="o-TOAN"></O><O Id="o-VAN"></O></Ky>'
    '<Ky Id="ky-lanh-dao"></Ky><Ky Id="ky-to-chuc"></Ky></So>'
)


@lru_cache(maxsize=1)
def trial_pki():
    """Make the trial PKI and start its services; both last as long as the process."""
    directory = tempfile.mkdtemp(prefix="edu-pki-")
    people = [demo_pki.Person(code, *names) for code, names in PEOPLE.items()]
    pki = demo_pki.make(directory, people, SCHOOL, foreign=None)
    demo_pki.Server(directory).__enter__()
    return pki


class SigningMixin:
    """Users, certificates and a book to sign, upon the trial PKI."""

    @classmethod
    def set_up_signing(cls):
        cls.pki = trial_pki()
        environment = {
            "SOFTHSM2_CONF": str(cls.pki.softhsm_conf),
            "EDU_PKCS11_MODULE": cls.pki.module_path,
        }
        cls.startClassPatcher(patch.dict(os.environ, environment))
        cls.env["ir.config_parameter"].set_param("edu_signing.tsa_url", cls.pki.tsa_url)
        cls.env["edu.trust.anchor"].search([]).active = False
        for name, path in (
            ("Gốc", cls.pki.trust_path),
            ("Trung gian", cls.pki.directory / "ca/issuing.pem"),
        ):
            cls.env["edu.trust.anchor"].create(
                {"name": name, "pem": path.read_text("ascii")}
            )
        cls.users, cls.certificates = {}, {}
        for code, (name, _title) in PEOPLE.items():
            cls.users[code] = new_test_user(
                cls.env, login=f"sign_{code}", name=name, lang="vi_VN"
            )
            cls.certificates[code] = cls.register(code, user_id=cls.users[code].id)
        cls.users["VT01"] = new_test_user(
            cls.env, login="sign_VT01", name="Phạm Văn Thư", lang="vi_VN"
        )
        cls.certificates["school"] = cls.register(
            SCHOOL.code,
            kind="organisation",
            user_id=cls.users["VT01"].id,
            organisation_code=SCHOOL.code,
            approval_decision="QĐ 15/QĐ-SGDĐT",
        )

    @classmethod
    def register(cls, code, **values):
        member = cls.pki.members[code]
        return cls.env["edu.certificate"].create(
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

    @classmethod
    def pin(cls, code):
        return cls.pki.members[code].pin

    @classmethod
    def make_book(cls, name="Lê Văn An", **values):
        """A book with two teachers' slots, the head's and the organisation's."""
        book = cls.env["edu.test.book"].create(
            {"name": name, "clerk_id": cls.users["VT01"].id, **values}
        )
        everything = ["du-lieu", "ky-giao-vien"]
        document = cls.env["edu.document"]._create_document(
            name=name,
            scope="7A1",
            kind="xml",
            content=XML.format(name=name).encode(),
            record=book,
            slots=[
                cls._slot(1, "teacher", "o-TOAN", ["mon-TOAN"], "GV01", "Toán"),
                cls._slot(1, "teacher", "o-VAN", ["mon-VAN"], "GV02", "Ngữ văn"),
                cls._slot(2, "head", "ky-lanh-dao", everything, "HT01", "Cả năm"),
                {
                    **cls._slot(
                        3,
                        "organisation",
                        "ky-to-chuc",
                        [*everything, "ky-lanh-dao"],
                        "VT01",
                        "Cả năm",
                    ),
                    "certificate_kind": "organisation",
                    "organisation_code": SCHOOL.code,
                },
            ],
        )
        book._slots_release()
        return book, document

    @classmethod
    def make_pdf(cls):
        """A PDF with a field for the head and one for the organisation."""
        book, xml = cls.make_book()
        xml.slot_ids._write_protected({"state": "cancelled"})
        writer = PdfWriter()
        writer.add_blank_page(595, 842)
        blank = io.BytesIO()
        writer.write(blank)
        content = pdf.add_fields(
            blank.getvalue(),
            [
                pdf.Field("ky-lanh-dao", 0, (300, 100, 450, 160)),
                pdf.Field("ky-to-chuc", 0, (250, 80, 350, 180), lock=True),
            ],
        )
        seal = {
            **cls._slot(3, "organisation", "ky-to-chuc", [], "VT01", "Cả năm"),
            "certificate_kind": "organisation",
            "organisation_code": SCHOOL.code,
        }
        head = cls._slot(2, "head", "ky-lanh-dao", [], "HT01", "Cả năm")
        document = cls.env["edu.document"]._create_document(
            name="Bản in", kind="pdf", content=content, record=book, slots=[head, seal]
        )
        book._slots_release()
        return document

    @classmethod
    def _slot(cls, act, role, key, regions, code, label):
        user = cls.users[code]
        return {
            "act": act,
            "role": role,
            "slot_key": key,
            "region_ids": regions,
            "user_id": user.id,
            "holder_name": user.name,
            "label": label,
        }

    def slot(self, book, key):
        return book._signing_slots().filtered(lambda slot: slot.slot_key == key)

    def open_session(self, code, slots, certificate=None):
        sessions = self.env["edu.signing.session"].with_user(self.users[code])
        # As the web client of these users calls.
        sessions = sessions.with_context(lang="vi_VN")
        certificate = certificate or self.certificates[code]
        return sessions.browse(sessions.open(slots.ids, certificate.id))

    def sign_slots(self, code, slots, certificate=None, pin_of=None):
        session = self.open_session(code, slots, certificate)
        return session._sign_all(self.pin(pin_of or code))
