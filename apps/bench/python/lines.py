"""A variant in Python: JSON lines with its host, as apps/bench/src/children/measured-child.ts describes them."""

import base64
import json
import os
import queue
import signal
import sys
import threading
import time


def serve(open_variant):
    """Says what the variant is, then answers a line with a line.

    `open_variant(task)` gives the first line, as a dictionary, and a function from texts to vectors of length 1, `[texts, width]`.
    The process ends with its host, also in the middle of the work.
    """
    # Standard output is for answers alone; what libraries print is for a person to read.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    # Ctrl-C goes to all processes of a terminal; the host decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests = queue.Queue()
    threading.Thread(target=_read, args=(requests,), daemon=True).start()

    def say(answer):
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    try:
        hello, embed = open_variant(json.loads(sys.argv[1]))
    except Exception as problem:
        say(_failure(problem))
        return
    say(hello)
    texts = []
    while True:
        try:
            request = json.loads(requests.get())
            if "texts" in request:
                texts = request["texts"]
                say({"texts": len(texts)})
            else:
                say(_run(embed, texts, request["vectors"]))
        except Exception as problem:
            say(_failure(problem))


def _read(requests):
    for line in sys.stdin.buffer:
        requests.put(line)
    os._exit(0)


def _run(embed, texts, with_vectors):
    cpu = time.process_time()
    started = time.perf_counter()
    vectors = embed(texts)
    seconds = time.perf_counter() - started
    run = {"milliseconds": 1000 * seconds, "cpuMilliseconds": 1000 * (time.process_time() - cpu)}
    peak = _peak_bytes()
    if peak is not None:
        run["peakBytes"] = peak
    if with_vectors:
        data = base64.b64encode(vectors.astype("<f4").tobytes()).decode("ascii")
        run["vectors"] = {"width": int(vectors.shape[1]), "data": data}
    return run


def _peak_bytes():
    try:
        # The usage of a process begins with what its parent had, so Linux's own file is better.
        with open("/proc/self/status", encoding="utf-8") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
    except OSError:
        pass
    try:
        import resource
    except ImportError:
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _failure(problem):
    return {"error": {"message": f"{type(problem).__name__}: {problem}"}}
