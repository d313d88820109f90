#!/usr/bin/env python3
"""Runs the corpus once, prints its tables, and fails when a figure is below its floor.

    python3 .ci/conformance.py target/release/tenantlint

The corpus and its tool are optional and located in ../shared. The floors are in .ci/conformance-floor.json, for the formats that this
version reads: raise them after an improvement, and explain in the commit why if one must be lowered.
"""
import json, os, subprocess, sys

here = os.path.dirname(os.path.abspath(__file__))
shared = os.path.join(here, "..", "..", "shared")
tool = [sys.executable, os.path.join(shared, "tools", "conformance.py")]
done = subprocess.run([*tool, "--bin", sys.argv[1], "--corpus", os.path.join(shared, "corpus"), "--json"], stdout=subprocess.PIPE, check=True)
figures = json.loads(done.stdout)
floors = json.load(open(os.path.join(here, "conformance-floor.json"), encoding="utf-8"))

for table, rows in figures.items():
    print(table)
    for name, (good, every) in rows.items():
        share = f"{100 * good / every:5.1f} %" if every else "    -"
        floor = floors.get(table, {}).get(name)
        print(f"  {name:<14}{good:>6} of {every:<6}{share}" + (f"   floor {floor[0]} of {floor[1]}" if floor else ""))

fallen = []
for table, rows in floors.items():
    for name, (good, every) in rows.items():
        now_good, now_every = figures.get(table, {}).get(name, (0, 0))
        # Compared as a ratio without division, because the corpus may grow.
        if now_every == 0 or now_good * every < good * now_every:
            fallen.append(f"{table}/{name}: {now_good} of {now_every}, the floor is {good} of {every}")
if fallen:
    sys.exit("below the floor:\n  " + "\n  ".join(fallen))
print("every figure is at its floor or above")
