"""A small table as CSV by pandas and Python's csv, as Parquet by pyarrow in many ways, and what pandas makes of it.

Run from the root of the repository, with `pip install pandas==3.1.1 pyarrow==26.0.1 numpy==2.4.6 safetensors==0.8.0`:

    python tools/golden/pyarrow_tables.py
"""

import base64
import csv
import io
import json
import pathlib

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import safetensors.numpy

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/datasets/src/tables/pyarrow.golden.json"
draws = np.random.RandomState(0)
ROWS = 60

frame = pd.DataFrame(
    {
        "length": np.round(draws.normal(5, 2, ROWS), 3),
        "count": draws.randint(-3, 400, ROWS),
        "colour": draws.choice(["red", "blue", 'green, "dark"', "grün\nand more"], ROWS),
        "flag": draws.rand(ROWS) < 0.4,
        "small": draws.rand(ROWS).astype(np.float32),
        "level": draws.randint(1, 4, ROWS),
        "kind": draws.choice(["setosa", "virginica", "versicolor"], ROWS),
    }
)
frame["constant"] = 7


def text(data):
    return base64.b64encode(bytes(data)).decode()


def expected(table, categorical=()):
    """The inputs in the order of the columns: numbers standardised by all rows, text one-hot by sorted values."""
    parts = []
    for name in table.columns:
        column = table[name]
        if column.dtype == object or column.dtype == "str" or name in categorical:
            parts.append(pd.get_dummies(column)[sorted(column.unique())].to_numpy(np.float64))
        else:
            values = column.to_numpy(np.float64)
            deviation = values.std()
            parts.append(((values - values.mean()) / (deviation if deviation > 0 else 1))[:, None])
    return np.concatenate(parts, 1)


def parquet(**options):
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), file, **options)
    return text(file.getvalue())


def python_csv(delimiter):
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(frame.columns)
    writer.writerows(frame.itertuples(index=False))
    return file.getvalue()


others = pa.table(
    {
        "label": pa.array([1, 0, 1, 0], pa.int8()),
        "uint64": pa.array([1, 2**53, 3, 4], pa.uint64()),
        "half": pa.array(np.array([0.5, 1.5, -2, 0], np.float16)),
        "decimal": pa.array([1, 2, 3, 4], pa.int32()).cast(pa.decimal128(12, 2)),
        "dictionary": pa.array(["a", "b", "a", "c"]).dictionary_encode(),
        "missing": pa.array([1.0, None, 2.0, 3.0]),
        "list": pa.array([[1], [2, 3], [], [4]]),
        "time": pa.array([1, 2, 3, 4], pa.timestamp("ms")),
        "binary": pa.array([b"a", b"b", b"a", b"c"], pa.binary(1)),
        "structure": pa.array([{"x": 1}] * 4),
    }
)
others_file = io.BytesIO()
pq.write_table(others, others_file)

inputs = [name for name in frame.columns if name != "kind"]
kinds = sorted(frame["kind"].unique())
OUTPUT.write_text(
    json.dumps(
        {
            "csv": {
                "pandas": frame.to_csv(index=False),
                "python": python_csv(","),
                "semicolons": python_csv(";"),
                "byteOrderMark": "\ufeff" + frame.to_csv(index=False),
            },
            "parquet": {
                "default": parquet(),
                "version1": parquet(version="1.0", compression="NONE", use_dictionary=False),
                "pages2": parquet(data_page_version="2.0", compression="ZSTD"),
                "groups": parquet(row_group_size=17, data_page_size=64, compression="GZIP", write_batch_size=8),
                "brotli": parquet(compression="BROTLI"),
                "lz4": parquet(compression="LZ4"),
                "delta": parquet(
                    use_dictionary=False,
                    column_encoding={
                        "count": "DELTA_BINARY_PACKED",
                        "colour": "DELTA_LENGTH_BYTE_ARRAY",
                        "length": "BYTE_STREAM_SPLIT",
                        "small": "BYTE_STREAM_SPLIT",
                        "level": "DELTA_BINARY_PACKED",
                    },
                ),
                "textDelta": parquet(use_dictionary=False, column_encoding={"colour": "DELTA_BYTE_ARRAY"}),
            },
            "others": text(others_file.getvalue()),
            "rows": ROWS,
            "classNames": kinds,
            "labels": [kinds.index(kind) for kind in frame["kind"]],
            # In CSV truth values are text.
            "inputsOfCsv": np.round(expected(frame[inputs].assign(flag=frame["flag"].astype(str))), 7).tolist(),
            "inputsOfParquet": np.round(expected(frame[inputs]), 7).tolist(),
            "someColumns": np.round(expected(frame[["level", "length"]], ["level"]), 7).tolist(),
            "safetensors": text(
                safetensors.numpy.save(
                    {
                        "inputs": draws.normal(size=(12, 2, 3)).astype(np.float32),
                        "labels": np.array([0, 1, 2] * 4, np.int32),
                    }
                )
            ),
        }
    )
    + "\n"
)
