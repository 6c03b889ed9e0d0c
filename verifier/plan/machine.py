"""Machine code for the loops over many rows: compiled once by numba, kept, and taken up again without it.

Numba costs a third of a second of CPU before its first result, even where its own cache holds the code. What it
compiles is kept here as an object file, which llvmlite alone loads in some milliseconds. The name of the file holds
the source, the processor and the compiler's version, so code for anything else is never loaded.
"""

from __future__ import annotations

import ctypes
import hashlib
import inspect
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType
from typing import Any, Final

import llvmlite
import numpy as np
from llvmlite import binding

__all__ = ["Array", "Loop", "Rooms", "kept_in"]

Array = np.ndarray[Any, Any]

_CTYPES: Final[dict[str, Any]] = {"int64": ctypes.c_int64, "uint64": ctypes.c_uint64, "float64": ctypes.c_double}
_LOCK: Final = threading.Lock()
_SEAL: Final = 64


@dataclass
class Rooms:
    """Arrays by name that are filled again and again: memory that was touched before costs no new pages."""

    _arrays: dict[str, Array] = field(default_factory=dict)

    def of(self, name: str, size: int, kind: type) -> Array:
        """(size,) of one type, with whatever stood there before; until the next time, it is its taker's alone."""
        found = self._arrays.get(name)
        if found is None or found.size < size:
            found = self._arrays[name] = np.empty(size, kind)
        return found[:size]


@dataclass
class Loop:
    """A function over arrays and numbers, as machine code; while it runs, other threads run too.

    Args:
        source: The function in plain Python: it indexes its arrays, and returns an integer.
        kinds: The type of each argument: `int64`, `uint64`, `float64`, or one of numpy's with a `*` for an array.
        parts: Functions that it calls, each behind those that it calls itself.
    """

    source: Callable[..., int]
    kinds: tuple[str, ...]
    parts: tuple[Callable[..., Any], ...] = ()
    _run: Callable[..., int] | None = field(default=None, repr=False)
    _engine: Any = field(default=None, repr=False)

    def __call__(self, *arguments: Array | float) -> int:
        """Run the loop; an array must be as long as the source reads and writes."""
        run = self._run or self._ready()
        given = (one.ctypes.data if isinstance(one, np.ndarray) else one for one in arguments)
        returned, failure = ctypes.c_int64(), ctypes.c_void_p()
        # Numba's convention: the place of the result, the place of an exception, then the arguments.
        run(ctypes.byref(returned), ctypes.byref(failure), *given)
        return returned.value

    def _ready(self) -> Callable[..., int]:
        with _LOCK:
            # Another thread may have been first.
            run = self._run
            if run is None:
                run = self._run = self._loaded()
            return run

    def _loaded(self) -> Callable[..., int]:
        binding.initialize_native_target()
        binding.initialize_native_asmprinter()
        path = self._path()
        name, code = (None if path is None else _kept(path)) or self._compiled(path)
        machine = binding.Target.from_default_triple().create_target_machine(jit=True)
        # The engine owns the code: it must live as long as the function.
        self._engine = binding.create_mcjit_compiler(binding.parse_assembly(""), machine)
        self._engine.add_object_file(binding.ObjectFileRef.from_data(code))
        self._engine.finalize_object()
        places = [ctypes.c_void_p if kind.endswith("*") else _CTYPES[kind] for kind in self.kinds]
        prototype = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, *places)
        made: Callable[..., int] = prototype(self._engine.get_function_address(name))
        return made

    def _path(self) -> Path | None:
        folder = kept_in()
        if folder is None:
            return None
        files = sorted({inspect.getfile(one) for one in (self.source, *self.parts)})
        told = (
            [Path(file).read_bytes() for file in files], self.source.__name__, self.kinds, llvmlite.__version__,
            binding.get_host_cpu_name(), binding.get_host_cpu_features().flatten(), sys.platform,
        )  # fmt: skip
        return folder / f"{self.source.__name__}-{hashlib.sha256(repr(told).encode()).hexdigest()[:32]}.o"

    def _compiled(self, path: Path | None) -> tuple[str, bytes]:
        """Compile the source, and keep the code where a folder takes it."""
        from numba import njit, types

        settings: dict[str, Any] = {
            "nogil": True, "error_model": "numpy", "boundscheck": False,
            "no_cpython_wrapper": True, "no_cfunc_wrapper": True,
        }  # fmt: skip
        single: dict[str, Any] = {}
        for part in self.parts:
            single[part.__name__] = njit(inline="always", error_model="numpy")(_calling(part, single))
        source = _calling(self.source, single)
        taken = [_numba_type(kind, types) for kind in self.kinds]
        found = next(iter(njit(types.int64(*taken), **settings)(source).overloads.values()))
        name, code = found.fndesc.llvm_func_name, found.library.serialize_using_object_code()[2][0]
        if path is not None:
            _keep(path, name, code)
        return name, code


def kept_in() -> Path | None:
    """The folder of machine code; None where the user has no folder for what programs may write anew."""
    named = os.environ.get("XDG_CACHE_HOME") or (os.environ.get("LOCALAPPDATA") if os.name == "nt" else None)
    try:
        return (Path(named) if named else Path.home() / ".cache") / "dabiao"
    except RuntimeError:
        return None


def _calling(source: Callable[..., Any], single: dict[str, Any]) -> FunctionType:
    """A function that calls compiled parts where the source calls plain ones."""
    body: Any = source
    return FunctionType(body.__code__, {**body.__globals__, **single}, body.__name__)


def _numba_type(kind: str, types: Any) -> Any:  # noqa: ANN401 -- numba has no types
    plain = getattr(types, kind.removesuffix("*"))
    return types.CPointer(plain) if kind.endswith("*") else plain


def _kept(path: Path) -> tuple[str, bytes] | None:
    """The name and the code of a kept file; None where there is none, or it is damaged."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    seal, rest = data[:_SEAL], data[_SEAL:]
    if hashlib.sha256(rest).hexdigest().encode("ascii") != seal:
        return None
    name, _, code = rest.partition(b"\n")
    return name.decode("ascii"), code


def _keep(path: Path, name: str, code: bytes) -> None:
    """Keep the code of a loop, whole or not at all; a folder that cannot be written costs the next run its start."""
    rest = name.encode("ascii") + b"\n" + code
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished.write_bytes(hashlib.sha256(rest).hexdigest().encode("ascii") + rest)
        unfinished.replace(path)
    except OSError:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
