# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The words schools put above their columns, and which field each one means.

A classifier takes the folded words of a header (:func:`hocba.sheets.tables.words`) and
returns a field, one that begins with ``_`` for a column that is understood and left
out, or ``None``.
"""

from __future__ import annotations

import re

_IDENTITY = {
    "number": "stt|tt|so tt|so thu tu|s t t",
    "name": "ho va ten|ho ten|ho va ten hoc sinh|ho ten hoc sinh|ho va ten hs"
    "|ho ten hs|ten hoc sinh|hoc sinh|ho va ten hoc vien|ho ten hoc vien"
    "|ho chu dem va ten|ho dem va ten|ho ten khai sinh|ho va ten khai sinh",
    "family": "ho|ho dem|ho va dem|ho va ten dem|ho lot|ho ten dem|ho va chu dem"
    "|ho chu dem|ho va chu lot|ho va lot|ho va ten ho dem|ho va ten ho"
    "|ho va ten ho va ten dem|ho va ten ho lot|ho ten ho dem|ho ten ho",
    "given": "ten|ten hs|ten goi|ho va ten ten|ho ten ten",
    "birth_date": "ngay sinh|ngay thang nam sinh|nam sinh|sinh ngay|ngay thang sinh"
    "|ntns|ngay sinh dd mm yyyy|ngay thang nam sinh dd mm yyyy|ngay sinh hs",
    "birth_day": "ngay sinh ngay|ngay thang nam sinh ngay|sinh ngay ngay",
    "birth_month": "ngay sinh thang|ngay thang nam sinh thang|sinh ngay thang"
    "|thang sinh",
    "birth_year": "ngay sinh nam|ngay thang nam sinh nam|sinh ngay nam",
    # some mean the 12 digits of the person, some the 10 digits of the sector
    "id_or_code": "ma dinh danh|so dinh danh|ma so dinh danh|ma dinh danh hoc sinh",
    "personal_id": "ma dinh danh ca nhan"
    "|so dinh danh ca nhan|ma so dinh danh ca nhan|dinh danh ca nhan"
    "|cccd|so cccd|so can cuoc|can cuoc|can cuoc cong dan|so can cuoc cong dan"
    "|so dinh danh cccd|ma dinh danh cccd|so ddcn|ddcn|ma ddcn"
    "|ma dinh danh ca nhan cccd|so dinh danh ca nhan cccd",
    "student_code": "ma hoc sinh|ma hs|ma so hoc sinh|ma hoc vien|ma hoc sinh moet"
    "|ma dinh danh bo gd dt|ma dinh danh bo gddt|ma dinh danh bo|ma moet|ma csdl"
    "|ma hoc sinh csdl|ma dinh danh moet",
    "_note": "ghi chu|gc|luu y|nhung thay doi can chu y|ki ten|chu ki",
    # whose row it is, see hocba.sheets.scope
    "_class": "lop|ten lop|lop hoc|lop moi|lop hien tai|lop hien nay|lop nam nay",
    "_class_code": "ma lop|ma lop hoc",
    "_grade": "khoi|khoi lop|khoi hoc",
    "_school_year": "nam hoc",
    "_school": "truong|ten truong|truong hoc|ma truong|ten don vi|ma don vi",
}
_CLASS_LIST = {
    "gender": "gioi tinh|gioi|phai|nam nu|gt|gioi tinh nam nu",
    "female": "nu|gioi tinh nu|nu x|phai nu",
    "male": "nam|gioi tinh nam|phai nam",
    "ethnicity": "dan toc",
    "nationality": "quoc tich",
    "passport": "ho chieu|so ho chieu|passport|so passport|so ho chieu nuoc ngoai",
    "residence_card": "the thuong tru|so the thuong tru|the tam tru|so the tam tru",
    "birth_certificate": "giay khai sinh|so giay khai sinh|so khai sinh",
    "other_document": "giay to khac|so giay to khac|giay to tuy than"
    "|so giay to tuy than|so ho chieu giay to khac|ho chieu giay to khac",
    "birth_place": "noi sinh|noi sinh chi tiet",
    "address": "dia chi|cho o|cho o hien nay|cho o hien tai|noi o|noi o hien nay"
    "|noi o hien tai|dia chi gia dinh|dia chi lien he|dia chi hien nay|dia chi nha"
    "|noi thuong tru|dia chi thuong tru|cho o gia dinh",
    "policy_object": "doi tuong|doi tuong chinh sach|doi tuong uu tien|dien chinh sach"
    "|dien uu tien|con liet si thuong binh|thuoc doi tuong",
    "phone": "dien thoai|so dien thoai|sdt|so dt|dien thoai lien he|sdt lien he"
    "|so dien thoai lien he|dien thoai gia dinh",
    "_religion": "ton giao",
    "_home": "que quan|nguyen quan|ho khau thuong tru|hktt|ho khau",
    "_email": "email|e mail|thu dien tu",
    "_entered": "ngay vao truong|ngay nhap hoc|trang thai|ngay vao lop"
    "|trang thai hs|trang thai hoc sinh|ngay nhap trang thai|ngay trang thai",
    "_disability": "loai khuyet tat|khuyet tat|dang khuyet tat|hoc sinh khuyet tat",
}
_STAFF_LIST = {
    "name": "ho va ten giao vien|ho ten giao vien|ho va ten can bo|ho ten can bo"
    "|ho va ten gv|ho ten gv|giao vien|ten giao vien|ho va ten nhan su"
    "|ho va ten can bo giao vien|ho va ten cb gv nv|ho ten cb gv nv|can bo giao vien"
    "|ho va ten nhan vien|ho va ten cbgvnv",
    "staff_code": "ma can bo|ma giao vien|ma gv|ma cb|ma nhan vien|ma nhan su"
    "|ma cbgv|ma cbgvnv|ma so giao vien|ma so can bo|ma can bo giao vien|so hieu"
    "|so hieu cong chuc|so hieu vien chuc|ma vien chuc|ma cong chuc vien chuc"
    "|ma dinh danh giao vien|ma dinh danh can bo|ma giao vien moet|ma gv moet",
    "email": "email|e mail|thu dien tu|dia chi email|email truong|email cong vu"
    "|dia chi thu dien tu",
    "phone": "dien thoai|so dien thoai|sdt|so dt|dien thoai di dong|di dong|dtdd",
    "job": "chuc vu|chuc danh|vi tri viec lam|chuc vu chuc danh|chuc danh nghe nghiep"
    "|vi tri|nhiem vu|chuc vu nhiem vu",
    "_other": "to|to chuyen mon|mon|mon day|mon giang day|chuyen mon|trinh do"
    "|trinh do chuyen mon|phong ban|bo phan|to bo phan|hinh thuc hop dong|ngach"
    "|ma ngach|dan toc|ton giao|que quan|dia chi|dang vien|ngay vao nganh|noi sinh"
    "|cho o hien nay|trang thai|loai hop dong|dien hop dong|quoc tich",
}
_REGULAR = re.compile(
    r"(?:diem |muc danh gia |ket qua |diem kiem tra )?"
    r"(?:ddg ?tx|dg ?tx|dd gtx|kt ?tx|tx|ddgtx|thuong xuyen"
    r"|danh gia thuong xuyen|kiem tra thuong xuyen"
    r"|diem danh gia thuong xuyen|kt thuong xuyen)"
    r"(?: ?(?:lan|lan thu|cot|so|tx|ddgtx|diem|dg|thu))? ?(\d?)"
)
_MIDDLE = (
    r"(?:diem |muc danh gia |ket qua |diem kiem tra )?"
    r"(?:ddg ?gk|dg ?gk|kt ?gk|gk|giua k|giua ki|giua hoc ki"
    r"|danh gia giua ki|kiem tra giua ki|kt giua ki"
    r"|danh gia giua hoc ki|kiem tra giua hoc ki|diem danh gia giua ki)"
    r"(?: ?(?:i|ii|1|2))?"
)
_END = _MIDDLE.replace("gk", "ck").replace("giua", "cuoi")
_AVERAGE = re.compile(
    r"(?:dtb|tbm|tb|dtbm|diem tb|diem trung binh|trung binh|tong ket|hoc ki|hk|ca nam"
    r"|cn|ket qua|muc dat|xep loai|danh gia lai|muc danh gia|diem tong ket"
    r"|danh gia hoc ki)\b.*|(?:dtb|tbm|tb)[a-z0-9]*(?: .*)?|hk[12i]+"
)
_GROUPED = re.compile(
    rf"(?:ket qua|hoc ki|hk)(?: .*)? (?:{_REGULAR.pattern}|{_MIDDLE}|{_END})"
)
_RELATIVES = {
    "father": r"\b(?:cha|bo)\b",
    "mother": r"\bme\b",
    "guardian": r"\b(?:giam ho|do dau)\b",
}
_PHONE = r"\b(?:sdt|dt|dien thoai|dtdd|di dong|so dt|tel|phone)\b"
_NAME_WORDS = frozenset(
    "ho va ten cua hoc sinh hs nguoi cha bo me giam do dau thong tin gia dinh phu huynh"
    " ve".split()
)
_FAMILY = re.compile(
    r"^(?:thong tin )?(?:ve )?(?:gia dinh|phu huynh|(?:cha|bo) (?:va )?me)"
    r"(?: hoc sinh| hs)? (?=.*\b(?:cha|bo|me|giam ho|do dau)\b)"
)


def _dictionary(*groups: dict[str, str]) -> dict[str, str]:
    return {
        words: field
        for group in groups
        for field, texts in group.items()
        for words in texts.split("|")
    }


_IDENTITY_WORDS = _dictionary(_IDENTITY)
_CLASS_LIST_WORDS = _dictionary(_IDENTITY, _CLASS_LIST)
_STAFF_LIST_WORDS = _dictionary(
    {name: text for name, text in _IDENTITY.items() if name != "student_code"},
    {name: _CLASS_LIST[name] for name in ("gender", "female", "male")},
    _STAFF_LIST,
)


def class_list(header: str) -> str | None:
    """Return the field of a class list."""
    return _CLASS_LIST_WORDS.get(header) or _relative(header)


def staff_list(header: str) -> str | None:
    """Return the field of a list of the staff."""
    return _STAFF_LIST_WORDS.get(header)


def _relative(header: str) -> str | None:
    """Return the field of a parent or guardian: name, occupation or phone."""
    header = _FAMILY.sub("", header)
    owners = [who for who, words in _RELATIVES.items() if re.search(words, header)]
    if not owners:
        return None
    if len(owners) > 1:
        # "cha mẹ hoặc người giám hộ" does not say whose
        return "_whose"
    [owner] = owners
    if re.search(r"\bnghe\b|\bnghe nghiep\b", header):
        return f"{owner}_occupation"
    if re.search(_PHONE, header):
        return f"{owner}_phone"
    named = set(header.split()) <= _NAME_WORDS
    return f"{owner}_name" if named else "_relative"


def mark_sheet(header: str) -> str | None:
    """Return the field of a mark sheet: ``tx1`` …, ``gk``, ``ck``, ``remark``."""
    regular = _REGULAR.fullmatch(header)
    if regular:
        return f"tx{regular[1]}"
    if re.fullmatch(_MIDDLE, header):
        return "gk"
    if re.fullmatch(_END, header):
        return "ck"
    if re.fullmatch(r"(?:nhan xet )?ma nhan xet", header):
        # the code of a phrase in the other system's own list
        return "_remark_code"
    if re.fullmatch(r"nhan xet.*|noi dung nhan xet", header):
        return "remark"
    if re.fullmatch(r"(?:ten )?mon(?: hoc)?(?: hdgd)?", header):
        return "_subject"
    known = _IDENTITY_WORDS.get(header) or _CLASS_LIST_WORDS.get(header)
    if known:
        return known if known in _IDENTITY else f"_{known}"
    if _GROUPED.fullmatch(header):
        # «Kết quả / ĐĐGgk»: the lower part says what it is
        return None
    return "_average" if _AVERAGE.fullmatch(header) else None


def conduct_sheet(header: str) -> str | None:
    """Return the field of a conduct sheet: ``hk1``, ``hk2``, ``level``, ``remark``."""
    known = _IDENTITY_WORDS.get(header)
    if known:
        return known
    if re.search(r"nhan xet", header):
        return "remark"
    if re.search(
        r"\b(?:hoc tap|hoc luc|hl|nghi hoc|buoi nghi|danh hieu|khen thuong)\b", header
    ):
        return "_other"
    if re.search(r"\bca nam\b|\bcn\b|sau ren luyen|trong he", header):
        return "_year"
    term = re.search(r"\b(?:hoc ki|hk) ?(ii|i|2|1)$", header)
    if term:
        return "hk2" if term[1] in ("ii", "2") else "hk1"
    if re.fullmatch(
        r"(?:ket qua |muc |xep loai |danh gia |kq )*(?:ren luyen|rl)", header
    ):
        return "level"
    return None


def absence_list(header: str) -> str | None:
    """Return the field of a list of absences: ``date``, ``session``, ``permitted``."""
    fields = {
        "date": "ngay nghi|ngay|ngay vang|ngay nghi hoc|ngay thang",
        "session": "buoi|buoi nghi|buoi vang|buoi nghi hoc|buoi hoc",
        "permitted": "phep|co phep|loai nghi|phep khong phep|p k|co phep khong phep"
        "|phep p k|loai|nghi co phep",
        "reason": "li do|li do nghi|ghi chu",
    }
    return _dictionary(fields).get(header) or _IDENTITY_WORDS.get(header)


def retest_sheet(header: str) -> str | None:
    """Return the field of a list of retests: ``subject``, ``mark``, ``date``."""
    fields = {
        "subject": "mon|mon hoc|mon kiem tra lai|mon thi lai|ten mon|mon danh gia lai"
        "|mon kiem tra danh gia lai|mon hoc hdgd",
        "mark": "diem kiem tra lai|ket qua kiem tra lai|diem danh gia lai|danh gia lai"
        "|ket qua danh gia lai|diem thi lai|muc danh gia lai|diem kt lai"
        "|diem kiem tra danh gia lai|ket qua kiem tra danh gia lai|diem|ket qua",
        "date": "ngay kiem tra|ngay|ngay thi|ngay kiem tra lai|ngay danh gia lai",
        "_year": "dtbmcn|diem ca nam|ket qua ca nam|ca nam|dtb ca nam|dtb mcn",
    }
    return _dictionary(fields).get(header) or _IDENTITY_WORDS.get(header)
