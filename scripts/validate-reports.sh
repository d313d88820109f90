#!/usr/bin/env bash
# Validates reports of `tenantlint check` against the schemas that their consumers publish.
#
#     scripts/validate-reports.sh [target/release/tenantlint [FILE…]]
#
# Without files it checks a few generated ones: findings, unreadable files, hostile names. SCHEMAS names a folder with the schemas, which are
# otherwise fetched into a temporary folder, like the Python packages jsonschema and lxml:
# - JUnit.xsd of windyroad/JUnit-Schema (Apache-2.0)
# - DiagnosticResult.json of reviewdog/reviewdog (MIT)
# - codeclimate.json of GitLab (MIT), for an element of a Code Quality report
# Checkstyle publishes no schema, and `scripts/validate-sarif.sh` validates SARIF.
# Exit 75: a schema or package could not be fetched.
set -euo pipefail

binary=$(realpath "${1:-target/release/tenantlint}")
shift || true
scripts=$(realpath "$(dirname "${BASH_SOURCE[0]}")")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

schemas=${SCHEMAS:+$(realpath "$SCHEMAS")}
if [[ -z $schemas ]]; then
    schemas=$folder/schemas
    mkdir "$schemas"
    for source in windyroad/JUnit-Schema/cfa434d4b8e102a8f55b8727b552a0063ee9044e/JUnit.xsd \
        reviewdog/reviewdog/6c307503194f0f32bf1956c7fcd2877636338db6/proto/rdf/jsonschema/DiagnosticResult.json \
        gitlabhq/gitlabhq/33827e3a534757eead42e6c17460564c49ff1c3a/app/validators/json_schemas/codeclimate.json; do
        curl --fail --silent --show-error --location --output "$schemas/${source##*/}" "https://raw.githubusercontent.com/$source" || exit 75
    done
fi
python=python3
if ! "$python" -c "import jsonschema, lxml" 2>/dev/null; then
    { "$python" -m venv "$folder/venv" && "$folder/venv/bin/pip" install --quiet jsonschema==4.26.0 lxml==6.1.3; } || exit 75
    python=$folder/venv/bin/python
fi

inputs=("$@")
if ((${#inputs[@]} == 0)); then
    mkdir "$folder/tenant"
    cd "$folder/tenant"
    python3 "$scripts/hostile_tenant.py"
    inputs=(.)
fi

for format in junit rdjson gitlab checkstyle; do
    status=0
    "$binary" check --format "$format" "${inputs[@]}" >"$folder/out.$format" || status=$?
    case $status in 0 | 1 | 3) ;; *) exit 1 ;; esac
done
"$python" - "$folder" "$schemas" <<'PYTHON'
import json, pathlib, sys
import jsonschema
from lxml import etree

reports, schemas = map(pathlib.Path, sys.argv[1:])
schema = lambda name: json.loads((schemas / name).read_text())
etree.XMLSchema(etree.parse(schemas / "JUnit.xsd")).assertValid(etree.parse(reports / "out.junit"))
jsonschema.validate(json.loads((reports / "out.rdjson").read_text()), schema("DiagnosticResult.json"))
for issue in json.loads((reports / "out.gitlab").read_text()):
    jsonschema.validate(issue, schema("codeclimate.json"))
etree.parse(reports / "out.checkstyle")
print("all reports fit their schemas")
PYTHON
