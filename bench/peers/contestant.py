"""The other side of bench/src/protocol.ts: messages are lines of JSON on standard input and output."""

import json
import os
import sys
import time

import numpy as np


def assignment():
    return json.loads(sys.argv[1])


def use_threads(count):
    """Before a library is imported: what it may use, by its own settings and by the processors it sees."""
    os.environ["OMP_NUM_THREADS"] = str(count)
    os.environ["JAX_PLATFORMS"] = "cpu"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:count])


def read_numbers(task):
    """[(kernel, bias), ...], inputs, labels: see writeNumbers in bench/src/workload.ts."""
    data = np.fromfile(task["numbers"], "<f4")
    position = 0

    def take(*shape):
        nonlocal position
        size = int(np.prod(shape))
        position += size
        return data[position - size : position].reshape(shape)

    widths, batch = task["widths"], task["batchSize"]
    layers = [(take(i, o), take(o)) for i, o in zip(widths, widths[1:])]
    inputs = take(batch, widths[0])
    return layers, inputs, take(batch).view("<i4").astype(np.int64)


def serve(version, contenders, norm):
    """contenders: {name: (kind, step)}, a step returns its direction when that has been computed."""

    def say(message):
        print(json.dumps(message), flush=True)

    rules = [{"name": name, "kind": kind} for name, (kind, _) in contenders.items()]
    say({"ready": True, "device": "CPU", "version": version, "software": False, "rules": rules})
    for line in sys.stdin:
        request = json.loads(line)
        _, step = contenders[request["rule"]]
        begun = time.perf_counter()
        direction = step()
        answer = {"milliseconds": (time.perf_counter() - begun) * 1e3}
        if request["norm"]:
            answer["norm"] = norm(direction)
        say(answer)
