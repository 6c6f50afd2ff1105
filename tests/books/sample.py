# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One learner's year, small but with every special case."""

from __future__ import annotations

from dataclasses import replace

from hocba.books import xml
from hocba.books.model import (
    Absences,
    FormerTerm,
    Issue,
    JournalHead,
    Learner,
    Levels,
    School,
    SignerRef,
    Source,
    SubjectYear,
    Summary,
    TeacherRef,
    YearBook,
)

LAN = TeacherRef("GV01", "Nguyễn Thị Lan")
HUNG = TeacherRef("GV02", "Trần Văn Hùng")
MAI = TeacherRef("GV03", "Lê Thị Mai")
SON = TeacherRef("GV04", "Phạm Ngọc Sơn")

BOOK = YearBook(
    hocba_uuid="00000000-0000-4000-8000-000000000001",
    document_uuid="00000000-0000-4000-8000-000000000002",
    pdf_uuid="00000000-0000-4000-8000-000000000003",
    source=Source("so-diem-da-khoa", "42", "ab" * 32),
    school=School(
        "79-760-70123",
        "Trường THCS Nguyễn Du",
        "Phường Bến Thành",
        "Thành phố Hồ Chí Minh",
        "Ủy ban nhân dân Phường Bến Thành",
    ),
    year="2025-2026",
    grade=7,
    class_name="7A1",
    learner=Learner(
        "079213000017",
        "Công Tằng Tôn Nữ Nguyễn Thị Hoàng Phương Khánh Ngọc",
        "2013-09-05",
        "Thành phố Huế",
        "female",
        "Kinh",
    ),
    register_number="0153/THCS",
    subjects=(
        SubjectYear(
            "TOAN",
            "Toán",
            "score",
            "8.0",
            "8.5",
            "8.3",
            remark="Chăm học; tư duy < & > tốt",
            teachers=(LAN,),
        ),
        SubjectYear(
            "KHTN",
            "Khoa học tự nhiên",
            "score",
            "6.4",
            "4.1",
            "4.9",
            retest="6.0",
            teachers=(HUNG, MAI),
        ),
        SubjectYear(
            "GDTC", "Giáo dục thể chất", "remark", exempt=True, teachers=(SON,)
        ),
        SubjectYear(
            "NGHETHUAT", "Nghệ thuật", "remark", "CD", "D", "D", teachers=(MAI,)
        ),
    ),
    summary=Summary(
        training=Levels("KHA", "TOT", "TOT"),
        study=Levels("DAT", "CHUA_DAT", "CHUA_DAT", "DAT"),
        absences=Absences(45, hk1=20, hk2=24),
        promotion="PROMOTED",
        homeroom=LAN,
        homeroom_remark="Có tiến bộ ở học kì II; cần đọc nhiều hơn.",
    ),
)


FORMER = (FormerTerm("HK1", "Trường THCS Lê Lợi"),)
FOREIGN = replace(
    BOOK,
    learner=Learner(
        "",
        "Kim Min Seo",
        "2013-03-02",
        "Seoul",
        "female",
        nationality="Hàn Quốc",
        document_kind="passport",
        document_number="M12345678",
    ),
)
NEWCOMER = replace(
    BOOK,
    subjects=(replace(BOOK.subjects[0], former=FORMER), *BOOK.subjects[1:]),
    summary=replace(BOOK.summary, former=FORMER),
)


def other_learner() -> YearBook:
    """Return the same class and year of another learner."""
    return replace(
        BOOK,
        hocba_uuid="00000000-0000-4000-8000-000000000011",
        document_uuid="00000000-0000-4000-8000-000000000012",
        pdf_uuid="00000000-0000-4000-8000-000000000013",
        learner=replace(BOOK.learner, personal_id="079213000018", name="Đỗ Văn An"),
    )


JOURNAL = JournalHead(
    block=128,
    sha256="3f" * 32,
    sealed_at="2026-05-31T10:00:00Z",
    anchored_block=127,
    anchored_at="2026-05-31T09:30:02Z",
)


def issue_of(
    book: YearBook, certificates: dict[str, str], journal: JournalHead | None = None
) -> Issue:
    """Return issue data naming the certificate (hex SHA-256) of each slot."""
    return Issue(
        number="17/HB-THCSND",
        effective_date="2026-05-31",
        lookup_code="ND26-7F3K-Q9XA",
        xml_uuid=book.document_uuid,
        pdf_uuid=book.pdf_uuid,
        signers=tuple(
            SignerRef(
                slot=spec.slot_id,
                role=spec.role,
                name=spec.signer.name if spec.signer else "Vũ Minh Châu",
                staff_code=spec.signer.staff_code if spec.signer else "HT01",
                certificate_sha256=certificates[spec.slot_id],
            )
            for spec in xml.slots(book)
        ),
        journal=journal,
    )
