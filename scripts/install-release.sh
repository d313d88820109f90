#!/usr/bin/env bash
# Installs the program of the release that was built from one commit of this repository. action.yml runs it.
#
#     scripts/install-release.sh --ref REF --to FOLDER [--server URL] [--repository OWNER/NAME] [--target TARGET]
#
# REF is the commit, tag or branch that a workflow uses. A release is only used if its tag is that commit, so that a workflow that pins a commit
# runs what was built from this commit.
#
# The checksum detects a broken download. Whoever can replace the archive of a release can also replace its checksum, so the archive is only used
# if its attestation proves that release.yml built it from this commit.
#
# Exit code: 0 installed, 75 there is no release for this commit and system, or nothing to verify it with (build from source instead),
# 1 verification failed: do not continue.
set -euo pipefail

readonly NO_RELEASE=75
server=https://github.com repository=tenantlint/tenantlint ref="" to="" target=""
while (($#)); do
    case $1 in
        --ref) ref=$2 ;;
        --to) to=$2 ;;
        --server) server=$2 ;;
        --repository) repository=$2 ;;
        --target) target=$2 ;;
        *) echo "unknown option: $1" >&2 && exit 2 ;;
    esac
    shift 2
done
: "${to:?--to is missing}"

no_release() {
    echo "no release is used: $1" >&2
    exit "$NO_RELEASE"
}
refuse() {
    echo "$1: the archive may have been tampered with, and is not used" >&2
    exit 1
}

[[ -n $ref && -n $repository ]] || no_release "the workflow uses a local copy"

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$root/Cargo.toml" | head -n 1)

if [[ -z $target ]]; then
    case "$(uname -s)-$(uname -m)" in
        Linux-x86_64) target=x86_64-unknown-linux-musl ;;
        Linux-aarch64) target=aarch64-unknown-linux-musl ;;
        Darwin-x86_64) target=x86_64-apple-darwin ;;
        Darwin-arm64) target=aarch64-apple-darwin ;;
        MINGW*-x86_64 | MSYS*-x86_64) target=x86_64-pc-windows-msvc ;;
        *) no_release "none is built for $(uname -s) on $(uname -m)" ;;
    esac
fi
case $target in
    *windows*) file=tenantlint-$target.zip program=tenantlint.exe ;;
    *) file=tenantlint-$target.tar.gz program=tenantlint ;;
esac

# The commit of a ref; an annotated tag is followed to its commit.
commit_of() {
    { git ls-remote "$server/$repository" "$1" "$1^{}" 2>/dev/null || true; } | tail -n 1 | cut -f 1
}
released=$(commit_of "refs/tags/v$version")
[[ -n $released ]] || no_release "v$version is not tagged"
if [[ $ref =~ ^[0-9a-f]{40}$ ]]; then
    commit=$ref
else
    commit=$(commit_of "refs/tags/$ref")
    [[ -n $commit ]] || commit=$(commit_of "refs/heads/$ref")
fi
[[ $commit == "$released" ]] || no_release "$ref is not the commit of v$version"
command -v gh >/dev/null || no_release "its attestation cannot be verified, because the GitHub CLI (gh) is not installed"

temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
download() {
    curl --fail --silent --show-error --location --retry 3 --output "$temporary/$1" "$server/$repository/releases/download/v$version/$1"
}
{ download SHA256SUMS && download "$file"; } || no_release "v$version has no $file"

expected=$(awk -v file="$file" '$2 == file { print $1 }' "$temporary/SHA256SUMS")
if command -v sha256sum >/dev/null; then
    actual=$(sha256sum "$temporary/$file")
else
    actual=$(shasum -a 256 "$temporary/$file")
fi
[[ -n $expected && ${actual%% *} == "$expected" ]] || refuse "the checksum of $file is wrong"

gh attestation verify "$temporary/$file" --repo "$repository" --signer-workflow "$repository/.github/workflows/release.yml" \
    --source-digest "$commit" --deny-self-hosted-runners >"$temporary/verified" 2>&1 || {
    cat "$temporary/verified" >&2
    refuse "the attestation of $file is not valid for commit $commit"
}

case $file in
    *.zip) unzip -q "$temporary/$file" -d "$temporary" ;;
    *) tar -xzf "$temporary/$file" -C "$temporary" ;;
esac
mkdir -p "$to"
mv "$temporary/tenantlint-$target/$program" "$to/$program"
echo "installed tenantlint $version of commit $commit"
