#!/usr/bin/env python3
"""Writes seven demo rounds: five of published figures, two illustrative ones with fictitious units.

Published figures are read from crates/testkit/golden, rules from catalog; nothing else goes in, and
the seed is fixed, so that a second run writes the same bytes. Run it from anywhere:

    python3 demo/make_b.py
"""

import csv
import math
import random
import re
import tomllib
import unicodedata
from fractions import Fraction
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "demo"
UNIT_COLUMNS = ["code", "name", "group", "class", "traits", "linked", "merged_from", "excluded"]
RANK_ONLY = "Chỉ có thứ hạng, không có giá trị thành phần trong nguồn công bố"


# --- files -------------------------------------------------------------------------------------


def golden(name):
    with open(ROOT / "crates/testkit/golden" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def catalog(path):
    return tomllib.loads((ROOT / "catalog" / f"{path}.toml").read_text(encoding="utf-8"))


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def write_csv(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_round(code, settings, sources, uses, groups, units, answers, header=("unit", "criterion", "variable", "value")):
    """Writes one case folder; `units` are dicts with the keys of units.csv."""
    folder = DEMO / code
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f'code = "{code}"', *settings]
    if sources:
        lines.append("sources = [")
        lines += ["  { title = %s, publisher = %s, address = %s }," % tuple(map(quoted, source)) for source in sources]
        lines.append("]")
    for kind, name, served in uses:
        served = ", ".join(quoted(group) for group in served)
        lines += ["", "[[use]]", f"{kind} = {quoted(name)}", f"groups = [{served}]"]
    for group, name, name_en in groups:
        lines += ["", "[[group]]", f"code = {quoted(group)}", f"name = {quoted(name)}", f"name_en = {quoted(name_en)}"]
    (folder / "round.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    write_csv(folder / "units.csv", UNIT_COLUMNS, [[unit.get(key, "") for key in UNIT_COLUMNS] for unit in units])
    write_csv(folder / "answers.csv", header, answers)


def slug(name):
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def province(name):
    """Code of a province: the same whatever prefix a source prints before the name."""
    return {"hue": "thua-thien-hue"}.get(code := slug(name.removeprefix("TP. ")), code)


# --- rounds of published figures -----------------------------------------------------------------


def ministries():
    rows = golden("par_index_2023_ministries")
    units = [{"code": slug(row["ministry"]), "name": row["ministry"], "group": "bo"} for row in rows]
    answers = []
    for row in rows:
        unit = slug(row["ministry"])
        answers += [[unit, "1", "points", row["appraisal_points"]], [unit, "2", "points", row["survey_points"]]]
    write_round(
        "par-bo-2023",
        [
            'title = "PAR Index 2023 của các bộ, cơ quan ngang bộ"',
            'title_en = "PAR Index 2023 of ministries and ministerial-level agencies"',
            'period = "2023"',
            'numbers = "dot"',
            "illustrative = false",
        ],
        [
            (
                "Chi tiết bảng xếp hạng PAR Index 2023 của các bộ, cơ quan ngang bộ (điểm thẩm định và điểm điều tra xã hội học)",
                "Cổng Thông tin điện tử Chính phủ, Xây dựng chính sách, pháp luật",
                "https://xaydungchinhsach.chinhphu.vn/chi-tiet-bang-xep-hang-par-index-2023-cua-cac-bo-co-quan-ngang-bo-119240417175319406.htm",
            ),
            (
                "Chỉ số cải cách hành chính của các bộ, ngành năm 2023 (10 dòng đầu, cùng số liệu). Tổng điểm ở đây cộng từ hai phần"
                " đã công bố; tổng in trong nguồn tính từ phần chưa làm tròn nên có thể lệch 0,01",
                "Tạp chí Khoa học và Công nghệ Việt Nam",
                "http://vjst.vn/vn/tin-tuc/9297/chi-so-cai-cach-hanh-chinh-cua-cac-bo-nganh-nam-2023.aspx",
            ),
        ],
        [("set", "bo-noi-vu/par-bo@2023", ["bo"])],
        [("bo", "Bộ, cơ quan ngang bộ", "Ministries and ministerial-level agencies")],
        units,
        answers,
    )


INDICATORS = [
    "digital_awareness", "digital_institutions", "digital_infrastructure", "digital_workforce", "cyber_security",
    "digital_government_activity", "digital_economy_activity", "digital_society_activity",
]


def dti_2022():
    known = {row["province"]: row for row in golden("dti_2022_provinces_top5_components")}
    ranks = golden("dti_2022_provinces_rank")
    units, answers = [], []
    for row in ranks:
        unit = {"code": province(row["province"]), "name": row["province"], "group": "tinh"}
        if row["province"] not in known:
            unit["excluded"] = RANK_ONLY
        units.append(unit)
    for name, row in known.items():
        answers += [[province(name), f"{n}.1", "x", row[column]] for n, column in enumerate(INDICATORS, 1)]
    write_round(
        "dti-2022",
        [
            'title = "Chỉ số chuyển đổi số (DTI) cấp tỉnh năm 2022"',
            'title_en = "Digital transformation index (DTI) of provinces, 2022"',
            'period = "2022"',
            'numbers = "dot"',
            "illustrative = false",
        ],
        [
            (
                "Xếp hạng chuyển đổi số cấp tỉnh năm 2022. Chỉ năm tỉnh đứng đầu có giá trị thành phần trong nguồn;"
                " 58 tỉnh còn lại chỉ có thứ hạng (tệp published_ranks.csv trong thư mục của đợt)",
                "dti.gov.vn, Bộ Thông tin và Truyền thông",
                "https://dti.gov.vn/xep-hang-2022",
            )
        ],
        [("set", "bo-tttt/dti-tinh@2022", ["tinh"])],
        [("tinh", "Tỉnh, thành phố trực thuộc Trung ương", "Provinces and centrally run cities")],
        units,
        answers,
    )
    published = [[province(row["province"]), row["province"], row["rank"]] for row in ranks]
    write_csv(DEMO / "dti-2022/published_ranks.csv", ["unit", "name", "published_rank"], published)


def dti_2020():
    rows = golden("dti_2020_provinces_top9_pillars")
    pillars = ["digital_government", "digital_economy", "digital_society"]
    later = {"TP. Huế": "Thừa Thiên Huế"}
    units = [{"code": province(row["province"]), "name": later.get(row["province"], row["province"]), "group": "tinh"} for row in rows]
    answers = [[province(row["province"]), f"{n}.1", "x", row[pillar]] for row in rows for n, pillar in enumerate(pillars, 1)]
    write_round(
        "dti-2020",
        [
            'title = "Chỉ số chuyển đổi số (DTI) cấp tỉnh năm 2020: chín tỉnh đứng đầu"',
            'title_en = "Digital transformation index (DTI) of provinces, 2020: the first nine"',
            'period = "2020"',
            'numbers = "dot"',
            "illustrative = false",
        ],
        [
            (
                "vn-dti-provincial: giá trị ba trụ cột của chín tỉnh đứng đầu năm 2020 (bản tổng hợp của bên thứ ba)."
                " Nguồn ghi “TP. Huế”, tên có sau này của tỉnh Thừa Thiên Huế",
                "letrinhan, Hugging Face",
                "https://huggingface.co/datasets/letrinhan/vn-dti-provincial",
            ),
            (
                "Bac Ninh Province's digital transformation index ranked third nationwide (xác nhận dòng Bắc Ninh)",
                "Báo điện tử Đảng Cộng sản Việt Nam",
                "https://en.dangcongsan.vn/bac-ninh-province-integration-and-development/bac-ninh-s-provincial-digital-transformation-index-ranked-third-nationwide-585850.html",
            ),
        ],
        [("set", "bo-tttt/dti-tinh@2020", ["tinh"])],
        [("tinh", "Tỉnh, thành phố trực thuộc Trung ương", "Provinces and centrally run cities")],
        units,
        answers,
    )


def can_giuoc():
    rows = golden("dti_commune_can_giuoc_2025_criteria")
    answers = []
    for row in rows:
        answers.append(["can-giuoc", row["code"], "points", row["self_points"], "self"])
        answers.append(["can-giuoc", row["code"], "points", row["appraised_points"], "final"])
    write_round(
        "can-giuoc-2025",
        [
            'title = "Chỉ số chuyển đổi số (DTI) năm 2025 của xã Cần Giuộc, tỉnh Tây Ninh: điểm tự chấm và điểm thẩm định"',
            'title_en = "Digital transformation index (DTI) 2025 of Cần Giuộc commune, Tây Ninh province: self and appraised points"',
            'period = "2025"',
            'numbers = "dot"',
            "illustrative = false",
            'layers = ["self", "final"]',
        ],
        [
            (
                "Bảng 62 tiêu chí với điểm tối đa, điểm tự chấm và điểm thẩm định của xã Cần Giuộc (doc/ERD/example_db_ver1.csv)",
                "PlatformManager (GitHub)",
                "https://github.com/xuantruongnguyen230300-gif/PlatformManager",
            )
        ],
        [("set", "tay-ninh/dti-xa@2025", ["xa"])],
        [("xa", "Cấp xã", "Communes")],
        [{"code": "can-giuoc", "name": "Xã Cần Giuộc", "group": "xa"}],
        answers,
        ("unit", "criterion", "variable", "value", "layer"),
    )


def merger():
    rows = golden("dti_2024_merger_example")
    old = [row for row in rows if row["kind"] == "pre-merger"]
    new = next(row for row in rows if row["kind"] == "post-merger")
    units = [{"code": slug(row["unit"]), "name": row["unit"], "group": "truoc"} for row in old]
    merged = {"code": slug(new["unit"]), "name": new["unit"], "group": "sau"}
    units.append(merged | {"merged_from": ";".join(unit["code"] for unit in units)})
    write_round(
        "dti-2024-hop-nhat",
        [
            'title = "DTI 2024: chỉ số của đơn vị hợp nhất (Đà Nẵng và Quảng Nam)"',
            'title_en = "DTI 2024: the index of a merged unit (Đà Nẵng and Quảng Nam)"',
            'period = "2024"',
            'numbers = "dot"',
            "illustrative = false",
        ],
        [
            (
                "Bài về DTI 2024 của Đà Nẵng (bản sao của en.baodanang.vn). Nguồn chỉ có giá trị của ba đơn vị này, nên thứ hạng"
                " trong trang không phải thứ hạng toàn quốc; thứ hạng đã công bố ở tệp published_ranks.csv",
                "Báo Đà Nẵng",
                "https://demo1022.hasontech.vn/?p=3843",
            )
        ],
        [("file", "chi-so.toml", ["truoc", "sau"])],
        [
            ("truoc", "Đơn vị trước hợp nhất (có số liệu công bố)", "Units before the merger (with published figures)"),
            ("sau", "Đơn vị sau hợp nhất (có số liệu công bố)", "Units after the merger (with published figures)"),
        ],
        units,
        [[slug(row["unit"]), "1.1", "x", row["dti_2024"]] for row in old],
    )
    published = [[slug(row["unit"]), row["unit"], row["rank"], row["ranked_among"]] for row in rows]
    write_csv(DEMO / "dti-2024-hop-nhat/published_ranks.csv", ["unit", "name", "published_rank", "ranked_among"], published)


# --- answers to rules: the smallest whole figures that give a wanted value -------------------------

# Likely size of a denominator by measure: (least, most).
SIZES = {
    "hồ sơ": (900, 4200), "hộ": (1500, 3800), "người": (3200, 9000), "thôn": (6, 16), "văn bản": (600, 1900),
    "máy": (24, 60), "nhiệm vụ": (12, 40), "thủ tục": (90, 160), "kết quả": (700, 3500), "báo cáo": (20, 48),
    "cuộc họp": (40, 110), "phản ánh": (12, 60), "trang": (9000, 26000), "sản phẩm": (4, 14), "điểm": (2, 6),
    "doanh nghiệp": (20, 120), "đơn vị": (20, 90), "cơ sở": (6, 16), "trường": (3, 9), "lượt": (1200, 5200),
    "khu vực": (6, 18), "nhóm thông tin": (12, 12), "hệ thống": (3, 9), "địa chỉ": (1800, 4200), "hợp đồng": (20, 90),
}


def number(value):
    """Decimal text of an exact value with a finite decimal form."""
    value = Fraction(value)
    if value.denominator == 1:
        return str(value.numerator)
    text = f"{value.numerator * 10**6 // value.denominator:07d}"
    assert Fraction(text) / 10**6 == value, value
    return f"{text[:-6]}.{text[-6:]}".rstrip("0")


def size_of(criterion, rng, variable="b", sizes=SIZES):
    variables = criterion.get("variables", {})
    measure = variables.get(variable, {}).get("measure", "")
    least, most = sizes.get(measure, (20, 60))
    # Staff of a body are far fewer than inhabitants.
    if measure == "người" and any(word in variables[variable]["label"] for word in ("cán bộ, công chức", "thành viên")):
        least, most = (20, 42)
    return rng.randint(least, most)


def spread(total, shares, rng):
    """Splits a whole total by shares, with the largest remainders filled first."""
    scale = sum(shares)
    exact = [Fraction(total) * share / scale for share in shares]
    counts = [math.floor(part) for part in exact]
    order = sorted(range(len(shares)), key=lambda i: (counts[i] - exact[i], i))
    for i in order[: total - sum(counts)]:
        counts[i] += 1
    return counts


# --- 2516: a maturity ladder of fictitious communes ------------------------------------------------


def targets_of(criterion):
    return [Fraction(criterion["targets"][str(step)]) if str(step) in criterion["targets"] else None for step in range(1, 6)]


def ratio_between(low, high, criterion, rng):
    """a and b with low ≤ a / b < high (high may be None: up to 1)."""
    size = size_of(criterion, rng)
    for b in range(size, size + 400):
        least = math.ceil(low * b)
        most = b if high is None else math.ceil(high * b) - 1
        if 0 <= least <= min(most, b):
            return rng.randint(least, min(most, b)), b
    raise ValueError(criterion["code"])


def whole_between(low, high, rng, roof=3):
    least = math.ceil(low)
    most = least + rng.randint(0, roof) if high is None else math.ceil(high) - 1
    return rng.randint(least, max(least, most))


def tally_between(low, high, rule, rng):
    """Counts of survey answers whose mean share lies in [low, high)."""
    shares = [Fraction(option["share"]) for option in rule["options"] if "share" in option]
    roof = Fraction(99, 100) if high is None else high
    for _ in range(10_000):
        best = rng.randint(10, 220)
        counts = [best, rng.randint(30, 160), rng.randint(0, 120), rng.randint(0, 60)]
        mean = sum(n * share for n, share in zip(counts, shares)) / sum(counts)
        if low <= mean < roof:
            codes = [option["code"] for option in rule["options"]]
            return dict(zip(codes, [*counts, rng.randint(0, 9)]))
    raise ValueError((low, high))


def answer_between(criterion, low, high, rng):
    """Answers whose value lies in [low, high); high None means no end."""
    rule = criterion["rule"]
    kind = rule["kind"]
    if kind == "ratio" or kind == "every":
        a, b = ratio_between(low, high, criterion, rng)
        if "less" in rule:
            pending = rng.randint(0, 40)
            return {"a": a, "b": b + pending, "c": pending}
        return {"a": a, "b": b}
    if kind == "yes_no":
        return {"yes": "có" if low >= 1 else "không"}
    if kind == "option":
        held = [option for option in rule["options"] if low <= Fraction(option["share"]) and (high is None or Fraction(option["share"]) < high)]
        return {"option": rng.choice(held)["code"]}
    if kind == "count":
        return {"n": whole_between(low, high, rng)}
    if kind == "lookup":
        rows = [Fraction(row["at"]) for row in rule["table"]]
        return {"a": rng.choice([row for row in rows if low <= row and (high is None or row < high)])}
    if kind == "mean":
        least, most = math.ceil(low * 100), 95 if high is None else math.ceil(high * 100) - 2
        return {item["code"]: rng.randint(least, max(least, most)) for item in rule["items"]}
    if kind == "tally":
        return tally_between(low, high, rule, rng)
    raise ValueError(kind)


def lower_answer(targets, met, rng):
    """Number of bad events (fewer is better) that meets the targets up to step `met` and no more."""
    reached = [target for target in targets[:met] if target is not None]
    missed = [target for target in targets[met:] if target is not None and (not reached or target < reached[-1])]
    most = int(reached[-1]) if reached else 6
    return {"n": rng.randint(int(missed[0]) + 1 if missed else 0, most)}


def maturity_answer(criterion, met, rng):
    """Answers that meet the targets of every step up to `met` and fail the next higher one."""
    targets = targets_of(criterion)
    if criterion.get("direction") == "lower":
        return lower_answer(targets, met, rng)
    reached = [target for target in targets[:met] if target is not None]
    low = reached[-1] if reached else Fraction(0)
    higher = [target for target in targets[met:] if target is not None and target > low]
    return answer_between(criterion, low, higher[0] if higher else None, rng)


def can_fail(criterion, step):
    """Whether a commune can meet all lower steps of this criterion and still fail at `step`."""
    targets = targets_of(criterion)
    before = targets[step - 2] if step > 1 else None
    if targets[step - 1] is None:
        return False
    return before is None or before != targets[step - 1]


def ladder_unit(criteria, reached, misses, rng):
    """Met step of each criterion, and the failing ones, of a commune that misses some targets of the next step."""
    failing = set()
    if reached < 5:
        could = [c["code"] for c in criteria if can_fail(c, reached + 1)]
        failing = set(rng.sample(could, misses))
    met = {}
    for criterion in criteria:
        if criterion["code"] in failing:
            met[criterion["code"]] = reached
        else:
            met[criterion["code"]] = min(5, reached + 1 + (rng.random() < 0.35) + (rng.random() < 0.15))
    return met, failing


# Communes by reached step: how many targets of the next step each still misses.
LADDER = {
    0: [1, 6, 9],
    1: [1, 3, 5, 5, 8, 12, 14, 15],
    2: [2, 4, 4, 6, 7, 9, 10, 12, 13, 15, 16, 18],
    3: [1, 3, 5, 5, 8, 11, 13, 15, 18, 20],
    4: [2, 6, 6, 10, 15],
    5: [0, 0],
}


def maturity():
    rng = random.Random(2516)
    criteria = catalog("bo-tttt/muc-do-cap-xa/2023")["criterion"]
    places = [(step, misses) for step, all_misses in LADDER.items() for misses in all_misses]
    rng.shuffle(places)
    units, answers = [], []
    for i, (reached, misses) in enumerate(places, 1):
        code = f"xa-mau-{i:02d}"
        units.append({"code": code, "name": f"Xã Mẫu {i}", "group": "xa"})
        met, failing = ladder_unit(criteria, reached, misses, rng)
        silent = failing if (reached, misses) == (3, 1) else set()
        for criterion in criteria:
            if criterion["code"] in silent:
                continue  # not reported at all: missing, which is not met either
            for variable, value in maturity_answer(criterion, met[criterion["code"]], rng).items():
                answers.append([code, criterion["code"], variable, value if isinstance(value, str) else number(value)])
    write_round(
        "muc-do-2516-2024",
        [
            'title = "Mức độ chuyển đổi số cấp xã theo dự thảo 2516: 40 xã mẫu (minh họa)"',
            'title_en = "Digital maturity of communes by draft 2516: 40 sample communes (illustrative)"',
            'period = "2024"',
            'numbers = "dot"',
            "illustrative = true",
        ],
        [],
        [("set", "bo-tttt/muc-do-cap-xa@2023", ["xa"])],
        [("xa", "Cấp xã", "Communes")],
        units,
        answers,
    )


# --- PAR Index 2024: 63 fictitious provinces -------------------------------------------------------

BIG = SIZES | {
    "hồ sơ": (60_000, 900_000), "thủ tục": (1500, 2100), "văn bản": (24, 90), "nhiệm vụ": (40, 160), "đơn vị": (60, 520),
    "cơ quan": (26, 48), "người": (1900, 4200), "tỷ đồng": (2500, 14_000), "triệu đồng": (9000, 90_000), "dịch vụ": (700, 1500),
    "vấn đề": (8, 40), "kiến nghị": (6, 30), "phản ánh": (120, 1900), "báo cáo": (4, 4), "quyết định": (30, 90),
    "dự thảo": (12, 50), "hệ thống": (18, 70), "cơ sở": (900, 2900), "lượt": (3000, 12_000), "trường hợp": (6, 30),
    "chỉ tiêu": (18, 26), "nghìn hồ sơ": (300, 1500), "nghìn người": (400, 3300),
}


def par_ratio(rule, full, rng, criterion):
    floor, roof = Fraction(rule.get("floor", "0.6")), Fraction(rule.get("full_at", "1"))
    b = size_of(criterion, rng, sizes=BIG)
    if full:
        a = math.ceil(roof * b) if roof < 1 else b
        a = rng.randint(a, b)
    else:
        a = math.floor((floor + (roof - floor) * Fraction(rng.randint(30, 92), 100)) * b)
        a = min(a, math.ceil(roof * b) - 1)
    if "less" in rule:
        pending = rng.randint(0, max(1, b // 60))
        return {"a": a, "b": b + pending, "c": pending}
    return {"a": a, "b": b}


def par_brackets(rule, full, rng, criterion):
    steps = rule["steps"]
    at = 0 if full else rng.randrange(1, len(steps) + 1)
    step = steps[at] if at < len(steps) else None
    if rule["value"] == "n":
        if step is None:
            return {"n": max(0, int(steps[-1]["from"]) - rng.randint(1, 4))}
        above = int(steps[at - 1]["from"]) - 1 if at else int(step["from"]) + rng.randint(0, 3)
        return {"n": rng.randint(int(step["from"]), above)}
    b = size_of(criterion, rng, sizes=BIG)
    if "to" in steps[0]:
        if step is None:
            a = math.floor(Fraction(steps[-1]["to"]) * b) + rng.randint(1, max(1, b // 100))
        else:
            most = math.floor(Fraction(step["to"]) * b)
            a = rng.randint(max(0, most - b // 40), most)
        return {"a": a, "b": b}
    bound = Fraction(step["from"]) if step else Fraction(steps[-1]["from"]) * Fraction(4, 5)
    roof = Fraction(steps[at - 1]["from"]) if at else min(Fraction(1), bound * Fraction(5, 4))
    a = min(math.ceil((bound + (roof - bound) * Fraction(rng.randint(0, 80), 100)) * b), b)
    return {"a": min(a, math.ceil(roof * b) - 1) if at else a, "b": b}


def par_target(criterion, full, rng):
    variables = criterion["variables"]
    reach = Fraction(rng.randint(100, 115) if full else rng.randint(62, 98), 100)
    if "t" in variables:
        return {"a": (80 * reach if reach < 1 else 80), "b": 800, "t": Fraction(1, 10)}
    if criterion["code"] == "8.2.1":
        target = Fraction(rng.randint(60, 90), 10)
        return {"a": Fraction(math.floor(target * reach * 100), 100), "b": target}
    b = size_of(criterion, rng, sizes=BIG)
    return {"a": math.floor(reach * b) if reach < 1 else math.ceil(reach * b), "b": b}


def par_formula(full, rng):
    total = rng.randint(60, 240)
    if full:
        return {"a": total, "b": total, "c": 0}
    late = rng.randint(1, 6)
    return {"a": total - late, "b": total, "c": late if rng.random() < 0.7 else late - 1}


def par_cohort(criterion, ability, rng):
    """Figures that are compared between provinces: spread widely, better ones higher."""
    level = Fraction(int(ability * 100) + rng.randint(-14, 14), 100)
    if criterion["code"] == "7.1.3":
        return {"n": 40 + math.floor(max(level, Fraction(0)) * 260)}
    b = size_of(criterion, rng, sizes=BIG)
    best = Fraction(3, 2) if criterion["code"] == "8.2.2" else Fraction(24)
    return {"a": max(1, math.floor(best * b * max(level, Fraction(1, 10)))), "b": b}


def par_rows(full, rng):
    answers = {}
    for i in range(1, 4):
        answers[f"x[{i}]"] = Fraction(1) if full else Fraction(rng.randint(55, 97), 100)
        answers[f"n[{i}]"] = rng.randint(180, 520)
    return answers


def par_answer(criterion, full, ability, rng):
    """Answers that give full points, or less."""
    rule = criterion["rule"]
    kind = rule["kind"]
    if kind == "ratio":
        return par_ratio(rule, full, rng, criterion)
    if kind == "brackets":
        return par_brackets(rule, full, rng, criterion)
    if kind == "target":
        return par_target(criterion, full, rng)
    if kind == "formula":
        return par_formula(full, rng)
    if kind in ("relative_best", "min_max"):
        return par_cohort(criterion, ability, rng)
    if kind == "weighted_rows":
        return par_rows(full, rng)
    if kind == "yes_no":
        return {"yes": "có" if full else "không"}
    if kind == "option":
        return {"option": rule["options"][0 if full else 1]["code"]}
    if kind == "every":
        b = size_of(criterion, rng, sizes=BIG)
        return {"a": b if full else b - rng.randint(1, max(1, b // 10)), "b": b}
    if kind == "count":
        return {"n": 5 + rng.randint(0, 3) if full else rng.randint(2, 4)}
    if kind == "parts":
        failed = None if full else rng.randrange(len(rule["parts"]))
        return {f"{part['code']}.yes": "không" if i == failed else "có" for i, part in enumerate(rule["parts"])}
    if kind == "best_of":
        return {"may_tinh.yes": "có" if full else "không", "camera.yes": "có" if rng.random() < 0.8 else "không"}
    if kind == "deduct":
        failed = None if full else rng.randrange(len(rule["counters"]))
        return {counter["code"]: int(i == failed) for i, counter in enumerate(rule["counters"])}
    if kind == "mean":
        return {item["code"]: 100 if full else rng.randint(78, 99) for item in rule["items"]}
    if kind == "lookup":
        return {"a": 3 if full else rng.choice([1, 2, 2])}
    raise ValueError(kind)


def par_survey(criterion, sizes, ability, rng):
    """Counts of each option: about two thirds to nine tenths of the answers are the best one."""
    rule = criterion["rule"]
    codes = [option["code"] for option in rule["options"]]
    answers = {}
    for group in rule.get("groups", [{"code": ""}]):
        best = 58 + int(ability * 30) + rng.randint(-4, 4)
        rest = 100 - best
        shares = [best, rest * 7 // 10, rest * 2 // 10, max(0, rest // 10), rng.randint(0, 2)]
        counts = spread(sizes[group["code"]], shares, rng)
        for code, count in zip(codes, counts):
            answers[f"{group['code']}.{code}" if group["code"] else code] = count
    return answers


REASONS = [
    "Thiếu tài liệu kiểm chứng cho một phần số liệu báo cáo",
    "Số liệu trên hệ thống thấp hơn số liệu đơn vị báo cáo",
    "Tài liệu kiểm chứng ngoài kỳ đánh giá",
    "Số liệu đơn vị báo cáo chưa loại trừ hồ sơ chưa đến hạn",
]
RAISED = "Bổ sung tài liệu sau khi giải trình, chấp nhận toàn bộ"
CITIZENS, OFFICIALS, PROVINCES, FULL_PROCEDURES = 36_525, 49_159, 63, 16


def provinces_plan(rng):
    """Ability of each province from 0 to 1, survey sizes, and who has full points for procedures."""
    ability = {i: 1 - (place + rng.random()) / PROVINCES for place, i in enumerate(rng.sample(range(PROVINCES), PROVINCES))}
    weights = [rng.randint(60, 140) for _ in range(PROVINCES)]
    citizens, officials = spread(CITIZENS, weights, rng), spread(OFFICIALS, weights, rng)
    order = sorted(ability, key=lambda i: ability[i] + rng.uniform(-0.25, 0.25), reverse=True)
    return ability, citizens, officials, set(order[:FULL_PROCEDURES])


def par_unit(criteria, ability, sizes, full_procedures, rng):
    """Answers of one province in both layers: rows of (criterion, variable, value, layer, reason)."""
    weak = 0.07 + 0.30 * (1 - ability)
    procedures = [c["code"] for c in criteria if c["code"].startswith("3.")]
    weak_procedures = set() if full_procedures else set(rng.sample(procedures, 1 + int((1 - ability) * 4)))
    for criterion in criteria:
        code, source = criterion["code"], criterion.get("source", "self")
        if source == "survey":
            yield from rows_of(code, par_survey(criterion, sizes, ability, rng), "final")
            continue
        area_3 = code in procedures
        full = code not in weak_procedures if area_3 else rng.random() >= weak
        final = par_answer(criterion, full, ability, rng)
        if criterion["rule"]["kind"] in ("relative_best", "min_max") or code.startswith("8."):
            yield from rows_of(code, final, "final")
            continue
        chance = rng.random()
        if not full and chance < 0.45:
            yield from rows_of(code, par_answer(criterion, True, ability, rng), "self")
            yield from rows_of(code, final, "final", rng.choice(REASONS))
        elif not full and not area_3 and chance > 0.98:
            continue  # not reported: missing, counted as no points
        elif full and chance < 0.02:
            yield from rows_of(code, par_answer(criterion, False, ability, rng), "self")
            yield from rows_of(code, final, "final", RAISED)
        else:
            yield from rows_of(code, final, "self")


def rows_of(code, answers, layer, reason=""):
    for i, (variable, value) in enumerate(answers.items()):
        yield [code, variable, value if isinstance(value, str) else number(value), layer, reason if i == 0 else ""]


def par_2024():
    rng = random.Random(2024)
    criteria = catalog("bo-noi-vu/par-tinh/2024")["criterion"]
    ability, citizens, officials, full = provinces_plan(rng)
    units, answers = [], []
    for i in range(PROVINCES):
        code = f"tinh-mau-{i + 1:02d}"
        units.append({"code": code, "name": f"Tỉnh Mẫu {i + 1}", "group": "tinh"})
        associations = officials[i] * 8 // 100
        sizes = {"": citizens[i], "can_bo": officials[i] - associations, "hoi": associations}
        answers += [[code, *row] for row in par_unit(criteria, ability[i], sizes, i in full, rng)]
    write_round(
        "par-2024",
        [
            'title = "Chỉ số cải cách hành chính (PAR Index) năm 2024: 63 tỉnh mẫu (minh họa)"',
            'title_en = "PAR Index 2024: 63 sample provinces (illustrative)"',
            'period = "2024"',
            'data_from = "2024-01-01"',
            'data_to = "2024-12-31"',
            'numbers = "dot"',
            "illustrative = true",
            'layers = ["self", "final"]',
        ],
        [],
        [("set", "bo-noi-vu/par-tinh@2024", ["tinh"])],
        [("tinh", "Tỉnh, thành phố", "Provinces and cities")],
        units,
        answers,
        ("unit", "criterion", "variable", "value", "layer", "reason"),
    )


if __name__ == "__main__":
    ministries()
    dti_2022()
    dti_2020()
    can_giuoc()
    merger()
    maturity()
    par_2024()
