"""Lets both engines compute random cases and asks for exact equality."""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from engine import Case
from generate import Maker
from result import Result

SHOWN = 12
ROOT = Path(__file__).resolve().parent.parent


def binary():
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    for path in (os.environ.get("THUOCDO_BIN"), target / "debug/thuocdo", target / "release/thuocdo"):
        if path and Path(path).exists():
            return str(path)
    sys.exit("build the product first: cargo build")


def make(seed):
    for attempt in range(100):
        files = Maker(random.Random(f"{seed}/{attempt}")).folder()
        if files is not None:
            return files
    raise RuntimeError(f"seed {seed} makes no set")


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def ours(folder):
    """This engine's result in the shape of `score-batch`."""
    case = Case(folder)
    units, results = {}, {layer: Result(case, layer) for layer in case.layers}
    for unit in case.units:
        units[unit.code] = {layer: result.unit_json(unit) for layer, result in results.items()}
    top = results[case.layers[-1]]
    return comparable({"units": units, "ranking": top.ranking, "sections": top.sections})


def theirs(folder):
    output = subprocess.run([binary(), "score-batch", str(folder)], capture_output=True, text=True, check=False)
    if output.returncode != 0:
        sys.exit(f"score-batch ended with {output.returncode}:\n{output.stderr[-2000:]}")
    return {line["case"]: line for line in map(json.loads, output.stdout.splitlines())}


def differences(left, right, path=""):
    """Places where two results differ, at most a handful."""
    if isinstance(left, dict) and isinstance(right, dict):
        found = []
        for key in sorted(set(left) | set(right), key=str):
            found += differences(left.get(key), right.get(key), f"{path}/{key}")
        return found[:8]
    return [] if left == right else [f"{path}: oracle {left!r}, engine {right!r}"]


def comparable(line):
    """What of the engine's line is compared."""
    for layers in line["units"].values():
        for card in layers.values():
            maturity = card.get("maturity")
            if maturity is not None:
                card["maturity"] = {"reached": maturity["reached"], "key": maturity["key"]}
            card["lines"] = {code: values for code, values in card["lines"].items() if values[0] not in ("absent", "unscored")}
    sections = {group: {code: order for code, order in found.items() if order} for group, found in line["sections"].items()}
    return {"units": line["units"], "ranking": line["ranking"], "sections": sections}


def compare(seeds, folder):
    """Number of lines compared; prints and counts cases that differ."""
    for seed in seeds:
        write(folder / f"c{seed}", make(seed))
    found, lines, bad = theirs(folder), 0, 0
    for seed in seeds:
        name = f"c{seed}"
        expected = ours(folder / name)
        line = found.get(name)
        if line is None or line.get("faults"):
            problems = [f"engine refuses the folder: {line and line['faults'][:3]}"]
        else:
            problems = differences(expected, comparable(line))
        lines += sum(len(card["lines"]) for layers in expected["units"].values() for card in layers.values())
        if problems:
            bad += 1
            if bad <= SHOWN:
                print(f"seed {seed} differs:\n  " + "\n  ".join(problems))
    return lines, bad


def negative_control(folder):
    """A changed answer must be noticed; otherwise this program proves nothing."""
    for seed in range(1, 50):
        place = folder / f"c{seed}"
        write(place, make(seed))
        before = ours(place)
        path = place / "answers.csv"
        rows = path.read_text(encoding="utf-8").splitlines()
        changed = [row.rsplit(",", 1)[0] + ",0" if ",points," in row and not row.endswith(",0") else row for row in rows]
        if changed == rows:
            continue
        path.write_text("\n".join(changed) + "\n", encoding="utf-8")
        line = theirs(folder)[f"c{seed}"]
        if not line.get("faults") and differences(before, comparable(line)):
            return True
    return False


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="keep the folders here")
    options = parser.parse_args()
    lines = bad = 0
    for start in range(options.seed, options.seed + options.cases, 500):
        folder = Path(options.keep or tempfile.mkdtemp(prefix="thuocdo-oracle-"))
        seeds = range(start, min(start + 500, options.seed + options.cases))
        more, wrong = compare(seeds, folder)
        lines, bad = lines + more, bad + wrong
        if not options.keep:
            shutil.rmtree(folder)
    folder = Path(tempfile.mkdtemp(prefix="thuocdo-oracle-"))
    control = negative_control(folder)
    shutil.rmtree(folder)
    print(f"oracle: {options.cases} sets × cohorts, {lines} lines, {bad} differ; negative control {'found' if control else 'NOT found'}")
    print(f"{options.cases - bad + control} passed, {bad + (not control)} failed")
    return 1 if bad or not control else 0


if __name__ == "__main__":
    sys.exit(main())
