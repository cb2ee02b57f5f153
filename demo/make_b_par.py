"""PAR Index 2024: 63 fictitious provinces, the survey part given as tallies."""

import math
import random
from fractions import Fraction

from make_b_files import SIZES, catalog, number, size_of, spread, write_round

BIG = SIZES | {
    "hồ sơ": (60_000, 900_000), "thủ tục": (1500, 2100), "văn bản": (24, 90), "nhiệm vụ": (40, 160), "đơn vị": (60, 520),
    "cơ quan": (26, 48), "người": (1900, 4200), "tỷ đồng": (2500, 14_000), "triệu đồng": (9000, 90_000), "dịch vụ": (700, 1500),
    "vấn đề": (8, 40), "kiến nghị": (6, 30), "phản ánh": (120, 1900), "báo cáo": (4, 4), "quyết định": (30, 90),
    "dự thảo": (12, 50), "hệ thống": (18, 70), "cơ sở": (900, 2900), "lượt": (3000, 12_000), "trường hợp": (6, 30),
    "chỉ tiêu": (18, 26), "nghìn hồ sơ": (300, 1500), "nghìn người": (400, 3300),
    # Criteria whose denominator is of another size than its measure suggests.
    "1.2.1": (28, 46), "3.1.1": (8, 60), "3.1.2": (40, 160), "3.3.3": (20, 900), "4.2.2": (17_000, 46_000),
    "4.2.3": (18, 90), "5.1.2": (380, 1300), "5.3.2": (19_000, 52_000),
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
    reach = Fraction(rng.randint(100, 115) if full else rng.randint(84, 98), 100)
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
