#!/usr/bin/env bash
# Records the plan of Terraform itself for tests/terraform/modules: the address and the input of each resource.
#
#     scripts/record_terraform_plan.sh
#
# Requires terraform (1.11 or later) and python3, but no network, because `terraform_data` is built in. The tests require neither.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R tests/terraform/modules/. "$work"
(
    cd "$work"
    terraform init -input=false -no-color >/dev/null
    terraform plan -input=false -no-color -out=plan.tfplan >/dev/null
    terraform show -json plan.tfplan >plan.json
)
python3 - "$work/plan.json" >tests/terraform/modules.expected.json <<'PY'
import json, sys
plan = json.load(open(sys.argv[1], encoding="utf-8"))
rows = {change["address"]: change["change"]["after"].get("input") for change in plan["resource_changes"]}
print(json.dumps(rows, indent=1, sort_keys=True, ensure_ascii=False))
PY
