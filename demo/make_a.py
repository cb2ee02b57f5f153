"""Makes the illustrative rounds of Khánh Hòa, Vĩnh Long and Hà Nội.

Plain Python 3.11, standard library, fixed seed: the same files come out every time.
Every unit is fictitious and every figure is invented; nothing here is an official result.

    python3 demo/make_a.py            # writes demo/khanh-hoa-2025, vinh-long-2025, ha-noi-2024
"""

import random
from fractions import Fraction

from make_a_catalog import leaves, load
from make_a_round import Round
from make_a_values import clamp, number

def qualities(seed, count, low, high):
    """Draws qualities between low and high, thicker in the middle."""
    rng = random.Random(seed)
    return [low + (high - low) * rng.betavariate(2.4, 1.9) for _ in range(count)]


SOURCE = 'sources = [{ title = "Số liệu do dự án tự lập để minh họa, không phải kết quả chính thức", publisher = "Thước Đo", address = "" }]'


def khanh_hoa():
    case = Round("khanh-hoa-2025", ["self", "preliminary", "council"])
    data = load("khanh-hoa/co-quan-dang", "2025")
    commune, top = leaves(data, "xa"), leaves(data, "tinh")
    names = [f"Đảng ủy xã Mẫu {n}" for n in range(1, 49)] + [f"Đảng ủy phường Mẫu {n}" for n in range(49, 65)] + ["Đảng ủy đặc khu Mẫu"]
    late = {"xa-07", "xa-31", "xa-52"}
    committees = []
    for n, (name, quality) in enumerate(zip(names, qualities("khanh-hoa", 65, 0.52, 1.04)), 1):
        code = f"xa-{n:02}"
        unit = case.add(code, name, "cap-xa", "party", quality, "xa", ["late_report"] if code in late else [], f"ubnd-{code}")
        case.answer(unit, commune)
        committees.append((f"ubnd-{code}", quality + random.Random(f"ubnd|{code}").gauss(0.05, 0.08)))
    for n, quality in enumerate(qualities("khanh-hoa-tinh", 7, 0.66, 1.02), 1):
        unit = case.add(f"tinh-{n}", f"Cơ quan Đảng Mẫu {n}", "cap-tinh", "party-top", quality, "tinh")
        case.answer(unit, top)
    committees.sort(key=lambda row: -row[1])
    grade = lambda value: "Tốt" if value >= 0.92 else "Khá" if value >= 0.72 else "Trung bình" if value >= 0.55 else "Yếu"
    rows = [[code, grade(value), rank, number(Fraction(round(clamp(0.2 + 0.7 * value, 0.3, 0.99) * 10000), 100))] for rank, (code, value) in enumerate(committees, 1)]
    case.input("ubnd", ["unit", "grade", "rank", "points"], sorted(rows))
    case.write(f'''
code = "khanh-hoa-2025"
title = "Chuyển đổi số và cải cách hành chính của các cơ quan Đảng, Mặt trận, đoàn thể năm 2025 (đợt minh họa, đơn vị giả định)"
title_en = "Digital transformation and administrative reform of Party, Front and mass organizations, 2025 (illustrative round, fictitious units)"
period = "2025"
data_from = "2025-01-01"
data_to = "2025-12-31"
numbers = "dot"
illustrative = true
{SOURCE}
layers = ["self", "preliminary", "council"]

[[use]]
set = "khanh-hoa/co-quan-dang@2025"
groups = ["cap-xa", "cap-tinh"]

[[group]]
code = "cap-xa"
name = "Đảng ủy xã, phường, đặc khu"
name_en = "Party committees of communes, wards and the special zone"

[[group]]
code = "cap-tinh"
name = "Cơ quan Đảng, Mặt trận, đoàn thể cấp tỉnh"
name_en = "Provincial Party, Front and mass organizations"

[publication]
decision = "Số minh họa 01/QĐ-MH"
date = "2026-02-27"
issuer = "Ban Chỉ đạo (minh họa)"
''')


EXCLUDED = "Đang sắp xếp tổ chức, không xếp hạng trong đợt này (minh họa)"


def vinh_long():
    case = Round("vinh-long-2025", ["self", "final"])
    departments, communes = leaves(load("vinh-long/so-nganh", "2022")), leaves(load("vinh-long/cap-xa", "2022"))
    traits = {3: ["no_subordinates"], 6: ["no_online_services"], 9: ["no_subordinates", "no_online_services"], 12: ["special_nature"], 14: ["no_subordinates", "special_nature"]}
    for n, quality in enumerate(qualities("vinh-long-so", 14, 0.6, 1.0), 1):
        unit = case.add(f"so-{n:02}", f"Sở Mẫu {n}", "so-nganh", "department", quality, traits=traits.get(n, []))
        case.answer(unit, departments, special={"3.6", "6.11"} if "special_nature" in unit["traits"] else ())
    alone = set(random.Random("vinh-long-traits").sample(range(1, 125), 9))
    twins = {37: 36, 88: 87}
    drawn = qualities("vinh-long-xa", 124, 0.42, 1.0)
    for n, quality in enumerate(drawn, 1):
        unit = case.add(f"xa-{n:03}", f"Xã Mẫu {n}", "cap-xa", "commune", quality, traits=["no_subordinates"] if n in alone else [], excluded=EXCLUDED if n == 60 else "")
        if n in twins:
            case.copy(f"xa-{twins[n]:03}", unit)
        else:
            case.answer(unit, communes, special={"7.2"} if n % 41 == 0 else ())
    case.write(f'''
code = "vinh-long-2025"
title = "Chuyển đổi số các sở, ban, ngành và cấp xã năm 2025 (đợt minh họa, đơn vị giả định)"
title_en = "Digital transformation of departments and communes, 2025 (illustrative round, fictitious units)"
period = "2025"
data_from = "2025-01-01"
data_to = "2025-12-31"
numbers = "dot"
illustrative = true
{SOURCE}
layers = ["self", "final"]

[[use]]
set = "vinh-long/so-nganh@2022"
groups = ["so-nganh"]

[[use]]
set = "vinh-long/cap-xa@2022"
groups = ["cap-xa"]

[[group]]
code = "so-nganh"
name = "Cơ quan cấp tỉnh"
name_en = "Provincial bodies"

[[group]]
code = "cap-xa"
name = "Cấp xã"
name_en = "Communes"

[publication]
decision = "Số minh họa 02/QĐ-MH"
date = "2026-01-15"
issuer = "Chủ tịch Ủy ban nhân dân tỉnh (minh họa)"
''')


def ha_noi():
    case = Round("ha-noi-2024", ["self", "council"])
    city, district = load("ha-noi/cap-thanh-pho", "2024"), leaves(load("ha-noi/cap-huyen", "2024"))
    forms = {cls: leaves(city, cls) for cls in ("chung", "kinh-te-so")}
    economy = {2, 4, 5, 8, 11, 13, 16, 19, 21}
    index = []
    for n, quality in enumerate(qualities("ha-noi-so", 22, 0.58, 1.0), 1):
        cls = "kinh-te-so" if n in economy else "chung"
        unit = case.add(f"so-{n:02}", f"Sở Mẫu {n}", "so-nganh", "department" if cls == "chung" else "economy", quality, cls)
        case.answer(unit, forms[cls], special={"6.12"} if n == 7 else ())
        index.append((unit["code"], quality))
    for n, quality in enumerate(qualities("ha-noi-quan", 30, 0.52, 1.0), 1):
        unit = case.add(f"quan-{n:02}", f"Quận Mẫu {n}", "cap-huyen", "district", quality)
        case.answer(unit, district)
        case.carry(unit, "7.7", quality, district)
        index.append((unit["code"], quality))
    value = lambda code, quality: clamp(0.55 + 0.4 * quality + random.Random(f"cchc|{code}").gauss(0, 0.02), 0.6, 0.98)
    case.input("cchc", ["unit", "index"], [[code, number(Fraction(round(value(code, quality) * 10000), 100))] for code, quality in index])
    case.write(f'''
code = "ha-noi-2024"
title = "Chuyển đổi số các sở, ban, ngành và cấp huyện năm 2024 (đợt minh họa, đơn vị giả định)"
title_en = "Digital transformation of departments and districts, 2024 (illustrative round, fictitious units)"
period = "2024"
data_from = "2024-01-01"
data_to = "2024-12-31"
numbers = "dot"
illustrative = true
{SOURCE}
layers = ["self", "council"]

[[use]]
set = "ha-noi/cap-thanh-pho@2024"
groups = ["so-nganh"]

[[use]]
set = "ha-noi/cap-huyen@2024"
groups = ["cap-huyen"]

[[group]]
code = "so-nganh"
name = "Sở, ban, ngành"
name_en = "City departments"

[[group]]
code = "cap-huyen"
name = "Cấp huyện"
name_en = "Districts"

[publication]
decision = "Số minh họa 03/QĐ-MH"
date = "2025-02-10"
issuer = "Chủ tịch Ủy ban nhân dân Thành phố (minh họa)"
''')


if __name__ == "__main__":
    khanh_hoa()
    vinh_long()
    ha_noi()
