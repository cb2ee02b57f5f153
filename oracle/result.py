"""Grades, maturity and ranks of a scored case, in the shape `thuocdo score-batch` prints."""

from fractions import Fraction

from engine import Scoring, number, round_to


def exact(value):
    """The canonical text: a decimal where it ends, else a fraction."""
    if value is None:
        return None
    under, twos, fives = value.denominator, 0, 0
    while under % 2 == 0:
        under, twos = under // 2, twos + 1
    while under % 5 == 0:
        under, fives = under // 5, fives + 1
    if under != 1:
        return f"{value.numerator}/{value.denominator}"
    decimals = max(twos, fives)
    digits = str(abs(value.numerator) * 10**decimals // value.denominator).rjust(decimals + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits)


class Result:
    """One layer of a case."""

    def __init__(self, case, layer):
        self.case, self.set, self.scoring = case, case.set, Scoring(case, layer)
        self.by_code = {unit.code: unit for unit in case.units}
        self.cards = {unit.code: self.card(unit) for unit in case.units}
        self.ranking = {}
        self.sections = {}
        for group in sorted({unit.group for unit in case.units}):
            self.rank_group(group)

    def card(self, unit):
        lines = self.scoring.lines[unit.code]
        root = lines[""]
        attainment = root.points / root.applicable if root.applicable > 0 else None
        card = {"lines": lines, "attainment": attainment, "maturity": self.maturity(unit, lines)}
        card["failed"] = self.failed(unit, lines)
        card.update(self.grade(unit, lines, attainment, card["failed"]))
        return card

    def failed(self, unit, lines):
        """What the unit's failed prerequisites block."""
        blocked = set()
        for node in self.set.nodes.values():
            if "mandatory" not in node.raw or not self.set.applies(node, unit.cls) or unit.merged:
                continue
            line = lines.get(node.code)
            if line is None or line.state in ("absent", "unscored"):
                continue
            if line.counted and line.points < self.set.nominal(node, unit.cls):
                blocked.add(node.raw["mandatory"])
        return blocked

    # maturity

    def maturity(self, unit, lines):
        steps = [step["code"] for step in self.set.raw.get("step", [])]
        if not steps:
            return None
        rules = self.set.raw["maturity"]
        met_of = []
        for step in steps:
            counts = [0, 0]
            for node in self.scoring.leaves:
                goal = node.raw.get("targets", {}).get(step)
                line = lines[node.code]
                if goal is None or line.state == "absent" or unit.merged:
                    continue
                if line.state == "not_applicable" and line.met_by_policy is None:
                    continue
                counts[0] += 1
                counts[1] += self.meets(node, line, number(goal))
            met_of.append(counts)
        own = [counts[0] == counts[1] for counts in met_of]
        met = [all(own[: k + 1]) if rules.get("cumulative") else own[k] for k in range(len(steps))]
        if rules["order"] == "contiguous":
            reached = next((k for k in range(len(steps)) if not met[k]), len(steps))
        else:
            reached = max((k + 1 for k in range(len(steps)) if met[k]), default=0)
        then = rules.get("then_by", "none")
        key = {
            "none": 0,
            "next_step_met": met_of[reached][1] if reached < len(steps) else 0,
            "all_met": sum(counts[1] for counts in met_of),
        }[then]
        return {"reached": reached, "key": key}

    def meets(self, node, line, goal):
        if line.state == "not_applicable":
            return bool(line.met_by_policy)
        if line.state != "scored" or line.value is None:
            return False
        lower = node.raw.get("direction", "higher") == "lower"
        return line.value <= goal if lower else line.value >= goal

    # grades

    def grade(self, unit, lines, attainment, failed):
        scale = next((s for s in self.set.raw.get("grade_scale", []) if s.get("of", "") == ""), None)
        none = {"grade": None, "grade_before": None, "held": False}
        if scale is None or unit.excluded or lines[""].state == "absent":
            return none
        bands = scale["band"]
        before = self.band(unit, lines, attainment, scale)
        if before is None or "grade" in failed:
            return none
        band, held = before, False
        for item in self.set.raw.get("adjustment", []):
            if item["kind"] != "downgrade" or (item.get("classes") and unit.cls not in item["classes"]):
                continue
            theirs = self.their_band(unit, item, bands)
            if theirs is None:
                held = held or unit.code not in self.case.accepted
            elif theirs > band:
                band = min(band + item["steps"], len(bands) - 1)
        name = lambda index: bands[index]["grade"]
        return {"grade": None if held else name(band), "grade_before": name(before), "held": held}

    def band(self, unit, lines, attainment, scale):
        bands = scale["band"]
        if any(fact in unit.traits for fact in scale.get("knock_out", [])):
            return len(bands) - 1
        if attainment is None:
            return None
        value = attainment * 100 if scale.get("basis", "percent") == "percent" else lines[""].points
        skip = False
        for index, band in enumerate(bands):
            above = skip or self.meets_lower(band, value)
            if not above:
                continue
            if not skip and not self.below_upper(band, value):
                return None
            skip = False
            for condition in band.get("conditions", []):
                line = lines.get(condition["code"])
                share = line.points / line.applicable if line is not None and line.applicable > 0 else Fraction(0)
                left_out = line is None or line.state == "absent" or (line.state == "not_applicable" and not line.counted)
                if not left_out and share < number(condition["at_least"]) and condition["otherwise"] == "next_lower":
                    skip = True
            if not skip:
                return index
        return len(bands) - 1 if skip else None

    def meets_lower(self, band, value):
        if "from" in band:
            return value >= number(band["from"])
        if "above" in band:
            return value > number(band["above"])
        return True

    def below_upper(self, band, value):
        if "to" in band:
            return value <= number(band["to"])
        if "under" in band:
            return value < number(band["under"])
        return True

    def their_band(self, unit, item, bands):
        row = self.case.inputs.get(item["input"], {}).get(unit.linked)
        theirs = row and row.get("grade")
        if item.get("matches"):
            theirs = item["matches"].get(theirs)
        names = [band["grade"] for band in bands]
        return names.index(theirs) if theirs in names else None

    # ranks

    def enough(self, unit, lines):
        """Whether the set's minimum of data is there."""
        rules = self.set.raw.get("ranking", {})

        def has_data(node):
            line = lines.get(node.code)
            return line is not None and self.set.scored(node) and (
                line.state == "scored" or (line.state == "not_applicable" and line.counted)
            )

        if unit.merged:
            return True
        if sum(map(has_data, self.scoring.leaves)) < rules.get("min_criteria", 0):
            return False
        for section in self.set.root.children:
            below = [node for node in self.scoring.leaves if section in node.up()]
            if not self.set.counts(section, unit.cls):
                continue
            if sum(map(has_data, below)) < rules.get("min_per_section", 0):
                return False
        return True

    def ranked(self, unit):
        card = self.cards[unit.code]
        matures = self.set.raw.get("ranking", {}).get("basis") == "maturity"
        applicable = card["attainment"] is not None or matures
        return not unit.excluded and applicable and "rank" not in card["failed"] and self.enough(unit, card["lines"])

    def key(self, unit):
        rules, card = self.set.raw.get("ranking", {}), self.cards[unit.code]
        basis = rules.get("basis", "points")
        if basis == "maturity":
            main = (card["maturity"]["reached"], card["maturity"]["key"])
        elif basis == "attainment":
            main = (card["attainment"],)
        else:
            main = (card["lines"][""].points,)
        ties = tuple(self.points_at(card, code) for code in rules.get("tie_break", []))
        return main + ties

    def points_at(self, card, code):
        line = card["lines"].get(code)
        return line.points if line is not None else Fraction(0)

    def rank_group(self, group):
        units = [unit for unit in self.case.units if unit.group == group and self.ranked(unit)]
        self.ranking[group] = self.rank(units, self.key)
        self.sections[group] = {}
        by_points = self.set.raw.get("ranking", {}).get("basis", "points") == "points"
        for section in self.set.root.children:
            if section.leaf:
                continue

            def key(unit):
                line = self.cards[unit.code]["lines"][section.code]
                return (line.points if by_points else line.points / line.applicable,)

            def there(unit):
                line = self.cards[unit.code]["lines"].get(section.code)
                if line is None or line.state in ("absent", "unscored", "not_applicable"):
                    return line is not None and line.state == "not_applicable" and line.counted
                return by_points or line.applicable > 0

            self.sections[group][section.code] = self.rank([unit for unit in units if there(unit)], key)

    def rank(self, units, key):
        dense = self.set.raw.get("ranking", {}).get("ties", "competition") == "dense"
        keys = {unit.code: key(unit) for unit in units}
        found = []
        for unit in units:
            better = [value for value in keys.values() if value > keys[unit.code]]
            found.append([unit.code, 1 + len(set(better) if dense else better)])
        return sorted(found, key=lambda item: (item[1], item[0]))

    def unit_json(self, unit):
        card = self.cards[unit.code]
        root = card["lines"][""]
        lines = {
            code: [line.state, exact(line.points), exact(line.applicable)]
            for code, line in card["lines"].items()
            if line.state not in ("absent", "unscored")
        }
        return {
            "total": exact(root.points),
            "applicable": exact(root.applicable),
            "attainment": exact(card["attainment"]),
            "grade": card["grade"],
            "grade_before": card["grade_before"],
            "held": card["held"],
            "maturity": card["maturity"],
            "lines": lines,
        }
