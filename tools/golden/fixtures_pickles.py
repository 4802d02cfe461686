"""Pickles of every protocol as Python, NumPy and PyTorch write them, and what each holds.

    python tools/golden/fixtures_pickles.py

with `pip install torch==2.13.0 numpy==2.4.6` (the versions are recorded in the file).
"""

import base64
import collections
import json
import pathlib
import pickle

import numpy as np
import torch

ROOT = pathlib.Path(__file__).parents[2] / "packages/datasets"
OUTPUT = ROOT / "test/fixtures/pickle"
GOLDEN = ROOT / "src/pickle/python.golden.json"


def value():
    generator = np.random.default_rng(0)
    shared = [1, 2]
    drawn = {
        name: generator.integers(np.iinfo(name).min, np.iinfo(name).max, 3, dtype=name)
        for name in ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"]
    }
    return {
        "nothing": None,
        "truth": [True, False],
        "small": [0, 255, 256, 65535, 65536, -1, -(2**31)],
        "large": [2**53 - 1, -(2**53) + 1, 2**53, -(2**63), 2**100, -(2**2000)],
        "floats": [0.5, -1e300, float("inf"), float("-inf")],
        "texts": ["", "plain", "grün", "日本", "a\nb\\", "x" * 300],
        "bytes": [b"", b"\x00\xff", bytes(range(256)) * 2],
        "tuples": [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)],
        "nested": {"a": {"b": [{}]}, 1: "one", None: "none"},
        "ordered": collections.OrderedDict([("z", 1), ("a", 2)]),
        "shared": [shared, shared],
        "arrays": drawn,
        "float32": generator.standard_normal((2, 3)).astype("float32"),
        "float64": generator.standard_normal((2, 1, 2)),
        "flags": np.array([[True], [False]]),
        "fortran": np.asfortranarray(np.arange(24, dtype="int32").reshape(2, 3, 4)),
        "bigEndian": np.arange(3, dtype=">i4"),
        "emptyArray": np.zeros((0, 2), "float32"),
        "scalar": np.float64(1.5),
        "counted": np.int64(-7),
    }


def described(x):
    if isinstance(x, np.ndarray) or isinstance(x, torch.Tensor):
        array = np.asarray(x)
        values = [str(v) for v in array.ravel()] if array.dtype.kind in "iu" else array.astype(float).ravel().tolist()
        return {"array": array.dtype.name, "shape": list(array.shape), "values": values}
    if isinstance(x, bool) or x is None or isinstance(x, str):
        return x
    if isinstance(x, (int, np.integer)):
        return {"int": str(x)}
    if isinstance(x, (float, np.floating)):
        return {"float": str(float(x))}
    if isinstance(x, bytes):
        return {"bytes": list(x)}
    if isinstance(x, (list, tuple)):
        return [described(item) for item in x]
    return {"map": [[described(key), described(item)] for key, item in x.items()]}


def tensors():
    base = torch.arange(24, dtype=torch.int64).reshape(2, 3, 4)
    return {
        "whole": base,
        "turned": base.permute(2, 0, 1),
        "part": base[1, :, ::2],
        "float32": torch.linspace(-1, 1, 5),
        "float64": torch.tensor(0.25, dtype=torch.float64),
        "uint8": torch.tensor([[0, 255]], dtype=torch.uint8),
        "flags": torch.tensor([True, False]),
        "nothing": torch.zeros(0, 3),
        "array": np.arange(4),
        "label": 7,
    }


class Stranger:
    def __reduce__(self):
        import os

        return (os.system, ("touch owned",))


def strange():
    """Pickles that must be refused, as text in base64."""
    return {
        "os.system": pickle.dumps(Stranger(), 2),
        "os.system by name on the stack": pickle.dumps(Stranger(), 4),
        "eval": b"c__builtin__\neval\n(S'1'\ntR.",
        "getattr": b"cbuiltins\ngetattr\n(S'a'\nS'b'\ntR.",
        "an instance": b"(ios\nsystem\n.",
        "an object": b"(cos\nsystem\no.",
        "a new object": b"\x80\x02cnumpy\nndarray\n)\x81.",
        "an extension": b"\x82\x01.",
        "a huge LONG4": b"\x8b\xff\xff\xff\x7f.",
        "a negative LONG4": b"\x8b\xff\xff\xff\xff.",
        "a huge BINBYTES8": b"\x8e\xff\xff\xff\xff\xff\xff\xff\xff.",
        "a huge BINUNICODE": b"X\x00\x00\x00\x80.",
        "a huge BINBYTES": b"B\xff\xff\xff\xffa.",
        "nothing": b"",
        "no end": b"N",
        "an empty stack": b".",
        "two values": b"NN.",
        "a mark left": b"(N.",
        "no mark": b"t.",
        "an unknown memo": b"h\x05.",
        "protocol 6": b"\x80\x06N.",
        "deep tuples": b"N" + b"\x85" * 5000 + b".",
        "deep lists": b"]" * 5000 + b"a" * 4999 + b".",
        "itself": b"]q\x00h\x00a.",
        "itself in a dictionary": b"}q\x00K\x01h\x00s.",
        "a class as a value": b"cnumpy\nndarray\n.",
        "a class called": b"cnumpy\nndarray\n)R.",
        "an array without content": b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR.",
        "a list as a key": b"}]Ns.",
        "text encoded otherwise": b"c_codecs\nencode\n(VA\nVutf-7\ntR.",
        "objects in an array": pickle.dumps(np.array([{}], dtype=object), 2),
        "texts in an array": pickle.dumps(np.array(["a"]), 2),
    }


def main():
    OUTPUT.mkdir(parents=True, exist_ok=True)
    for protocol in range(6):
        (OUTPUT / f"protocol{protocol}.pkl").write_bytes(pickle.dumps(value(), protocol))
    torch.save(tensors(), OUTPUT / "tensors.pt")
    golden = {
        "versions": {"numpy": np.__version__, "torch": torch.__version__},
        "pickle": described(value()),
        "tensors": described(tensors()),
        "refused": {name: base64.b64encode(data).decode() for name, data in strange().items()},
    }
    GOLDEN.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
