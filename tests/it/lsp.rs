//! The language server, by messages over standard input and output.

use crate::common::folder;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Far more than a check takes; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_mins(1);

const MAIN: &str = "resource \"azuread_application\" \"portal\" {\n  display_name     = \"Portal\"\n  sign_in_audience = var.audience\n}\n";
const VARIABLES: &str = "variable \"audience\" {\n  type = string\n}\n";
const VALUES: &str = "# Values\naudience = \"AzureADMultipleOrgs\"\n";

/// A client of the server.
struct Client {
    server: Child,
    stdin: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// Notifications that came while an answer was waited for.
    noted: Vec<Value>,
    next: u32,
    root: String,
}

impl Client {
    /// A server that is not initialized.
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tenantlint"));
        command.arg("lsp").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = command.spawn().unwrap();
        let mut out = BufReader::new(server.stdout.take().unwrap());
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            while let Some(message) = receive(&mut out) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let stdin = server.stdin.take();
        let root = folder.canonicalize().unwrap().to_str().unwrap().replace('\\', "/");
        let root = root.trim_start_matches("//?/").trim_start_matches('/').to_owned();
        Self { server, stdin, messages, noted: Vec::new(), next: 0, root: format!("file:///{root}") }
    }

    /// A server for a folder, whose client has these capabilities.
    fn new(folder: &Path, arguments: &[&str], capabilities: &Value) -> (Self, Value) {
        let mut client = Self::start(folder, arguments);
        let folders = json!([{ "uri": client.root, "name": "workspace" }]);
        let result = client.request("initialize", &json!({ "processId": null, "capabilities": capabilities, "workspaceFolders": folders }));
        client.notify("initialized", &json!({}));
        (client, result)
    }

    fn uri(&self, path: &str) -> String {
        format!("{}/{path}", self.root)
    }

    fn write(&mut self, bytes: &[u8]) {
        // A server that has ended cannot be written to.
        let _ = self.stdin.as_mut().unwrap().write_all(bytes).and_then(|()| self.stdin.as_mut().unwrap().flush());
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.write(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    fn notify(&mut self, method: &str, params: &Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// The whole response.
    fn respond(&mut self, method: &str, params: &Value) -> Value {
        self.next += 1;
        let id = self.next;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let message = self.messages.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no answer to {method}"));
            if message["id"] == id && message.get("method").is_none() {
                return message;
            }
            self.noted.push(message);
        }
    }

    fn request(&mut self, method: &str, params: &Value) -> Value {
        let mut response = self.respond(method, params);
        assert!(response.get("error").is_none(), "{method}: {response}");
        response["result"].take()
    }

    fn open(&mut self, path: &str, text: &str) {
        let document = json!({ "uri": self.uri(path), "languageId": "plain", "version": 1, "text": text });
        self.notify("textDocument/didOpen", &json!({ "textDocument": document }));
    }

    fn change(&mut self, path: &str, version: i32, changes: &Value) {
        let document = json!({ "uri": self.uri(path), "version": version });
        self.notify("textDocument/didChange", &json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// The next diagnostics of a file.
    fn diagnostics(&mut self, path: &str) -> Value {
        let uri = self.uri(path);
        let is_wanted =
            |message: &Value| message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri.as_str();
        loop {
            let known = self.noted.iter().position(is_wanted).map(|at| self.noted.remove(at));
            let mut message =
                known.unwrap_or_else(|| self.messages.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("nothing about {path}")));
            if is_wanted(&message) {
                return message["params"].take();
            }
            self.noted.push(message);
        }
    }

    fn at(&self, path: &str, line: u32, character: u32) -> Value {
        json!({ "textDocument": { "uri": self.uri(path) }, "position": { "line": line, "character": character } })
    }

    fn hover(&mut self, path: &str, line: u32, character: u32) -> String {
        let params = self.at(path, line, character);
        self.request("textDocument/hover", &params)["contents"]["value"].as_str().unwrap_or_default().to_owned()
    }

    fn actions(&mut self, path: &str, line: u32, character: u32) -> Vec<Value> {
        let range = json!({ "start": { "line": line, "character": character }, "end": { "line": line, "character": character } });
        let params = json!({ "textDocument": { "uri": self.uri(path) }, "range": range, "context": { "diagnostics": [] } });
        self.request("textDocument/codeAction", &params).as_array().cloned().unwrap_or_default()
    }

    fn labels(&mut self, path: &str, line: u32, character: u32) -> Vec<String> {
        let params = self.at(path, line, character);
        let result = self.request("textDocument/completion", &params);
        result.as_array().into_iter().flatten().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
    }

    /// Ends the session, and returns whether the server exits with 0.
    fn end(mut self) -> bool {
        assert_eq!(self.request("shutdown", &Value::Null), Value::Null);
        self.notify("exit", &Value::Null);
        self.exit() == Some(0)
    }

    /// The exit code after the input has ended.
    fn exit(&mut self) -> Option<i32> {
        drop(self.stdin.take());
        self.status()
    }

    /// The exit code of a server that ends by itself.
    fn status(&mut self) -> Option<i32> {
        for _ in 0..600 {
            if let Some(status) = self.server.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        self.server.kill().unwrap();
        panic!("the server does not end");
    }
}

/// The next message; nothing at the end.
fn receive(out: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if out.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim().split_once(": ") {
            Some((_, value)) => length = value.parse().ok()?,
            None => break,
        }
    }
    let mut bytes = vec![0; length];
    out.read_exact(&mut bytes).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// The codes of diagnostics, with their lines.
fn codes(params: &Value) -> Vec<(String, u64)> {
    let list = params["diagnostics"].as_array().unwrap().iter();
    let code = |diagnostic: &Value| {
        (diagnostic["code"].as_str().unwrap_or_default().to_owned(), diagnostic["range"]["start"]["line"].as_u64().unwrap())
    };
    list.map(code).collect()
}

fn terraform() -> tempfile::TempDir {
    folder(&[("main.tf", MAIN), ("variables.tf", VARIABLES), ("prod.tfvars", VALUES)])
}

/// Applies the edits of an action to the text of a file.
fn applied(action: &Value, uri: &str, text: &str) -> String {
    let mut text = text.to_owned();
    for edit in action["edit"]["changes"][uri].as_array().unwrap() {
        let offset = |position: &Value| {
            let line = usize::try_from(position["line"].as_u64().unwrap()).unwrap();
            let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
            start + usize::try_from(position["character"].as_u64().unwrap()).unwrap()
        };
        let range = offset(&edit["range"]["start"])..offset(&edit["range"]["end"]);
        text.replace_range(range, edit["newText"].as_str().unwrap());
    }
    text
}

#[test]
fn findings_follow_the_text_of_the_editor() {
    let folder = terraform();
    let (mut client, result) = Client::new(folder.path(), &["--var-file", "prod.tfvars"], &json!({}));
    assert_eq!(result["capabilities"]["positionEncoding"], "utf-16");
    // The folder is checked before a file is open.
    let multi_tenant = ("application-multi-tenant".to_owned(), 2);
    let found = client.diagnostics("main.tf");
    assert!(codes(&found).contains(&multi_tenant), "{found}");
    let diagnostic = found["diagnostics"].as_array().unwrap().iter().find(|one| one["code"] == "application-multi-tenant").unwrap().clone();
    assert_eq!(diagnostic["source"], "tenantlint");
    assert!(diagnostic["codeDescription"]["href"].as_str().unwrap().ends_with("/application-multi-tenant.md"));
    assert!(diagnostic["message"].as_str().unwrap().contains("Portal"), "{diagnostic}");
    let origin = &diagnostic["relatedInformation"][0]["location"];
    assert_eq!((origin["uri"].as_str(), origin["range"]["start"]["line"].as_u64()), (Some(&*client.uri("prod.tfvars")), Some(1)));
    // Another file of the module decides.
    client.open("prod.tfvars", VALUES);
    let single = json!([{ "range": { "start": { "line": 1, "character": 19 }, "end": { "line": 1, "character": 31 } }, "text": "MyOrg" }]);
    client.change("prod.tfvars", 2, &single);
    let found = client.diagnostics("main.tf");
    assert!(!codes(&found).contains(&multi_tenant), "{found}");
    client.change("prod.tfvars", 3, &json!([{ "text": VALUES }]));
    assert!(codes(&client.diagnostics("main.tf")).contains(&multi_tenant));
    // A text that is not valid is a diagnostic, too.
    client.open("main.tf", MAIN);
    client.change("main.tf", 2, &json!([{ "text": format!("{MAIN}resource {{\n") }]));
    let found = client.diagnostics("main.tf");
    assert_eq!(found["version"], 2);
    assert!(codes(&found).iter().any(|(code, _)| code == "unreadable-input"), "{found}");
    // A file that is closed has its text on disk again.
    client.notify("textDocument/didClose", &json!({ "textDocument": { "uri": client.uri("main.tf") } }));
    assert!(!codes(&client.diagnostics("main.tf")).iter().any(|(code, _)| code == "unreadable-input"));
    assert!(client.end());
}

#[test]
fn an_editor_shows_texts_in_the_language_of_the_person() {
    let folder = folder(&[("main.tf", MAIN), ("variables.tf", VARIABLES)]);
    let (mut client, _) = Client::new(folder.path(), &["--lang", "ja"], &json!({}));
    client.open("main.tf", MAIN);
    let hover = client.hover("main.tf", 2, 25);
    assert!(hover.contains("`sign_in_audience` が不明: ") && hover.contains("`変数 'audience' に既定値がない`"), "{hover}");
    assert!(client.end());
}

#[test]
fn a_hover_shows_the_value_with_its_origin_and_the_page_of_the_rule() {
    let folder = terraform();
    let (mut client, _) = Client::new(folder.path(), &["--var-file", "prod.tfvars"], &json!({}));
    client.open("main.tf", MAIN);
    for column in [4, 25] {
        let hover = client.hover("main.tf", 2, column);
        assert!(hover.contains("`sign_in_audience` = `AzureADMultipleOrgs` from `prod.tfvars:2`"), "{hover}");
    }
    let hover = client.hover("main.tf", 2, 25);
    assert!(hover.contains("# application-multi-tenant\n") && hover.contains("## Why it matters"), "{hover}");
    assert!(client.hover("main.tf", 1, 4).contains("`display_name` = `Portal`"));
    assert_eq!(client.hover("main.tf", 3, 0), "");
    // Secrets are masked.
    client.change("main.tf", 2, &json!([{ "text": "resource \"azuread_application_password\" \"a\" {\n  application_id = \"b\"\n  value = \"hunter2-hunter2\"\n}\n" }]));
    assert!(!client.hover("main.tf", 2, 4).contains("hunter2"));
    assert!(client.end());
}

#[test]
fn actions_resolve_and_accept_a_finding() {
    let text =
        "resource \"azuread_application\" \"portal\" {\n  display_name     = \"Portal\"\n  sign_in_audience = \"AzureADMultipleOrgs\"\n}\n";
    let policy =
        "version: 1\nallow:\n  - rule: guest-stale\n    resource: { id: a }\n    reason: r\n    reviewer: r\n    expires: 2099-01-01\n";
    let folder = folder(&[("main.tf", text), (".tenantlint.yaml", policy)]);
    let (mut client, _) = Client::new(folder.path(), &[], &json!({}));
    client.open("main.tf", text);
    let actions = client.actions("main.tf", 2, 25);
    let named = |part: &str| {
        let titles = || actions.iter().map(|action| action["title"].as_str().unwrap()).collect::<Vec<_>>();
        actions
            .iter()
            .find(|action| action["title"].as_str().unwrap().contains(part) && action["kind"] == "quickfix")
            .unwrap_or_else(|| panic!("no {part}: {:?}", titles()))
            .clone()
    };
    let main = client.uri("main.tf");
    let edited = applied(&named("AzureADMyOrg"), &main, text);
    assert_eq!(edited, text.replace("AzureADMultipleOrgs", "AzureADMyOrg"));
    // The comment accepts the finding as soon as it has a reason.
    let commented = applied(&named("accept `application-multi-tenant` with a comment here"), &main, text);
    assert!(commented.contains("\n  # tenantlint: allow application-multi-tenant reason=\"\" reviewer=\"\"\n  sign_in"), "{commented}");
    client.change("main.tf", 2, &json!([{ "text": commented.replace("reason=\"\"", "reason=\"partners\"") }]));
    assert!(client.actions("main.tf", 3, 25).iter().all(|action| !action["title"].as_str().unwrap().contains("application-multi-tenant")));
    client.change("main.tf", 3, &json!([{ "text": text }]));
    // The entry is invalid until it has a date.
    let entry = applied(&named("accept `application-multi-tenant` in `.tenantlint.yaml`"), &client.uri(".tenantlint.yaml"), policy);
    assert!(entry.starts_with(policy.trim_end()), "{entry}");
    assert!(entry.contains("\n  - rule: application-multi-tenant\n    resource: { address: \"azuread_application.portal\" }\n"), "{entry}");
    client.open(".tenantlint.yaml", policy);
    client.change(".tenantlint.yaml", 2, &json!([{ "text": entry }]));
    let mistakes = loop {
        let found = client.diagnostics(".tenantlint.yaml");
        if found["version"] == 2 {
            break found;
        }
    };
    assert!(mistakes["diagnostics"].to_string().contains("YYYY-MM-DD"), "{mistakes}");
    let entry = entry.replace("<YYYY-MM-DD>", "2099-01-01");
    client.change(".tenantlint.yaml", 3, &json!([{ "text": entry }]));
    assert!(client.actions("main.tf", 2, 25).iter().all(|action| !action["title"].as_str().unwrap().contains("application-multi-tenant")));
    // The entry leads to the finding.
    let line = u32::try_from(entry.lines().position(|line| line.contains("- rule: application")).unwrap()).unwrap();
    let params = client.at(".tenantlint.yaml", line, 12);
    let places = client.request("textDocument/definition", &params);
    assert_eq!((places[0]["uri"].as_str(), places[0]["range"]["start"]["line"].as_u64()), (Some(&*main), Some(2)), "{places}");
    assert!(client.end());
}

#[test]
fn an_entry_creates_the_policy_file_if_the_editor_can() {
    let folder = folder(&[(
        "guests.json",
        r#"{"signInAudience":"AzureADMultipleOrgs","appId":"a0000000-0000-4000-8000-000000000001","id":"b","displayName":"x"}"#,
    )]);
    let text = std::fs::read_to_string(folder.path().join("guests.json")).unwrap();
    let edit = json!({ "documentChanges": true, "resourceOperations": ["create"] });
    for (capabilities, creates) in [(json!({}), false), (json!({ "workspace": { "workspaceEdit": edit } }), true)] {
        let (mut client, _) = Client::new(folder.path(), &[], &capabilities);
        client.open("guests.json", &text);
        let actions = client.actions("guests.json", 0, 20);
        let created = actions.iter().find(|action| action["edit"]["documentChanges"][0]["kind"] == "create");
        assert_eq!(created.is_some(), creates, "{actions:?}");
        // Comments accept nothing in an export, and there is nothing to edit.
        assert!(actions.iter().all(|action| action["edit"].get("changes").is_none()), "{actions:?}");
        assert!(client.end());
    }
}

#[test]
fn columns_are_those_of_the_agreed_encoding() {
    // The name has a character of two UTF-16 units and four bytes.
    let line = "/* 😀 */ sign_in_audience = \"AzureADMultipleOrgs\"";
    let main = format!("resource \"azuread_application\" \"a\" {{\n  display_name = \"a\"\n{line}\n}}\n");
    let folder = folder(&[("main.tf", &main)]);
    let start = line.find("\"Azure").unwrap();
    for (encodings, name, column) in [(json!(["utf-16"]), "utf-16", start - 2), (json!(["utf-32", "utf-8", "utf-16"]), "utf-8", start)] {
        let (mut client, result) = Client::new(folder.path(), &[], &json!({ "general": { "positionEncodings": encodings } }));
        assert_eq!(result["capabilities"]["positionEncoding"], name);
        let found = client.diagnostics("main.tf");
        let one = found["diagnostics"].as_array().unwrap().iter().find(|one| one["code"] == "application-multi-tenant").unwrap().clone();
        assert_eq!(one["range"]["start"]["character"], column, "{name}");
        assert_eq!(one["range"]["end"]["character"], column + "\"AzureADMultipleOrgs\"".len());
        // A change in these columns replaces the value.
        client.open("main.tf", &main);
        client.change("main.tf", 2, &json!([{ "range": one["range"], "text": "\"AzureADMyOrg\"" }]));
        assert!(client.hover("main.tf", 2, u32::try_from(column).unwrap()).contains("`AzureADMyOrg`"), "{name}");
        assert!(client.end());
    }
}

#[test]
fn the_policy_file_is_completed_and_its_mistakes_are_diagnostics() {
    let folder = folder(&[("main.tf", &MAIN.replace("var.audience", "\"AzureADMultipleOrgs\"")), (".tenantlint.yaml", "version: 1\n")]);
    let (mut client, _) = Client::new(folder.path(), &[], &json!({}));
    client.diagnostics("main.tf");
    client.open(".tenantlint.yaml", "version: 1\nallow:\n  - rule: \n");
    assert!(client.labels(".tenantlint.yaml", 2, 10).contains(&"application-multi-tenant".to_owned()));
    let entry = "version: 1\nallow:\n  - rule: application-multi-tenant\n    resource: { address: }\nrules:\n  \n";
    client.change(".tenantlint.yaml", 2, &json!([{ "text": entry }]));
    assert_eq!(client.labels(".tenantlint.yaml", 3, 25), ["azuread_application.portal"]);
    assert!(client.labels(".tenantlint.yaml", 5, 2).contains(&"guest-stale".to_owned()));
    client.change(".tenantlint.yaml", 3, &json!([{ "text": "version: 1\nrules:\n  guest-stal: { enabled: false }\n" }]));
    let mistakes = loop {
        let found = client.diagnostics(".tenantlint.yaml");
        if found["version"] == 3 {
            break found;
        }
    };
    assert_eq!(mistakes["diagnostics"][0]["range"]["start"]["line"], 2);
    assert!(mistakes["diagnostics"][0]["message"].as_str().unwrap().contains("guest-stale"), "{mistakes}");
    assert!(client.hover(".tenantlint.yaml", 2, 5).is_empty(), "no rule has this name");
    client.change(".tenantlint.yaml", 4, &json!([{ "text": "version: 1\nrules:\n  guest-stale: { enabled: false }\n" }]));
    assert!(client.hover(".tenantlint.yaml", 2, 5).contains("# guest-stale\n"));
    assert_eq!(client.diagnostics(".tenantlint.yaml")["diagnostics"], json!([]));
    assert!(client.end());
}

#[test]
fn a_file_outside_of_the_workspace_is_checked_by_itself() {
    let inside = folder(&[("a.txt", "")]);
    let outside = terraform();
    let (mut client, _) = Client::new(inside.path(), &[], &json!({}));
    client.root = Client::start(outside.path(), &[]).root.clone();
    let text = MAIN.replace("var.audience", "\"AzureADMultipleOrgs\"");
    client.open("main.tf", &text);
    assert!(codes(&client.diagnostics("main.tf")).contains(&("application-multi-tenant".to_owned(), 2)));
    client.notify("textDocument/didClose", &json!({ "textDocument": { "uri": client.uri("main.tf") } }));
    assert_eq!(client.diagnostics("main.tf")["diagnostics"], json!([]));
    assert!(client.end());
}

#[test]
fn hostile_messages_change_nothing() {
    let folder = terraform();
    let (mut client, _) = Client::new(folder.path(), &[], &json!({}));
    client.open("main.tf", MAIN);
    let most = json!({ "line": u32::MAX, "character": u32::MAX });
    let here = client.uri("main.tf");
    for uri in [here.as_str(), "file:///nowhere/a.tf", "untitled:1", "file:///%00%ff", ":", ""] {
        let document = json!({ "uri": uri });
        for method in ["hover", "completion", "definition", "codeAction", "rename"] {
            let params = json!({
                "textDocument": document, "position": most, "range": { "start": most, "end": { "line": 0, "character": 0 } },
                "context": { "diagnostics": [] }, "newName": "x",
            });
            client.respond(&format!("textDocument/{method}"), &params);
        }
        client.notify("textDocument/didClose", &json!({ "textDocument": { "uri": "file:///nowhere/b.tf" } }));
        let versioned = json!({ "uri": uri, "version": -1 });
        client.notify(
            "textDocument/didChange",
            &json!({ "textDocument": versioned, "contentChanges": [{ "range": { "start": most, "end": most }, "text": "😀" }] }),
        );
        client.notify(
            "textDocument/didChange",
            &json!({ "textDocument": versioned, "contentChanges": [{ "range": { "start": { "line": -1 } } }] }),
        );
        client.notify("textDocument/didSave", &json!({ "textDocument": document }));
    }
    for params in [json!(null), json!([]), json!({}), json!("x"), json!({ "textDocument": 1 })] {
        for method in ["textDocument/didOpen", "textDocument/didChange", "workspace/didChangeWorkspaceFolders", "$/cancelRequest", "x"] {
            client.notify(method, &params);
        }
        let response = client.respond("textDocument/hover", &params);
        assert_eq!(response["error"]["code"], -32602, "{response}");
    }
    assert_eq!(client.respond("nothing", &json!({}))["error"]["code"], -32601);
    client.send(&json!({ "jsonrpc": "2.0", "id": 999, "result": null }));
    // Deep nesting, and a text with every kind of line end.
    client.change("main.tf", 2, &json!([{ "text": "[".repeat(100_000) }]));
    client.change("main.tf", 3, &json!([{ "text": "\r\n\u{2028}\0\r x = \u{feff}\"" }]));
    client.hover("main.tf", 1, 1);
    client.change("main.tf", 4, &json!([{ "text": MAIN }]));
    assert!(client.hover("main.tf", 1, 4).contains("Portal"));
    assert!(client.end());
}

#[test]
fn a_message_that_cannot_be_read_ends_the_session() {
    let folder = terraform();
    for bytes in ["Content-Length: 1\r\n\r\n{", "Content-Length: x\r\n\r\n", "\r\n\r\n", "nonsense\n", "Content-Length: 50\r\n\r\n{}"] {
        let (mut client, _) = Client::new(folder.path(), &[], &json!({}));
        client.write(bytes.as_bytes());
        assert!(matches!(client.exit(), Some(0 | 2)), "{bytes:?}");
    }
    // The server does not wait for what it does not read.
    let endless = "a".repeat(100_000);
    for bytes in ["Content-Length: 1000000000000\r\n\r\n{", &endless] {
        let (mut client, _) = Client::new(folder.path(), &[], &json!({}));
        client.write(bytes.as_bytes());
        assert_eq!(client.status(), Some(2), "{}", &bytes[..30]);
    }
    let mut client = Client::start(folder.path(), &[]);
    assert_eq!(client.respond("textDocument/hover", &json!({}))["error"]["code"], -32002, "it is not initialized");
    assert_eq!(client.exit(), Some(2));
}
