"""Cases, and electrodes that are stepped in this process."""
import ctypes
import pathlib
import tempfile
from typing import Any, Callable, Dict, Iterator, Mapping, Optional, Union

import numpy
import pandas
import yaml

from . import library
from .errors import Diagnostic, LikmcError
from .results import Run

# As lk_due in likmc/electrode.h.
ROW, CYCLE, FRAME, END = 1, 2, 3, 4
EVENTS = {ROW: "row", CYCLE: "cycle", FRAME: "frame", END: "end"}
STOPPED = 75


def _text(value: Any) -> str:
    """A value as --set takes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (dict, list, tuple)):
        return yaml.safe_dump(value, default_flow_style=True, width=10 ** 6, sort_keys=False).strip()
    return str(value)


class _Session:
    """Owner of a handle of likmc/session.h."""

    def __init__(self):
        self.handle = library.call("new")
        if not self.handle:
            raise MemoryError("no memory for a session")

    def __del__(self):
        if getattr(self, "handle", None):
            library.call("free", self.handle)
            self.handle = None

    def get(self, name, *arguments):
        return library.call(name, self.handle, *arguments)

    def do(self, name, *arguments):
        status = self.get(name, *arguments)
        if status:
            raise LikmcError(status, [self._diagnostic(i) for i in range(self.get("errors"))])

    def _diagnostic(self, i):
        file, excerpt, line, column = ctypes.c_char_p(), ctypes.c_char_p(), ctypes.c_int(), ctypes.c_int()
        message = self.get("error", i, ctypes.byref(file), ctypes.byref(line), ctypes.byref(column),
                           ctypes.byref(excerpt))
        return Diagnostic(message.decode(), file.value and file.value.decode(), line.value or None,
                          column.value or None, excerpt.value and excerpt.value.decode())


class Case:
    """A case: a file, or a mapping as the file would hold it (its `base` is taken from the current folder), and
    settings as --set gives them: {"seed": 2, "protocol.capacity": "1 mAh/cm2"}; the key "@" names files to put on top."""

    def __init__(self, case: Union[str, pathlib.Path, Mapping], settings: Optional[Mapping[str, Any]] = None):
        self._session = _Session()
        words = []
        for key, value in (settings or {}).items():
            if key == "@":
                words += ["@" + str(each) for each in ([value] if isinstance(value, (str, pathlib.Path)) else value)]
            else:
                words.append(f"{key}={_text(value)}")
        array = (ctypes.c_char_p * max(len(words), 1))(*[word.encode() for word in words])
        if isinstance(case, Mapping):
            with tempfile.TemporaryDirectory() as folder:
                path = pathlib.Path(folder, "case.yaml")
                entries = dict(case)
                base = entries.get("base")
                if base:
                    paths = [base] if isinstance(base, (str, pathlib.Path)) else base
                    entries["base"] = [str(pathlib.Path(each).resolve()) for each in paths]
                path.write_text(yaml.safe_dump(entries, sort_keys=False))
                self._session.do("load", str(path).encode(), array, len(words))
        else:
            self._session.do("load", str(case).encode(), array, len(words))

    @property
    def params(self) -> Dict[str, Any]:
        """The effective parameters, complete, as a dictionary."""
        return yaml.safe_load(self.yaml)

    @property
    def yaml(self) -> str:
        """The same as the text of a file that can be run again."""
        return self._session.get("params").decode()

    @property
    def scale(self) -> str:
        return self._session.get("scale").decode()

    def run(self, directory, *, watch: Optional[Callable[[float], Any]] = None, pictures=True, overwrite=False,
            resume=False, threads=0) -> Run:
        """Run all of it into a run directory, as `likmc run` does. `watch` is told the share that is done; what it
        returns, if true, stops the run with a checkpoint (LikmcError with status 75). An exception in it does so too
        and is raised again."""
        raised = []

        def told(fraction):
            try:
                return int(bool(watch(fraction)))
            except BaseException as error:  # it may not pass through C
                raised.append(error)
                return 1

        callback = library.WATCH(told) if watch else library.WATCH()
        try:
            self._session.do("run", str(directory).encode(), int(overwrite), int(resume), int(pictures), threads, callback)
        except LikmcError as error:
            if raised:
                raise raised[0] from error
            raise
        return Run(directory)

    def start(self) -> "Electrode":
        """Make the electrode in memory; no file is written."""
        return Electrode(self)


class Electrode:
    """An electrode that is stepped. As an iterator it gives a row of the series at a time, a dictionary from column to
    value, until the protocol is over."""

    def __init__(self, case: Case):
        self._session, self.case = case._session, case
        self._session.do("start")
        self._columns = {due: self._read_columns(due) for due in (ROW, CYCLE)}

    def _read_columns(self, due):
        columns = {}
        for i in range(self._session.get("columns", due)):
            name, unit, doc = ctypes.create_string_buffer(96), ctypes.c_char_p(), ctypes.c_char_p()
            self._session.get("column", due, i, name, ctypes.byref(unit), ctypes.byref(doc))
            columns[name.value.decode()] = (unit.value.decode(), doc.value.decode())
        return columns

    @property
    def columns(self) -> pandas.DataFrame:
        """Unit and meaning of each column of the rows."""
        return pandas.DataFrame.from_dict(self._columns[ROW], orient="index", columns=["unit", "doc"])

    @property
    def fraction(self) -> float:
        """Share of the protocol that is done."""
        return self._session.get("fraction")

    def step(self) -> str:
        """Go on until something is due: "row", "cycle", "frame" or "end"."""
        due = ctypes.c_int()
        self._session.do("next", ctypes.byref(due))
        return EVENTS[due.value]

    def observe(self) -> Dict[str, float]:
        """The electrode as it stands, by the columns of the series."""
        values = (ctypes.c_double * len(self._columns[ROW]))()
        self._session.do("values", ROW, values)
        return dict(zip(self._columns[ROW], values))

    def __iter__(self) -> Iterator[Dict[str, float]]:
        while (event := self.step()) != "end":
            if event == "row":
                yield self.observe()

    def run(self, callback: Optional[Callable[["Electrode", Dict[str, float]], Any]] = None) -> pandas.DataFrame:
        """Go on to the end, or until the callback returns something true, and give the rows as a data frame."""
        rows = []
        for row in self:
            rows.append(row)
            if callback and callback(self, row):
                break
        return pandas.DataFrame(rows, columns=list(self._columns[ROW]))

    def _array(self, name):
        shape = (ctypes.c_uint32 * 4)()
        address = self._session.get(name, shape)
        if not address:
            return None
        extents = tuple(shape[1:]) if self.case.scale == "film" else tuple(shape)
        size = int(numpy.prod(extents))
        buffer = (ctypes.c_uint8 * size).from_address(address)
        buffer._owner = self._session  # the memory lives as long as the array does
        return numpy.frombuffer(buffer, dtype=numpy.uint8).reshape(extents)

    @property
    def species(self) -> numpy.ndarray:
        """Species of all sites, one byte each, not copied: [z, y, x] of a film (0 electrolyte, 1 lithium, 2 isolated
        lithium, above: host), [z, y, x, basis] of atoms. Call changed() after writing to it. It belongs to this
        electrode: do not use it after the case was started again."""
        return self._array("species")

    @property
    def quanta(self) -> Optional[numpy.ndarray]:
        """Charge quanta in each voxel of a film, not copied; None at the atomistic scale."""
        return self._array("quanta")

    @property
    def edge(self) -> float:
        """Edge of a voxel of a film, m; 0 at the atomistic scale."""
        return self._session.get("edge")

    def changed(self) -> None:
        """Take note of what was written into the arrays: classes, connectivity and charge balance follow."""
        self._session.do("changed")

    def picture(self, name: str = "section", width: int = 0) -> numpy.ndarray:
        """A picture ("top", "section", "micrograph") as an array [height, width, 3] of bytes."""
        w, h, pixels = ctypes.c_int(width), ctypes.c_int(), ctypes.c_void_p()
        self._session.do("picture", name.encode(), ctypes.byref(w), ctypes.byref(h), ctypes.byref(pixels))
        buffer = (ctypes.c_uint8 * (3 * w.value * h.value)).from_address(pixels.value)
        return numpy.frombuffer(buffer, dtype=numpy.uint8).reshape(h.value, w.value, 3).copy()
