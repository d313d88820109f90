//! The messages of the client, and the state between them.

use super::client::Client;
use super::diagnostics::{self, ByFile};
use super::text::Encoding;
use super::uri::{path_of, uri_of};
use super::{Failure, Root, Session};
use crate::outcome::Outcome;
use crate::policy::PolicyErrors;
use crate::reader;
use crate::source::Buffers;
use crate::text::Text;
use lsp_server::{Connection, ErrorCode, ExtractError, Message, Notification, ProtocolError, Request, Response};
use lsp_types::notification::{
    DidChangeTextDocument, DidChangeWatchedFiles, DidChangeWorkspaceFolders, DidCloseTextDocument, DidOpenTextDocument,
    DidSaveTextDocument, Notification as _, PublishDiagnostics, ShowMessage,
};
use lsp_types::request::{CodeActionRequest, Completion, GotoDefinition, HoverRequest, RegisterCapability, Request as _};
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CompletionOptions, CompletionResponse,
    DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, GotoDefinitionResponse, HoverProviderCapability,
    InitializeParams, InitializeResult, MessageType, OneOf, PositionEncodingKind, PublishDiagnosticsParams, Registration,
    RegistrationParams, SaveOptions, ServerCapabilities, ServerInfo, ShowMessageParams, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, TextDocumentSyncSaveOptions, Uri, WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long further messages are waited for before a check starts: an editor may send the parts of one edit one after the other.
const SETTLED: Duration = Duration::from_millis(2);

/// Answers the messages of a client until it ends the connection.
///
/// # Errors
/// [`ProtocolError`] if the client does not follow the protocol.
pub fn serve(session: &dyn Session, connection: &Connection) -> Result<(), ProtocolError> {
    let (id, params) = connection.initialize_start()?;
    let params: InitializeParams = serde_json::from_value(params).unwrap_or_default();
    let client = Client::new(&params.capabilities, session.language(params.locale.as_deref()));
    let name = env!("CARGO_PKG_NAME").to_owned();
    let result = InitializeResult {
        capabilities: capabilities(client.encoding),
        server_info: Some(ServerInfo { name, version: Some(env!("CARGO_PKG_VERSION").to_owned()) }),
    };
    connection.initialize_finish(id, serde_json::to_value(result).unwrap_or_default())?;
    let mut server = Server {
        session,
        connection,
        client,
        roots: folders(&params).into_iter().map(Checked::new).collect(),
        buffers: Buffers::default(),
        open: HashMap::new(),
        published: ByFile::new(),
    };
    server.watch();
    server.run()
}

/// The folders of the workspace.
#[expect(deprecated, reason = "older clients send only the root")]
fn folders(params: &InitializeParams) -> Vec<Root> {
    let folders = params.workspace_folders.iter().flatten().map(|folder| &folder.uri);
    let root = params.root_uri.iter().filter(|_| params.workspace_folders.is_none());
    folders.chain(root).filter_map(path_of).map(|folder| Root { folder, file: None }).collect()
}

fn capabilities(encoding: Encoding) -> ServerCapabilities {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::INCREMENTAL),
        save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
        ..TextDocumentSyncOptions::default()
    };
    let folders = WorkspaceFoldersServerCapabilities { supported: Some(true), change_notifications: Some(OneOf::Left(true)) };
    let actions = CodeActionOptions { code_action_kinds: Some(vec![CodeActionKind::QUICKFIX]), ..CodeActionOptions::default() };
    let triggers = [":", " ", "-", "{", ","].map(str::to_owned).to_vec();
    ServerCapabilities {
        position_encoding: Some(if encoding == Encoding::Utf8 { PositionEncodingKind::UTF8 } else { PositionEncodingKind::UTF16 }),
        text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
        code_action_provider: Some(CodeActionProviderCapability::Options(actions)),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        completion_provider: Some(CompletionOptions { trigger_characters: Some(triggers), ..CompletionOptions::default() }),
        definition_provider: Some(OneOf::Left(true)),
        workspace: Some(WorkspaceServerCapabilities { workspace_folders: Some(folders), file_operations: None }),
        ..ServerCapabilities::default()
    }
}

/// A root, and the result of its last check.
pub(super) struct Checked {
    pub root: Root,
    pub outcome: Option<Outcome>,
    /// Why there is no newer result.
    mistakes: Option<PolicyErrors>,
    failure: Option<Text>,
    is_stale: bool,
}

impl Checked {
    fn new(root: Root) -> Self {
        Self { root, outcome: None, mistakes: None, failure: None, is_stale: true }
    }
}

/// An open document, as the client calls it.
struct Open {
    uri: Uri,
    version: i32,
}

pub(super) struct Server<'s> {
    pub session: &'s dyn Session,
    connection: &'s Connection,
    pub client: Client,
    pub roots: Vec<Checked>,
    pub buffers: Buffers,
    open: HashMap<PathBuf, Open>,
    /// What the client shows.
    published: ByFile,
}

impl Server<'_> {
    fn run(&mut self) -> Result<(), ProtocolError> {
        loop {
            let is_stale = self.roots.iter().any(|root| root.is_stale);
            let message = if is_stale {
                let Ok(message) = self.connection.receiver.recv_timeout(SETTLED) else {
                    self.check();
                    continue;
                };
                message
            } else {
                match self.connection.receiver.recv() {
                    Ok(message) => message,
                    Err(_) => return Ok(()), // the client is gone
                }
            };
            match message {
                Message::Request(request) => {
                    if self.connection.handle_shutdown(&request)? {
                        return Ok(());
                    }
                    let response = self.answer(request);
                    self.send(response.into());
                }
                Message::Notification(notification) if notification.method == "exit" => return Ok(()),
                Message::Notification(notification) => self.note(notification),
                Message::Response(_) => {}
            }
        }
    }

    /// Nothing can be sent to a client that is gone, which ends the loop.
    fn send(&self, message: Message) {
        let _ = self.connection.sender.send(message);
    }

    fn answer(&mut self, request: Request) -> Response {
        let id = request.id.clone();
        // A mistake of this program in one answer must not end the session. Its message is that of the panic.
        let answered = catch_unwind(AssertUnwindSafe(|| match request.method.as_str() {
            HoverRequest::METHOD => reply(request, HoverRequest::METHOD, |params| self.hover(&params)),
            CodeActionRequest::METHOD => reply(request, CodeActionRequest::METHOD, |params| self.actions(&params)),
            Completion::METHOD => reply(request, Completion::METHOD, |params| self.completion(&params).map(CompletionResponse::Array)),
            GotoDefinition::METHOD => {
                reply(request, GotoDefinition::METHOD, |params| self.definition(&params).map(GotoDefinitionResponse::Array))
            }
            method => {
                let message = format!("unknown request `{method}`");
                Response::new_err(request.id, ErrorCode::MethodNotFound as i32, message)
            }
        }));
        answered.unwrap_or_else(|_| Response::new_err(id, ErrorCode::InternalError as i32, "internal error: please report it".to_owned()))
    }

    /// A notification with invalid parameters cannot be answered, and changes nothing.
    fn note(&mut self, notification: Notification) {
        match notification.method.as_str() {
            DidOpenTextDocument::METHOD => read::<DidOpenTextDocument>(notification, |params| {
                let document = params.text_document;
                let Some(path) = path_of(&document.uri) else { return };
                self.add_root_of(&path);
                self.buffers.insert(path.clone(), document.text);
                self.touch(&path);
                self.open.insert(path, Open { uri: document.uri, version: document.version });
            }),
            DidChangeTextDocument::METHOD => read::<DidChangeTextDocument>(notification, |params| {
                let Some(path) = path_of(&params.text_document.uri) else { return };
                let (Some(text), Some(open)) = (self.buffers.get_mut(&path), self.open.get_mut(&path)) else { return };
                open.version = params.text_document.version;
                params.content_changes.into_iter().for_each(|change| self.client.encoding.apply(text, change));
                self.touch(&path);
            }),
            DidSaveTextDocument::METHOD => read::<DidSaveTextDocument>(notification, |params| {
                if let Some(path) = path_of(&params.text_document.uri) {
                    self.touch(&path);
                }
            }),
            DidCloseTextDocument::METHOD => read::<DidCloseTextDocument>(notification, |params| {
                let Some(path) = path_of(&params.text_document.uri) else { return };
                self.buffers.remove(&path);
                self.open.remove(&path);
                self.touch(&path);
                self.roots.retain(|checked| checked.root.file.as_ref() != Some(&path));
                self.publish();
            }),
            DidChangeWatchedFiles::METHOD => read::<DidChangeWatchedFiles>(notification, |params| {
                // The text of an open file is that of the editor.
                let paths = params.changes.iter().filter_map(|change| path_of(&change.uri)).filter(|path| !self.buffers.contains(path));
                paths.collect::<Vec<_>>().iter().for_each(|path| self.touch(path));
            }),
            DidChangeWorkspaceFolders::METHOD => read::<DidChangeWorkspaceFolders>(notification, |params| {
                let removed: Vec<_> = params.event.removed.iter().filter_map(|folder| path_of(&folder.uri)).collect();
                self.roots.retain(|checked| checked.root.file.is_some() || !removed.contains(&checked.root.folder));
                let added = params.event.added.iter().filter_map(|folder| path_of(&folder.uri));
                self.roots.extend(added.map(|folder| Checked::new(Root { folder, file: None })));
                self.publish();
            }),
            _ => {}
        }
    }

    /// A file that is in no folder of the workspace is checked by itself.
    fn add_root_of(&mut self, path: &Path) {
        if !self.roots.iter().any(|checked| checked.root.contains(path))
            && let Some(folder) = path.parent()
        {
            self.roots.push(Checked::new(Root { folder: folder.to_owned(), file: Some(path.to_owned()) }));
        }
    }

    /// Marks what has to be checked again after a change. A file that is checked by itself may need others around it.
    fn touch(&mut self, path: &Path) {
        let is_about = |root: &Root| root.contains(path) || root.file.is_some() && path.starts_with(&root.folder);
        self.roots.iter_mut().filter(|checked| is_about(&checked.root)).for_each(|checked| checked.is_stale = true);
    }

    /// Checks what changed, and publishes the result.
    pub(super) fn check(&mut self) {
        let mut messages = Vec::new();
        for checked in self.roots.iter_mut().filter(|checked| checked.is_stale) {
            checked.is_stale = false;
            let result = catch_unwind(AssertUnwindSafe(|| self.session.check(&checked.root, &self.buffers)));
            let result = result.unwrap_or_else(|_| Err(Failure::Other("internal error: please report it".into())));
            let failure = match result {
                Ok(outcome) => {
                    (checked.outcome, checked.mistakes) = (Some(outcome), None);
                    None
                }
                // The last findings stay: every edit of a policy file would remove and add them otherwise.
                Err(Failure::Policy(mistakes)) => {
                    checked.mistakes = Some(mistakes);
                    None
                }
                Err(Failure::Other(message)) => Some(message),
            };
            if checked.failure != failure {
                messages.extend(failure.clone());
            }
            checked.failure = failure;
        }
        self.publish();
        for message in messages {
            let message = format!("tenantlint: {}", self.client.say(&message));
            self.notify::<ShowMessage>(ShowMessageParams { typ: MessageType::ERROR, message });
        }
    }

    /// Sends the diagnostics of the files in which they changed.
    fn publish(&mut self) {
        let mut found = ByFile::new();
        for checked in &self.roots {
            let (folder, client) = (&checked.root.folder, self.client);
            let outcome = checked.outcome.iter();
            outcome.for_each(|outcome| diagnostics::of_outcome(folder, outcome, client, &mut found));
            let mistakes = checked.mistakes.iter();
            mistakes.for_each(|mistakes| diagnostics::of_mistakes(folder, mistakes, client, &mut found));
        }
        let gone = self.published.keys().filter(|path| !found.contains_key(*path)).map(|path| (path, &[][..]));
        let changed = found.iter().filter(|(path, now)| self.published.get(*path) != Some(now)).map(|(path, now)| (path, &now[..]));
        for (path, diagnostics) in gone.chain(changed) {
            let Some(uri) = self.uri(path) else { continue };
            let version = self.open.get(path).map(|open| open.version);
            self.notify::<PublishDiagnostics>(PublishDiagnosticsParams { uri, diagnostics: diagnostics.to_vec(), version });
        }
        self.published = found;
    }

    fn notify<N: lsp_types::notification::Notification>(&self, params: N::Params)
    where
        N::Params: Serialize,
    {
        self.send(Notification::new(N::METHOD.to_owned(), params).into());
    }

    /// Asks the client to report changes of files that it has not opened.
    fn watch(&self) {
        if !self.client.watches {
            return;
        }
        let glob = format!("**/*.{{{}}}", reader::EXTENSIONS.join(","));
        let watchers = [glob, "**/.env.*".to_owned()].map(|glob| FileSystemWatcher { glob_pattern: GlobPattern::String(glob), kind: None });
        let options = DidChangeWatchedFilesRegistrationOptions { watchers: watchers.to_vec() };
        let registration = Registration {
            id: "watch".to_owned(),
            method: DidChangeWatchedFiles::METHOD.to_owned(),
            register_options: serde_json::to_value(options).ok(),
        };
        let params = RegistrationParams { registrations: vec![registration] };
        self.send(Request::new("watch".to_owned().into(), RegisterCapability::METHOD.to_owned(), params).into());
    }

    /// What the client calls a file.
    pub(super) fn uri(&self, path: &Path) -> Option<Uri> {
        self.open.get(path).map(|open| open.uri.clone()).or_else(|| uri_of(path))
    }

    /// The innermost root that contains a file.
    pub(super) fn root_of(&self, path: &Path) -> Option<&Checked> {
        let roots = self.roots.iter().filter(|checked| checked.root.contains(path));
        roots.max_by_key(|checked| checked.root.folder.components().count())
    }
}

/// The answer to a request with valid parameters.
fn reply<P: DeserializeOwned, R: Serialize>(request: Request, method: &str, answer: impl FnOnce(P) -> R) -> Response {
    let id = request.id.clone();
    match request.extract::<P>(method) {
        Ok((id, params)) => Response::new_ok(id, answer(params)),
        Err(ExtractError::JsonError { error, .. }) => Response::new_err(id, ErrorCode::InvalidParams as i32, error.to_string()),
        Err(ExtractError::MethodMismatch(_)) => Response::new_err(id, ErrorCode::MethodNotFound as i32, method.to_owned()),
    }
}

fn read<N: lsp_types::notification::Notification>(notification: Notification, note: impl FnOnce(N::Params))
where
    N::Params: DeserializeOwned,
{
    if let Ok(params) = notification.extract::<N::Params>(N::METHOD) {
        note(params);
    }
}
