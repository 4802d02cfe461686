"""The other side of bench/src/protocol.ts: messages are lines of JSON on standard input and output."""

import json
import os
import re
import sys
import time

import numpy as np
from safetensors.numpy import load_file


def assignment():
    return json.loads(sys.argv[1])


def use(task):
    """Before a library is imported: what it may use, by its own settings and by the processors it sees."""
    threads = task["threads"]
    os.environ["OMP_NUM_THREADS"] = str(threads)
    os.environ["JAX_PLATFORMS"] = "cpu"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    if task["memory"] is not None and sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (task["memory"], task["memory"]))


def nested(tensors):
    """{"layers.0.kernel": k, ...} as {"layers": [{"kernel": k}, ...]}."""
    root = {}
    for path, tensor in tensors.items():
        *inner, last = path.split(".")
        node = root
        for key in inner:
            node = node.setdefault(key, {})
        node[last] = tensor

    def lists(node):
        if not isinstance(node, dict):
            return node
        if all(re.fullmatch(r"\d+", key) for key in node):
            return [lists(node[key]) for key in sorted(node, key=int)]
        return {key: lists(child) for key, child in node.items()}

    return lists(root)


def read_numbers(task):
    """{path: parameter}, inputs [batch, ...], labels [batch]: see writeNumbers in bench/src/workload/numbers.ts."""
    batch = load_file(os.path.join(task["numbers"], "batch.safetensors"))
    params = load_file(os.path.join(task["numbers"], "params.safetensors"))
    return params, batch["inputs"], batch["labels"].astype(np.int64)


def serve(task, version, contenders, norm):
    """contenders: {name: (kind, step)}, a step returns its direction when that has been computed."""

    def say(message):
        print(json.dumps(message), flush=True)

    rules = [
        {"name": name, "kind": kind, "limit": None}
        for name, (kind, _) in contenders.items()
        if kind in task["kinds"]
    ]
    say({"ready": True, "device": "CPU", "version": version, "software": False, "rules": rules})
    for line in sys.stdin:
        request = json.loads(line)
        _, step = contenders[request["rule"]]
        try:
            before = time.process_time()
            begun = time.perf_counter()
            direction = step()
            answer = {
                "milliseconds": (time.perf_counter() - begun) * 1e3,
                "processor": (time.process_time() - before) * 1e3,
            }
            if request["norm"]:
                answer["norm"] = norm(direction)
            del direction
        except (MemoryError, RuntimeError) as error:
            answer = {"failed": reason(error, task)}
        say(answer)


def reason(error, task):
    text = str(error).strip().split("\n")[0]
    if isinstance(error, MemoryError) or re.search(r"memory|RESOURCE_EXHAUSTED|alloc", text, re.IGNORECASE):
        return f"out of memory: more than the {task['memory'] / 2**30:.1f} GiB allowed"
    return text
