#!/usr/bin/env bash
# Installs the npm packages in a folder from their archives into an empty project, and runs the program.
#
#     packaging/try-npm.sh out/npm
set -euo pipefail
packages=$(cd "$1" && pwd)
project=$(mktemp -d)
trap 'rm -rf "$project"' EXIT
cd "$project"
echo '{ "private": true }' >package.json
platform=$(node -p 'process.platform + "-" + process.arch')
npm install --silent --no-audit --no-fund "$packages"/tenantlint-"$platform"-*.tgz "$packages"/tenantlint-[0-9]*.tgz
npx --no-install tenantlint --version
# The exit code of the program is that of the launcher.
echo '[{ "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMultipleOrgs" }]' >apps.json
status=0
npx --no-install tenantlint check --fail-on info --format concise apps.json || status=$?
if ((status != 1)); then
    echo "expected exit 1, got $status" >&2
    exit 1
fi
