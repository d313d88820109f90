#!/usr/bin/env python3
"""Records Terraform's results of expressions: the oracle of the evaluator's tests.

    python3 scripts/record_terraform_console.py tests/terraform/functions.tsv tests/terraform/expressions.tsv

Rewrites the second column of each file in place. A line of a file is

    expression TAB result TAB known difference

The result is JSON as `jsonencode` writes it, `error` if Terraform rejects the expression, or `unknown` if it is known only when
Terraform runs. The third column explains a known difference of the evaluator. A line break in an expression is written `␤`. Lines
that start with `#` and empty lines are kept. To add an expression, write it on a new line and run this script; it prints why Terraform
rejects an expression, so that a typo is not recorded as a result.

Requires `terraform` (recorded with 1.11) on the path, but no network and no provider; tests require neither. Each expression becomes a
local in an otherwise empty folder, so that it may have several lines, and `tests/terraform/files` is copied there for `file` and similar.
"""

import base64
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FILES = pathlib.Path(__file__).resolve().parent.parent / "tests" / "terraform" / "files"
QUESTION = "base64encode(nonsensitive(jsonencode(local.value)))\n"  # always on one line
ENVIRONMENT = {**os.environ, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_CLI_CONFIG_FILE": os.devnull}


def record(expression):
    """The result of an expression, and why it was rejected."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(FILES, folder, dirs_exist_ok=True)
        (pathlib.Path(folder) / "main.tf").write_text("locals {\n  value = " + expression + "\n}\n", encoding="utf-8")
        command = ["terraform", "console", "-no-color"]
        done = subprocess.run(command, input=QUESTION.encode(), cwd=folder, env=ENVIRONMENT, capture_output=True, check=False)
    answer = done.stdout.decode().strip()
    output = re.sub(r"[│╷╵\s]+", " ", done.stderr.decode() + answer)
    # A local that fails is a warning in the console, and an unknown value.
    if done.returncode != 0 or "Error: " in output:
        return "error", output[output.find("Error: ") :][:300]
    if answer.startswith("(known after apply)"):
        return "unknown", None
    try:
        return base64.b64decode(answer.strip('"'), validate=True).decode(), None
    except ValueError:
        sys.exit(f"{expression}: {answer}")


def rewrite(path):
    lines = path.read_text(encoding="utf-8").split("\n")
    expressions = [line.split("\t")[0] for line in lines if line and not line.startswith("#")]
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        results = iter(list(pool.map(record, (expression.replace("␤", "\n") for expression in expressions))))
    out, count, errors = [], 0, 0
    for line in lines:
        if not line or line.startswith("#"):
            out.append(line)
            continue
        fields = line.split("\t")
        result, why = next(results)
        count, errors = count + 1, errors + (result == "error")
        if why:
            print(f"{fields[0]}\n    {why}", file=sys.stderr)
        out.append("\t".join([fields[0], result, *fields[2:]]))
    path.write_text("\n".join(out), encoding="utf-8")
    print(f"{path}: {count} expressions, {errors} of them refused")


if __name__ == "__main__":
    for name in sys.argv[1:] or sys.exit(__doc__):
        rewrite(pathlib.Path(name))
