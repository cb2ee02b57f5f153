"""Sizes of fictitious units: staff, households, files."""

import random

# First keyword found in a label decides which size of the unit is the denominator.
SIZES = [
    ("hộ gia đình, cơ quan", "addresses"), ("hộ sản xuất", "trades"), ("hộ gia đình", "households"),
    ("từ 14 tuổi", "over14"), ("từ 15 tuổi", "adults"), ("từ 18 tuổi", "over18"), ("dân số", "people"),
    ("hồ sơ đảng viên", "members"), ("cán bộ, đảng viên", "members"), ("tổng số đảng viên", "members"),
    ("hồ sơ của đảng viên", "member_files"), ("hồ sơ công việc", "work_files"), ("phí, lệ phí", "paid_files"),
    ("hồ sơ phải số hóa", "archive"), ("hồ sơ, kết quả", "files"), ("kết quả giải quyết", "files"), ("hồ sơ", "files"),
    ("văn bản đi", "letters"), ("triệu tập", "calls"), ("họp trực tuyến", "meetings"), ("cuộc họp", "meetings"),
    ("giáo viên", "teachers"), ("thành viên", "team_members"), ("lãnh đạo", "leaders"), ("máy tính", "computers"),
    ("địa chỉ ip", "addresses_ip"), ("cán bộ", "staff"), ("công chức", "staff"),
    ("trụ sở", "offices"), ("nhà văn hóa", "hamlets"), ("ấp, khóm", "hamlets"), ("thôn", "hamlets"),
    ("quy trình", "workflows"), ("thủ tục", "procedures"), ("dịch vụ công", "procedures"),
    ("doanh nghiệp nhỏ", "firms"), ("doanh nghiệp", "firms"), ("thuộc diện bắt buộc", "shops"), ("điểm kinh doanh", "shops"),
    ("hợp tác xã", "cooperatives"), ("sản phẩm", "products"), ("trường", "schools"), ("trạm", "stations"), ("cơ sở y tế", "clinics"),
    ("lượt khám", "visits"), ("lượt hồ sơ", "files"), ("hưởng", "beneficiaries"), ("giao dịch", "payments"),
    ("cảnh báo", "warnings"), ("phản ánh", "petitions"), ("ý kiến", "petitions"), ("hệ thống", "systems"),
    ("nhiệm vụ", "tasks"), ("chỉ tiêu", "targets"), ("kỳ báo cáo", "reports"), ("kỳ", "terms"),
    ("bộ phận, chi bộ", "cells"), ("cuộc kiểm tra", "inspections"), ("bộ dữ liệu", "datasets"), ("phòng, ban", "subunits"), ("đơn vị", "subunits"),
]

# kind → size → (least, most)
RANGES = {
    "all": {
        "meetings": (18, 70), "calls": (4, 12), "leaders": (3, 6), "workflows": (8, 40), "procedures": (60, 180), "tasks": (12, 45),
        "targets": (8, 24), "reports": (12, 12), "terms": (4, 12), "systems": (2, 6), "warnings": (4, 40), "petitions": (6, 60),
        "inspections": (3, 10), "datasets": (4, 10), "subunits": (4, 14), "payments": (150, 900), "archive": (400, 4000),
        "offices": (3, 8), "cells": (12, 40), "products": (3, 14), "cooperatives": (2, 9), "stations": (1, 4), "clinics": (2, 12),
        "teachers": (60, 320), "schools": (3, 14), "visits": (4000, 40000), "addresses_ip": (20, 120), "team_members": (40, 160),
    },
    "commune": {"staff": (38, 72), "households": (2400, 9800), "hamlets": (6, 22), "files": (1800, 12000), "letters": (500, 2600), "work_files": (700, 3800)},
    "district": {"staff": (120, 320), "households": (38000, 140000), "hamlets": (90, 320), "files": (20000, 90000), "letters": (3000, 12000), "work_files": (5000, 22000)},
    "department": {"staff": (45, 160), "households": (900, 900), "hamlets": (10, 10), "files": (900, 26000), "letters": (1500, 9000), "work_files": (2200, 15000)},
    "economy": {"staff": (60, 160), "households": (38000, 140000), "hamlets": (90, 320), "files": (900, 26000), "letters": (1500, 9000), "work_files": (2200, 15000)},
    "party": {"staff": (14, 24), "households": (2400, 9800), "hamlets": (6, 22), "files": (120, 900), "letters": (300, 1500), "work_files": (260, 1600)},
    "party-top": {"staff": (32, 90), "households": (900, 900), "hamlets": (10, 10), "files": (200, 1400), "letters": (600, 3000), "work_files": (500, 3200)},
}


def sizes(rng, kind):
    """Draws the sizes of one unit; related sizes stay in proportion."""
    bounds = {**RANGES["all"], **RANGES[kind]}
    size = {name: rng.randint(low, high) for name, (low, high) in bounds.items()}
    homes = size["households"]
    people = homes * rng.randint(34, 39) // 10
    size |= {
        "people": people, "over14": people * 79 // 100, "adults": people * 77 // 100, "over18": people * 72 // 100,
        "addresses": homes + rng.randint(8, 60), "trades": homes * rng.randint(22, 40) // 100, "shops": homes * rng.randint(4, 9) // 100 + 20,
        "firms": homes * rng.randint(2, 5) // 100 + 12, "beneficiaries": homes * rng.randint(5, 9) // 100 + 20,
        "computers": size["staff"] + rng.randint(0, 9), "paid_files": size["files"] * rng.randint(35, 65) // 100,
        "members": size["staff"] * rng.randint(7, 16), "member_files": rng.randint(60, 420),
    }
    return size


def size_for(unit, label, code):
    """Finds the size a label speaks of; an unknown one is drawn once per unit and label."""
    text = label.lower()
    for word, name in SIZES:
        if word in text:
            return max(1, unit["size"][name])
    return random.Random(f"{unit['code']}|{code}|{label}").randint(10, 40)
