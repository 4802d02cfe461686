"""Small files in the formats of MNIST and of EMNIST's archive of gzipped files.

    python tools/golden/fixtures_idx.py

EMNIST's images are stored transposed, and its letters counted from 1. The digests of the upright images and the labels
from 0 go to a JSON file.
"""

import gzip
import hashlib
import io
import json
import pathlib
import struct
import zipfile

import numpy as np

ROOT = pathlib.Path(__file__).parents[2] / "packages/datasets"
OUTPUT = ROOT / "test/fixtures/idx"
GOLDEN = ROOT / "src/idx/emnist.golden.json"
CLASSES = {"byclass": 62, "bymerge": 47, "balanced": 47, "letters": 26, "digits": 10, "mnist": 10}


def idx(array):
    header = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
    return gzip.compress(header + array.tobytes(), mtime=0)


def images(generator, n):
    """Few values, so that the files are small."""
    return generator.integers(0, 256, (n, 7, 7), dtype="uint8").repeat(4, 1).repeat(4, 2)


def main():
    OUTPUT.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng(0)
    for part, n in [("train", 3), ("t10k", 2)]:
        (OUTPUT / f"{part}-images-idx3-ubyte.gz").write_bytes(idx(images(generator, n)))
        (OUTPUT / f"{part}-labels-idx1-ubyte.gz").write_bytes(idx(np.arange(n, dtype="uint8")))

    golden = {}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for split, classes in CLASSES.items():
            first = 1 if split == "letters" else 0
            golden[split] = {"classes": classes}
            for half, n in [("train", 3), ("test", 2)]:
                upright = images(generator, n)
                labels = generator.integers(0, classes, n, dtype="uint8")
                labels[0] = classes - 1
                prefix = f"gzip/emnist-{split}-{half}"
                for name, data in [
                    (f"{prefix}-images-idx3-ubyte.gz", idx(np.ascontiguousarray(upright.transpose(0, 2, 1)))),
                    (f"{prefix}-labels-idx1-ubyte.gz", idx(labels + first)),
                ]:
                    info = zipfile.ZipInfo(name)
                    info.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(info, data)
                golden[split][half] = {
                    "sha256": hashlib.sha256(upright.tobytes()).hexdigest(),
                    "labels": labels.tolist(),
                }
    (OUTPUT / "gzip.zip").write_bytes(buffer.getvalue())
    GOLDEN.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
