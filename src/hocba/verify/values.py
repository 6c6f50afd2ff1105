# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What stands in a region, told from its verified node and nothing else."""

from __future__ import annotations

import base64

from lxml import etree

from hocba.books import xml as books
from hocba.books.nodes import value
from hocba.books.schema import NAMESPACE
from hocba.safexml import Tree
from hocba.signing.trust import subject_name
from hocba.signing.xml import DS
from hocba.verify.report import Cover, Values
from hocba.words import (
    CRITERIA,
    DATA,
    HEAD_SLOT,
    HOMEROOM_SLOT,
    ISSUE,
    TEACHERS_SLOTS,
    TERM_TITLES,
)

_NAMES = {
    DATA: "Toàn bộ dữ liệu",
    TEACHERS_SLOTS: "Chữ ký của giáo viên bộ môn",
    HOMEROOM_SLOT: "Chữ ký của giáo viên chủ nhiệm",
    ISSUE: "Thông tin phát hành",
    HEAD_SLOT: "Chữ ký của lãnh đạo trường",
}
_LABELS = {
    "DinhDanh": "Định danh",
    "HocBa": "Mã học bạ",
    "TaiLieu": "Mã tài liệu",
    "BanPDF": "Mã bản PDF",
    "BanXML": "Mã bản XML",
    "LanSo": "Lần",
    "TruocTaiLieu": "Tài liệu trước",
    "TruocSHA256": "SHA-256 của tài liệu trước",
    "ThayThe": "Thay thế tài liệu",
    "Nguon": "Nguồn",
    "Loai": "Loại",
    "Ma": "Mã",
    "Truong": "Trường",
    "MaTruong": "Mã trường",
    "TenTruong": "Tên trường",
    "Xa": "Xã/Phường/Đặc khu",
    "Tinh": "Tỉnh/Thành phố",
    "CoQuanQuanLy": "Cơ quan quản lí",
    "ChucDanhLanhDao": "Chức danh lãnh đạo",
    "NamHoc": "Năm học",
    "Khoi": "Khối",
    "Lop": "Lớp",
    "ChuongTrinh": "Chương trình",
    "HocSinh": "Học sinh",
    "MaDinhDanhCaNhan": "Mã định danh cá nhân",
    "GiayToKhac": "Giấy tờ khác",
    "LoaiGiayTo": "Loại giấy tờ",
    "SoGiayTo": "Số giấy tờ",
    "HoVaTen": "Họ và tên",
    "NgaySinh": "Ngày sinh",
    "NoiSinh": "Nơi sinh",
    "GioiTinh": "Giới tính",
    "DanToc": "Dân tộc",
    "QuocTich": "Quốc tịch",
    "SoDangBo": "Số sổ đăng bộ",
    "BangDiem": "Bảng điểm",
    "TenMon": "Môn học",
    "Mien": "Miễn",
    "HKI": "Học kì I",
    "HKII": "Học kì II",
    "CaNam": "Cả năm",
    "DanhGiaLai": "Đánh giá lại",
    "SauHe": "Sau đánh giá lại, rèn luyện trong hè",
    "NhanXet": "Nhận xét",
    "TruongCu": "Kết quả của trường cũ",
    "GiaoVien": "Giáo viên",
    "GiaoVienChuNhiem": "Giáo viên chủ nhiệm",
    "TongKet": "Tổng kết",
    "MucDatDuoc": "Mức đạt được",
    "DiemKTDK": "Điểm kiểm tra định kì",
    "DanhGiaBoSung": "Đánh giá bổ sung",
    "TheTrang": "Thể trạng",
    "ChieuCao": "Chiều cao (cm)",
    "CanNang": "Cân nặng (kg)",
    "SucKhoe": "Sức khỏe",
    "NgayNghi": "Số ngày nghỉ",
    "CoPhep": "Có phép",
    "KhongPhep": "Không phép",
    "PhamChat": "Phẩm chất chủ yếu",
    "NangLucChung": "Năng lực chung",
    "NangLucDacThu": "Năng lực đặc thù",
    "KetQuaGiaoDuc": "Đánh giá kết quả giáo dục",
    "KetQuaSauBoSung": "Kết quả sau đánh giá bổ sung",
    "HoanThanhLop": "Hoàn thành chương trình lớp học",
    "KhenThuongKhac": "Khen thưởng khác",
    "RenLuyen": "Rèn luyện",
    "HocTap": "Học tập",
    "SoBuoiNghi": "Số buổi nghỉ học",
    "LenLop": "Lên lớp",
    "KhenThuong": "Khen thưởng",
    "CuocThi": "Kết quả tham gia các cuộc thi",
    "SoHieu": "Số",
    "NgayHieuLuc": "Ngày hiệu lực",
    "MaTraCuu": "Mã tra cứu",
    "DanhSachKy": "Danh sách người ký",
    "NhatKy": "Nhật ký",
    "SHA256": "SHA-256",
    "KhoiSo": "Khối số",
    "NiemPhong": "Niêm phong",
    "NeoKhoiSo": "Neo đến khối số",
    "NeoLuc": "Neo lúc",
    "SoYeuLyLich": "Sơ yếu lí lịch",
    "ChoO": "Chỗ ở hiện tại",
    "DoiTuong": "Đối tượng",
    "Cha": "Cha",
    "Me": "Mẹ",
    "NguoiGiamHo": "Người giám hộ",
    "NgheNghiep": "Nghề nghiệp",
    "QuaTrinhHocTap": "Quá trình học tập",
    "Nam": "Năm",
    "ChuyenTruong": "Chuyển trường",
    "NgayChuyen": "Ngày chuyển",
    "KetQuaDenNgay": "Kết quả tính đến ngày",
    "TruongDen": "Trường chuyển đến",
    "LyDo": "Lí do",
    "BanQuet": "Bản quét",
    "MoTa": "Mô tả",
    "Trang": "Trang",
    "So": "Số",
    "Tep": "Tệp",
    "SoLop": "Mã sổ",
    "Ky": "Kì",
    "GiaoDucThuongXuyen": "Giáo dục thường xuyên",
    "DanhSach": "Danh sách lớp",
    "ThayDoi": "Những thay đổi cần chú ý",
    "DienThoai": "Điện thoại",
    "ChuyenCan": "Chuyên cần",
    "SoCotThuongXuyen": "Số điểm thường xuyên",
    "CumChuyenDe": "Cụm chuyên đề",
    "ChuyenDe": "Chuyên đề học tập",
    "GiuaKi": "Giữa kì",
    "CuoiKi": "Cuối kì",
    "GhiChu": "Ghi chú",
    "KiemTra": "Kiểm tra của lãnh đạo",
    "Ngay": "Ngày",
}


def cover(tree: Tree, region_id: str, *, proven: bool) -> Cover:
    """Return a region with its name and, if it is proven, the values in it."""
    node = books.region_element(tree, region_id)
    if node is None or not proven:
        code = region_id.split("-")[1]
        return Cover(region_id, _NAMES.get(region_id, f"Môn {code}"))
    name = _NAMES.get(region_id) or f"Môn {node[0].text}"
    if region_id in (TEACHERS_SLOTS, HOMEROOM_SLOT, HEAD_SLOT):
        return Cover(region_id, name, _signers(node, region_id))
    return Cover(region_id, name, _values(node))


def certificate_name(certificate: bytes) -> str:
    """Return whom a certificate names; it may be anything, and is judged elsewhere."""
    try:
        return subject_name(certificate)
    except (ValueError, TypeError):
        return "?"


def _signers(node: etree._Element, region_id: str) -> Values:
    result: Values = {}
    for certificate in node.iter(f"{{{DS}}}X509Certificate"):
        place = next(
            (up.get("Id") for up in certificate.iterancestors(f"{{{NAMESPACE}}}O")),
            region_id,
        )
        der = base64.b64decode(certificate.text or "")
        result[str(place)] = certificate_name(der)
    return result


def _values(node: etree._Element) -> Values:
    result: Values = {}
    for child in node:
        key = _label(child)
        number = 1
        while key in result:
            number += 1
            key = f"{_label(child)} {number}"
        result[key] = _value(child)
    return result


def _label(node: etree._Element) -> str:
    name = etree.QName(node).localname
    if name == "MonHoc":
        return node[0].text or ""
    if name == "NguoiKy":
        return str(node.get("O"))
    if name in ("Dong", "KetQua", "Nghi"):
        return f"{node.get('STT')}. {node.get('HoVaTen')}"
    if name == "HocSinh" and node.get("STT"):
        return f"{node.get('STT')}. {value(node, 'HoVaTen')}"
    if name == "ThuongXuyen":
        return f"Thường xuyên {node.get('Cot')}"
    if name == "Thang":
        return f"Tháng {node.get('Thang')}"
    if name == "NhanXetLanhDao":
        return f"{node.get('Ngay')}, {node.get('HoVaTen')}"
    if name == "TieuChi" and node.get("Ma"):
        return CRITERIA.get(str(node.get("Ma")), str(node.get("Ma")))
    return _LABELS.get(name, name)


def _value(node: etree._Element) -> Values | str:
    name = etree.QName(node).localname
    if name == "NguoiKy":
        person, *stands_for = (child.text or "" for child in node)
        return f"{person} (ký thay {stands_for[0]})" if stands_for else person
    if name == "MonHoc":
        return {key: value for key, value in _values(node).items() if key != "Môn học"}
    if name == "TieuChi" and node.get("Ma"):
        # The level after help is the one that stands.
        return str(node.get("MucBoSung") or node.get("Muc") or "–")
    if name == "Nghi":
        return f"ngày {node.get('Ngay')}: {node.get('Loai')}"
    if name == "TruongCu":
        term = TERM_TITLES[str(node.get("Ky"))]
        return f"{term}: {node.text}"
    if len(node):
        return _values(node)
    if node.text:
        return node.text
    if node.attrib:
        return {_LABELS.get(str(k), str(k)): str(v) for k, v in node.attrib.items()}
    return "có"
