#!/usr/bin/env python3
"""Prints the test command of README.md: the code block after `<!-- ci: test command -->`.

    python3 .ci/readme_command.py README.md
"""
import re, sys

MARK = "<!-- ci: test command -->"
path = sys.argv[1]
try:
    text = open(path, encoding="utf-8").read()
except OSError as error:
    sys.exit(f"{path}: cannot be read: {error.strerror}")
block = re.search(re.escape(MARK) + r"\s*^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
if not block or not block[1].strip():
    sys.exit(f"{path}: no code block behind a line `{MARK}`: mark the block with the test command")
# A transcript shows a prompt before each command.
print("\n".join(line.removeprefix("$ ") for line in block[1].strip().splitlines()))
