//! The commands and requests that resolve findings, as a bash script for an administrator: never run by this program.
//!
//! An attacker can choose names in the input. They appear in comments on one line and between single quotes only, and a command that
//! contains anything but ids and words is a comment.

use super::escape::{NAME, SENTENCE, code, terminal};
use super::place::Located;
use super::tenant_name;
use crate::finding::{Action, Finding, Request, Step};
use crate::message::Text;
use crate::outcome::Outcome;
use jiff::civil::Date;
use serde_json::Value;
use std::cell::Cell;
use std::collections::HashMap;
use std::io::{self, Write};

/// The start of the script, after its first comment. Commands do not read the answers of the user, because their standard input is empty.
const HEAD: &str = r#"#
# Review it before you run it: nothing was run. It asks before each step, and any answer but `y` skips the step. Before a change it saves
# the old value in the folder $backup, one file per step; to undo a step, send the properties in that file back to the same address.
# Some requests repeat other values of the object as they were exported: run the script soon after the export.
# A step that cannot be run as it is, such as one with a `<placeholder>`, is a comment.
#
# Usage: az login && bash FILE [BACKUP-FOLDER]
set -euo pipefail
umask 077
backup=${1:-tenantlint-backup-$(date -u +%Y%m%dT%H%M%SZ)}
exec 3<&0 </dev/null

# ask QUESTION [COMMAND…]: shows the command, and returns whether the answer is yes. Without an answer the script ends.
ask() {
  local answer
  step=("${@:2}")
  printf '\n%s\n' "$1" >&2
  [[ ${#step[@]} -eq 0 ]] || { printf ' %q' "${step[@]}" >&2; echo >&2; }
  printf '[y/N] ' >&2
  read -r answer <&3 || { echo 'no answer: the script ends' >&2; exit 1; }
  [[ $answer == [yY] ]]
}

# tenant NAME: confirms that the user is signed in to the right tenant
tenant() {
  az account show --query '{tenant: tenantId, domain: tenantDefaultDomain, user: user.name}' --output yaml >&2
  ask "Is this the tenant to change${1:+ ($1)}?" || { echo 'sign in to the tenant with az login --tenant' >&2; exit 1; }
}

# save STEP COMMAND…: saves what the command prints, before the step changes it
save() {
  local file=$backup/$1.json
  shift
  "$@" >"$file"
  printf 'saved %s\n' "$file" >&2
}

new_guid() { uuidgen 2>/dev/null || cat /proc/sys/kernel/random/uuid; }

command -v az >/dev/null || { echo 'this script needs the Azure CLI (az)' >&2; exit 1; }
mkdir -p -- "$backup"
"#;

/// Commands that change something, the command that reads the old value, and the options that both have.
const READ_BY: &[(&str, &str, &[&str])] = &[
    ("az account management-group hierarchy-settings update", "az account management-group hierarchy-settings list", &["--name"]),
    ("az ad app credential delete", "az ad app credential list", &["--id", "--cert"]),
    ("az ad app owner", "az ad app owner list", &["--id"]),
    ("az ad app update", "az ad app show", &["--id"]),
    ("az ad group owner remove", "az ad group owner list", &["--group"]),
    ("az ad sp credential delete", "az ad sp credential list", &["--id", "--cert"]),
    ("az ad user delete", "az ad user show", &["--id"]),
    ("az containerapp auth", "az containerapp auth show", &["--resource-group", "--name"]),
    ("az policy assignment update", "az policy assignment show", &["--name", "--scope"]),
    ("az role assignment delete", "az role assignment list", &["--assignee", "--role", "--scope"]),
    ("az security pricing create", "az security pricing show", &["--subscription", "--name"]),
    ("az webapp auth-classic update", "az webapp auth-classic show", &["--resource-group", "--name", "--slot"]),
    ("az webapp auth", "az webapp auth show", &["--resource-group", "--name", "--slot"]),
];

/// Changes whose old value cannot be restored from what is saved.
const FINAL: &[&str] = &[
    "az ad app credential delete",
    "az ad sp credential delete",
    "az rest --method DELETE --url 'https://graph.microsoft.com/v1.0/devices/",
];

/// One change, with the finding that suggests it.
#[derive(Debug)]
struct Change<'o> {
    finding: &'o Finding,
    /// Other findings that it resolves.
    also: Vec<&'o Finding>,
    step: &'o Step,
    command: Command,
}

/// A command, ready for the script.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Command {
    /// What saves the old value; nothing if the change only adds something.
    save: Option<String>,
    change: String,
    /// Why it is only a comment.
    obstacle: Option<String>,
}

/// Writes the script.
///
/// # Errors
/// Those of `out`.
pub fn script(outcome: &Outcome, today: Date, out: &mut dyn Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    writeln!(out, "#!/usr/bin/env bash")?;
    writeln!(out, "# Written by tenantlint {} on {today}, from an export of the tenant.", env!("CARGO_PKG_VERSION"))?;
    out.write_all(HEAD.as_bytes())?;
    let changes = changes(outcome);
    let mut tenant = None;
    for (number, change) in (1..).zip(&changes) {
        if tenant != Some(change.finding.tenant) {
            tenant = Some(change.finding.tenant);
            let name = tenant_name(outcome, change.finding.tenant).unwrap_or_default();
            writeln!(out, "\ntenant {}", quoted(&terminal(name, NAME)))?;
        }
        change.write(number, outcome, &mut out)?;
    }
    writeln!(out, "\necho 'done: export the tenant again, and check the export' >&2")?;
    out.flush()
}

/// The changes, by tenant and in the order of the findings. Of two that write the same property, only the first one can be run: the
/// value of the second one was computed without it.
fn changes(outcome: &Outcome) -> Vec<Change<'_>> {
    let mut changes: Vec<Change<'_>> = Vec::new();
    let mut known: HashMap<(usize, String), usize> = HashMap::new();
    let mut written: HashMap<(usize, String, String), usize> = HashMap::new();
    let mut findings: Vec<&Finding> = outcome.findings.iter().map(Box::as_ref).collect();
    findings.sort_by_key(|finding| finding.tenant);
    for finding in findings {
        let mut steps = finding.remediation.steps.iter();
        let Some((step, mut command, properties)) =
            steps.find_map(|step| step.actions.iter().find_map(command).map(|(command, properties)| (step, command, properties)))
        else {
            continue;
        };
        let same = known.get(&(finding.tenant, command.change.clone()));
        if let Some(same) = same.and_then(|same| changes.get_mut(*same)) {
            same.also.push(finding);
            continue;
        }
        let number = changes.len();
        known.insert((finding.tenant, command.change.clone()), number);
        let properties: Vec<_> = properties.into_iter().map(|(url, property)| (finding.tenant, url, property)).collect();
        if let Some(first) = properties.iter().find_map(|property| written.get(property)) {
            command.obstacle.get_or_insert_with(|| format!("step {} changes the same property: export again after it", first + 1));
        }
        // What is a comment changes nothing.
        if command.obstacle.is_none() {
            written.extend(properties.into_iter().map(|property| (property, number)));
        }
        changes.push(Change { finding, also: Vec::new(), step, command });
    }
    changes
}

/// The command of an action, and the properties that it replaces as a whole: the URL and the name. Nothing if the action changes nothing
/// in a tenant.
fn command(action: &Action) -> Option<(Command, Vec<(String, String)>)> {
    match action {
        Action::Command(text) => Some((of_command(text)?, Vec::new())),
        Action::Request(request) => Some(of_request(request)),
        Action::Code(_) | Action::Edit(_) => None,
    }
}

fn of_command(text: &Text) -> Option<Command> {
    let is_plain = Cell::new(true);
    let change = text.render(|value| {
        let is_word = |character: char| character.is_ascii_alphanumeric() || "-_./:@".contains(character);
        is_plain.set(is_plain.get() && !value.is_empty() && value.chars().all(is_word));
        value.to_owned()
    });
    // Other commands only read.
    let (_, read, shared) = READ_BY.iter().find(|(prefix, ..)| change.starts_with(prefix))?;
    if !is_plain.get() {
        return Some(Command {
            save: None,
            obstacle: Some(obstacle(&change).unwrap_or_else(|| "quote its values first".to_owned())),
            change: code(text),
        });
    }
    let words: Vec<&str> = change.split(' ').collect();
    let option =
        |name: &str| words.iter().position(|word| *word == name).map(|at| (at, words.get(at + 1).filter(|value| !value.starts_with("--"))));
    let save = match option("--ids") {
        Some((_, Some(id))) => {
            format!("az rest --method GET --url {}", quoted(&format!("https://management.azure.com{id}?api-version=2022-04-01")))
        }
        _ => shared.iter().filter_map(|name| Some((name, option(name)?.1))).fold((*read).to_owned(), |read, (name, value)| match value {
            Some(value) => format!("{read} {name} {value}"),
            None => format!("{read} {name}"),
        }),
    };
    Some(Command { save: Some(save), obstacle: obstacle(&change), change })
}

fn of_request(request: &Request) -> (Command, Vec<(String, String)>) {
    /// The id of an object that the request creates.
    const NEW: &str = "<new-guid>";
    let url = request.url.render(str::to_owned);
    let body = request.body.as_ref().map(|body| body.render(str::to_owned));
    let is_new = request.method == "POST" || url.contains(NEW);
    // A reference cannot be read, but the list of its relation can.
    let read = url.strip_suffix("/$ref").and_then(|object| object.rsplit_once('/')).map_or(&*url, |(relation, _)| relation);
    let save = (!is_new).then(|| format!("az rest --method GET --url {}", quoted(read)));
    let mut change = format!("az rest --method {} --url {}", request.method, quoted(&url).replace(NEW, "'\"$(new_guid)\"'"));
    if let Some(body) = &body {
        change = format!("{change} --body {}", quoted(body));
    }
    let names = match body.as_deref().map(serde_json::from_str) {
        _ if is_new => Vec::new(),
        Some(Ok(Value::Object(members))) => members.into_iter().map(|(name, _)| (url.clone(), name)).collect(),
        _ => Vec::new(),
    };
    let obstacle = obstacle(&url.replace(NEW, "")).or_else(|| obstacle(body.as_deref().unwrap_or_default()));
    (Command { save, change, obstacle }, names)
}

/// Why a command or a part of it cannot be run as it is.
fn obstacle(command: &str) -> Option<String> {
    if command.contains(['\n', '\r', '\0']) {
        return Some("it has several lines".to_owned());
    }
    if command.contains('•') {
        return Some("it contains a secret, which is not printed".to_owned());
    }
    let (_, rest) = command.split_once('<')?;
    let name = rest.split_once('>').map_or("", |(name, _)| name);
    Some(format!("fill in `<{}>`", terminal(name, NAME)))
}

/// A word of the shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

impl Change<'_> {
    fn write(&self, number: usize, outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
        let title = |finding: &Finding| finding.title.render(|value| terminal(value, NAME));
        let sentence = |step: &Step| step.sentence.render(|value| terminal(value, SENTENCE));
        writeln!(out)?;
        for finding in std::iter::once(&self.finding).chain(&self.also) {
            let place = Located::new(&outcome.sources, finding.primary.span);
            writeln!(out, "# {number}. {}[{}]: {}", finding.severity.name(), finding.rule.id, title(finding))?;
            let path = terminal(place.path, super::escape::WHOLE);
            writeln!(out, "#    {path}:{}:{}", place.start.line, place.start.column.0)?;
        }
        writeln!(out, "#    {}", sentence(self.step))?;
        for other in self.finding.remediation.steps.iter().filter(|other| *other != self.step) {
            writeln!(out, "#    or {}", sentence(other))?;
        }
        let Command { save, change, obstacle } = &self.command;
        if FINAL.iter().any(|command| change.starts_with(command)) {
            writeln!(out, "#    cannot be undone")?;
        }
        if let Some(obstacle) = obstacle {
            writeln!(out, "#    not run: {obstacle}")?;
            return change.lines().try_for_each(|line| writeln!(out, "# {}", terminal(line, super::escape::CODE)));
        }
        let question = format!("{number}. {}: {}?", title(self.finding), sentence(self.step));
        writeln!(out, "if ask {} \\\n  {change}; then", quoted(&question))?;
        if let Some(save) = save {
            writeln!(out, "  save {number} {save}")?;
        }
        writeln!(out, "  \"${{step[@]}}\"\nfi")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: &'static str, url: &'static str, body: Option<&'static str>) -> Command {
        of_request(&Request { method, url: url.into(), body: body.map(Text::from) }).0
    }

    #[test]
    fn a_request_reads_what_it_changes() {
        let put = request("PUT", "https://graph.example/policy", Some(r#"{"name":"it's"}"#));
        assert_eq!(put.save.as_deref(), Some("az rest --method GET --url 'https://graph.example/policy'"));
        assert_eq!(put.change, r#"az rest --method PUT --url 'https://graph.example/policy' --body '{"name":"it'\''s"}'"#);
        let owner = request("DELETE", "https://graph.example/apps/1/owners/2/$ref", None);
        assert_eq!(owner.save.as_deref(), Some("az rest --method GET --url 'https://graph.example/apps/1/owners'"));
        let new = request("PUT", "https://arm.example/requests/<new-guid>?api-version=1", Some("{}"));
        assert_eq!((new.save, new.obstacle), (None, None));
        assert_eq!(new.change, r#"az rest --method PUT --url 'https://arm.example/requests/'"$(new_guid)"'?api-version=1' --body '{}'"#);
    }

    #[test]
    fn what_cannot_be_run_is_a_comment() {
        let with = |id: &str| of_command(&Text::new("az ad app update --id {id} --sign-in-audience AzureADMyOrg").with("id", id)).unwrap();
        assert_eq!(with("9a8b").save.as_deref(), Some("az ad app show --id 9a8b"));
        for (id, obstacle) in [("<app-id>", "fill in `<app-id>`"), ("a b", "quote its values first"), ("$(b)", "quote its values first")] {
            assert_eq!(with(id).obstacle.as_deref(), Some(obstacle), "{id}");
        }
        let hidden = request("PATCH", "https://graph.example/policy", Some(r#"{"key":"•••"}"#));
        assert_eq!(hidden.obstacle.as_deref(), Some("it contains a secret, which is not printed"));
        assert_eq!(of_command(&Text::new("az rest --url x > users.json")), None, "it only reads");
    }

    #[test]
    fn every_command_keeps_the_options_that_name_its_object() {
        for (command, read) in [
            ("az ad app credential delete --id 1 --key-id 2 --cert", "az ad app credential list --id 1 --cert"),
            ("az role assignment delete --assignee 1 --role 2 --scope /", "az role assignment list --assignee 1 --role 2 --scope /"),
            ("az webapp auth microsoft update --resource-group g --name n --issuer i", "az webapp auth show --resource-group g --name n"),
            (
                "az webapp auth-classic update --resource-group g --name n --slot s",
                "az webapp auth-classic show --resource-group g --name n --slot s",
            ),
            (
                "az role assignment delete --ids /a/b",
                "az rest --method GET --url 'https://management.azure.com/a/b?api-version=2022-04-01'",
            ),
        ] {
            assert_eq!(of_command(&Text::new(command)).unwrap().save.as_deref(), Some(read));
        }
    }
}
