#!/usr/bin/env bash
# Tests scripts/install-release.sh with a repository and a release in files, and a stand-in for the GitHub CLI.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$root/Cargo.toml" | head -n 1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
target=x86_64-unknown-linux-musl

# A repository with two commits, of which the first one is released.
repository=$work/server/tenantlint/tenantlint
git init --quiet "$repository"
commit() {
    git -C "$repository" -c user.name=test -c user.email=test@contoso.example commit --quiet --allow-empty --message "$1"
    git -C "$repository" rev-parse HEAD
}
released=$(commit first)
git -C "$repository" -c user.name=test -c user.email=test@contoso.example tag --annotate --message test "v$version"
later=$(commit second)

release=$repository/releases/download/v$version
archive=tenantlint-$target.tar.gz
publish() {
    rm -rf "$release" && mkdir -p "$release" "$work/tenantlint-$target"
    echo "the program" >"$work/tenantlint-$target/tenantlint"
    tar -czf "$release/$archive" -C "$work" "tenantlint-$target"
    (cd "$release" && { sha256sum "$archive" 2>/dev/null || shasum -a 256 "$archive"; } >SHA256SUMS)
}

# Accepts attestations of the commit in $ATTESTED.
mkdir "$work/bin"
cat >"$work/bin/gh" <<'GH'
#!/usr/bin/env bash
[[ "$1 $2" == "attestation verify" && -f $3 && " $* " == *" --source-digest $ATTESTED "* ]]
GH
chmod +x "$work/bin/gh"

# expect STATUS NAME REF [OPTION…]: the exit code, and that the program is installed only with 0.
failed=0
expect() {
    local status=0
    rm -rf "$work/to"
    "$root/scripts/install-release.sh" --server "file://$work/server" --target "$target" --to "$work/to" --ref "$3" "${@:4}" >"$work/log" 2>&1 || status=$?
    if ((status != $1)) || [[ $status -eq 0 && $(cat "$work/to/tenantlint" 2>/dev/null) != "the program" ]] || [[ $status -ne 0 && -e $work/to ]]; then
        echo "FAILED: $2: exit $status instead of $1" && cat "$work/log"
        failed=1
    else
        echo "ok: $2"
    fi
}

without_gh=$PATH
export PATH=$work/bin:$PATH ATTESTED=$released
publish
expect 0 "the released commit" "$released"
expect 0 "the tag" "v$version"
expect 75 "a commit that is not released" "$later"
expect 75 "a branch" "$(git -C "$repository" symbolic-ref --short HEAD)"
expect 75 "an unknown ref" nothing
expect 75 "a local copy" ""
expect 75 "another repository" "$released" --repository tenantlint/nothing
expect 75 "a target without an archive" "$released" --target riscv64gc-unknown-linux-gnu
ATTESTED=$later expect 1 "an archive that was built from another commit" "$released"
echo "0000 $archive" >"$release/SHA256SUMS"
expect 1 "a wrong checksum" "$released"
: >"$release/SHA256SUMS"
expect 1 "no checksum" "$released"
publish
echo more >>"$release/$archive"
expect 1 "a changed archive" "$released"
rm -rf "$release"
expect 75 "a release without files" "$released"
publish
if ! PATH=$without_gh command -v gh >/dev/null; then
    PATH=$without_gh expect 75 "no GitHub CLI" "$released"
fi
exit "$failed"
