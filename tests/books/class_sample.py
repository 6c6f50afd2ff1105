# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A small class with every special case, and a full one of 45 with long names."""

from __future__ import annotations

from dataclasses import replace

from hocba.books.class_book.model import (
    Absence,
    ClassBook,
    ClassLearner,
    ClassResult,
    ClassSubject,
    ClassSummary,
    HeadNote,
    Month,
    Parent,
    SubjectLine,
)
from hocba.books.model import Learner, Levels, TeacherRef
from tests.books.sample import BOOK, FORMER, HUNG, LAN, MAI, SON

AN = ClassLearner(
    1,
    Learner(
        "079213000018", "Đỗ Văn An", "2013-01-20", "Tỉnh Đắk Lắk", ethnicity="Ê Đê"
    ),
    priority="Con liệt sĩ",
    address="12 Lê Lợi, Phường Bến Thành",
    father=Parent("Đỗ Văn Bình", "Nông dân", "0901234567"),
    mother=Parent("Trần Thị Cúc", email="cuc@example.vn"),
)
NGOC = ClassLearner(
    2,
    BOOK.learner,
    guardian=Parent("Nguyễn Văn Đức", "Thợ mộc"),
    changes="Chuyển đến ngày 12/01/2026 từ Trường THCS Lê Lợi",
)
KIM = ClassLearner(
    4,
    Learner(
        "",
        "Kim Min Seo",
        "2013",
        "Seoul",
        "female",
        nationality="Hàn Quốc",
        document_kind="passport",
        document_number="M12345678",
    ),
)

MATHS = ClassSubject(
    "TOAN",
    "Toán",
    "score",
    "HK2",
    (
        SubjectLine(1, ("8.0", "", "9.5", "7"), "8", "8.0", "8.5", hk2="8.3", year="8"),
        SubjectLine(
            2, ("6",), "", "0.0", "V", note="Vắng < có phép & chờ", former=FORMER
        ),
        SubjectLine(4, ("10.0", "10.0"), "", "10.0", "10.0", hk2="10.0", year="9.8"),
    ),
    (LAN,),
    regular_count=4,
    has_topic=True,
)
SCIENCE = ClassSubject(
    "KHTN",
    "Khoa học tự nhiên",
    "score",
    "HK2",
    tuple(
        SubjectLine(n, ("5", "6"), "", "4.5", "6.0", hk2="5.5", year="5.6")
        for n in (1, 2, 4)
    ),
    (HUNG, MAI),
    regular_count=2,
)
SPORT = ClassSubject(
    "GDTC",
    "Giáo dục thể chất",
    "remark",
    "HK2",
    (
        SubjectLine(1, ("D", "D"), "", "D", "D", hk2="D", year="D"),
        SubjectLine(2, exempt=True),
        SubjectLine(4, ("D", "CD"), "", "D", "CD", hk2="CD", year="CD", retest="D"),
    ),
    (SON,),
    regular_count=2,
)
CLASS_BOOK = ClassBook(
    book_uuid="00000000-0000-4000-8000-0000000000a1",
    document_uuid="00000000-0000-4000-8000-0000000000a2",
    pdf_uuid="00000000-0000-4000-8000-0000000000a3",
    source=BOOK.source,
    school=BOOK.school,
    year="2025-2026",
    grade=7,
    class_name="7A1",
    period="HK2",
    learners=(AN, NGOC, KIM),
    subjects=(MATHS, SCIENCE, SPORT),
    months=(
        Month("2026-01", (Absence(1, 12, "P"), Absence(1, 30, "PK"))),
        Month("2026-02"),
        Month("2026-03", (Absence(2, 2, "K"), Absence(4, 2, "P"))),
    ),
    summary=ClassSummary(
        LAN,
        (
            ClassResult(1, Levels(hk2="TOT"), Levels(hk2="KHA"), 2, 1),
            ClassResult(
                2, Levels("KHA", "TOT"), Levels("DAT"), unexcused=1, former=FORMER
            ),
            ClassResult(4, Levels(hk2="DAT"), Levels(hk2="CHUA_DAT"), excused=1),
        ),
        note="Lớp có nhiều tiến bộ.",
    ),
    head_notes=(HeadNote("2026-03-31", "Vũ Minh Châu", "Đã kiểm tra, sổ ghi đầy đủ."),),
    previous_uuid="00000000-0000-4000-8000-0000000000a0",
    previous_sha256="cd" * 32,
)


def yearly(book: ClassBook) -> ClassBook:
    """Return the document of the year that follows the second term."""
    results = (
        ClassResult(
            1,
            Levels("TOT", "TOT", "TOT"),
            Levels("KHA", "KHA", "KHA"),
            5,
            1,
            "PROMOTED",
            "GIOI",
        ),
        ClassResult(
            2,
            Levels("KHA", "TOT", "TOT"),
            Levels("DAT", "CHUA_DAT", "CHUA_DAT", "DAT"),
            promotion="PROMOTED",
            former=FORMER,
        ),
        ClassResult(
            4,
            Levels("KHA", "DAT", "DAT"),
            Levels("DAT", "CHUA_DAT", "CHUA_DAT"),
            46,
            0,
            "NOT_PROMOTED",
            note="Nghỉ quá 45 buổi",
        ),
    )
    return replace(
        book,
        document_uuid="00000000-0000-4000-8000-0000000000a4",
        pdf_uuid="00000000-0000-4000-8000-0000000000a5",
        period="CN",
        subjects=tuple(
            replace(
                subject,
                period="CN",
                regular_count=0,
                has_topic=False,
                lines=tuple(
                    replace(
                        line, regular=(), topic="", midterm="", final="", hk1=line.hk2
                    )
                    for line in subject.lines
                ),
            )
            for subject in book.subjects
        ),
        months=(),
        summary=replace(book.summary, results=results),
    )


_SUBJECTS = (
    ("TOAN", "Toán", 4),
    ("VAN", "Ngữ văn", 4),
    ("NN1", "Ngoại ngữ 1 (Tiếng Anh)", 4),
    ("KHTN", "Khoa học tự nhiên", 4),
    ("LSDL", "Lịch sử và Địa lí", 4),
    ("GDCD", "Giáo dục công dân", 2),
    ("TIN", "Tin học", 2),
    ("CN", "Công nghệ", 3),
    ("GDTC", "Giáo dục thể chất", 0),
    ("NGHETHUAT", "Nghệ thuật (Âm nhạc, Mĩ thuật)", 0),
    ("HDTN", "Hoạt động trải nghiệm, hướng nghiệp", 0),
    ("GDDP", "Nội dung giáo dục của địa phương", 0),
)


def full_class(size: int = 45) -> ClassBook:
    """Return a second term of a class with long names and twelve subjects."""
    names = (
        "Công Tằng Tôn Nữ Nguyễn Thị Hoàng Phương Khánh Ngọc",
        "Nguyễn Hoàng Khánh Linh",
        "Trần Lê Phương Thảo Nguyên",
        "Lê Văn Út",
    )
    learners = tuple(
        ClassLearner(
            n,
            Learner(
                f"0792130{n:05}",
                f"{names[n % 4]} {chr(64 + n % 26 + 1)}",
                f"2013-{n % 12 + 1:02}-{n % 28 + 1:02}",
                "Bệnh viện Phụ sản Từ Dũ, Thành phố Hồ Chí Minh",
                "female" if n % 2 else "male",
                "Kinh",
            ),
            priority="Con thương binh hạng 2/4" if n % 9 == 0 else "",
            address=f"{n} đường Nguyễn Thị Minh Khai, Phường Bến Thành, Thành phố Hồ "
            "Chí Minh",
            father=Parent(
                "Nguyễn Phúc Bảo Long",
                "Công chức",
                f"09012{n:05}",
                f"cha{n}@example.vn",
            ),
            mother=Parent(
                "Trần Lê Thị Thanh Hằng",
                "Giáo viên",
                f"09112{n:05}",
                f"me{n}@example.vn",
            ),
            changes="Chuyển đến ngày 12/01/2026" if n % 15 == 0 else "",
        )
        for n in range(1, size + 1)
    )

    def line(n: int, count: int) -> SubjectLine:
        if not count:
            return SubjectLine(n, ("D", "D"), "", "D", "D", hk2="D", year="D")
        marks = tuple(f"{(n * 7 + k * 3) % 60 / 10 + 4:.1f}" for k in range(count))
        return SubjectLine(
            n, marks, "", marks[0], marks[1], hk2=marks[-1], year=marks[0]
        )

    subjects = tuple(
        ClassSubject(
            code,
            name,
            "score" if count else "remark",
            "HK2",
            tuple(line(n, count) for n in range(1, size + 1)),
            (
                TeacherRef(f"GV{k:02}", f"Nguyễn Thị Thanh Hương {chr(65 + k)}"),
                *((HUNG,) if code in ("KHTN", "LSDL", "NGHETHUAT") else ()),
            ),
            regular_count=count or 2,
        )
        for k, (code, name, count) in enumerate(_SUBJECTS)
    )
    months = tuple(
        Month(
            f"2026-{month:02}",
            tuple(
                Absence(n, (n * month) % 28 + 1, "K" if n % 4 else "P")
                for n in range(1, size + 1, 3)
            ),
        )
        for month in range(1, 6)
    )
    return replace(
        CLASS_BOOK,
        learners=learners,
        subjects=subjects,
        months=months,
        summary=ClassSummary(
            LAN,
            tuple(
                ClassResult(
                    n,
                    Levels(hk2="TOT"),
                    Levels(hk2=("TOT", "KHA", "DAT", "CHUA_DAT")[n % 4]),
                    n % 3,
                    n % 2,
                )
                for n in range(1, size + 1)
            ),
        ),
    )
