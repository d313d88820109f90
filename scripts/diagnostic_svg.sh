#!/bin/sh
# Regenerates docs/diagnostic.svg from the output for the first example. Requires cargo and python3.
set -eu
cd "$(dirname "$0")/.."
cargo build --quiet --release
command='tenantlint check examples/01_contoso_export --only path-guest-subscription'
# Findings exit with 1, which is expected here.
target/release/$command --today 2026-11-22 --color always >target/diagnostic.txt || [ $? -eq 1 ]
python3 scripts/ansi_to_svg.py "$command" <target/diagnostic.txt >docs/diagnostic.svg
