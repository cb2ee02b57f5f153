"""Criteria files as the generator of the illustrative rounds sees them."""

import tomllib
from fractions import Fraction
from pathlib import Path

CATALOG = Path(__file__).resolve().parent.parent / "catalog"


def load(code, version):
    """Reads one criteria file."""
    return tomllib.loads((CATALOG / code / f"{version}.toml").read_text(encoding="utf-8"))


def leaves(data, cls=None):
    """Lists the criteria of the form of one class: code, rule, variables, maximum, source, tags."""
    above = {row["code"]: row for row in data.get("section", [])}
    variants = {row["code"]: row for row in data.get("variant", []) if row["class"] == cls}
    found = [leaf(row, variants.get(row["code"], {}), "") for row in data["criterion"] if applies(row, above, cls)]
    for borrow in data.get("borrow", []):
        if "classes" in borrow and cls not in borrow["classes"]:
            continue
        home = load(borrow["set"], borrow["version"])
        prefix = borrow["section"] + "."
        found += [leaf(row, {}, borrow["prefix"]) for row in home["criterion"] if row["code"].startswith(prefix)]
    return found


def applies(row, above, cls):
    """Says whether a criterion, with the sections above it, belongs to the form of a class."""
    parts = row["code"].split(".")
    chain = [row] + [above[".".join(parts[:n])] for n in range(1, len(parts)) if ".".join(parts[:n]) in above]
    return all(cls in node["applies_to"] for node in chain if "applies_to" in node)


def leaf(row, variant, prefix):
    """Flattens one criterion of a file."""
    return {
        "code": prefix + row["code"],
        "rule": variant.get("rule", row["rule"]),
        "vars": row.get("variables", {}),
        "max": Fraction(str(variant.get("max", row.get("max", 0)))),
        "source": row.get("source", "self"),
        "tags": row.get("tags", []),
        "direction": row.get("direction", "higher"),
        "measure": row.get("measure", ""),
        "mandatory": "mandatory" in row,
        "extra": ".T." in row["code"] or ".P." in row["code"],
        "deduction": ".P." in row["code"],
    }
