#!/usr/bin/env python3
"""Measures the release binary on a large export: time as a ratio to a floor, and memory.

    cargo build --profile dist --workspace --bins
    python3 scripts/measure.py [--runs 5] [--bytes 250000000] [--file EXPORT.json] [--terraform FOLDER] [--bicep FOLDER] [--bin target/dist/tenantlint]

The floor is `serde_json` validating the same bytes on one core (benches/floor.rs). Runs of both alternate, so that noise affects
both. Measured are the run time of `tenantlint check --format jsonl`, and its peak memory, compared with the length of the file plus
64 MB; then the run time on an export of 3 kB, and the length of the report on a single-line export of 1 MB. With `--terraform`, a
folder of `.tf` files is measured instead: the floor is `hcl-edit` parsing them on one core. With `--bicep`, a folder of `.bicep` files:
the floor is reading them and parsing them with our own parser on one core.
The exit status is always 0. Standard library only; Linux and macOS.
"""
import argparse, os, statistics, subprocess, sys, tempfile, time

MB = 1e6


def run(command, folder):
    """The run time in seconds, peak memory in bytes, and standard output, which is written to a file because a pipe is slower."""
    with tempfile.TemporaryFile(dir=folder) as out:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd=folder)
        # `wait4` reports this child alone; `getrusage` would report the maximum of all children. But the memory of this script at the
        # time of the fork counts as the child's, so it keeps no outputs of large runs.
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        code = child.returncode = os.waitstatus_to_exitcode(status)
        if code not in (0, 1, 3):
            sys.exit(f"exit {code}: {' '.join(command)}")
        out.seek(0)
        return seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024), out.read()


def code(source, binary, floor, runs):
    """Wall and processor time of `check` on a folder, and the floor; runs of both alternate."""
    with tempfile.TemporaryDirectory() as folder:
        walls, floors, cores = [], [], []
        for _ in range(runs + 1):  # the first run fills the file cache
            before = os.times()
            seconds, peak, out = run([binary, "check", "--no-config", "--format", "jsonl", source], folder)
            after = os.times()
            walls.append(seconds)
            cores.append(after.children_user + after.children_system - before.children_user - before.children_system)
            floors.append(float(run([*floor, source], folder)[2]))
        walls, floors, cores = walls[1:], floors[1:], cores[1:]
        print(f"{os.path.basename(source)}: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {len(out.splitlines())} findings")
        for name, times in (("check", walls), ("check, processor", cores), ("floor", floors)):
            print(f"  {name}: best {min(times):.3f} s, median {statistics.median(times):.3f} s")
        print(f"  ratio: best {min(walls) / min(floors):.2f}, median {statistics.median(walls) / statistics.median(floors):.2f} of the floor")
        print(f"  peak memory: {peak / MB:.0f} MB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default="target/dist/tenantlint")
    parser.add_argument("--floor", default="target/dist/floor")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--bytes", type=int, default=250_000_000, help="length of the export: 250 MB are about 100,000 applications")
    parser.add_argument("--file", help="measure this file instead of a generated one")
    parser.add_argument("--terraform", metavar="FOLDER", help="measure this folder of Terraform instead")
    parser.add_argument("--bicep", metavar="FOLDER", help="measure this folder of Bicep instead")
    options = parser.parse_args()
    binary, floor = os.path.abspath(options.bin), os.path.abspath(options.floor)
    for program in (binary, floor):
        if not os.path.exists(program):
            sys.exit(f"{program} is missing: cargo build --profile dist --workspace --bins")

    if options.terraform:
        return code(os.path.abspath(options.terraform), binary, [floor, "--hcl"], options.runs)
    if options.bicep:
        return code(os.path.abspath(options.bicep), binary, [floor, "--bicep"], options.runs)
    with tempfile.TemporaryDirectory() as folder:
        def generate(name, length):
            path = os.path.join(folder, name)
            subprocess.run([floor, "--generate", str(length), path], check=True)
            return path

        def check(path, output="jsonl"):
            return run([binary, "check", "--no-config", "--format", output, path], folder)

        large = os.path.abspath(options.file) if options.file else generate("large.json", options.bytes)
        length = os.path.getsize(large)
        print(f"{os.path.basename(large)}: {length / MB:.0f} MB, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        findings = len(check(large)[2].splitlines())  # also fills the file cache
        checks, floors, whole_floors = [], [], []
        for _ in range(options.runs):
            checks.append(check(large)[:2])
            seconds, _, seconds_text = run([floor, large], folder)
            floors.append(float(seconds_text))
            whole_floors.append(seconds)
        seconds = [each[0] for each in checks]
        for name, times in (("check", seconds), ("floor", floors), ("floor, start to exit with reading the file", whole_floors)):
            best, median = min(times), statistics.median(times)
            print(f"  {name}: best {best:.3f} s, median {median:.3f} s ({length / MB / median:.0f} MB/s)")
        print(f"  ratio: best {min(seconds) / min(floors):.2f}, median {statistics.median(seconds) / statistics.median(floors):.2f} of the floor")
        peak, bound = max(each[1] for each in checks), length + 64 * MB
        print(f"  peak memory: {peak / MB:.0f} MB; file + 64 MB = {bound / MB:.0f} MB: {'within' if peak <= bound else 'OVER'}")
        print(f"  findings: {findings}")

        small = generate("small.json", 3_000)
        starts = [check(small) for _ in range(50)]
        print(f"small.json: {os.path.getsize(small) / 1e3:.1f} kB")
        print(f"  start to exit: median {statistics.median(each[0] for each in starts) * 1e3:.1f} ms of 50, best {min(each[0] for each in starts) * 1e3:.1f} ms")

        middle = generate("middle.json", 1_000_000)
        report = check(middle, "human")[2]
        findings = len(check(middle)[2].splitlines())
        longest = max(map(len, report.splitlines()), default=0)
        print(f"middle.json: {os.path.getsize(middle) / MB:.1f} MB on one line")
        print(f"  report for people: {len(report)} bytes for {findings} findings, longest line {longest} bytes")


if __name__ == "__main__":
    main()
