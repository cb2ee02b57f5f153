"""2516: a maturity ladder of fictitious communes."""

import math
import random
from fractions import Fraction

from make_b_files import catalog, number, size_of, write_round


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
