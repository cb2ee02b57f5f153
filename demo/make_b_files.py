"""Files of a case folder: what the rounds of make_b.py are written with."""

import csv
import math
import re
import tomllib
import unicodedata
from fractions import Fraction
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "demo"
UNIT_COLUMNS = ["code", "name", "group", "class", "traits", "linked", "merged_from", "excluded"]


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
    """A likely whole denominator; `sizes` goes by code, then by measure."""
    variables = criterion.get("variables", {})
    measure = variables.get(variable, {}).get("measure", "")
    least, most = sizes.get(criterion["code"], sizes.get(measure, (20, 60)))
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
