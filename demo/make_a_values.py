"""Values of one criterion for one fictitious unit."""

import random
from fractions import Fraction

from make_a_sizes import size_for


def clamp(value, low=0.0, high=1.0):
    return max(low, min(high, value))


def share(text):
    return float(Fraction(str(text)))


def nearest(rng, rows, level):
    """Chooses the row whose share is nearest to the level, now and then its neighbor."""
    order = sorted(rows, key=lambda row: (abs(row[1] - level), -row[1]))
    return order[1][0] if len(order) > 1 and rng.random() < 0.08 else order[0][0]


class Maker:
    """Makes the values of one criterion for one unit at one level of quality (0 to 1)."""

    def __init__(self, unit, item, rng):
        self.unit, self.item, self.rng = unit, item, rng

    def make(self, level):
        return self.rule(self.item["rule"], level, "", self.item["max"])

    def label(self, name):
        return self.item["vars"].get(name, {}).get("label", "")

    def imposed(self, name):
        return self.item["vars"].get(name, {}).get("imposed", False)

    def rule(self, rule, level, prefix, most):
        return getattr(self, rule["kind"])(rule, clamp(level), prefix, most)

    def base(self, name):
        """Size behind a denominator; imposed figures are the same for every unit of a kind."""
        if self.imposed(name):
            rng = random.Random(f"{self.unit['kind']}|{self.item['code']}|{name}")
            if "chỉ tiêu" not in self.label(name).lower():
                return rng.randint(4, 10)
            return rng.randint(6, 15) * (5000 if self.unit["kind"] == "district" else 100)
        return size_for(self.unit, self.label(name), self.item["code"])

    def points(self, _rule, level, prefix, most):
        return {f"{prefix}points": number(Fraction(round(float(most) * level * 4), 4))}

    def ratio(self, rule, level, prefix, _most):
        of, to = rule.get("of", "a"), rule.get("to", "b")
        if to[0].isdigit():
            return {prefix + of: str(round(share(to) * level * 1.02))}
        total = self.base(prefix + to)
        values = {prefix + to: str(total)}
        if "less" in rule:
            due = self.rng.randint(0, total // 12)
            values[prefix + rule["less"]] = str(due)
            total -= due
        full = share(rule.get("full_at", "1"))
        enough = 0.55 + 0.4 * full
        aim = full * (1 + self.rng.random() * 0.12) if level >= enough else full * level / enough
        if full == 1:
            aim = 1.0 if level > 0.96 and self.rng.random() < 0.6 else level
        floor = share(rule.get("floor", "0"))
        if floor and level >= 0.32:
            aim = floor + (aim - floor * level)
        if rule.get("complement"):
            aim = (1 - level) * 0.8
        values[prefix + of] = str(min(round(total * aim), total))
        return values

    def brackets(self, rule, level, prefix, _most):
        steps = [(step, share(step["share"])) for step in rule["steps"]]
        steps.append((None, share(rule.get("otherwise", "0"))))
        at = self.rng.choices(range(len(steps)), [1 / (0.02 + abs(value - level)) ** 3 for _, value in steps])[0]
        bound = lambda index: share(next(steps[index][0][key] for key in ("from", "above") if key in steps[index][0]))
        low = bound(at) if at < len(steps) - 1 else 0.0
        high = bound(at - 1) if at else None
        return self.spread(rule["value"], low, high, prefix)

    def spread(self, value, low, high, prefix):
        """Picks variables so that the expression falls into [low, high)."""
        if value == "n":
            top = high - 1 if high else low + self.rng.choice([0, 0, 1, 2])
            return {prefix + "n": str(int(self.rng.randint(int(low), max(int(low), int(top)))))}
        top = high if high is not None else max(1.0, low) if value == "a / b" else low + 0.15
        aim = low + (top - low) * self.rng.uniform(0.1, 0.85) if top > low else low
        if value == "(a - b) / a":
            days = self.rng.randint(200, 900)
            return {prefix + "a": str(days), prefix + "b": str(round(days * (1 - aim)))}
        if self.is_money(prefix + "b"):
            spent = self.unit.get("spent", self.unit["size"]["staff"] * 12)
            return {prefix + "a": str(spent), prefix + "b": str(int(spent / aim) if aim else spent * 5)}
        total = self.base(prefix + "b")
        part = round(total * aim)
        if part < total * low:
            part += 1
        return {prefix + "a": str(part), prefix + "b": str(total)}

    def is_money(self, name):
        return "đồng" in self.item["vars"].get(name, {}).get("measure", "")

    def money(self, name):
        """Total of a ratio of money: retail sales and output in billions, a budget in millions."""
        people, rng = self.unit["size"]["people"], random.Random(f"{self.unit['code']}|{self.label(name)}")
        if "tỷ đồng" in self.item["vars"][name]["measure"]:
            return people * rng.randint(5, 9) // 100 if "bán lẻ" in self.label(name) else people * rng.randint(10, 15) // 100
        return people * rng.randint(6, 10) if self.unit["kind"] == "district" else self.unit["size"]["staff"] * rng.randint(900, 1600)

    def option(self, rule, level, prefix, _most):
        rows = [(option["code"], share(option["share"])) for option in rule["options"]]
        return {prefix + "option": nearest(self.rng, rows, level)}

    def yes_no(self, _rule, level, prefix, _most):
        chance = 0.98 if self.item["mandatory"] else clamp(level * 1.25 - 0.12)
        if self.item["extra"]:
            chance = 0.06 if self.item["deduction"] else (0.7 if level > 0.82 else 0.1)
        return {prefix + "yes": "có" if self.rng.random() < chance else "không"}

    def parts(self, rule, level, prefix, most):
        values = {}
        for part in rule["parts"]:
            wobble = self.rng.uniform(-0.12, 0.12)
            values |= self.rule(part["rule"], level + wobble, f"{prefix}{part['code']}.", most * Fraction(part["share"]))
        return values

    def every(self, rule, level, prefix, _most):
        of = self.base(prefix + rule.get("of", "b"))
        short = 0 if self.rng.random() < level ** 1.5 else self.rng.randint(1, max(1, of // 4))
        return {prefix + rule.get("done", "a"): str(of - short), prefix + rule.get("of", "b"): str(of)}

    def count(self, rule, level, prefix, most):
        each = Fraction(rule["each"])
        cap = min(Fraction(rule.get("cap", most)), most)
        if self.item["extra"]:
            level = self.rng.choice([0, 0, 0, 0.2, 0.4]) if self.item["deduction"] else (level if level > 0.8 else 0)
        extra = self.rng.randint(0, 3) if level > 0.95 and not self.item["extra"] else 0
        return {prefix + "n": str(round(level * float(cap / each)) + extra)}

    def best_of(self, rule, level, prefix, most):
        rows = [(case, share(case.get("share", "1"))) for case in rule["cases"]]
        best = nearest(self.rng, rows, level)
        values = {}
        for case, full in rows:
            inner = f"{prefix}{case['code']}."
            if case is best:
                strength = 1.0 if level >= 0.5 else level * 2
                values |= self.rule(case["rule"], max(strength, 0.9 if case["rule"]["kind"] == "yes_no" else 0), inner, most * Fraction(case.get("share", "1")))
            elif full < share(best.get("share", "1")) and case["rule"]["kind"] == "yes_no" and self.rng.random() < 0.5:
                values |= {inner + "yes": "có"}
        return values

    def spans(self, value):
        """Plausible span of a value that is compared within the cohort."""
        measure = self.item["measure"]
        known = {"Mbps/người": (2.0, 14.0), "lượt/người": (140.0, 900.0), "thiết bị/1.000 dân": (0.4, 5.0),
                 "doanh nghiệp/1.000 dân": (0.3, 2.4), "nghìn đồng/người": (25.0, 160.0)}
        if measure in known:
            return known[measure]
        if self.is_money("a"):
            return 0.06, 0.24
        return (18.0, 96.0) if value == "n" else (0.22, 0.97)

    def compared(self, rule, level, prefix, _most):
        low, high = self.spans(rule["value"])
        aim = low + (high - low) * clamp(level + self.rng.uniform(-0.06, 0.06))
        if self.item["direction"] == "lower":
            aim = 0.004 + 0.06 * (1 - level)
        if rule["value"] == "n":
            return {prefix + "n": str(round(aim))}
        if rule["value"].startswith("1000"):
            aim /= 1000  # the spans above are per thousand; shares are drawn as shares
        total = self.money(prefix + "b") if self.is_money("b") else self.base(prefix + "b")
        if self.item["measure"].startswith("nghìn đồng") and "spent" in self.unit:
            return {prefix + "a": str(self.unit["spent"] * 1000), prefix + "b": str(total)}
        return {prefix + "a": str(max(1, round(total * aim))), prefix + "b": str(total)}

    relative_best = compared
    min_max = compared

    def target(self, rule, level, prefix, _most):
        met = level > 0.88
        factor = self.rng.uniform(1.0, 1.18) if met else clamp(level * self.rng.uniform(0.9, 1.08), 0, 0.995)
        if rule["value"].endswith("a / b"):
            values, aim = {}, rule["target"]
            if not aim[0].isdigit():
                values[prefix + aim] = "8"
                aim = "8"
            total = self.money(prefix + "b") if self.is_money(prefix + "b") else self.base(prefix + "b")
            part = total * share(aim) / 100 * factor
            part = int(part) + 1 if met else round(part)
            if "ngân sách" in self.label("b"):
                self.unit.setdefault("spent", part)
            return {prefix + "a": str(min(part, total)), prefix + "b": str(total)} | values
        total = self.base(prefix + "b")
        goal = total * share(rule["target"].split("*")[0].strip()) if "*" in rule["target"] else total
        return {prefix + "a": str(min(round(goal * factor + (0.5 if met else 0)), total if "*" in rule["target"] else 10**9)), prefix + "b": str(total)}

    def deduct(self, rule, level, prefix, _most):
        values = {}
        for counter in rule["counters"]:
            events = 0 if self.rng.random() < 0.35 + 0.6 * level else self.rng.choice([1, 1, 1, 2])
            values[prefix + counter["code"]] = str(events)
        return values

    def lookup(self, rule, level, prefix, _most):
        return {prefix + "a": nearest(self.rng, [(row["at"], share(row["share"])) for row in rule["table"]], level)}

    def mean(self, rule, level, prefix, _most):
        top = max(share(row["at"]) for row in rule["table"]) if "table" in rule else share(rule.get("out_of", "1"))
        values = {}
        for item in rule["items"]:
            if self.rng.random() < 0.04:
                continue
            values[prefix + item["code"]] = str(round(clamp(level + self.rng.uniform(-0.15, 0.15)) * top))
        return values

    def tally(self, rule, level, prefix, _most):
        groups = [group["code"] + "." for group in rule.get("groups", [])] or [""]
        values = {}
        for group in groups:
            total, left = self.rng.randint(60, 180), 0
            pull = [2.718 ** (-((share(option.get("share", "0.4")) - clamp(level + 0.08)) ** 2) * 9) * (1 if "share" in option else 0.15) for option in rule["options"]]
            picks = self.rng.choices(range(len(pull)), pull, k=total)
            for index, option in enumerate(rule["options"]):
                values[f"{prefix}{group}{option['code']}"] = str(picks.count(index) + left)
        return values

    def formula(self, _rule, level, prefix, _most):
        if prefix + "k" in self.item["vars"]:
            goal = self.base(prefix + "k")
            return {prefix + "n": str(round(goal * clamp(level * 1.1, 0, 1.2))), prefix + "k": str(goal)}
        total = self.base(prefix + "b")
        return {prefix + "a": str(round(total * clamp(level * 1.05))), prefix + "b": str(total)}

    def publication(self, *_rest):
        return {}

    def weighted_rows(self, rule, level, prefix, _most):
        values = {}
        for row in range(1, self.rng.randint(3, 7)):
            values[f"{prefix}x[{row}]"] = str(round(share(rule["out_of"]) * clamp(level + self.rng.uniform(-0.1, 0.1))))
            values[f"{prefix}n[{row}]"] = str(self.rng.randint(6, 40))
        return values

    def unscored(self, _rule, _level, prefix, _most):
        names = {"bc": "staff", "cm": "staff", "pb": "leaders", "cb": "cells", "dv": "members", "thon": "hamlets", "ho": "households", "dan": "people"}
        return {prefix + name: str(self.unit["size"][names[name]]) for name in self.item["vars"]}


def number(value):
    """Writes an exact decimal in machine form."""
    value = Fraction(value)
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"
