# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What families and teachers of the sample class say and write."""

from __future__ import annotations

from demo.samples.learner import Learner
from demo.samples.people import (
    FAMILIES,
    FATHERS,
    MOTHERS,
    OCCUPATIONS,
    PLACES,
    STREETS,
    Family,
    Relative,
)


def family(learner: Learner) -> Family:
    """Return the learner's family: the father's name begins as the learner's does."""
    number = learner.number
    own = learner.person.name.split()[0].replace("Công", "Nguyễn Phước")
    other = FAMILIES[number % len(FAMILIES)]
    street = STREETS[number % len(STREETS)]
    father = Relative(
        f"{own} {FATHERS[number % len(FATHERS)]}",
        OCCUPATIONS[number % len(OCCUPATIONS)],
        f"09000001{number:02d}",
    )
    mother = Relative(
        f"{other} {MOTHERS[number * 5 % len(MOTHERS)]}",
        OCCUPATIONS[number * 2 % len(OCCUPATIONS)],
        f"09000002{number:02d}",
    )
    guardian = Relative()
    if number % 13 == 6:
        father = Relative()
        guardian = Relative(f"{other} Thị Sáu", "Hưu trí", f"09000003{number:02d}")
    return Family(
        PLACES[learner.person.province],
        f"Số {number * 7 % 90 + 3} đường {street}, phường Tân Định, "
        "Thành phố Hồ Chí Minh",
        father,
        mother,
        guardian,
    )


_BY_LEVEL = (
    (8.0, ("Nắm vững kiến thức, tích cực phát biểu", "Tiếp thu nhanh, bài làm tốt")),
    (6.5, ("Có tiến bộ, cần chủ động hơn", "Nắm được bài, trình bày còn vội")),
    (5.0, ("Đạt yêu cầu, cần luyện tập thêm", "Cần chuẩn bị bài kĩ hơn ở nhà")),
    (0.0, ("Chưa đạt yêu cầu, cần ôn tập lại kiến thức cơ bản",)),
)


def remark(learner: Learner, subject: str, result: str) -> str:
    """Return what the subject teacher writes beside the marks."""
    if not result:
        return "Miễn học theo quyết định của Hiệu trưởng"
    if result == "D":
        return ("Hoàn thành các yêu cầu", "Tham gia tích cực")[learner.number % 2]
    if result == "CD":
        return "Chưa hoàn thành sản phẩm, cần cố gắng"
    for floor, texts in _BY_LEVEL:
        if float(result) >= floor:
            return str(texts[(learner.number + len(subject)) % len(texts)])
    raise ValueError(result)


_HOMEROOM = {
    "xuat_sac": "Chăm ngoan, học đều các môn, luôn giúp đỡ bạn bè; gương mẫu trong mọi "
    "hoạt động của lớp.",
    "gioi": "Ngoan, học tập tích cực, có tinh thần trách nhiệm; cần mạnh dạn hơn khi "
    "phát biểu trước lớp.",
    "kha": "Ngoan, hòa đồng, chấp hành tốt nội quy; cần tập trung hơn ở các môn khoa "
    "học.",
    "dat": "Có cố gắng, lễ phép với thầy cô; cần dành thêm thời gian tự học ở nhà.",
    "adjusted": "Học tốt phần lớn các môn; cần dành thời gian cho môn Lịch sử và Địa "
    "lí.",
    "retest": "Lễ phép, có cố gắng; cần ôn tập lại Toán và Ngoại ngữ 1 trong hè.",
    "absent": "Ngoan nhưng nghỉ học nhiều do sức khỏe; gia đình cần phối hợp để em "
    "theo kịp chương trình.",
    "exempt": "Ngoan, vượt khó về sức khỏe, học đều các môn.",
    "failed_remark": "Học được, vui vẻ; cần hoàn thành đầy đủ sản phẩm môn Nghệ thuật.",
    "longest_name": "Ngoan, chữ viết đẹp, học tốt các môn xã hội; nên đọc thêm sách "
    "khoa học.",
}


def homeroom_remark(learner: Learner) -> str:
    """Return the homeroom teacher's remark on the year."""
    return _HOMEROOM[learner.person.profile]
