#!/usr/bin/env python3
"""Thickness of bare CP and of CP@ZnO(002) against voxel edge, hits per voxel and box width: tests/results/convergence.csv.

One setting is changed at a time, all else as in params/film.yaml. Fibres of 0.4 um radius need voxels of at most 0.4 um.
"""
import argparse
from concurrent.futures import ThreadPoolExecutor

from calibrate import ROOT, mean_and_error, run, thickness_at, write

VARIATIONS = {
    "box.voxel_edge": ["400 nm", "256 nm", "200 nm"],
    "growth.hits_per_voxel": ["4", "16", "64"],
    "box.width": ["25.6 um", "51.2 um"],
}
CASES = [("cp", 5.0), ("cp-zno002", 1.0), ("cp-zno002", 5.0)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=ROOT / "build/likmc", help="the likmc to run")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    seeds = range(1, arguments.seeds + 1)
    table = []
    with ThreadPoolExecutor(arguments.threads) as pool:
        jobs = {(key, value, case, seed): pool.submit(run, arguments.program, case, seed, {key: value})
                for key, values in VARIATIONS.items() for value in values for case in ("cp", "cp-zno002") for seed in seeds}
        for key, values in VARIATIONS.items():
            for value in values:
                row = {"setting": key, "value": value}
                for case, charge in CASES:
                    mean, error = mean_and_error([thickness_at(jobs[key, value, case, seed].result()[0], charge) for seed in seeds])
                    row[f"{case}_{charge:g}mAh_um"], row[f"{case}_{charge:g}mAh_error_um"] = round(mean, 2), round(error, 2)
                table.append(row)
                print(row, flush=True)
    write(ROOT / "tests/results/convergence.csv", table)


if __name__ == "__main__":
    main()
