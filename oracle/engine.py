"""Computes a case folder with exact fractions, from the reference page alone."""

import ast
import csv
import re
import tomllib
from fractions import Fraction
from pathlib import Path

LAYERS = ["self", "preliminary", "council", "final"]


class NoValue(Exception):
    """A rule that gives no share: missing, refused, held, na."""

    def __init__(self, state):
        self.state = state


class Zero(Exception):
    """A denominator is zero."""


def number(text):
    if isinstance(text, int):
        return Fraction(text)
    if "/" in text:
        over, under = text.split("/")
        return Fraction(over) / Fraction(under)
    return Fraction(text)


# --- expressions -----------------------------------------------------------------------------------

OPERATORS = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
}


def evaluate(text, values, full):
    """Value of an expression; values maps names to fractions."""
    if isinstance(text, int):
        return Fraction(text)
    tree = ast.parse(text, mode="eval")

    def walk(node):
        if isinstance(node, ast.Expression):
            return walk(node.body)
        if isinstance(node, ast.Constant):
            return Fraction(ast.get_source_segment(text, node))
        if isinstance(node, (ast.Name, ast.Attribute)):
            name = ast.get_source_segment(text, node)
            if name == "max":
                return full
            value = values.get(name)
            if value is None:
                raise NoValue("missing")
            return value
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -walk(node.operand)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return not walk(node.operand)
        if isinstance(node, ast.BinOp):
            left, right = walk(node.left), walk(node.right)
            if isinstance(node.op, ast.Div):
                if right == 0:
                    raise Zero()
                return left / right
            return OPERATORS[type(node.op)](left, right)
        if isinstance(node, ast.Compare):
            return OPERATORS[type(node.ops[0])](walk(node.left), walk(node.comparators[0]))
        if isinstance(node, ast.BoolOp):
            if isinstance(node.op, ast.And):
                return all(walk(value) for value in node.values)
            return any(walk(value) for value in node.values)
        if isinstance(node, ast.Call):
            pick = {"min": min, "max_of": max}[node.func.id]
            return pick(walk(argument) for argument in node.args)
        raise ValueError(text)

    return walk(tree)


# --- rules -----------------------------------------------------------------------------------------


def clamp(share):
    return min(max(share, Fraction(0)), Fraction(1))


def at_zero(rule):
    """Result when a denominator is zero."""
    policy = rule.get("zero", "refuse")
    if policy == "full":
        return Fraction(1)
    if policy == "zero":
        return Fraction(0)
    raise NoValue("na" if policy == "not_applicable" else "refused")


def share_of(item, full):
    if "points" in item:
        return number(item["points"]) / full if full else Fraction(0)
    return number(item.get("share", "1"))


class Local:
    """Variables of one criterion, seen through a prefix."""

    def __init__(self, values, prefix=""):
        self.values, self.prefix = values, prefix

    def get(self, name):
        return self.values.get(self.prefix + name)

    def under(self, code):
        return Local(self.values, f"{self.prefix}{code}.")


def rule_points(rule, full, local, world):
    """Points and value of a rule; raises NoValue."""
    kind = rule["kind"]
    ev = lambda text: evaluate(text, local, full)
    need = lambda name: require(local.get(name))
    if kind == "points":
        points = need("points")
        if not 0 <= points <= full:
            raise NoValue("refused")
        return points, points / full if full else Fraction(0)
    if kind == "ratio":
        return ratio(rule, full, ev)
    if kind == "brackets":
        return brackets(rule, full, ev)
    if kind == "option":
        choice = need("option")
        share = share_of(rule["options"][int(choice)], full)
        return share * full, share
    if kind == "yes_no":
        yes = need("yes")
        share = number(rule.get("yes", "1")) if yes == 1 else number(rule.get("no", "0"))
        return share * full, yes
    if kind == "parts":
        total = Fraction(0)
        for part in rule["parts"]:
            share = share_of(part, full)
            total += rule_points(part["rule"], share * full, local.under(part["code"]), world)[0]
        return total, total / full if full else Fraction(0)
    if kind == "every":
        done, of = ev(rule.get("done", "a")), ev(rule.get("of", "b"))
        if done < 0 or of < 0:
            raise NoValue("refused")
        if of == 0:
            share = at_zero(rule)
            return share * full, share
        share = Fraction(1) if done >= of else number(rule.get("otherwise", "0"))
        return share * full, done / of
    if kind == "count":
        count = ev(rule.get("count", "n"))
        if count < 0:
            raise NoValue("refused")
        points = min(count * number(rule["each"]), full)
        if "cap" in rule:
            points = min(points, number(rule["cap"]))
        return points, count
    if kind == "best_of":
        best = None
        for case in rule["cases"]:
            share = share_of(case, full)
            try:
                points = rule_points(case["rule"], share * full, local.under(case["code"]), world)[0]
            except NoValue as none:
                if none.state != "missing":
                    raise
                continue
            if best is None or points > best:
                best = points
        if best is None:
            raise NoValue("missing")
        return best, best / full if full else Fraction(0)
    if kind == "target":
        return target(rule, full, ev)
    if kind == "deduct":
        left = Fraction(1)
        for counter in rule["counters"]:
            count = need(counter["code"])
            if count < 0:
                raise NoValue("refused")
            left -= number(counter["each"]) * count
        share = max(Fraction(0), left)
        return share * full, share
    if kind == "lookup":
        value = ev(rule.get("value", "a"))
        return look_up(rule["table"], value) * full, value
    if kind == "mean":
        return mean(rule, full, local)
    if kind == "tally":
        share = tally(rule, local)
        return share * full, share
    if kind == "formula":
        return formula(rule, full, local, ev)
    if kind == "publication":
        row = world["inputs"].get(rule["input"], {}).get(world["unit"])
        text = row and row.get(rule.get("field", "index"))
        if not text:
            raise NoValue("held")
        share = clamp(number(text) / number(rule["out_of"]))
        return share * full, share
    if kind == "weighted_rows":
        return weighted_rows(rule, full, local)
    raise ValueError(kind)


def require(value):
    if value is None:
        raise NoValue("missing")
    return value


def ratio(rule, full, ev):
    of, to = ev(rule.get("of", "a")), ev(rule.get("to", "b"))
    less = ev(rule["less"]) if "less" in rule else Fraction(0)
    if of < 0 or to < 0 or less < 0 or to < less:
        raise NoValue("refused")
    if to == less:
        share = at_zero(rule)
        return share * full, share
    x = of / (to - less)
    if rule.get("complement"):
        x = 1 - x
    share = clamp(x)
    if "floor" in rule and x < number(rule["floor"]):
        share = Fraction(0)
    elif "full_at" in rule and x >= number(rule["full_at"]):
        share = Fraction(1)
    return share * full, x


def guarded(rule, compute):
    """Value of an expression, or the share the zero policy gives."""
    try:
        return compute(), None
    except Zero:
        return None, at_zero(rule)


HOLDS = {
    "from": lambda value, bound: value >= bound,
    "above": lambda value, bound: value > bound,
    "to": lambda value, bound: value <= bound,
    "under": lambda value, bound: value < bound,
}


def brackets(rule, full, ev):
    value, zero = guarded(rule, lambda: ev(rule["value"]))
    if zero is not None:
        return zero * full, zero
    for step in rule["steps"]:
        test = next(name for name in HOLDS if name in step)
        if HOLDS[test](value, number(step[test])):
            return share_of(step, full) * full, value
    return number(rule.get("otherwise", "0")) * full, value


def target(rule, full, ev):
    both, zero = guarded(rule, lambda: (ev(rule["value"]), ev(rule["target"])))
    if zero is not None:
        return zero * full, zero
    value, goal = both
    lower = rule["_direction"] == "lower"
    if (value <= goal) if lower else (value >= goal):
        return full, value
    if rule.get("otherwise") == "proportional":
        over, under = (goal, value) if lower else (value, goal)
        share = at_zero(rule) if under == 0 else clamp(over / under)
    else:
        share = number(rule.get("otherwise", "0"))
    return share * full, value


def look_up(table, value):
    for row in table:
        if number(row["at"]) == value:
            return number(row["share"])
    raise NoValue("refused")


def mean(rule, full, local):
    shares = []
    for item in rule["items"]:
        value = local.get(item["code"])
        if value is None:
            continue
        if rule.get("table"):
            shares.append(look_up(rule["table"], value))
        else:
            shares.append(clamp(value / number(rule.get("out_of", "1"))))
    if len(shares) < rule.get("min_items", 1):
        raise NoValue("missing")
    share = sum(shares, Fraction(0)) / len(shares)
    return share * full, share


def tally(rule, local):
    groups = rule.get("groups") or [{"code": "", "weight": "1"}]
    found, counted, weighted, weights = False, Fraction(0), Fraction(0), Fraction(0)
    for group in groups:
        prefix = f"{group['code']}." if group["code"] else ""
        good, counts = Fraction(0), Fraction(0)
        for option in rule["options"]:
            count = local.get(prefix + option["code"])
            if count is None:
                continue
            found = True
            if count < 0:
                raise NoValue("refused")
            if "share" in option:
                good += count * number(option["share"])
                counts += count
        if counts > 0:
            weight = number(group.get("weight", "1"))
            weighted += weight * good / counts
            weights += weight
            counted += counts
    if not found or counted < rule.get("min_responses", 1) or weights == 0:
        raise NoValue("missing")
    return weighted / weights


def formula(rule, full, local, ev):
    chosen = local.get("case")
    if chosen is not None:
        if chosen.denominator != 1 or not 1 <= chosen <= len(rule["cases"]):
            raise NoValue("refused")
        cases = [dict(rule["cases"][int(chosen) - 1], when=None)]
    else:
        cases = rule["cases"]
    try:
        points = Fraction(0)
        for case in cases:
            if case.get("when") is None or ev(case["when"]):
                points = ev(case["points"])
                break
    except Zero:
        points = at_zero(rule) * full
    if not 0 <= points <= full:
        raise NoValue("refused")
    return points, points / full if full else Fraction(0)


def weighted_rows(rule, full, local):
    xs, ns = rule.get("value", "x"), rule.get("weight", "n")
    top, weights, found = Fraction(0), Fraction(0), False
    for name, value in local.values.items():
        row = re.fullmatch(re.escape(local.prefix + xs) + r"\[(\d+)\]", name)
        weight = row and local.get(f"{ns}[{row[1]}]")
        if weight is None or not row:
            continue
        found = True
        if weight < 0 or value < 0:
            raise NoValue("refused")
        top += weight * value
        weights += weight
    if not found:
        raise NoValue("missing")
    share = at_zero(rule) if weights == 0 else clamp(top / weights / number(rule.get("out_of", "1")))
    return share * full, share


# --- the set ---------------------------------------------------------------------------------------


class Node:
    def __init__(self, raw, leaf):
        self.raw, self.leaf, self.children, self.parent = raw, leaf, [], None
        self.code = raw["code"]

    def up(self):
        node = self
        while node is not None:
            yield node
            node = node.parent


class CriteriaSet:
    def __init__(self, text):
        self.raw = tomllib.loads(text)
        self.root = Node({"code": ""}, False)
        self.nodes = {"": self.root}
        raws = [(raw, False) for raw in self.raw.get("section", [])]
        raws += [(raw, True) for raw in self.raw.get("criterion", [])]
        for raw, leaf in raws:
            self.nodes[raw["code"]] = Node(raw, leaf)
        # Reading order: the place in the text decides.
        order = re.findall(r"^\[\[(section|criterion)\]\]\s*\ncode = \"([^\"]+)\"", text, re.M)
        for _, code in order:
            node = self.nodes[code]
            node.parent = self.nodes[node.raw["parent"]] if "parent" in node.raw else self.above(code)
            node.parent.children.append(node)
        for variant in self.raw.get("variant", []):
            self.nodes[variant["code"]].raw.setdefault("_variants", {})[variant["class"]] = variant

    def above(self, code):
        parts = code.split(".")
        for cut in range(len(parts) - 1, 0, -1):
            if ".".join(parts[:cut]) in self.nodes:
                return self.nodes[".".join(parts[:cut])]
        return self.root

    def applies(self, node, cls):
        here = all(cls in above.raw["applies_to"] for above in node.up() if "applies_to" in above.raw)
        return here and (node.leaf or any(self.applies(child, cls) for child in node.children))

    def scored(self, node, cls=None):
        """Scored itself, and for a section: something below it that the class has is scored."""
        leaf_rule = node.leaf and node.raw["rule"]["kind"] == "unscored"
        here = not leaf_rule and all(above.raw.get("scored", True) for above in node.up())
        below = (child for child in node.children if self.applies(child, cls))
        return here and (node.leaf or any(self.scored(child, cls) for child in below))

    def own(self, node, key, cls):
        variant = node.raw.get("_variants", {}).get(cls, {})
        return variant.get(key, node.raw.get(key))

    def nominal(self, node, cls):
        """Own maximum of a node for a class."""
        if node.leaf:
            return number(self.own(node, "max", cls) or "0")
        if node.raw.get("aggregation", "sum") != "sum":
            return number(self.own(node, "max", cls))
        regular = (child for child in node.children if self.counts(child, cls))
        return sum((self.nominal(child, cls) for child in regular), Fraction(0))

    def counts(self, node, cls):
        """A regular scored child that the class has."""
        return self.applies(node, cls) and self.scored(node, cls) and node.raw.get("role", "regular") == "regular"

    def na_policy(self, node):
        for above in node.up():
            if "na" in above.raw:
                return above.raw["na"]
        return self.raw["set"].get("na")

    def matches(self, selector, node):
        if selector.startswith("#"):
            return selector[1:] in node.raw.get("tags", [])
        if selector.endswith(".*"):
            return any(above.code == selector[:-2] for above in node.up())
        return node.code == selector


# --- the folder ------------------------------------------------------------------------------------


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class Unit:
    def __init__(self, row, default_group):
        self.code = row["code"]
        self.group = row.get("group") or default_group
        self.cls = row.get("class") or None
        self.traits = [t for t in (row.get("traits") or "").split(";") if t]
        self.linked = row.get("linked") or None
        self.merged = [t for t in (row.get("merged_from") or "").split(";") if t]
        self.excluded = row.get("excluded") or None


YES = {"có": 1, "yes": 1, "1": 1, "không": 0, "no": 0, "0": 0}


def options_of(rule):
    """Variable name → option codes, and the yes/no variables, of a rule with its parts."""
    found, yes_no = {}, set()

    def walk(rule, prefix):
        if rule["kind"] == "option":
            found[prefix + "option"] = [option["code"] for option in rule["options"]]
        if rule["kind"] == "yes_no":
            yes_no.add(prefix + "yes")
        for part in rule.get("parts", []) + rule.get("cases", []):
            if "rule" in part:
                walk(part["rule"], f"{prefix}{part['code']}.")

    walk(rule, "")
    return found, yes_no


def read_value(text, name, options, yes_no):
    if name in options:
        return Fraction(options[name].index(text))
    if name in yes_no:
        return Fraction(YES[text])
    return number(text)


class Case:
    """A folder with one set."""

    def __init__(self, folder):
        folder = Path(folder)
        self.settings = tomllib.loads((folder / "round.toml").read_text(encoding="utf-8"))
        use = self.settings["use"][0]
        self.set = CriteriaSet((folder / use["file"]).read_text(encoding="utf-8"))
        first = self.settings["group"][0]["code"]
        self.units = sorted((Unit(row, first) for row in rows(folder / "units.csv")), key=lambda unit: unit.code)
        self.layers = self.settings.get("layers", ["final"])
        self.closed = self.settings.get("closed", True)
        self.accepted = {item["unit"] for item in self.settings.get("accept_held", [])}
        self.inputs = {}
        for item in self.set.raw.get("input", []):
            path = folder / "inputs" / f"{item['name']}.csv"
            self.inputs[item["name"]] = {row["unit"]: row for row in rows(path)} if path.exists() else {}
        self.answers = self.read_answers(rows(folder / "answers.csv"))

    def read_answers(self, lines):
        raw = {}
        for line in lines:
            if line["value"] == "":
                continue
            layer = line.get("layer") or self.layers[-1]
            key = (layer, line["unit"], line["criterion"])
            node = self.set.nodes[line["criterion"]]
            name = line["variable"]
            if name == "na":
                value = line["value"]
            elif name in ("points", "previous"):
                value = number(line["value"])
            else:
                value = read_value(line["value"], name, *options_of(node.raw["rule"]))
            raw.setdefault(key, {})[name] = value
        return raw

    def answer(self, layer, unit, code):
        for name in reversed(self.layers[: self.layers.index(layer) + 1]):
            if (name, unit, code) in self.answers:
                return self.answers[(name, unit, code)]
        return {}


# --- scoring ---------------------------------------------------------------------------------------

COHORT_RULES = ("relative_best", "min_max")


class Line:
    def __init__(self, state, points=Fraction(0), applicable=Fraction(0), value=None):
        self.state, self.points, self.applicable, self.value = state, points, applicable, value
        self.rebase, self.counted, self.met_by_policy = None, True, None


class Scoring:
    def __init__(self, case, layer):
        self.case, self.set, self.layer = case, case.set, layer
        self.lines = {unit.code: {} for unit in case.units}
        self.leaves = [node for node in self.set.nodes.values() if node.leaf]
        for node in self.leaves:
            node.raw["rule"]["_direction"] = node.raw.get("direction", "higher")
            self.spread_direction(node.raw["rule"])
            for variant in node.raw.get("_variants", {}).values():
                if "rule" in variant:
                    variant["rule"]["_direction"] = node.raw.get("direction", "higher")
                    self.spread_direction(variant["rule"])
            self.leaf(node)
        for unit in case.units:
            if not unit.merged:
                self.total(unit)
        for unit in case.units:
            if unit.merged:
                self.merge(unit)

    def spread_direction(self, rule):
        for part in rule.get("parts", []) + rule.get("cases", []):
            if "rule" in part:
                part["rule"]["_direction"] = rule["_direction"]
                self.spread_direction(part["rule"])

    # pass 1 and 2: one criterion over all units

    def leaf(self, node):
        pending, values = [], {}
        for unit in self.case.units:
            line = self.own(node, unit, values)
            self.lines[unit.code][node.code] = line
            if line.state == "pending":
                pending.append(unit)
        for unit in pending:
            rule = self.set.own(node, "rule", unit.cls)
            peers = [
                values[other.code]
                for other in self.case.units
                if other.code in values and self.peers(unit, other, rule.get("scope", "group"))
            ]
            self.relative(node, unit, rule, values[unit.code], peers)
        for unit in self.case.units:
            line = self.lines[unit.code][node.code]
            if line.state == "na":
                self.not_applicable(node, unit, line)
        for unit in self.case.units:
            self.settle_missing(node, unit, self.lines[unit.code][node.code])

    def peers(self, unit, other, scope):
        return not other.excluded and (scope == "round" or unit.group == other.group)

    def own(self, node, unit, values):
        if unit.merged or not self.set.applies(node, unit.cls):
            return Line("absent")
        full = self.set.nominal(node, unit.cls)
        if not self.set.scored(node):
            return Line("unscored")
        answer = self.case.answer(self.layer, unit.code, node.code)
        for rule in self.set.raw.get("not_applicable", []):
            hit = any(self.set.matches(selector, node) for selector in rule["criteria"])
            hit = hit and rule.get("class") in (None, unit.cls)
            if hit and (rule.get("trait") is None or rule["trait"] in unit.traits):
                return self.by_policy(rule, full, node)
        if "na" in answer:
            return self.by_policy(self.set.na_policy(node), full, node)
        rule = self.set.own(node, "rule", unit.cls)
        if "points" in answer and rule["kind"] != "points":
            points = answer["points"]
            if not 0 <= points <= full:
                return Line("refused", applicable=full)
            return Line("scored", points, full, points / full if full else Fraction(0))
        world = {"inputs": self.case.inputs, "unit": unit.code}
        try:
            if rule["kind"] in COHORT_RULES:
                try:
                    value = evaluate(rule["value"], Local(answer), full)
                except Zero:
                    share = at_zero(rule)
                    return Line("scored", share * full, full, share)
                if rule["kind"] == "relative_best" and value < 0:
                    raise NoValue("refused")
                values[unit.code] = value
                line = Line("pending", applicable=full)
                return line
            points, value = rule_points(rule, full, Local(answer), world)
            return Line("scored", points, full, value)
        except Zero:
            return Line("refused", applicable=full)
        except NoValue as none:
            if none.state == "na":
                return self.by_policy(self.set.na_policy(node), full, node)
            return Line(none.state, applicable=full)

    def relative(self, node, unit, rule, x, peers):
        line = self.lines[unit.code][node.code]
        full = line.applicable
        lower = node.raw.get("direction", "higher") == "lower"
        peers = peers or [x]
        best = min(peers) if lower else max(peers)
        worst = max(peers) if lower else min(peers)
        try:
            if rule["kind"] == "min_max":
                if best == worst:
                    share = number(rule["equal"])
                else:
                    y = clamp((x - worst) / (best - worst))
                    low, high = number(rule.get("low", "0")), number(rule.get("high", "1"))
                    share = low + (high - low) * y
            elif lower:
                share = Fraction(1) if x == 0 else clamp(best / x)
            else:
                share = at_zero(rule) if best == 0 else clamp(x / best)
                x = share if best == 0 else x
            self.lines[unit.code][node.code] = Line("scored", share * full, full, x)
        except NoValue as none:
            if none.state == "na":
                self.lines[unit.code][node.code] = self.by_policy(self.set.na_policy(node), full, node)
            else:
                self.lines[unit.code][node.code] = Line(none.state, applicable=full)

    def by_policy(self, policy, full, node):
        if policy is None:
            return Line("refused", applicable=full)
        line = Line("na", applicable=full)
        line.policy = policy
        return line

    def not_applicable(self, node, unit, line):
        policy, full = line.policy, line.applicable
        line.state = "not_applicable"
        name = policy["policy"]
        if name == "cohort_best":
            shares = []
            for other in self.case.units:
                theirs = self.lines[other.code][node.code]
                if theirs.state == "scored" and self.peers(unit, other, policy.get("scope", "group")):
                    maximum = self.set.nominal(node, other.cls)
                    shares.append(theirs.points / maximum if maximum else Fraction(0))
            if shares:
                line.points, line.met_by_policy = max(shares) * full, True
                return
            name = {"full_points": "full_points", "zero": "zero", "exclude": "exclude"}.get(policy["fallback"])
            if name is None:
                line.state, line.points = "refused", Fraction(0)
                return
            policy = {"policy": name, "rebase": "none"}
        if name == "full_points":
            line.points, line.met_by_policy = full, True
        elif name == "zero":
            line.points, line.met_by_policy = Fraction(0), False
        elif name == "exclude":
            self.leave_out(node, line, policy.get("rebase", "none"))

    def leave_out(self, node, line, rebase):
        line.counted, line.applicable, line.points = False, Fraction(0), Fraction(0)
        if rebase == "parent":
            line.rebase = node.parent
        elif rebase == "total":
            line.rebase = self.set.root
        elif rebase != "none":
            line.rebase = self.set.nodes[rebase]

    def settle_missing(self, node, unit, line):
        if line.state == "missing":
            rule = node.raw.get("when_missing", "zero")
            if rule == "exclude" and self.case.closed:
                self.leave_out(node, line, "none")
                line.state = "missing"
            elif rule == "carry_over" and self.case.closed:
                previous = self.case.answer(self.layer, unit.code, node.code).get("previous")
                if previous is not None:
                    if 0 <= previous <= line.applicable:
                        line.state, line.points = "scored", previous
                        line.value = previous / line.applicable if line.applicable else Fraction(0)
                    else:
                        line.state = "refused"
        if self.set.raw["set"].get("rounding", {}).get("each_criterion") and line.state in ("scored", "not_applicable"):
            line.points = self.rounded(line.points)

    def rounded(self, points):
        rounding = self.set.raw["set"].get("rounding", {})
        return round_to(points, rounding.get("decimals", 2), rounding.get("mode", "half_up"))

    # pass 3: from the leaves up

    def total(self, unit):
        root = self.up(self.set.root, unit)[0]
        self.finish(unit, root, self.set.nominal(self.set.root, unit.cls))

    def finish(self, unit, root, nominal):
        for item in self.set.raw.get("adjustment", []):
            if item["kind"] == "deduct" and item["trait"] in unit.traits:
                root.points -= number(item["points"])
        bounds = self.set.raw["set"].get("bounds", {})
        if not bounds.get("total_above_max", False):
            root.points = min(root.points, nominal)
        if not bounds.get("total_below_zero", False):
            root.points = max(root.points, Fraction(0))

    def up(self, node, unit):
        """Line of a node, and the pending rebases below it as nodes."""
        lines = self.lines[unit.code]
        if node.leaf:
            line = lines[node.code]
            return line, [line.rebase] if line.rebase else []
        if not self.set.applies(node, unit.cls):
            lines[node.code] = Line("absent")
            for child in node.children:
                self.up(child, unit)
            return lines[node.code], []
        kept, bonus, deduction, pending = [], Fraction(0), Fraction(0), []
        for child in node.children:
            line, below = self.up(child, unit)
            role = child.raw.get("role", "regular")
            if not self.set.applies(child, unit.cls) or not self.set.scored(child, unit.cls):
                continue
            if role == "bonus":
                bonus += line.points
            elif role == "deduction":
                deduction += line.points
            else:
                pending += below
                kept.append((child, line))
        nominal = self.set.nominal(node, unit.cls)
        lines[node.code] = line = self.aggregate(node, kept, nominal)
        if not self.set.scored(node, unit.cls):
            lines[node.code] = Line("unscored")
            return lines[node.code], []
        here = [target for target in pending if target is node]
        rest = [target for target in pending if target is not node]
        if line.state == "not_applicable":
            line.counted = False
            line.points += bonus - deduction
            moved = [node.parent for _ in here if node.parent is not None]
            return line, rest + moved
        if here and node.raw.get("aggregation", "sum") == "sum" and line.applicable != 0:
            line.points = line.points * nominal / line.applicable
            line.applicable = nominal
        line.points += bonus - deduction
        role = node.raw.get("role", "regular")
        if role != "regular":
            line.points = min(line.points, number(node.raw["cap"]))
            rest = []
        return line, rest

    def aggregate(self, node, kept, nominal):
        kind = node.raw.get("aggregation", "sum")
        counted = [(child, line) for child, line in kept if line.counted and line.state != "absent"]
        if kind == "sum":
            points = sum((line.points for _, line in counted), Fraction(0))
            applicable = sum((line.applicable for _, line in counted), Fraction(0))
            if applicable == 0 and nominal != 0:
                return Line("not_applicable")
            return Line("scored", points, applicable)
        counted = [(child, line) for child, line in counted if line.applicable > 0]
        if not counted:
            return Line("not_applicable")
        if kind == "all_of":
            full = all(line.points == line.applicable for _, line in counted)
            return Line("scored", nominal if full else Fraction(0), nominal)
        weights = sum((number(child.raw.get("weight", "1")) for child, _ in counted), Fraction(0))
        top = sum((number(c.raw.get("weight", "1")) * l.points / l.applicable for c, l in counted), Fraction(0))
        return Line("scored", nominal * top / weights, nominal)

    def merge(self, unit):
        """A unit made of others takes the plain means of their main sections."""
        lines = self.lines[unit.code]
        old = [self.lines[code] for code in unit.merged]
        kept = []
        for child in self.set.root.children:
            if not self.set.applies(child, unit.cls) or not self.set.scored(child, unit.cls):
                continue
            points = sum((line[child.code].points for line in old), Fraction(0)) / len(old)
            applicable = sum((line[child.code].applicable for line in old), Fraction(0)) / len(old)
            lines[child.code] = Line("scored", points, applicable)
            kept.append((child, lines[child.code]))
        regular = [(c, l) for c, l in kept if c.raw.get("role", "regular") == "regular"]
        nominal = self.set.nominal(self.set.root, unit.cls)
        root = self.aggregate(self.set.root, regular, nominal)
        for child, line in kept:
            sign = {"bonus": 1, "deduction": -1}.get(child.raw.get("role", "regular"), 0)
            root.points += sign * line.points
        lines[""] = root
        self.finish(unit, root, nominal)


def round_to(value, decimals, mode):
    scaled = value * 10**decimals
    sign, scaled = (-1 if scaled < 0 else 1), abs(scaled)
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest - scaled.denominator
    up = {"half_up": twice >= 0, "half_even": twice > 0 or (twice == 0 and whole % 2 == 1), "down": False, "up": rest > 0}
    return Fraction(sign * (whole + up[mode]), 10**decimals)
