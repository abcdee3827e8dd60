"""likmc: kinetic Monte Carlo of lithium on carbon-nanotube hosts.

    import likmc
    run = likmc.load("runs/first")          # a run directory: series, cycles, summary, parameters, state
    run.series.plot(x="charge_mAh_per_cm2", y="thickness_um")

    case = likmc.Case("params/cases/cp.yaml", {"protocol.capacity": "1 mAh/cm2"})
    for row in case.start():                # in this process, row by row
        print(row["charge_mAh_per_cm2"], row["thickness_um"])
"""
from .case import Case, Electrode
from .errors import Diagnostic, LikmcError
from .results import Run, Study, load

__all__ = ["Case", "Diagnostic", "Electrode", "LikmcError", "Run", "Study", "load"]
