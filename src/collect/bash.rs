//! The script for bash and the Azure CLI.

use super::plan::{Answer, List, permission_lines, sections, variable};
use crate::resource::{Each, Request};

const HEAD: &str = "\
#!/usr/bin/env bash
# shellcheck disable=SC2016 # a dollar sign in single quotes is a part of a URL
# Collects the configuration of a tenant that tenantlint reads, with the Azure CLI. It changes nothing.
#   bash collect.sh [DIR]
";

/// Users cannot consent to further permissions of the Azure CLI: <https://github.com/Azure/azure-cli/issues/33062>.
const SIGN_IN: &str = "\
#
# Sign in first, as a service principal that has these roles and, with the consent of an administrator, these application permissions:
#   az login --service-principal --username APP_ID --certificate FILE --tenant TENANT_ID --allow-no-subscriptions
# The token of a user (az login) has only the permissions for which Microsoft authorized the Azure CLI. Policy.Read.All and most others that
# are specific are not among them, and cannot be added (AADSTS65002), so that requests for policies fail with 403. A user can instead consent
# to all of them in Microsoft Graph PowerShell:
#   tenantlint collect --shell powershell > collect.ps1
";

/// `az rest` returns one page, so the script follows the next links. What failed is listed at the end, and leaves no file, so that it
/// counts as not collected.
const FUNCTIONS: &str = r#"
set -u
dir="${1:-tenant}"
mkdir -p "$dir" || exit 1
list="$dir/list.part"
trap 'rm -f "$list" "$list.json"' EXIT
failed=""

# not_collected WHAT
not_collected() {
  echo "not collected: $1" >&2
  failed="$failed  $1"$'\n'
}

# get URL FILE: one answer
get() {
  if az rest --only-show-errors --method GET --url "$1" --output json > "$2.part"; then
    mv "$2.part" "$2"
  else
    rm -f "$2.part"
    not_collected "$1"
    return 1
  fi
}

# next_page FILE: the link to the next page
next_page() {
  grep -Eo '"(@odata\.)?nextLink": *"https://(graph\.microsoft|management\.azure)\.com/[^"]*"' "$1" |
    tail -n 1 | sed -e 's/^.*": *"//' -e 's/"$//' -e 's/\\u0026/\&/g'
}

# fetch NAME URL [PATH]: an answer and all its next pages. A link that was followed is renamed, so that it does not mark an incomplete list.
# With PATH, the answer is written like that to a batch, because only the path names the object that it belongs to.
fetch() {
  local url="$2" number=1 file before="" next
  [ -n "${3:-}" ] || echo "$1" >&2
  while [ -n "$url" ]; do
    file="$dir/$1.json"
    [ "$number" -gt 1 ] && file="$dir/$1.$number.json"
    get "$url" "$file" || return 0
    next="$(next_page "$file")"
    if [ -n "${3:-}" ]; then
      {
        printf '{"requests":[{"id":"1","method":"GET","url":"/%s"}],"responses":[{"id":"1","status":200,"body":' "$3"
        cat "$file"
        echo '}]}'
      } > "$file.part" && mv "$file.part" "$file"
    fi
    [ -n "$before" ] && sed -i.bak -E 's/"(@odata\.)?nextLink":/"followed":/' "$before" && rm -f "$before.bak"
    before="$file"
    url="$next"
    number=$((number + 1))
  done
}

# setting NAME URL: an answer, or the error 404, which shows that the setting was never changed
setting() {
  local error
  echo "$1" >&2
  if error="$(az rest --only-show-errors --method GET --url "$2" --output json 2>&1 > "$dir/$1.json")"; then
    return
  fi
  printf '%s\n' "$error" | sed -n 's/^ERROR: Not Found(\(.*\))$/\1/p' > "$dir/$1.json"
  if [ ! -s "$dir/$1.json" ]; then
    rm -f "$dir/$1.json"
    printf '%s\n' "$error" >&2
    not_collected "$2"
  fi
}

# ids URL PATTERN: the ids of the objects of a list, with all its pages, one in each line of $list
ids() {
  local url="$1"
  : > "$list"
  while [ -n "$url" ]; do
    get "$url" "$list.json" || return 0
    grep -Eio "$2" "$list.json" | sed -e 's/"$//' -e 's/^.*[/"]//' >> "$list"
    url="$(next_page "$list.json")"
  done
}
"#;

const END: &str = r#"
if [ -n "$failed" ]; then
  printf '\nnot collected, because these requests failed:\n%s' "$failed" >&2
  echo "with 401 or 403, a permission or role is missing: they are listed at the start of this script" >&2
  echo "the rest was collected; next: tenantlint check \"$dir\"" >&2
  exit 1
fi
echo "collected; next: tenantlint check \"$dir\"" >&2
"#;

pub(super) fn script(requests: &[&Request]) -> String {
    let mut text = format!("{HEAD}{}{SIGN_IN}{FUNCTIONS}", permission_lines(requests));
    let mut has_tenant = false;
    for (each, requests) in sections(requests) {
        if matches!(each, Each::Tenant | Each::Subscription) && !std::mem::replace(&mut has_tenant, true) {
            text.push_str("\ntenant=\"$(az account show --query tenantId --output tsv)\" || not_collected 'az account show'\n");
        }
        text.push_str(&section(each, &requests));
    }
    text.push_str(END);
    text
}

/// The requests of one sort, in a loop if they are repeated.
fn section(each: Each, requests: &[&Request]) -> String {
    let lines = |indent: &str| requests.iter().map(|request| line(request, indent)).collect::<String>();
    let ids = match (each, List::of(each)) {
        (_, None) => return format!("\n{}", lines("")),
        // The Azure CLI lists the tenant itself as a subscription if a service principal has none.
        (Each::Subscription, _) => {
            "az account list --query \"[?tenantId=='$tenant' && id!='$tenant'].id\" --output tsv > \"$list\" || not_collected 'az account list'"
                .to_owned()
        }
        (_, Some(List { url, id })) => format!("ids '{url}' '{id}'"),
    };
    let variable = variable(each);
    // Nothing in the loop may read the list instead.
    let lines = lines("  ");
    format!("\n{ids}\nwhile IFS= read -r {variable} <&3; do\n{lines}done 3< \"$list\"\n")
}

/// One request. A URL with a variable is in double quotes, where its other dollar signs are escaped.
fn line(request: &Request, indent: &str) -> String {
    let each = request.each();
    let Some(name) = each.name() else {
        return format!("{indent}fetch {} '{}'\n", request.file, request.url().replace('\'', "'\\''"));
    };
    let variable = variable(each);
    let filled = |text: &str| text.replace('$', "\\$").replace(&format!("{{{name}}}"), &format!("${{{variable}}}"));
    let (file, url) = (request.file, filled(&request.url()));
    match Answer::to(request) {
        Answer::Setting => format!("{indent}setting {file} \"{url}\"\n"),
        _ if each == Each::Tenant => format!("{indent}fetch {file} \"{url}\"\n"),
        // Windows allows no colon in a name.
        Answer::Pages => format!("{indent}fetch \"{file}-${{{variable}//:/_}}\" \"{url}\"\n"),
        Answer::PagesOfPath => format!("{indent}fetch \"{file}-${{{variable}}}\" \"{url}\" \"{}\"\n", filled(request.path)),
    }
}
