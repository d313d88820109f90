#!/usr/bin/env bash
# Validates the SARIF of `tenantlint check` with Microsoft's own validator, which must report no error.
#
#     scripts/validate-sarif.sh [target/release/tenantlint [FILE…]]
#
# Without arguments it checks a few generated files: findings, an unreadable file, hostile names. The validator is the npm package
# @microsoft/sarif-multitool-linux (Linux on x86-64), fetched into a temporary folder; SARIF_MULTITOOL names an existing binary.
# Exit 75: the validator could not be fetched.
set -euo pipefail

binary=$(realpath "${1:-target/release/tenantlint}")
shift || true
scripts=$(realpath "$(dirname "${BASH_SOURCE[0]}")")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

validator=${SARIF_MULTITOOL:+$(realpath "$SARIF_MULTITOOL")}
if [[ -z $validator ]]; then
    (cd "$folder" && npm pack --silent @microsoft/sarif-multitool-linux@5.7.0 >/dev/null && tar -xzf ./*.tgz) || exit 75
    validator=$folder/package/Sarif.Multitool
    chmod +x "$validator"
fi

inputs=("$@")
if ((${#inputs[@]} == 0)); then
    mkdir "$folder/tenant"
    cd "$folder/tenant"
    python3 "$scripts/hostile_tenant.py"
    inputs=(.)
fi

status=0
"$binary" check --format sarif "${inputs[@]}" >"$folder/out.sarif" || status=$?
case $status in 0 | 1 | 3) ;; *) exit 1 ;; esac

# The validator always exits with 0, so its report is evaluated.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
"$validator" validate "$folder/out.sarif" --level "Error;Warning;Note" --kind "Fail" \
    --output "$folder/verdict.sarif" --log ForceOverwrite >"$folder/log" || { cat "$folder/log" >&2; exit 1; }
python3 - "$folder/out.sarif" "$folder/verdict.sarif" <<'PYTHON'
import collections, json, sys

checked, verdict = (json.load(open(path, encoding="utf-8-sig")) for path in sys.argv[1:])
run = checked["runs"][0]
print(f"checked a log of {len(run['results'])} results, {len(run['tool']['driver'].get('rules', []))} rules")
levels = collections.defaultdict(collections.Counter)
examples = {}
for result in verdict["runs"][0].get("results", []):
    level = result.get("level", "warning")
    levels[level][result["ruleId"]] += 1
    examples.setdefault(result["ruleId"], json.dumps(result["message"].get("arguments", result["message"].get("text")))[:200])
for invocation in verdict["runs"][0].get("invocations", []):
    for note in invocation.get("toolExecutionNotifications", []):
        if note.get("level") == "error":
            levels["error"][note["message"].get("text", "")[:200]] += 1
if run["results"] and not levels:
    sys.exit("the validator reported nothing, not even a note: it could not read the log")  # the case for an invalid enum value
for level, rules in levels.items():
    for rule, count in sorted(rules.items()):
        print(f"  {level}: {rule}: {count}, such as {examples.get(rule, '')}")
if levels["error"]:
    sys.exit("the SARIF has errors")
print("the SARIF has no errors")
PYTHON
