#!/usr/bin/env python3
"""Set the shared unknowns of the film scale on what the paper measured, and predict the rest.

Three unknowns, the same for all substrates, are searched on grids:
- sei.open_fraction (how densely lithium packs above the paper) and spreading.incorporation_time (how far a wall feeds lithium), on
  the thicknesses of bare CP at 5 and of CP@ZnO(002) at 1 and 5 mAh/cm2 (Shen 2025): least sum of squared relative deviations;
- with these, dead.contact_area (how much new lithium brings a dead piece back), on the coulombic efficiencies of the same two by
  the reservoir method: least sum of squared deviations in percentage points.
The four other substrates are run with the result and are predictions (their efficiencies: likmc compare params/studies/planes.yaml).

Writes tests/results/calibration.csv and tests/results/calibration-ce.csv (the grids) and tests/results/predictions.csv (six substrates). The values found
belong into the table of parameters, by hand, so that a change of a shared number is a commit.
"""
import argparse
import csv
import itertools
import json
import math
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGETS = [("cp", 5.0, 80.6), ("cp-zno002", 1.0, 20.1), ("cp-zno002", 5.0, 43.8)]  # case, mAh/cm2, um
EFFICIENCIES = [("cp", 91.62), ("cp-zno002", 99.89)]  # case, %
SUBSTRATES = ["cp", "o3-cp", "cp-zno002", "cp-zno020", "cp-zno202", "cp-zno-mixed"]
OPEN_FRACTIONS = [0.33, 0.35, 0.37]
INCORPORATION_TIMES = [0.05, 0.1125]  # s
CONTACT_AREAS = [100, 160, 250, 400]  # um2


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
    """Rows of series.csv of one run, and its summary."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "run"
        command = [program, "run", ROOT / f"params/cases/{case}.yaml", "--out", out, "--no-pictures", "--quiet"]
        for key, value in {**settings, "seed": seed}.items():
            command += ["--set", key if value is None else f"{key}={value}"]
        subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)
        with open(out / "series.csv") as series, open(out / "summary.json") as summary:
            return list(csv.DictReader(series)), json.load(summary)


def mean_and_error(values):
    mean = sum(values) / len(values)
    variance = sum((v - mean) ** 2 for v in values) / (len(values) - 1)
    return mean, math.sqrt(variance / len(values))


def mean_and_error_of_bounded(values, bounds):
    """The same where some values are upper bounds: most likely normal distribution (Tobit) by expectation and maximisation.

    The error is that of the spread over the values that were measured. With fewer than two of them there is no estimate: the mean of
    the bounds is one too.
    """
    measured = len(values) - sum(bounds)
    mean, error = mean_and_error(values)
    if not any(bounds) or measured < 2:
        return mean, error if not any(bounds) else math.inf
    deviation = error * math.sqrt(len(values))
    for _ in range(2000):
        first, second = [], []
        for value, bound in zip(values, bounds):
            z = (value - mean) / deviation
            hazard = math.exp(-z * z / 2) / math.sqrt(2 * math.pi) / max(0.5 * math.erfc(-z / math.sqrt(2)), 1e-300)
            first.append(-deviation * hazard if bound else value - mean)
            second.append(deviation ** 2 * (1 - z * hazard) if bound else (value - mean) ** 2)
        shift = sum(first) / len(values)
        deviation = math.sqrt(sum(second) / len(values) - shift ** 2)
        mean += shift
    return mean, deviation / math.sqrt(measured)


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
            mean, error = mean_and_error([thickness_at(jobs[point, case, seed].result()[0], charge)
                                          for seed in range(1, arguments.seeds + 1)])
            row[f"{case}_{charge:g}mAh_um"], row[f"{case}_{charge:g}mAh_error_um"] = round(mean, 2), round(error, 2)
            misfit += (mean / target - 1) ** 2
        row["misfit"] = round(misfit, 5)
        table.append(row)
        print(row, flush=True)
    return sorted(table, key=lambda row: row["misfit"])


def search_efficiency(arguments, pool, thickness):
    """Run the reservoir method over the contact areas; return the rows, best first."""
    protocol = f"@{ROOT / 'params/protocols/aurbach.yaml'}"
    seeds = range(1, arguments.efficiency_seeds + 1)
    jobs = {(area, case, seed): pool.submit(run, arguments.program, case, seed,
                                            {protocol: None, "output.interval": "0.2 mAh/cm2", **settings_of(thickness),
                                             **dict(word.split("=", 1) for word in arguments.set),
                                             "dead.contact_area": f"{area} um2"})
            for area in arguments.contact_areas for case, _ in EFFICIENCIES for seed in seeds}
    table = []
    for area in arguments.contact_areas:
        row, misfit = {"contact_area_um2": area}, 0.0
        for case, target in EFFICIENCIES:
            results = [jobs[area, case, seed].result()[1]["result"] for seed in seeds]
            bounds = [result["efficiency_at_most"] > 0 for result in results]
            mean, error = mean_and_error_of_bounded([result["efficiency_percent"] for result in results], bounds)
            row[f"{case}_percent"], row[f"{case}_error_percent"] = round(mean, 3), round(error, 3)
            row[f"{case}_bounds"] = sum(bounds)
            misfit += (mean - target) ** 2
        row["misfit"] = round(misfit, 4)
        table.append(row)
        print(row, flush=True)
    return sorted(table, key=lambda row: row["misfit"])


def settings_of(best):
    return {"sei.open_fraction": best["open_fraction"], "spreading.incorporation_time": best["incorporation_time_s"]}


def predict(arguments, pool, best):
    settings = settings_of(best)
    jobs = {(case, seed): pool.submit(run, arguments.program, case, seed, settings)
            for case in SUBSTRATES for seed in range(1, arguments.seeds + 1)}
    targets = {(case, charge): target for case, charge, target in TARGETS}
    table = []
    for case, charge in itertools.product(SUBSTRATES, [1.0, 5.0]):
        series = [jobs[case, seed].result()[0] for seed in range(1, arguments.seeds + 1)]
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
    parser.add_argument("--efficiency-seeds", type=int, default=8)
    parser.add_argument("--only-efficiency", action="store_true", help="take the best thicknesses from tests/results/calibration.csv")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--contact-areas", type=float, nargs="+", default=CONTACT_AREAS, help="um2")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="for all runs of the efficiencies")
    arguments = parser.parse_args()
    with ThreadPoolExecutor(arguments.threads) as pool:
        if arguments.only_efficiency:
            with open(ROOT / "tests/results/calibration.csv") as file:
                best = next(csv.DictReader(file))
        else:
            grid = search(arguments, pool)
            write(ROOT / "tests/results/calibration.csv", grid)
            best = grid[0]
            print(f"best: open_fraction {best['open_fraction']}, incorporation_time {best['incorporation_time_s']} s")
            write(ROOT / "tests/results/predictions.csv", predict(arguments, pool, best))
        grid = search_efficiency(arguments, pool, best)
        write(ROOT / "tests/results/calibration-ce.csv", grid)
        print(f"best: contact_area {grid[0]['contact_area_um2']} um2")


if __name__ == "__main__":
    main()
