"""A case folder in the making: units, answers in layers, inputs."""

import csv
import random
from fractions import Fraction
from pathlib import Path

from make_a_sizes import sizes
from make_a_values import Maker, clamp, number

HERE = Path(__file__).resolve().parent

LOWER = [
    "Tài liệu kiểm chứng chưa đủ so với số liệu báo cáo", "Số liệu đối chiếu với hệ thống thấp hơn số liệu báo cáo",
    "Văn bản ban hành sau thời điểm chốt số liệu", "Một số kết quả tính trùng, đã loại", "Chưa có xác nhận của cơ quan phụ trách tiêu chí",
]
HIGHER = ["Bổ sung tài liệu kiểm chứng sau khi làm rõ", "Số liệu trên hệ thống cao hơn số liệu báo cáo"]
DECIDED = ["Hội đồng thống nhất điều chỉnh điểm sau giải trình", "Hội đồng giữ một phần điểm tự chấm"]
OUTSIDE = "Không thuộc chức năng, nhiệm vụ của đơn vị"


class Round:
    """Collects units and rows of one case folder and writes them."""

    def __init__(self, folder, layers):
        self.folder, self.layers = HERE / folder, layers
        self.units, self.rows, self.moved = [], {layer: [] for layer in layers}, {}

    def add(self, code, name, group, kind, quality, cls="", traits=(), linked="", excluded=""):
        rng = random.Random(f"{self.folder.name}|{code}")
        unit = {"code": code, "name": name, "group": group, "kind": kind, "class": cls, "traits": list(traits), "linked": linked,
                "excluded": excluded, "quality": quality, "size": sizes(rng, kind), "bias": {}}
        self.units.append(unit)
        return unit

    def answer(self, unit, items, missing=0.012, special=()):
        """Answers every criterion of a unit in all layers."""
        for item in items:
            rng = random.Random(f"{self.folder.name}|{unit['code']}|{item['code']}")
            section = item["code"].rsplit(".", 1)[0]
            lean = unit["bias"].setdefault(section, random.Random(f"{unit['code']}|{section}").gauss(0, 0.05))
            level = clamp(unit["quality"] + lean + rng.gauss(0, 0.11), 0.03, 1.0)
            if item["rule"]["kind"] == "publication" or skipped(unit, item):
                continue
            if item["code"] in special:
                self.put(self.layers[0], unit, item, {"na": OUTSIDE}, "")
            elif rng.random() >= missing * (1.8 - unit["quality"]) or item["mandatory"]:
                self.layered(unit, item, level, rng)

    def layered(self, unit, item, level, rng):
        """The first layer, then what appraisal changed."""
        first = 1 if item["source"] in ("survey", "appraiser") and len(self.layers) > 1 else 0
        now = self.values(unit, item, level)
        self.put(self.layers[first], unit, item, now, "")
        if item["source"] in ("survey", "statistics") or item["rule"]["kind"] == "unscored":
            return
        for index in range(first + 1, len(self.layers)):
            chance = 0.27 if index == 1 else 0.07
            if rng.random() >= chance or item["mandatory"]:
                continue
            last = index == len(self.layers) - 1
            now = self.revise(self.layers[index], unit, item, level, rng, last and rng.random() < 0.3, now)

    def values(self, unit, item, level):
        """Values at a level; the other draws are the same for an answer and its revision."""
        return Maker(unit, item, random.Random(f"{unit['code']}|{item['code']}|values")).make(level)

    def revise(self, layer, unit, item, level, rng, directly, now):
        """An appraiser or the council changes an answer, or sets points directly."""
        up = rng.random() < 0.14
        level = clamp(level + (rng.uniform(0.04, 0.15) if up else -rng.uniform(0.08, 0.35)))
        if directly and not item["extra"]:
            values = {"points": number(Fraction(round(float(item["max"]) * level * 4), 4))}
            self.put(layer, unit, item, values, rng.choice(DECIDED))
            return values
        values = self.values(unit, item, level)
        if values != now:
            self.put(layer, unit, item, values, rng.choice(HIGHER if up else LOWER))
        return values

    def copy(self, code, unit):
        """Gives a unit the answers of another one: equal points, shared rank."""
        for rows in self.rows.values():
            rows += [[unit["code"], *row[1:]] for row in rows if row[0] == code]

    def carry(self, unit, code, quality, items):
        """Now and then replaces figures that are not out yet by the points of the last publication."""
        rng = random.Random(f"carry|{unit['code']}")
        if rng.random() < 0.2:
            item = next(item for item in items if item["code"] == code)
            for rows in self.rows.values():
                rows[:] = [row for row in rows if (row[0], row[1]) != (unit["code"], code)]
            previous = Fraction(round(float(item["max"]) * clamp(quality - 0.1) * 4), 4)
            self.put(self.layers[0], unit, item, {"previous": number(previous)}, "")

    def put(self, layer, unit, item, values, reason):
        for name, value in values.items():
            self.rows[layer].append([unit["code"], item["code"], name, value, layer, reason])
            reason = ""

    def write(self, settings):
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "round.toml").write_text(settings.lstrip("\n"), encoding="utf-8")
        heads = ["code", "name", "group", "class", "traits", "linked", "merged_from", "excluded"]
        rows = [[unit["code"], unit["name"], unit["group"], unit["class"], ";".join(unit["traits"]), unit["linked"], "", unit["excluded"]] for unit in self.units]
        table(self.folder / "units.csv", heads, rows)
        for place, layer in enumerate(self.layers, 1):
            table(self.folder / f"answers-{place}-{layer}.csv", ["unit", "criterion", "variable", "value", "layer", "reason"], self.rows[layer])

    def input(self, name, heads, rows):
        (self.folder / "inputs").mkdir(parents=True, exist_ok=True)
        table(self.folder / "inputs" / f"{name}.csv", heads, rows)


def skipped(unit, item):
    """Criteria that a trait makes not applicable are not answered."""
    return ("no_subordinates" in unit["traits"] and "subordinates" in item["tags"]) or (
        "no_online_services" in unit["traits"] and "online_services" in item["tags"])


def table(path, heads, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heads)
        writer.writerows(rows)
