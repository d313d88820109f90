#!/usr/bin/env bash
# Writes what packages install besides the program: completions and the manual page, in the folders in which shells and `man` search.
#
#     packaging/share.sh target/dist/tenantlint tenantlint.data/data/share
set -euo pipefail
binary=$1 share=$2

write() {
    mkdir -p "$share/$(dirname "$1")"
    "$binary" "${@:2}" >"$share/$1"
}
write bash-completion/completions/tenantlint completions bash
write zsh/site-functions/_tenantlint completions zsh
write fish/vendor_completions.d/tenantlint.fish completions fish
write tenantlint/tenantlint.ps1 completions powershell
write man/man1/tenantlint.1 man
# A page for each command, such as tenantlint-check(1).
for command in $("$binary" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
    if [[ $command != help ]]; then write "man/man1/tenantlint-$command.1" man "$command"; fi
done
