#!/usr/bin/env bash
# Sorts what the build jobs of a release produced by where it is published, and adds what is made from it: npm packages, the build context of
# the container image, manifests of package managers, an SBOM, checksums and release notes.
#
#     packaging/assemble.sh BUILT OUT vVERSION
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
built=$1 out=$2 version=${3#v}
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

mkdir -p "$out"/{github,pypi,container/amd64,container/arm64}
cp "$built"/*.whl "$built"/tenantlint-"$version".tar.gz "$out/pypi/"
cp "$built"/tenantlint-*-*.{tar.gz,zip} "$out/github/"

for archive in "$out"/github/*.tar.gz; do tar -xzf "$archive" -C "$stage"; done
for archive in "$out"/github/*.zip; do unzip -q "$archive" -d "$stage"; done
linux() { echo "$stage/tenantlint-$1-unknown-linux-musl"; }

node "$root/npm/pack.mjs" "$out/npm" "$(linux x86_64)/share" \
    "linux-x64=$(linux x86_64)/tenantlint" \
    "linux-arm64=$(linux aarch64)/tenantlint" \
    "darwin-x64=$stage/tenantlint-x86_64-apple-darwin/tenantlint" \
    "darwin-arm64=$stage/tenantlint-aarch64-apple-darwin/tenantlint" \
    "win32-x64=$stage/tenantlint-x86_64-pc-windows-msvc/tenantlint.exe"

cp "$root/packaging/Containerfile" "$out/container/Dockerfile"
cp "$(linux x86_64)/tenantlint" "$out/container/amd64/"
cp "$(linux aarch64)/tenantlint" "$out/container/arm64/"

# maturin writes an SBOM into each wheel: all dependencies with their versions, licenses and checksums.
unzip -p "$out"/pypi/*manylinux*x86_64.whl '*/sboms/tenantlint.cyclonedx.json' >"$out/github/tenantlint.cdx.json"

checksums() { (cd "$out/github" && sha256sum -- * >"$stage/SHA256SUMS"); }
checksums
python3 "$root/packaging/manifests.py" "$version" "$stage/SHA256SUMS" "$out/github"
checksums
cp "$stage/SHA256SUMS" "$out/github/SHA256SUMS"

awk -v heading="## [$version]" 'index($0, "## [") == 1 { found = index($0, heading) == 1; next } found' "$root/CHANGELOG.md" >"$out/notes.md"
[[ -s $out/notes.md ]] || { echo "CHANGELOG.md has no section for $version" >&2 && exit 1; }
