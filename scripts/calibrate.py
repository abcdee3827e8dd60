#!/usr/bin/env python3
"""Set the shared unknowns of the film scale on the thicknesses that the paper measured, and predict the rest.

Two unknowns are searched on a grid, the same for all substrates: sei.open_fraction (how densely lithium packs above
the paper) and spreading.incorporation_time (how far a wall feeds lithium). The targets are the thicknesses of bare CP at
5 and of CP@ZnO(002) at 1 and 5 mAh/cm2 (Shen 2025, doi 10.1038/s41467-025-60609-4); the measure is the sum of the squared
relative deviations of the means over the seeds. The four other substrates are run with the result and are predictions.

Writes params/calibration.csv (the grid) and params/predictions.csv (six substrates). The values found belong into
params/film.yaml, by hand, so that a change of a shared number is a commit.
"""
import argparse
import csv
import itertools
import math
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGETS = [("cp", 5.0, 80.6), ("cp-zno002", 1.0, 20.1), ("cp-zno002", 5.0, 43.8)]  # case, mAh/cm2, um
SUBSTRATES = ["cp", "o3-cp", "cp-zno002", "cp-zno020", "cp-zno202", "cp-zno-mixed"]
OPEN_FRACTIONS = [0.35, 0.37, 0.39]
INCORPORATION_TIMES = [0.2, 0.45]  # s


def thickness_at(rows, charge):
    """Thickness (um) at a charge (mAh/cm2), linear between the rows of the series."""
    q, h = "charge_mAh_per_cm2", "thickness_um"
    for before, after in zip(rows, rows[1:]):
        if float(after[q]) >= charge - 1e-3:
            a, b = float(before[q]), float(after[q])
            share = min(1.0, (charge - a) / (b - a)) if b > a else 1.0
            return float(before[h]) + share * (float(after[h]) - float(before[h]))
    sys.exit(f"a series ends before {charge} mAh/cm2")


def run(program, case, seed, settings):
    """Rows of series.csv of one run."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "run"
        command = [program, "run", ROOT / f"params/cases/{case}.yaml", "--out", out, "--no-pictures", "--quiet"]
        for key, value in {**settings, "seed": seed}.items():
            command += ["--set", f"{key}={value}"]
        subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)
        with open(out / "series.csv") as file:
            return list(csv.DictReader(file))


def mean_and_error(values):
    mean = sum(values) / len(values)
    variance = sum((v - mean) ** 2 for v in values) / (len(values) - 1)
    return mean, math.sqrt(variance / len(values))


def search(arguments, pool):
    """Run the grid; return its rows, best first."""
    points = list(itertools.product(OPEN_FRACTIONS, INCORPORATION_TIMES))
    jobs = {}
    for point, case, seed in itertools.product(points, ["cp", "cp-zno002"], range(1, arguments.seeds + 1)):
        settings = {"sei.open_fraction": point[0], "spreading.incorporation_time": point[1]}
        jobs[point, case, seed] = pool.submit(run, arguments.program, case, seed, settings)
    table = []
    for point in points:
        row, misfit = {"open_fraction": point[0], "incorporation_time_s": point[1]}, 0.0
        for case, charge, target in TARGETS:
            mean, error = mean_and_error([thickness_at(jobs[point, case, seed].result(), charge)
                                          for seed in range(1, arguments.seeds + 1)])
            row[f"{case}_{charge:g}mAh_um"], row[f"{case}_{charge:g}mAh_error_um"] = round(mean, 2), round(error, 2)
            misfit += (mean / target - 1) ** 2
        row["misfit"] = round(misfit, 5)
        table.append(row)
        print(row, flush=True)
    return sorted(table, key=lambda row: row["misfit"])


def predict(arguments, pool, best):
    settings = {"sei.open_fraction": best["open_fraction"], "spreading.incorporation_time": best["incorporation_time_s"]}
    jobs = {(case, seed): pool.submit(run, arguments.program, case, seed, settings)
            for case in SUBSTRATES for seed in range(1, arguments.seeds + 1)}
    targets = {(case, charge): target for case, charge, target in TARGETS}
    table = []
    for case, charge in itertools.product(SUBSTRATES, [1.0, 5.0]):
        series = [jobs[case, seed].result() for seed in range(1, arguments.seeds + 1)]
        mean, error = mean_and_error([thickness_at(rows, charge) for rows in series])
        row = {"case": case, "charge_mAh_per_cm2": charge, "thickness_um": round(mean, 2), "error_um": round(error, 2),
               "measured_um": targets.get((case, charge), ""), "role": "target" if (case, charge) in targets else "prediction"}
        if charge == 5.0:
            row["filling"] = round(mean_and_error([float(rows[-1]["filling"]) for rows in series])[0], 3)
            row["packing"] = round(mean_and_error([float(rows[-1]["packing"]) for rows in series])[0], 3)
        table.append(row)
        print(row, flush=True)
    return table


def write(path, table):
    columns = list(dict.fromkeys(key for row in table for key in row))
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=ROOT / "build/likmc", help="the likmc to run")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    with ThreadPoolExecutor(arguments.threads) as pool:
        grid = search(arguments, pool)
        write(ROOT / "params/calibration.csv", grid)
        best = grid[0]
        print(f"best: open_fraction {best['open_fraction']}, incorporation_time {best['incorporation_time_s']} s")
        write(ROOT / "params/predictions.csv", predict(arguments, pool, best))


if __name__ == "__main__":
    main()
