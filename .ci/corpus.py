#!/usr/bin/env python3
"""Runs the optional corpus and cases of ../shared, prints the figures, and fails when one of them is below its floor.

    python3 .ci/corpus.py target/release/tenantlint

The floors are in .ci/floors.json. Raise them when a change does better, and never lower them without the reason in the commit.
"""
import json, os, subprocess, sys

here = os.path.dirname(os.path.abspath(__file__))
shared = os.path.join(here, "..", "..", "shared")


def figures_of(tool, *arguments):
    """What a tool of ../shared prints as JSON. The exit status of `cases.py` is 1 while any case fails."""
    command = [sys.executable, os.path.join(shared, "tools", tool), "--bin", sys.argv[1], *arguments, "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE)
    if done.returncode not in (0, 1):
        sys.exit(f"{tool} failed with exit status {done.returncode}")
    return json.loads(done.stdout)


figures = {}
if os.path.isdir(os.path.join(shared, "corpus")):
    figures |= figures_of("conformance.py", "--corpus", os.path.join(shared, "corpus"))
if os.path.isdir(os.path.join(shared, "cases")):
    groups = figures_of("cases.py", os.path.join(shared, "cases"))["groups"]
    figures["cases"] = {name: (group["rowsPassed"], group["rows"]) for name, group in groups.items()}
floors = json.load(open(os.path.join(here, "floors.json"), encoding="utf-8"))

for table, rows in figures.items():
    print(table)
    for name, (good, every) in rows.items():
        share = f"{100 * good / every:5.1f} %" if every else "    -"
        floor = floors.get(table, {}).get(name)
        print(f"  {name:<14}{good:>6} of {every:<6}{share}" + (f"   floor {floor[0]} of {floor[1]}" if floor else ""))

fallen = []
for table, rows in floors.items():
    if not os.path.isdir(os.path.join(shared, "cases" if table == "cases" else "corpus")):
        continue
    for name, (good, every) in rows.items():
        now_good, now_every = figures.get(table, {}).get(name, (0, 0))
        # As a ratio, because the corpus may grow. Fractions are compared without division.
        if now_every == 0 or now_good * every < good * now_every:
            fallen.append(f"{table}/{name}: {now_good} of {now_every}, the floor is {good} of {every}")
if fallen:
    sys.exit("below the floor:\n  " + "\n  ".join(fallen))
print("every figure is at its floor or above")
