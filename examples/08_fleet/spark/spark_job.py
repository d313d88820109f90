"""Checks many tenants with Apache Spark: a row for each tenant, and the records that `tenantlint report` merges.

    spark-submit spark_job.py --tenants tenants.txt --binary tenantlint --policy policy.yaml --today 2026-12-01 --output /lake/tenantlint

`--tenants` is a list as for `tenantlint check --tenants`: a folder on each line, or a name, a tab and a folder. A folder is a path that is the same
on every executor (a mount), or a URI that pyarrow reads, such as `abfss://exports@account.dfs.core.windows.net/contoso/2026-11-30`. The files of a URI
are copied to the executor while their tenant is checked.

What fails because of a tenant is a result of this tenant: a problem, and exit code 3. What fails because of a machine is repeated by Spark, and is
a result only at the last attempt. Spark keeps the output of one attempt of each task, and a second run of the same date replaces the first one.
"""

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas
from pyspark import SparkFiles, TaskContext
from pyspark.sql import SparkSession

SCHEMA = (
    "tenant string, exportDate date, folder string, exitCode int, findings int, failing int, undecidedRules int, "
    "problems array<string>, seconds double, records array<string>"
)
RESULT = "tenantlint/tenant/1"


@dataclass(frozen=True)
class Settings:
    """What is the same for all tenants."""

    binary: str
    policy: str | None
    today: str
    timeout: float
    memory: int
    threads: int
    attempts: int


class Crashed(Exception):
    """The program ended without the result of the tenant."""


def shipped(name: str) -> str:
    """A file that Spark has copied to this executor."""
    return os.path.abspath(SparkFiles.get(name))


def is_uri(folder: str) -> bool:
    return "://" in folder


def folder_in(work: str, folder: str) -> str:
    """Where a tenant is checked: under the last two names of its folder, from which tenantlint reads the name and the date."""
    path = os.path.join(work, *folder.rstrip("/").split("/")[-2:])
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


def present(folder: str, work: str) -> str:
    """The folder of a tenant on this machine. Its place relative to the policy file is the same on all machines, so that the records are, too."""
    to = folder_in(work, folder)
    if not is_uri(folder):
        os.symlink(folder, to)
        return to
    from pyarrow import fs

    source, path = fs.FileSystem.from_uri(folder)
    # Object storage has no empty folders, so nothing under the prefix is a tenant without an export.
    if source.get_file_info(path).type == fs.FileType.NotFound:
        raise FileNotFoundError(f"nothing at {folder}")
    os.mkdir(to)
    fs.copy_files(path, to, source_filesystem=source, destination_filesystem=fs.LocalFileSystem())
    return to


def run(line: str, settings: Settings, work: str) -> list[str]:
    """The records of one tenant, the last one of which is its result."""
    listed = os.path.join(work, "tenant.txt")
    with open(listed, "w", encoding="utf-8") as file:
        file.write(line + "\n")
    command = [shipped(settings.binary), "check", "--tenants", listed, "--format", "jsonl", "--today", settings.today]
    # Neither a policy file nor a baseline in an export makes its check weaker.
    command += ["--no-baseline", *(["--config", os.path.join(work, settings.policy)] if settings.policy else ["--no-config"])]

    def limit_memory() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (settings.memory, settings.memory))

    done = subprocess.run(
        command,
        cwd=work,
        env={**os.environ, "RAYON_NUM_THREADS": str(settings.threads)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=settings.timeout,
        preexec_fn=limit_memory if settings.memory else None,
    )
    records = done.stdout.decode("utf-8").split("\n")[:-1]
    if not records or json.loads(records[-1])["schema"] != RESULT:
        raise Crashed(f"tenantlint ended with {done.returncode}: {done.stderr.decode('utf-8', 'replace').strip()[-500:]}")
    return records


def failed(name: str, folder: str, reason: str, settings: Settings, work: str) -> list[str]:
    """The record of a tenant that could not be checked: that of an empty folder, with the reason as its problem."""
    empty = folder_in(work, folder)
    if os.path.islink(empty):
        os.unlink(empty)
    shutil.rmtree(empty, ignore_errors=True)
    os.mkdir(empty)
    result = json.loads(run(f"{name}{empty}", settings, work)[-1])
    result["exitCode"] = 3
    result["problems"] = [{**result["problems"][0], "message": reason}]
    return [json.dumps(result, ensure_ascii=False, separators=(",", ":"))]


def check(line: str, settings: Settings) -> dict[str, object]:
    """The row of one tenant."""
    start = time.monotonic()
    name, folder = re.fullmatch(r"([^\t]*\t)?(.*)", line).groups(default="")
    # In the folder of the executor, which YARN and Kubernetes remove even if this process is killed.
    with tempfile.TemporaryDirectory(dir=shipped(".")) as work:
        if settings.policy:
            shutil.copy(shipped(settings.policy), work)
        try:
            records = run(f"{name}{present(folder, work)}", settings, work)
        except FileNotFoundError as error:
            if not is_uri(folder):
                raise  # the program itself is missing
            records = failed(name, folder, str(error), settings, work)
        except subprocess.TimeoutExpired:
            records = failed(name, folder, f"stopped after {settings.timeout:g} seconds", settings, work)
        except (OSError, Crashed) as error:
            if TaskContext.get().attemptNumber() + 1 < settings.attempts:
                raise
            records = failed(name, folder, str(error), settings, work)
    result = json.loads(records[-1])
    export_date = result["run"].get("exportDate")
    summary = result["summary"]
    return {
        "tenant": result["tenant"],
        "exportDate": pandas.Timestamp(export_date).date() if export_date else None,
        "folder": folder,
        "exitCode": result["exitCode"],
        "findings": summary["findings"],
        "failing": summary["failing"],
        "undecidedRules": summary["undecidedRules"],
        "problems": [problem["message"] for problem in result.get("problems", [])],
        "seconds": time.monotonic() - start,
        "records": records,
    }


def checked(settings: Settings) -> Callable[[Iterator[pandas.DataFrame]], Iterator[pandas.DataFrame]]:
    def rows(batches: Iterator[pandas.DataFrame]) -> Iterator[pandas.DataFrame]:
        for batch in batches:
            for line in batch["line"]:
                yield pandas.DataFrame([check(line, settings)])  # one at a time, so that memory does not grow with the tenants of a task

    return rows


def tenants(path: str) -> list[str]:
    """The lines of a list of tenants, with absolute folders."""
    lines = []
    with open(path, encoding="utf-8") as file:
        for line in file.read().replace("\r\n", "\n").split("\n"):
            if line.strip() and not line.startswith("#"):
                name, folder = re.fullmatch(r"([^\t]*\t)?(.*)", line).groups(default="")
                lines.append(name + (folder if is_uri(folder) else os.path.abspath(folder)))
    if len(set(lines)) < len(lines):
        sys.exit(f"{path}: a tenant is listed twice")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tenants", required=True, help="list of tenants, a file on the driver")
    parser.add_argument("--binary", required=True, help="tenantlint for the system of the executors")
    parser.add_argument("--policy", help="policy file for all tenants")
    parser.add_argument("--today", required=True, help="date of the check; the same in each attempt, so that the records are the same")
    parser.add_argument("--output", required=True, help="folder of the output, which all executors can write to")
    parser.add_argument("--timeout", type=float, default=300, help="seconds for a tenant")
    parser.add_argument("--memory", type=int, default=2048, help="MiB of address space for a tenant; 0 for no limit")
    parser.add_argument("--tenants-per-task", type=int, default=25)
    arguments = parser.parse_args()

    spark = SparkSession.builder.appName("tenantlint").getOrCreate()
    context = spark.sparkContext
    for path in filter(None, (arguments.binary, arguments.policy)):
        context.addFile(path)
    settings = Settings(
        binary=os.path.basename(arguments.binary),
        policy=arguments.policy and os.path.basename(arguments.policy),
        today=arguments.today,
        timeout=arguments.timeout,
        memory=arguments.memory << 20,
        threads=int(context.getConf().get("spark.task.cpus", "1")),
        attempts=int(context.getConf().get("spark.task.maxFailures", "4")),
    )
    lines = tenants(arguments.tenants)
    tasks = max(1, -(-len(lines) // arguments.tenants_per_task))
    listed = spark.createDataFrame(context.parallelize([(line,) for line in lines], tasks), "line string")
    results, records = (f"{arguments.output}/{name}/checkDate={arguments.today}" for name in ("results", "records"))
    listed.mapInPandas(checked(settings), SCHEMA).write.mode("overwrite").parquet(results)
    written = spark.read.parquet(results)
    written.selectExpr("explode(records)").write.mode("overwrite").text(records)
    for row in written.groupBy("exitCode").count().orderBy("exitCode").collect():
        print(f"exit code {row.exitCode}: {row['count']} tenants")
    spark.stop()


if __name__ == "__main__":
    main()
