//! The script that collects what rules need.

use crate::resource::{Each, Kind, Request, Service};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The start of the script. `az rest` returns one page, so the script follows the next links. A failed request is reported at the end
/// and leaves no file, so that its resources count as not collected.
const HEAD: &str = r#"
set -u
dir="${1:-tenant}"
mkdir -p "$dir"
failed=0

# page FILE URL: one answer
page() {
  if az rest --only-show-errors --method GET --url "$2" --output json > "$1.part"; then
    mv "$1.part" "$1"
  else
    rm -f "$1.part"
    echo "not collected: $2" >&2
    failed=$((failed + 1))
    return 1
  fi
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
    printf '%s\nnot collected: %s\n' "$error" "$2" >&2
    failed=$((failed + 1))
  fi
}

# fetch NAME URL: an answer and all its next pages. A link that was followed is renamed, so that it does not mark an incomplete list.
fetch() {
  local url="$2" number=1 file next
  echo "$1" >&2
  while [ -n "$url" ]; do
    file="$dir/$1.json"
    [ "$number" -gt 1 ] && file="$dir/$1.$number.json"
    page "$file" "$url" || return 0
    next="$(sed -n 's/^ *"\(@odata\.\)\{0,1\}nextLink": "\(.*\)",\{0,1\}$/\2/p' "$file" | tail -n 1)"
    [ "$number" -gt 1 ] && sed -i.bak 's/"\(@odata\.\)\{0,1\}nextLink":/"followed":/' "$before" && rm -f "$before.bak"
    before="$file"
    url="$next"
    number=$((number + 1))
  done
}

# related NAME PATH VERSION: what belongs to one object, with the path that names the object
related() {
  local body
  if body="$(az rest --only-show-errors --method GET --url "https://graph.microsoft.com/$3/$2" --output json)"; then
    printf '{"requests":[{"id":"1","method":"GET","url":"/%s"}],"responses":[{"id":"1","status":200,"body":%s}]}\n' "$2" "$body" \
      > "$dir/$1.json"
  else
    echo "not collected: $2" >&2
    failed=$((failed + 1))
  fi
}
"#;

const TAIL: &str = r#"
[ "$failed" -eq 0 ] || echo "$failed requests failed: their resources were not collected" >&2
echo "collected; next: tenantlint check \"$dir\"" >&2
"#;

/// A bash script with these requests.
pub fn script(requests: &[&Request]) -> String {
    let mut text = String::from(
        "#!/usr/bin/env bash\n\
         # Collects the configuration of a tenant that tenantlint reads, with the Azure CLI. It changes nothing. Sign in first: az login\n\
         #   bash collect.sh [DIR]\n\
         # Least permissions (Microsoft Graph) and roles (Azure):\n",
    );
    let permissions: BTreeSet<&str> = requests.iter().flat_map(|request| request.permission.split(", ")).collect();
    for permission in permissions {
        let _ = writeln!(text, "#   {permission}");
    }
    text.push_str(HEAD);
    for each in Each::ALL {
        let of_each: Vec<&Request> = requests.iter().copied().filter(|request| request.each() == each).collect();
        if !of_each.is_empty() {
            text.push_str(&section(each, &of_each));
        }
    }
    text.push_str(TAIL);
    text
}

/// The requests of one sort, in a loop if they are repeated.
fn section(each: Each, requests: &[&Request]) -> String {
    let list = |path: &str| format!("$(az rest --only-show-errors --url '{path}' --query 'value[].name' --output tsv)");
    let ids = |set: &str, query: &str| {
        format!(
            "$(az rest --only-show-errors --url 'https://graph.microsoft.com/v1.0/{set}?$select=id&$top=999{query}' --query 'value[].id' --output tsv)"
        )
    };
    let (open, variable, close) = match each {
        Each::Once => (String::new(), "", ""),
        Each::Tenant => ("tenant=\"$(az account show --query tenantId --output tsv)\"\n".to_owned(), "tenant", ""),
        Each::Subscription => {
            ("for subscription in $(az account list --query '[].id' --output tsv); do\n".to_owned(), "subscription", "done\n")
        }
        Each::BillingAccount => {
            let accounts = list("https://management.azure.com/providers/Microsoft.Billing/billingAccounts?api-version=2024-04-01");
            (format!("for account in {accounts}; do\n"), "account", "done\n")
        }
        Each::Group => (format!("for group in {}; do\n", ids("groups", "&$filter=securityEnabled%20eq%20true")), "group", "done\n"),
        Each::Application => (format!("for application in {}; do\n", ids("applications", "")), "application", "done\n"),
    };
    let mut text = format!("\n{open}");
    for request in requests {
        text.push_str(&line(request, variable, if close.is_empty() { "" } else { "  " }));
    }
    text.push_str(close);
    text
}

/// One request. A URL with a variable is in double quotes, where its other dollar signs are escaped.
fn line(request: &Request, variable: &str, indent: &str) -> String {
    let Some(name) = request.each().name() else {
        return format!("{indent}fetch {} '{}'\n", request.file, request.url().replace('\'', "'\\''"));
    };
    let filled = |text: &str| text.replace('$', "\\$").replace(&format!("{{{name}}}"), &format!("${{{variable}}}"));
    match (request.each(), request.service) {
        // Only the path names the object that these belong to.
        (Each::Group | Each::Application, Service::Graph(version)) => {
            format!("{indent}related \"{}-${{{variable}}}\" \"{}\" {version}\n", request.file, filled(request.path))
        }
        (Each::Tenant, _) => {
            let is_setting = Kind::table().any(|(kind, entry)| entry.may_be_unset && kind.request() == Some(request));
            let function = if is_setting { "setting" } else { "fetch" };
            format!("{indent}{function} {} \"{}\"\n", request.file, filled(&request.url()))
        }
        _ => format!("{indent}fetch \"{}-${{{variable}##*/}}\" \"{}\"\n", request.file, filled(&request.url())),
    }
}
