#!/usr/bin/env python3
"""The open-circuit voltages of params/materials/ncm811.yaml and lco.yaml: points on published fits.

    scripts/open-circuit.py ncm811|lco

Chen et al. 2020, doi 10.1149/1945-7111/ab9050 (the positive electrode of the LG M50 cell, NMC811); Ramadass et al. 2004,
doi 10.1149/1.1634273 (LiCoO2, the filling stretched by 1.13).
"""
import math
import sys


def ncm811(x):
    return (4.4875 - 0.8090 * x - 0.0428 * math.tanh(18.5138 * (x - 0.5542))
            - 17.7326 * math.tanh(15.7890 * (x - 0.3117)) + 17.5842 * math.tanh(15.9308 * (x - 0.3120)))


def lco(x):
    y = (1.13 * x) ** 2
    above = -4.656 + y * (88.669 + y * (-401.119 + y * (342.909 + y * (-462.471 + y * 433.434))))
    return above / (-1 + y * (18.933 + y * (-79.532 + y * (37.311 + y * (-73.083 + y * 95.96)))))


CURVES = {"ncm811": (ncm811, 0.2525, 0.9084, 33), "lco": (lco, 0.4400, 0.8800, 33)}

if len(sys.argv) != 2 or sys.argv[1] not in CURVES:
    sys.exit(__doc__)
curve, empty, full, count = CURVES[sys.argv[1]]
for i in range(count):
    x = empty + (full - empty) * i / (count - 1)
    print(f"    - {x:.5f} {curve(x):.5f}")
