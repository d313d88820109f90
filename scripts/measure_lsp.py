#!/usr/bin/env python3
"""Measures the language server on a folder: from an edit to its diagnostics, and memory.

    cargo build --release
    python3 scripts/measure_lsp.py FOLDER FILE [--edits 200] [--memory 1000] [--bin target/release/tenantlint]

FILE is a Terraform file of the folder that contains `AzureADMyOrg`; each edit replaces the first one by `AzureADMultipleOrgs` or back, so that
the diagnostics of the file change. Compared with a whole run of `check`. The exit status is always 0. Standard library only; memory on Linux only.
"""
import argparse, json, os, statistics, subprocess, time

OLD, NEW = "AzureADMyOrg", "AzureADMultipleOrgs"


class Server:
    def __init__(self, binary, folder):
        self.process = subprocess.Popen([binary, "lsp", "--no-config"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        uri = "file://" + folder
        self.send(id=1, method="initialize", params={"capabilities": {}, "workspaceFolders": [{"uri": uri, "name": "x"}]})
        self.until(lambda message: message.get("id") == 1)
        self.send(method="initialized", params={})

    def send(self, **message):
        text = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(text) + text)
        self.process.stdin.flush()

    def receive(self):
        length = 0
        while (line := self.process.stdout.readline().strip()):
            length = int(line.split(b":")[1])
        return json.loads(self.process.stdout.read(length))

    def until(self, wanted):
        while not wanted(message := self.receive()):
            pass
        return message

    def memory(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return {line.split(":")[0]: int(line.split()[1]) / 1000 for line in status if line.startswith(("VmRSS", "VmHWM"))}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("file")
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--memory", type=int, default=1000, help="edits after which memory is measured")
    parser.add_argument("--bin", default="target/release/tenantlint")
    options = parser.parse_args()
    folder, binary = os.path.realpath(options.folder), os.path.abspath(options.bin)
    runs = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([binary, "check", "--no-config", "--format", "jsonl", "."], cwd=folder, stdout=subprocess.DEVNULL, check=False)
        runs.append(time.perf_counter() - start)
    path = os.path.join(folder, options.file)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    line = text[: text.index(OLD)].count("\n")
    column = text.splitlines()[line].index(OLD)
    uri = "file://" + path
    server = Server(binary, folder)
    server.send(method="textDocument/didOpen", params={"textDocument": {"uri": uri, "languageId": "x", "version": 0, "text": text}})
    times, length = [], len(OLD)
    for edit in range(max(options.edits, options.memory)):
        new = NEW if edit % 2 == 0 else OLD
        at = {"start": {"line": line, "character": column}, "end": {"line": line, "character": column + length}}
        document = {"uri": uri, "version": edit + 1}
        start = time.perf_counter()
        server.send(method="textDocument/didChange", params={"textDocument": document, "contentChanges": [{"range": at, "text": new}]})
        server.until(lambda message: message.get("params", {}).get("uri") == uri and message["params"].get("version") == edit + 1)
        times.append(time.perf_counter() - start)
        length = len(new)
        if edit == 9:
            early = server.memory()
    first = sorted(times[: options.edits])
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"check: best {min(runs) * 1000:.0f} ms, median {statistics.median(runs) * 1000:.0f} ms")
    print(f"edit to diagnostics, {len(first)} edits: best {first[0] * 1000:.0f} ms, median {statistics.median(first) * 1000:.0f} ms, "
          f"p99 {first[int(len(first) * 0.99) - 1] * 1000:.0f} ms")
    print(f"memory after 10 edits: {early}, after {len(times)} edits: {server.memory()} MB")
    server.send(id=2, method="shutdown")
    server.until(lambda message: message.get("id") == 2)
    server.send(method="exit")
    server.process.wait()


if __name__ == "__main__":
    main()
