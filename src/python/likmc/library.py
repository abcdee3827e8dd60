"""The shared library: where it is, and the functions of likmc/session.h."""
import ctypes
import ctypes.util
import functools
import os
import pathlib
import sys

WATCH = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_double)

_P, _S, _I, _Z = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_size_t
_REF_S, _REF_I, _SHAPE = ctypes.POINTER(_S), ctypes.POINTER(_I), ctypes.POINTER(ctypes.c_uint32)

# name: result, arguments
FUNCTIONS = {
    "new": (_P, []),
    "free": (None, [_P]),
    "errors": (_Z, [_P]),
    "error": (_S, [_P, _Z, _REF_S, _REF_I, _REF_I, _REF_S]),
    "load": (_I, [_P, _S, ctypes.POINTER(_S), _Z]),
    "params": (_S, [_P]),
    "start": (_I, [_P]),
    "run": (_I, [_P, _S, _I, _I, _I, _I, WATCH]),
    "next": (_I, [_P, _REF_I]),
    "fraction": (ctypes.c_double, [_P]),
    "scale": (_S, [_P]),
    "columns": (_Z, [_P, _I]),
    "column": (None, [_P, _I, _Z, _S, _REF_S, _REF_S]),
    "values": (_I, [_P, _I, ctypes.POINTER(ctypes.c_double)]),
    "species": (_P, [_P, _SHAPE]),
    "quanta": (_P, [_P, _SHAPE]),
    "edge": (ctypes.c_double, [_P]),
    "changed": (_I, [_P]),
    "picture": (_I, [_P, _S, _REF_I, _REF_I, ctypes.POINTER(_P)]),
}


def candidates():
    """Files to try, in this order: LIKMC_LIBRARY, beside the package, where it was installed with the package, a build
    folder of the source tree, the system's own folders."""
    here = pathlib.Path(__file__).resolve().parent
    names = ("liblikmc.so.0", "liblikmc.so", "liblikmc.dylib")
    folders = [here, *(parent for parent in here.parents if parent.name.startswith("lib"))]
    folders += [folder for parent in here.parents if parent.name.startswith("lib") for folder in parent.glob("*-linux-gnu*")]
    folders += [pathlib.Path(sys.prefix, "lib"), *(parent / "build" for parent in here.parents[1:4])]
    if os.environ.get("LIKMC_LIBRARY"):
        yield os.environ["LIKMC_LIBRARY"]
    yield from (str(folder / name) for folder in folders for name in names if (folder / name).exists())
    yield ctypes.util.find_library("likmc") or "liblikmc.so.0"


@functools.lru_cache(maxsize=None)
def load():
    """The library with its functions typed. ImportError says where it was looked for."""
    tried = []
    for path in candidates():
        try:
            library = ctypes.CDLL(path)
            break
        except OSError as error:
            tried.append(str(error))
    else:
        raise ImportError("the shared library of likmc is not found; LIKMC_LIBRARY names it. Tried: " + "; ".join(tried))
    for name, (result, arguments) in FUNCTIONS.items():
        function = getattr(library, "lk_session_" + name)
        function.restype, function.argtypes = result, arguments
    return library


def call(name, *arguments):
    return getattr(load(), "lk_session_" + name)(*arguments)
