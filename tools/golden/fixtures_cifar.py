"""Small archives in the formats of CIFAR-10 and CIFAR-100, binary and Python's, with a few images in each file.

    python tools/golden/fixtures_cifar.py

The originals' pickles were written by Python 2, whose texts are bytes: so are these, by a pickler that writes texts
and bytes as Python 2 did. Their digests and labels go to a JSON file, the images as [n, 32, 32, 3].
"""

import gzip
import hashlib
import io
import json
import pathlib
import pickle
import struct
import tarfile

import numpy as np

ROOT = pathlib.Path(__file__).parents[2] / "packages/datasets"
OUTPUT = ROOT / "test/fixtures/cifar"
GOLDEN = ROOT / "src/cifar/cifar.golden.json"
PER_FILE = 2


class Python2(pickle._Pickler):
    """Protocol 2 with STRING opcodes for what Python 2 calls `str`."""

    dispatch = pickle._Pickler.dispatch.copy()

    def save_bytes(self, value):
        data = value.encode("latin1") if isinstance(value, str) else value
        if len(data) < 256:
            self.write(pickle.SHORT_BINSTRING + bytes([len(data)]) + data)
        else:
            self.write(pickle.BINSTRING + struct.pack("<i", len(data)) + data)
        self.memoize(value)

    dispatch[str] = save_bytes
    dispatch[bytes] = save_bytes


def python2(value):
    buffer = io.BytesIO()
    Python2(buffer, 2).dump(value)
    # NumPy's module was called so then.
    return buffer.getvalue().replace(b"numpy._core.", b"numpy.core.")


def archive(folder, files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        info = tarfile.TarInfo(folder)
        info.type = tarfile.DIRTYPE
        tar.addfile(info)
        for name, data in files.items():
            info = tarfile.TarInfo(f"{folder}/{name}")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return gzip.compress(buffer.getvalue(), mtime=0)


def images(generator, n):
    """Few values, so that the archives are small."""
    small = generator.integers(0, 256, (n, 3, 8, 8), dtype="uint8")
    return small.repeat(4, 2).repeat(4, 3)


def binary(x, *labels):
    rows = [np.stack(labels, 1).astype("uint8"), x.reshape(len(x), -1)]
    return np.concatenate(rows, 1).tobytes()


def described(x, labels):
    interleaved = np.ascontiguousarray(np.concatenate(x).transpose(0, 2, 3, 1))
    return {
        "sha256": hashlib.sha256(interleaved.tobytes()).hexdigest(),
        **{name: np.concatenate(values).tolist() for name, values in labels.items()},
    }


def main():
    OUTPUT.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng(0)
    names = [f"data_batch_{k}" for k in range(1, 6)] + ["test_batch"]
    x = [images(generator, PER_FILE) for _ in names]
    y = [generator.integers(0, 10, PER_FILE) for _ in names]
    (OUTPUT / "cifar-10-binary.tar.gz").write_bytes(
        archive("cifar-10-batches-bin", {f"{name}.bin": binary(a, b) for name, a, b in zip(names, x, y)})
    )
    batches = {
        name: python2(
            {
                "batch_label": f"{name} of six",
                "labels": labels.tolist(),
                "data": data.reshape(PER_FILE, -1),
                "filenames": [f"image_{k}.png" for k in range(PER_FILE)],
            }
        )
        for name, data, labels in zip(names, x, y)
    }
    meta = python2({"num_cases_per_batch": 10000, "label_names": ["airplane", "automobile"], "num_vis": 3072})
    (OUTPUT / "cifar-10-python.tar.gz").write_bytes(archive("cifar-10-batches-py", {**batches, "batches.meta": meta}))
    golden = {
        "cifar10": {
            "train": described(x[:5], {"labels": y[:5]}),
            "test": described(x[5:], {"labels": y[5:]}),
        }
    }

    x = [images(generator, 5), images(generator, 3)]
    fine = [generator.integers(0, 100, len(a)) for a in x]
    coarse = [generator.integers(0, 20, len(a)) for a in x]
    parts = {"train": (x[0], coarse[0], fine[0]), "test": (x[1], coarse[1], fine[1])}
    (OUTPUT / "cifar-100-binary.tar.gz").write_bytes(
        archive("cifar-100-binary", {f"{name}.bin": binary(*part) for name, part in parts.items()})
    )
    batches = {
        name: python2(
            {
                "filenames": [f"image_{k}.png" for k in range(len(data))],
                "batch_label": "one of one",
                "fine_labels": of_fine.tolist(),
                "coarse_labels": of_coarse.tolist(),
                "data": data.reshape(len(data), -1),
            }
        )
        for name, (data, of_coarse, of_fine) in parts.items()
    }
    (OUTPUT / "cifar-100-python.tar.gz").write_bytes(archive("cifar-100-python", batches))
    golden["cifar100"] = {
        name: described([data], {"fine": [of_fine], "coarse": [of_coarse]})
        for name, (data, of_coarse, of_fine) in parts.items()
    }
    GOLDEN.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
