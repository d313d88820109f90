#!/usr/bin/env bash
# Packs the archive of one target for a release: `tenantlint-TARGET.tar.gz`, or `.zip` for Windows.
#
#     packaging/archive.sh target/x86_64-unknown-linux-musl/dist/tenantlint tenantlint.data/data/share x86_64-unknown-linux-musl dist
set -euo pipefail
binary=$1 share=$2 target=$3 out=$4
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

mkdir -p "$out"
out=$(cd "$out" && pwd)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
name=tenantlint-$target
mkdir "$stage/$name"
cp "$binary" "$root/README.md" "$root/CHANGELOG.md" "$root"/LICENSE-* "$stage/$name/"
cp -R "$share" "$stage/$name/share"
cd "$stage"
case $target in
    *windows*) 7z a -bso0 "$out/$name.zip" "$name" ;;
    *) tar -czf "$out/$name.tar.gz" "$name" ;;
esac
