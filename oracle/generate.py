"""Random case folders: small sets that use everything the language has."""

import csv
import io
from fractions import Fraction

GRADES = ["Xuất sắc", "Tốt", "Khá", "Trung bình", "Kém"]


def toml(value):
    """A value as inline TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    return "{ " + ", ".join(f"{toml(key)} = {toml(item)}" for key, item in value.items()) + " }"


def table(header, pairs):
    return header + "\n" + "".join(f"{key} = {toml(value)}\n" for key, value in pairs.items()) + "\n"


class Maker:
    def __init__(self, random):
        self.r = random
        self.classes = ["x", "y"] if random.random() < 0.4 else []
        self.maturity = random.random() < 0.2
        self.leaves, self.nodes = [], []
        self.has_extra = False
        self.inputs = set()

    def chance(self, p):
        return self.r.random() < p

    def zero(self):
        return self.r.choice(["full", "zero", "not_applicable", "refuse"])

    def share(self):
        return self.r.choice(["0", "1/4", "1/3", "0.5", "0.75", "1", "2/3", "0.1"])

    # rules: (rule, [(variable, kind)])

    def rule(self, full, depth=0):
        simple = [self.ratio, self.brackets, self.option, self.yes_no, self.every, self.count, self.target, self.deduct,
                  self.lookup, self.mean, self.formula, self.points]
        nested = [self.parts, self.best_of, self.tally, self.weighted_rows, self.relative_best, self.min_max,
                  self.publication]
        return self.r.choice(simple if depth or self.chance(0.6) else nested)(full, depth)

    def points(self, full, depth):
        return {"kind": "points"}, [("points", ("points", full))]

    def ratio(self, full, depth):
        rule, variables = {"kind": "ratio", "zero": self.zero()}, [("a", "count"), ("b", "count")]
        if self.chance(0.2):
            rule["to"] = "7"
            variables.pop()
        elif self.chance(0.2):
            rule["less"] = "c"
            variables.append(("c", "small"))
        if self.chance(0.2):
            rule["complement"] = True
        if self.chance(0.3):
            rule["floor"] = self.r.choice(["0.3", "1/2"])
        if self.chance(0.3):
            rule["full_at"] = self.r.choice(["0.8", "0.95"])
        return rule, variables

    def brackets(self, full, depth):
        value, variables = ("a", [("a", "count")]) if self.chance(0.6) else ("a / b", [("a", "count"), ("b", "count")])
        tests, bounds = (["from", "above"], [9, 4, 1]) if self.chance(0.7) else (["to", "under"], [1, 4, 9])
        if "/" in value:
            bounds = [f"0.{bound}" for bound in bounds]
        shares = ["1", "1/2", "0.2"]
        steps = []
        for bound, share in zip(bounds, shares):
            step = {self.r.choice(tests): bound if isinstance(bound, int) else bound, "share": share}
            if full and self.chance(0.3):
                step["points"] = exact(Fraction(step.pop("share")) * full)
            steps.append(step)
        rule = {"kind": "brackets", "value": value, "steps": steps, "zero": self.zero()}
        if self.chance(0.3):
            rule["otherwise"] = "0.1"
        return rule, variables

    def option(self, full, depth):
        codes = ["truong", "pho", "khac"]
        options = [{"code": code, "label": code, "share": self.share()} for code in codes]
        return {"kind": "option", "options": options}, [("option", ("option", codes))]

    def yes_no(self, full, depth):
        rule = {"kind": "yes_no"}
        if self.chance(0.2):
            rule.update(yes="0.5", no="0.25")
        return rule, [("yes", "yes_no")]

    def every(self, full, depth):
        return {"kind": "every", "otherwise": self.share(), "zero": self.zero()}, [("a", "small"), ("b", "small")]

    def count(self, full, depth):
        rule = {"kind": "count", "each": self.r.choice(["1", "0.5", "1/3"])}
        if self.chance(0.5):
            rule["cap"] = exact(full / 2) if full else "1"
        return rule, [("n", "small")]

    def target(self, full, depth):
        value, variables = ("a / b", [("a", "count"), ("b", "count")]) if self.chance(0.5) else ("a", [("a", "count")])
        goal = self.r.choice(["0.8", "1/2", "t"]) if "/" in value else self.r.choice(["5", "t"])
        if goal == "t":
            variables.append(("t", "count"))
        otherwise = "proportional" if self.chance(0.5) else self.share()
        return {"kind": "target", "value": value, "target": goal, "otherwise": otherwise, "zero": self.zero()}, variables

    def deduct(self, full, depth):
        counters = [{"code": code, "label": code, "each": self.r.choice(["0.25", "0.1", "1/3"])} for code in ("tre", "sai")]
        return {"kind": "deduct", "counters": counters}, [("tre", "few"), ("sai", "few")]

    def lookup(self, full, depth):
        rows = [{"at": str(at), "share": share} for at, share in zip(range(1, 6), ["0", "0.3", "0.5", "0.7", "1"])]
        return {"kind": "lookup", "table": rows}, [("a", "likert")]

    def mean(self, full, depth):
        items = [{"code": f"q{i}", "label": f"q{i}"} for i in range(1, self.r.randint(2, 4))]
        rule = {"kind": "mean", "items": items, "min_items": self.r.randint(1, len(items))}
        kind = "likert"
        if self.chance(0.5):
            rule["table"] = [{"at": str(at), "share": exact(Fraction(at - 1, 4))} for at in range(1, 6)]
        else:
            rule["out_of"] = "5"
        return rule, [(item["code"], kind) for item in items]

    def formula(self, full, depth):
        cases = [
            {"label": "nhiều", "when": "a >= 8 and not (b < 2)", "points": "max * min(a / b, 1)"},
            {"label": "vừa", "when": "a > 3 or b == 0", "points": "max_of(max / 2, 0) * 1"},
            {"label": "ít", "points": "max * 0.1"},
        ]
        if self.chance(0.3):
            cases.pop()
        return {"kind": "formula", "cases": cases, "zero": self.zero()}, [("a", "count"), ("b", "count"), ("case", "case")]

    def parts(self, full, depth):
        shares = self.r.choice([["1/2", "1/2"], ["0.3", "0.7"], ["1/3", "1/3", "1/3"]])
        return self.compose("parts", "parts", full, shares)

    def best_of(self, full, depth):
        return self.compose("best_of", "cases", full, self.r.choice([["1", "1"], ["1", "0.5"]]))

    def compose(self, kind, key, full, shares):
        parts, variables = [], []
        for index, share in enumerate(shares, 1):
            rule, inner = self.rule(full * Fraction(share), 1)
            parts.append({"code": f"p{index}", "label": f"p{index}", "share": share, "rule": rule})
            variables += [(f"p{index}.{name}", value) for name, value in inner]
        return {"kind": kind, key: parts}, variables

    def tally(self, full, depth):
        options = [{"code": "A", "label": "A", "share": "1"}, {"code": "B", "label": "B", "share": "0.6"},
                   {"code": "C", "label": "C", "share": "0.2"}, {"code": "E", "label": "E"}]
        rule, prefixes = {"kind": "tally", "options": options}, [""]
        if self.chance(0.5):
            rule["groups"] = [{"code": "dan", "label": "dan", "weight": "0.6"}, {"code": "cb", "label": "cb", "weight": "2"}]
            prefixes = ["dan.", "cb."]
        if self.chance(0.5):
            rule["min_responses"] = 8
        return rule, [(prefix + option["code"], "tally") for prefix in prefixes for option in options]

    def weighted_rows(self, full, depth):
        rule = {"kind": "weighted_rows", "out_of": self.r.choice(["1", "10"]), "zero": self.zero()}
        return rule, [(f"{name}[{row}]", "few") for row in (1, 2, 3) for name in ("x", "n")]

    def relative_best(self, full, depth):
        rule = {"kind": "relative_best", "value": "a / b" if self.chance(0.3) else "a", "zero": self.zero()}
        return self.scoped(rule)

    def min_max(self, full, depth):
        rule = {"kind": "min_max", "value": "a", "equal": self.share(), "zero": self.zero()}
        if self.chance(0.3):
            rule.update(low="0.1", high="1")
        return self.scoped(rule)

    def scoped(self, rule):
        if self.chance(0.4):
            rule["scope"] = "round"
        variables = [("a", "count")] + ([("b", "count")] if "b" in rule["value"] else [])
        return rule, variables

    def publication(self, full, depth):
        self.inputs.add("khac")
        return {"kind": "publication", "input": "khac", "field": "index", "out_of": "100"}, []

    # the tree

    def na(self, above):
        name = self.r.choice(["full_points", "cohort_best", "exclude", "zero"])
        policy = {"policy": name}
        if name == "cohort_best":
            policy["fallback"] = self.r.choice(["full_points", "zero", "exclude", "refuse"])
            if self.chance(0.4):
                policy["scope"] = "round"
        if name == "exclude":
            policy["rebase"] = self.r.choice(["none", "parent", "total"] + ([above] if above else []))
        return policy

    def common(self, code, section):
        pairs = {"code": code, "title": f"Mục {code}", "origin": "illustrative"}
        if self.classes and self.chance(0.15):
            pairs["applies_to"] = [self.r.choice(self.classes)]
        if self.chance(0.25):
            pairs["na"] = self.na(section)
        return pairs

    def leaf(self, code, section, place, must_score=True):
        full = Fraction(self.r.choice([1, 2, 5, 10, 20])) / self.r.choice([1, 1, 2])
        pairs = self.common(code, section)
        scored = must_score or place != "regular" or self.chance(0.9)
        if scored:
            pairs["max"] = exact(full)
            pairs["rule"], variables = self.rule(full)
        else:
            pairs["rule"], variables, full = {"kind": "unscored"}, [], Fraction(0)
        if self.chance(0.2):
            pairs["direction"] = "lower"
        if self.chance(0.3):
            pairs["when_missing"] = self.r.choice(["carry_over", "exclude"])
        if self.chance(0.2):
            pairs["tags"] = ["nhom"]
        if scored and self.chance(0.05):
            pairs["mandatory"] = self.r.choice(["submission", "grade", "rank"])
        if self.maturity and scored and self.chance(0.8):
            steps = sorted(self.r.sample(["1", "2", "3"], self.r.randint(1, 3)))
            pairs["targets"] = {step: self.r.choice(["0.5", "1", "3"]) for step in steps}
        if self.chance(0.15):
            pairs["weight"] = self.r.choice(["2", "0.4"])
        node = {"pairs": pairs, "max": {c: full for c in self.classes or [None]}, "leaf": True, "scored": scored}
        if self.classes and scored and pairs["rule"]["kind"] in ("yes_no", "ratio", "option") and self.chance(0.2):
            other = full * 2
            node["variant"] = {"class": self.classes[0], "code": code, "max": exact(other)}
            node["max"][self.classes[0]] = other
        self.leaves.append((code, variables, full))
        return node

    def section(self, code, depth, place, above):
        pairs = self.common(code, above)
        children = []
        for index in range(1, self.r.randint(2, 4)):
            child = f"{code}.{index}"
            if depth < 2 and self.chance(0.3):
                children.append(self.section(child, depth + 1, place, code))
            else:
                children.append(self.leaf(child, code, place, must_score=index == 1))
        kind = "sum"
        uniform = all("applies_to" not in node["pairs"] for node in children)
        if self.chance(0.25) and uniform and place == "regular":
            kind = self.r.choice(["weighted_mean", "all_of"])
            pairs["aggregation"] = kind
            pairs["max"] = "10"
        node = {"pairs": pairs, "children": children, "leaf": False, "scored": True}
        node["max"] = {c: Fraction(10) if kind != "sum" else self.sum_of(children, c) for c in self.classes or [None]}
        return node

    def sum_of(self, children, cls):
        total = Fraction(0)
        for node in children:
            applies = "applies_to" not in node["pairs"] or cls in node["pairs"]["applies_to"]
            if applies and node["scored"] and "role" not in node["pairs"]:
                total += node["max"][cls]
        return total

    def extra(self, code, role):
        node = self.section(code, 2, "extra", None)
        node["pairs"].pop("applies_to", None)
        node["pairs"].update(role=role, cap=self.r.choice(["2", "5"]))
        self.has_extra = True
        return node

    def make_set(self):
        top = [self.section(str(i), 1, "regular", None) for i in range(1, self.r.randint(2, 4))]
        if self.chance(0.2):
            top.append(self.leaf("9", None, "regular"))
        if self.chance(0.25):
            top.append(self.extra("C", "bonus"))
        if self.chance(0.25):
            top.append(self.extra("T", "deduction"))
        self.drop_idle_variants(top, self.classes)
        scales = {c: self.sum_of(top, c) for c in self.classes or [None]}
        if any(scale == 0 for scale in scales.values()):
            return None
        text = self.head(scales, top)
        variants = []
        for node in self.walk(top):
            text += table("[[criterion]]" if node["leaf"] else "[[section]]", node["pairs"])
            if "variant" in node:
                variants.append(table("[[variant]]", node["variant"]))
        return text + "".join(variants) + self.tail(top)

    def walk(self, nodes):
        for node in nodes:
            yield node
            yield from self.walk(node.get("children", []))

    def drop_idle_variants(self, nodes, classes):
        """A variant of a class that does not have the node is a fault; it is not drawn."""
        for node in nodes:
            left = [name for name in classes if name in node["pairs"].get("applies_to", classes)]
            if "variant" in node and node["variant"]["class"] not in left:
                node["max"][node["variant"]["class"]] = node["max"][self.classes[1]]
                del node["variant"]
            self.drop_idle_variants(node.get("children", []), left)

    def head(self, scales, top):
        first = next(iter(scales.values()))
        pairs = {"code": "thu/bo", "version": "1", "title": "Bộ thử", "levels": ["Một", "Hai", "Ba", "Bốn"],
                 "scale": exact(first)}
        text = table("[set]", pairs) + table("[set.document]", {"kind": "Quyết định", "issuer": "Bộ thử"})
        decimals = self.r.choice([0, 1, 2])
        rounding = {"decimals": decimals, "mode": self.r.choice(["half_up", "half_even", "down", "up"])}
        if self.chance(0.2):
            rounding["each_criterion"] = True
        text += table("[set.rounding]", rounding)
        self.late = self.chance(0.2)
        if self.has_extra or self.late:
            text += table("[set.bounds]", {"total_above_max": self.chance(0.5), "total_below_zero": self.chance(0.5)})
        if self.chance(0.7):
            text += table("[set.na]", self.na(None))
        for cls, scale in scales.items():
            if cls is not None:
                text += table("[[class]]", {"code": cls, "name": cls, "scale": exact(scale)})
        return text

    def tail(self, top):
        text = ""
        if self.chance(0.5):
            selectors = self.r.choice([["#nhom"], ["1.*"], [self.leaves[0][0]]])
            if selectors != ["#nhom"] or any("tags" in node["pairs"] for node in self.walk(top)):
                rule = {"criteria": selectors, "trait": "dac_thu", "ground": "Đặc thù"}
                policy = self.na(None)
                text += table("[[not_applicable]]", {**rule, **policy})
        if self.maturity:
            for index in (1, 2, 3):
                text += table("[[step]]", {"code": str(index), "name": f"Mức {index}"})
            pairs = {"cumulative": self.chance(0.5), "order": self.r.choice(["contiguous", "highest"]),
                     "then_by": self.r.choice(["none", "next_step_met", "all_met"])}
            text += table("[maturity]", pairs)
        self.graded = self.chance(0.7)
        if self.graded:
            text += self.grades()
        if self.late:
            text += table("[[adjustment]]", {"kind": "deduct", "trait": "nop_cham", "points": "1.5", "label": "Chậm"})
        for name in sorted(self.inputs):
            text += table("[[input]]", {"name": name, "title": name})
        return text + self.ranking(top)

    def grades(self):
        text = table("[[grade_scale]]", {"of": "", "basis": "percent", "knock_out": ["ky_luat"]})
        ends = ["80", "60", "40", "20"]
        for index, grade in enumerate(GRADES):
            pairs = {"grade": grade}
            if index < 4:
                pairs[self.r.choice(["from", "above"])] = ends[index]
            if index > 0 and self.chance(0.1):
                pairs["to"] = str(int(ends[index - 1]) - 5)
            if index == 0 and self.chance(0.4):
                code = self.r.choice(self.leaves)[0]
                pairs["conditions"] = [{"code": code, "at_least": "0.5", "label": "đk",
                                        "otherwise": self.r.choice(["authority", "next_lower"])}]
            text += table("[[grade_scale.band]]", pairs)
        if self.chance(0.4):
            self.inputs.add("ubnd")
            pairs = {"kind": "downgrade", "input": "ubnd", "steps": self.r.choice([1, 2]), "label": "Hạ bậc"}
            if self.chance(0.4):
                pairs["matches"] = {"Tốt": "Xuất sắc", "Khá": "Khá"}
            text += table("[[adjustment]]", pairs)
        return text

    def ranking(self, top):
        basis = "maturity" if self.maturity and self.chance(0.6) else self.r.choice(["points", "attainment"])
        pairs = {"basis": basis, "ties": self.r.choice(["competition", "dense"])}
        if self.chance(0.2):
            pairs["tie_break"] = [top[0]["pairs"]["code"]]
        if self.chance(0.2):
            pairs["min_criteria"] = self.r.randint(1, 3)
        if self.chance(0.1):
            pairs["min_per_section"] = 1
        return table("[ranking]", pairs)

    # answers

    def value(self, kind):
        r = self.r
        if isinstance(kind, tuple):
            if kind[0] == "option":
                return r.choice(kind[1])
            part = Fraction(r.randint(0, 4), 4) if r.random() < 0.95 else Fraction(2)
            return exact(part * kind[1])
        if kind == "count":
            return str(r.choice([0, 1, 2, 3, 5, 8, 9, 10])) if r.random() < 0.98 else "-1"
        if kind == "yes_no":
            return r.choice(["có", "không", "1", "0"])
        if kind == "case":
            return str(r.randint(1, 3)) if r.random() < 0.15 else ""
        top = {"small": 6, "few": 3, "likert": 5, "tally": 9}[kind]
        return str(r.randint(1 if kind == "likert" else 0, top))

    def folder(self):
        """File name → text of one case folder, or None if the draw makes no valid set."""
        text = self.make_set()
        if text is None:
            return None
        layers = self.r.choice([["final"], ["self", "final"], ["self", "preliminary", "council"]])
        groups = ["g1", "g2"] if self.chance(0.5) else ["g1"]
        units = self.units(groups)
        settings = 'code = "thu"\ntitle = "Thử"\nperiod = "2025"\n'
        settings += f"layers = {toml(layers)}\nclosed = {toml(self.chance(0.8))}\n"
        if "ubnd" in self.inputs and self.chance(0.3):
            settings += 'accept_held = [{ unit = "u1", reason = "r", signer = "s" }]\n'
        settings += "\n" + table("[[use]]", {"file": "bo.toml", "groups": groups})
        for group in groups:
            settings += table("[[group]]", {"code": group, "name": group})
        files = {"round.toml": settings, "bo.toml": text}
        files["units.csv"] = sheet(["code", "name", "group", "class", "traits", "linked", "merged_from", "excluded"], units)
        files["answers.csv"] = sheet(["unit", "criterion", "layer", "variable", "value"], self.answers(units, layers))
        for name in sorted(self.inputs):
            rows = []
            for unit in units:
                if self.chance(0.85):
                    rows.append([unit[0] if name == "khac" else f"l{unit[0]}", self.r.choice(GRADES + ["Lạ"]), self.r.randint(0, 110)])
            files[f"inputs/{name}.csv"] = sheet(["unit", "grade", "index"], rows)
        return files

    def units(self, groups):
        rows = []
        for index in range(1, self.r.randint(2, 7)):
            traits = [name for name in ("dac_thu", "ky_luat", "nop_cham") if self.chance(0.15)]
            excluded = "không đánh giá" if self.chance(0.05) else ""
            rows.append([f"u{index}", f"Đơn vị {index}", self.r.choice(groups), self.r.choice(self.classes or [""]),
                         ";".join(traits), f"lu{index}", "", excluded])
        if len(rows) >= 2 and not self.maturity and self.chance(0.15):
            same = [row[0] for row in rows if row[3] == rows[0][3] and not row[7]][:2]
            if len(same) == 2:
                rows.append(["m1", "Hợp nhất", groups[0], rows[0][3], "", "", ";".join(same), ""])
        return rows

    def answers(self, units, layers):
        rows = []
        for unit in units:
            if unit[6]:
                continue
            for code, variables, full in self.leaves:
                for layer in layers:
                    if layer != layers[0] and self.chance(0.6):
                        continue
                    rows += self.answer(unit[0], code, variables, full, layer)
        return rows

    def answer(self, unit, code, variables, full, layer):
        draw = self.r.random()
        names = {name for name, _ in variables}
        if draw < 0.06:
            return [[unit, code, layer, "na", "lý do"]]
        if draw < 0.12 and full and "points" not in names:
            return [[unit, code, layer, "points", exact(full * Fraction(self.r.randint(0, 3), 3))]]
        rows = []
        for name, kind in variables:
            value = "" if self.chance(0.04) else self.value(kind)
            if value != "":
                rows.append([unit, code, layer, name, value])
        if full and self.chance(0.3):
            rows.append([unit, code, layer, "previous", exact(full / 3)])
        return rows


def exact(value):
    return str(value)


def sheet(header, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
