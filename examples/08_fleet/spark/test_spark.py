"""Tests spark_job.py on this machine and measures it: two workers, generated tenants, one executor killed.

    cargo build --release
    python3 examples/08_fleet/spark/test_spark.py --binary target/release/tenantlint

It needs Linux, Java 17 and Python 3.11, and downloads requirements.txt (350 MB) into a virtual environment. It is not part of `cargo test`.
"""

import argparse
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
TODAY = "2026-12-01"
POLICY = "version: 1\nfail-on: high\n"


def in_environment(folder: Path) -> None:
    """Goes on in the virtual environment, which is made if it is not there."""
    python = folder / "bin" / "python"
    if Path(sys.prefix) == folder:
        return
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"], check=True)
    os.execv(python, [str(python), *sys.argv])


def below(parent: int) -> dict[int, list[str]]:
    """A process and those below it, with the fields of their `stat` from the state on."""
    fields, children = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            of_process = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        fields[int(stat.parent.name)] = of_process
        children.setdefault(int(of_process[1]), []).append(int(stat.parent.name))
    found, waiting = {}, [parent]
    while waiting:
        process = waiting.pop()
        if process in fields:
            found[process] = fields[process]
            waiting += children.get(process, [])
    return found


def executor(parent: int) -> int:
    """A process of an executor."""
    for process in below(parent):
        try:
            command = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue  # it has ended
        if command[0].endswith(b"java") and any(b"CoarseGrainedExecutorBackend" in part for part in command):
            return process
    raise AssertionError("no executor")


def processor_seconds(parent: int) -> float:
    """The processor time of all processes, with those that have ended and were waited for."""
    return sum(sum(map(int, fields[11:15])) for fields in below(parent).values()) / os.sysconf("SC_CLK_TCK")


class Run:
    """A run of the job."""

    def __init__(self, folder: Path, tenants: Path, binary: Path, *options: str, conf: tuple[str, ...] = (), kill: bool = False) -> None:
        submit = Path(sys.prefix) / "bin" / "spark-submit"
        command = [submit, "--master", "local-cluster[2,1,1024]", *(part for one in conf for part in ("--conf", one))]
        command += [HERE / "spark_job.py", "--tenants", tenants, "--binary", binary, "--policy", folder.parent / "exports" / "policy.yaml"]
        command += ["--today", TODAY, "--output", folder, *options]
        environment = {**os.environ, "PATH": f"{Path(sys.prefix) / 'bin'}:{os.environ['PATH']}", "PYSPARK_PYTHON": sys.executable}
        log = folder.with_suffix(".log")
        start = time.monotonic()
        with log.open("w") as errors:
            job = subprocess.Popen(command, env=environment, stdout=errors, stderr=errors)
            self.processor, waits = 0.0, kill
            while job.poll() is None:
                self.processor = max(self.processor, processor_seconds(job.pid))
                if waits and any(folder.glob("results/*/_temporary/0/task_*")):  # one task is done, others are not
                    os.kill(executor(job.pid), signal.SIGKILL)
                    waits = False
                time.sleep(0.2)
        self.seconds = time.monotonic() - start
        assert job.returncode == 0, log.read_text()
        assert ("Lost executor" in log.read_text()) == kill, log.read_text()
        import pyarrow.parquet

        self.rows = pyarrow.parquet.read_table(folder / "results").drop_columns(["seconds"]).sort_by("tenant").to_pylist()
        self.files = sorted(folder.glob("records/*/part-*"))
        self.lines = sorted(line for file in self.files for line in file.read_bytes().splitlines(keepends=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--venv", type=Path, default=Path.home() / ".cache" / "tenantlint-spark", help="virtual environment")
    arguments = parser.parse_args()
    in_environment(arguments.venv.absolute())
    with tempfile.TemporaryDirectory(prefix="tenantlint-spark-") as work:
        test(Path(work), arguments.binary.absolute(), arguments.count)


def test(work: Path, binary: Path, count: int) -> None:
    exports = work / "exports"
    subprocess.run([sys.executable, HERE.parent / "generate.py", "--count", str(count), "--to", exports], check=True)
    policy, listed = exports / "policy.yaml", exports / "tenants.txt"
    policy.write_text(POLICY)
    lines = listed.read_text().splitlines(keepends=True)

    def part(name: str, chosen: list[str]) -> Path:
        path = work / name
        path.write_text("".join(chosen))
        return path

    def plain(threads: int) -> tuple[float, float, list[bytes]]:
        command = [binary, "check", "--tenants", listed, "--config", policy, "--no-baseline", "--today", TODAY, "--format", "jsonl"]
        start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, stdout=subprocess.PIPE, env={**os.environ, "RAYON_NUM_THREADS": str(threads)})
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return time.monotonic() - start, processor, sorted(done.stdout.splitlines(keepends=True))

    def report(*files: Path) -> bytes:
        done = subprocess.run([binary, "report", *files, "--format", "html"], cwd=work, stdout=subprocess.PIPE)
        assert done.returncode in (0, 3), done.returncode
        return done.stdout

    plain(2)  # so that all of them find the exports in memory
    one, processor_one, expected = plain(1)
    two, processor_two, _ = plain(2)
    start_up = Run(work / "start", part("two.txt", lines[:2]), binary)
    undisturbed = Run(work / "undisturbed", listed, binary)
    killed = Run(work / "killed", listed, binary, kill=True)
    assert undisturbed.lines == expected, "Spark and a plain loop differ"
    assert killed.rows == undisturbed.rows and killed.lines == undisturbed.lines, "a killed executor changes the result"
    (work / "plain.jsonl").write_bytes(b"".join(expected))
    merged = report(work / "plain.jsonl")
    assert merged == report(*undisturbed.files) == report(*reversed(killed.files)), "the merged reports differ"

    # One tenant never ends, one crashes the program, and one has a name of its own.
    stand_in = work / "stand-in"
    stand_in.write_text(f"""#!/bin/sh
case "$(readlink "$(cut -f 2 "$3")")" in
*/exports/tenant-00003/*) exec sleep 600 ;;
*/exports/tenant-00007/*) kill -9 $$ ;;
esac
exec {binary} "$@"
""")
    stand_in.chmod(0o755)
    named = ["Seventh tenant\t" + line if "tenant-00008" in line else line for line in lines[:50]]
    bad = Run(work / "bad", part("bad.txt", named), stand_in, "--timeout", "10", conf=("spark.task.maxFailures=2",))
    assert len(bad.rows) == 50
    rows = {row["tenant"]: row for row in bad.rows}
    for tenant, problem in (("tenant-00003", "stopped after 10 seconds"), ("tenant-00007", "tenantlint ended with -9: ")):
        row = rows[tenant]
        assert row["exitCode"] == 3 and row["problems"] == [problem], (tenant, row["exitCode"], row["problems"])
    assert rows["Seventh tenant"]["folder"] == lines[7].strip()
    assert b"stopped after 10 seconds" in report(*bad.files)

    # The same tenants by URI. The folder of one is missing.
    uris = Run(work / "uris", part("uris.txt", [f"file://{line}" for line in lines[:50]]), binary)
    of = {row["tenant"]: row["records"] for row in undisturbed.rows}
    for row in uris.rows:
        if row["tenant"] == "tenant-00050":
            assert row["problems"][0].startswith("nothing at file://") and row["exitCode"] == 3, row
        else:
            assert row["records"] == of[row["tenant"]], row["tenant"]

    print(f"{count} tenants, {len(expected)} records, {sum(row['exitCode'] == 3 for row in undisturbed.rows)} tenants not completely read")
    print("tenants per second and core are those per second of processor time, so another load of the machine does not count")

    def figures(name: str, seconds: float, processor: float) -> None:
        print(f"{name:24} {seconds:7.1f} s, {processor:7.1f} s of processor time, {count / processor:7.1f} tenants per second and core")

    figures("plain loop, 1 thread", one, processor_one)
    figures("plain loop, 2 threads", two, processor_two)
    print(f"{'Spark, start and end':24} {start_up.seconds:7.1f} s, {start_up.processor:7.1f} s of processor time")
    figures("Spark, 2 cores, the rest", undisturbed.seconds - start_up.seconds, undisturbed.processor - start_up.processor)
    print(f"{'Spark, executor killed':24} {killed.seconds:7.1f} s, without {undisturbed.seconds:.1f} s; the same rows and records")
    print(f"merged report: {len(merged)} bytes, the same from 1, {len(undisturbed.files)} and {len(killed.files)} files")


if __name__ == "__main__":
    main()
