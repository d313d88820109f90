#!/usr/bin/env bash
# Writes docs/report.png, the picture of the HTML report in docs/outputs.md. Requires cargo and Chromium.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cargo run --quiet -- check examples/01_contoso_export --today 2026-11-22 --format html --exit-zero >"$folder/report.html"
"$chromium" --headless --no-sandbox --hide-scrollbars --force-device-scale-factor=1 --window-size=1100,1300 \
    --screenshot="$folder/report.png" "file://$folder/report.html" 2>/dev/null
mv "$folder/report.png" docs/report.png
