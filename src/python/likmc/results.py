"""Reading what runs and studies have written. Needs no shared library."""
import functools
import json
import pathlib
from typing import Any, Dict, List, Union

import pandas
import yaml


class _Directory:
    def __init__(self, path):
        self.path = pathlib.Path(path)

    def __repr__(self):
        return f"{type(self).__name__}({str(self.path)!r})"

    def _json(self, name) -> Dict[str, Any]:
        return json.loads((self.path / name).read_text())


class Run(_Directory):
    """A run directory."""

    @functools.cached_property
    def series(self) -> pandas.DataFrame:
        """Rows of series.csv; the unit is in the name of the column."""
        return pandas.read_csv(self.path / "series.csv")

    @functools.cached_property
    def cycles(self) -> pandas.DataFrame:
        """One row a cycle; empty at the atomistic scale."""
        path = self.path / "cycles.csv"
        return pandas.read_csv(path) if path.exists() else pandas.DataFrame()

    @functools.cached_property
    def summary(self) -> Dict[str, Any]:
        return self._json("summary.json")

    @functools.cached_property
    def provenance(self) -> Dict[str, Any]:
        return self._json("provenance.json")

    @functools.cached_property
    def params(self) -> Dict[str, Any]:
        """Effective parameters: quantities are mappings with value, unit, range, tag and source."""
        return yaml.safe_load((self.path / "params.yaml").read_text())

    @property
    def parameters(self) -> pandas.DataFrame:
        """All physical quantities with unit, range, tag and source, by key."""
        rows = {}

        def collect(node, path):
            for key, value in node.items():
                if isinstance(value, dict) and "tag" in value:
                    rows[path + str(key)] = {**{each: value[each] for each in ("value", "unit", "tag", "source")},
                                             "low": value["range"][0], "high": value["range"][1]}
                elif isinstance(value, dict):
                    collect(value, f"{path}{key}.")

        collect(self.params, "")
        return pandas.DataFrame.from_dict(rows, orient="index", columns=["value", "unit", "low", "high", "tag", "source"])

    @property
    def finished(self) -> bool:
        return (self.path / "DONE").exists()

    @property
    def pictures(self) -> List[pathlib.Path]:
        return sorted((self.path / "frames").glob("*.png"))

    def state(self) -> Dict[str, Any]:
        """Arrays of state.h5 (needs h5py) by the path of the data set: {"species": array([z, y, x]), ...}."""
        import h5py
        arrays = {}
        with h5py.File(self.path / "state.h5", "r") as file:
            file.visititems(lambda name, item: arrays.update({name: item[()]}) if isinstance(item, h5py.Dataset) else None)
        return arrays


class Study(_Directory):
    """The directory of a comparison."""

    @functools.cached_property
    def table(self) -> pandas.DataFrame:
        """A row for each variant, case and quantity: mean, standard error, 95 % interval."""
        return pandas.read_csv(self.path / "compare.csv", keep_default_na=False, na_values=[""])

    @functools.cached_property
    def results(self) -> pandas.DataFrame:
        """A row for each run."""
        return pandas.read_csv(self.path / "results.csv")

    @property
    def runs(self) -> Dict[str, Run]:
        """The runs themselves, by name."""
        return {each.name: Run(each) for each in sorted((self.path / "runs").iterdir()) if (each / "params.yaml").exists()}


def load(path: Union[str, pathlib.Path]) -> Union[Run, Study]:
    """What a directory holds: a run or a study. FileNotFoundError if it is neither."""
    path = pathlib.Path(path)
    if (path / "params.yaml").exists():
        return Run(path)
    if (path / "compare.csv").exists() or (path / "runs").is_dir():
        return Study(path)
    raise FileNotFoundError(f"{path} holds neither a run (params.yaml) nor a study (compare.csv)")
