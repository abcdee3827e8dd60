#!/usr/bin/env python3
"""Differences between the variants of a study, seed by seed: usage: scripts/paired.py STUDY-DIRECTORY [COLUMN...]

A seed makes the same patches, energies and fibres in every variant, so that what differs between two runs of a seed is the variant. Reads
results.csv; prints, for each case and column, the mean and standard error of each variant and of its differences to the first one. Runs
whose efficiency is an upper bound are left out of pairs and counted.
"""
import csv
import math
import sys
from collections import defaultdict
from pathlib import Path

COLUMNS = ["thickness_um", "efficiency_percent", "sei_mAh_per_cm2"]


def mean_and_error(values):
    if not values:
        return "-"
    mean = sum(values) / len(values)
    if len(values) < 2:
        return f"{mean:.4g}"
    error = math.sqrt(sum((v - mean) ** 2 for v in values) / (len(values) - 1) / len(values))
    return f"{mean:.4g} +- {error:.2g}"


def read(path):
    """{case: {variant: {seed: row}}}, variants in the order of the file."""
    runs = defaultdict(lambda: defaultdict(dict))
    with open(path) as file:
        for row in csv.DictReader(file):
            runs[row["case"]][row["variant"]][row["seed"]] = row
    return runs


def is_bound(row):
    return row.get("efficiency_at_most") == "1"


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__.splitlines()[0])
    runs = read(Path(sys.argv[1]) / "results.csv")
    for case, variants in runs.items():
        first = next(iter(variants))
        for column in sys.argv[2:] or COLUMNS:
            print(f"\n| {case}, {column} | value | difference to {first} | pairs | bounds |\n|---|---|---|---|---|")
            for name, rows in variants.items():
                usable = {seed: float(row[column]) for seed, row in rows.items()
                          if row.get(column) and not (column.startswith("efficiency") and is_bound(row))}
                base = {seed: float(row[column]) for seed, row in variants[first].items()
                        if row.get(column) and not (column.startswith("efficiency") and is_bound(row))}
                pairs = [usable[seed] - base[seed] for seed in usable if seed in base]
                difference = "" if name == first else mean_and_error(pairs)
                bounds = sum(is_bound(row) for row in rows.values())
                print(f"| {name} | {mean_and_error(list(usable.values()))} | {difference} | {len(pairs)} | {bounds} |")


if __name__ == "__main__":
    main()
