"""Small files in the format of SVHN's cropped digits, as SciPy writes them, compressed like the originals.

    python tools/golden/fixtures_svhn.py

with `pip install scipy==1.17.1`. The digests of the images as [n, 32, 32, 3] and the labels, modulo 10 as torchvision
takes them, go to a JSON file.
"""

import hashlib
import json
import pathlib

import numpy as np
import scipy.io

ROOT = pathlib.Path(__file__).parents[2] / "packages/datasets"
OUTPUT = ROOT / "test/fixtures/svhn"
GOLDEN = ROOT / "src/svhn/svhn.golden.json"


def main():
    OUTPUT.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng(0)
    golden = {}
    for name, labels in [("train", [1, 10, 3, 9]), ("test", [10])]:
        n = len(labels)
        small = generator.integers(0, 256, (8, 8, 3, n), dtype="uint8")
        X = small.repeat(4, 0).repeat(4, 1)
        y = np.array(labels, dtype="uint8")[:, None]
        path = OUTPUT / f"{name}_32x32.mat"
        scipy.io.savemat(path, {"X": X, "y": y}, do_compression=True)
        # SciPy writes the date into the header.
        data = bytearray(path.read_bytes())
        data[:116] = b"MATLAB 5.0 MAT-file".ljust(116)
        path.write_bytes(data)
        read = scipy.io.loadmat(path)
        images = np.ascontiguousarray(read["X"].reshape(32, 32, 3, n).transpose(3, 0, 1, 2))
        golden[name] = {
            "sha256": hashlib.sha256(images.tobytes()).hexdigest(),
            "labels": (read["y"].ravel() % 10).tolist(),
        }
    GOLDEN.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
