"""Small MATLAB files as SciPy writes them, and some that MATLAB wrote, from SciPy's own tests (BSD-3-Clause).

    python tools/golden/fixtures_matlab.py

with `pip install scipy==1.17.1` (the version is recorded in the file). What SciPy reads from each goes to a JSON file.
"""

import json
import pathlib
import shutil

import numpy as np
import scipy
import scipy.io.matlab

ROOT = pathlib.Path(__file__).parents[2] / "packages/datasets"
OUTPUT = ROOT / "test/fixtures/mat"
GOLDEN = ROOT / "src/mat/scipy.golden.json"
# One per version and byte order: SOL2 is big-endian and version 6, GLNX86 compressed from version 7 on.
BY_MATLAB = [
    "test3dmatrix_6.1_SOL2.mat",
    "test3dmatrix_7.4_GLNX86.mat",
    "testmulti_7.4_GLNX86.mat",
    "testminus_6.5.1_GLNX86.mat",
    "testbool_8_WIN64.mat",
    "teststruct_7.4_GLNX86.mat",
]


def every_type():
    generator = np.random.default_rng(0)
    arrays = {}
    for dtype in ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"]:
        limits = np.iinfo(dtype)
        drawn = generator.integers(limits.min, limits.max, (2, 3), dtype=dtype, endpoint=True)
        arrays[dtype] = drawn
    arrays["float32"] = generator.standard_normal((3, 2, 2)).astype("float32")
    arrays["float64"] = generator.standard_normal((4, 1))
    arrays["flags"] = np.array([[True, False, True]])
    arrays["empty"] = np.zeros((0, 3))
    arrays["a_name_longer_than_a_tag"] = np.arange(6.0).reshape(2, 3)
    # These are passed over.
    arrays["text"] = "text"
    arrays["complex"] = np.array([[1 + 2j]])
    arrays["cell"] = np.array([[1.0, "two"]], dtype=object)
    return arrays


def described(array):
    values = [str(value) for value in array.ravel(order="F")] if array.dtype.kind in "iu" else array.ravel(
        order="F"
    ).astype(float).tolist()
    return {"shape": list(array.shape), "dtype": array.dtype.name, "values": values}


def main():
    OUTPUT.mkdir(parents=True, exist_ok=True)
    for name, compressed in [("plain", False), ("compressed", True)]:
        scipy.io.savemat(OUTPUT / f"{name}.mat", every_type(), do_compression=compressed)
        # SciPy writes the date into the header.
        data = bytearray((OUTPUT / f"{name}.mat").read_bytes())
        data[:116] = b"MATLAB 5.0 MAT-file".ljust(116)
        (OUTPUT / f"{name}.mat").write_bytes(data)
    source = pathlib.Path(scipy.io.matlab.__file__).parent / "tests/data"
    for name in BY_MATLAB:
        shutil.copyfile(source / name, OUTPUT / name)
        (OUTPUT / name).chmod(0o644)

    golden = {"versions": {"scipy": scipy.__version__, "numpy": np.__version__}, "files": {}}
    for path in sorted(OUTPUT.glob("*.mat")):
        # In each variable's own type, not that of storage (which takes the imaginary part from complex ones); logical
        # arrays are bytes here.
        read = scipy.io.loadmat(path, mat_dtype=True)
        golden["files"][path.name] = {
            name: described(array.astype("uint8") if array.dtype == bool else array)
            for name, array in read.items()
            if isinstance(array, np.ndarray) and array.dtype.kind in "iufb" and name != "complex"
        }
    GOLDEN.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
