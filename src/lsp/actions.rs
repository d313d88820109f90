//! Code actions: the exact edits of a finding, and the two ways to accept it.

use super::diagnostics::path_of_source;
use super::entry::insertion;
use super::server::{Checked, Server};
use super::uri::path_of;
use crate::finding::{Finding, Replacement};
use crate::fix::edits;
use crate::outcome::Outcome;
use crate::parts::Parts;
use crate::policy::{NAMES, comment, comment_place};
use crate::report::editor::plain;
use crate::source::{FileId, Source};
use crate::text::Text;
use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CreateFile, CreateFileOptions, DocumentChangeOperation,
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, Position, Range, ResourceOp, TextDocumentEdit, TextEdit, Uri,
    WorkspaceEdit,
};
use std::collections::HashMap;
use std::path::Path;

/// A longer new value is not shown in a title.
const LONGEST: usize = 60;

/// What is offered for a finding.
struct Offers<'s> {
    server: &'s Server<'s>,
    checked: &'s Checked,
    outcome: &'s Outcome,
}

impl Server<'_> {
    /// The actions for the findings in a range.
    pub(super) fn actions(&mut self, params: &CodeActionParams) -> Vec<CodeActionOrCommand> {
        self.check();
        let is_wanted = |kind: &CodeActionKind| kind.as_str().is_empty() || *kind == CodeActionKind::QUICKFIX;
        if params.context.only.as_ref().is_some_and(|only| !only.iter().any(is_wanted)) {
            return Vec::new();
        }
        let Some(path) = path_of(&params.text_document.uri) else { return Vec::new() };
        let Some((checked, outcome)) = self.root_of(&path).and_then(|checked| Some((checked, checked.outcome.as_ref()?))) else {
            return Vec::new();
        };
        let Some((file, text)) = self.current(checked, outcome, &path) else { return Vec::new() };
        let encoding = self.client.encoding;
        let (start, end) = (encoding.offset(text, params.range.start), encoding.offset(text, params.range.end));
        let is_here = |finding: &&Finding| {
            let span = finding.primary.span;
            span.file == file && span.start as usize <= end.max(start) && start <= span.end as usize
        };
        let offers = Offers { server: self, checked, outcome };
        let findings = outcome.findings.iter().map(|finding| &**finding).filter(is_here);
        findings.flat_map(|finding| offers.of(finding, &path, text)).map(CodeActionOrCommand::CodeAction).collect()
    }

    /// The source of a file, if its text is that of the last check.
    pub(super) fn current<'o>(&self, checked: &Checked, outcome: &'o Outcome, path: &Path) -> Option<(FileId, &'o str)> {
        let is_file = |source: &&(FileId, &Source)| crate::source::clean(&checked.root.folder.join(&source.1.path)) == path;
        let (file, source) = outcome.sources.iter().filter(|(_, source)| !source.unreadable).find(|source| is_file(&source))?;
        let text = source.text().ok()?;
        self.buffers.get(path).is_none_or(|open| open == text).then_some((file, text))
    }
}

impl Offers<'_> {
    fn of(&self, finding: &Finding, path: &Path, text: &str) -> Vec<CodeAction> {
        let language = self.server.client.language;
        let fixes = finding.remediation.steps.iter().filter_map(|step| {
            let found = edits(step, self.outcome)?;
            let mut title = plain(&step.sentence, language);
            if let [Replacement { text, .. }] = found.replacements.as_slice()
                && (1..=LONGEST).contains(&text.len())
                && !text.contains('\n')
            {
                title.extend([": `", text.trim_matches(['"', '\'']), "`"]);
            }
            if !found.is_safe {
                title.extend([" (", language.text("unsafe: users may lose access"), ")"]);
            }
            Some(CodeAction { is_preferred: Some(found.is_safe), ..action(title, self.replaced(&found.replacements)?) })
        });
        let mut actions: Vec<CodeAction> = fixes.collect();
        let rule = finding.rule.id;
        if finding.subject.declared
            && let Some(comment) = comment(finding.rule, &path.to_string_lossy())
            && let Some(edit) = self.commented(finding, path, text, &comment)
        {
            actions.push(action(plain(&Text::new("accept `{rule}` with a comment here").with("rule", rule), language), edit));
        }
        if let Some((name, edit)) = self.accepted(finding) {
            actions.push(action(plain(&Text::new("accept `{rule}` in `{name}`").with("rule", rule).with("name", name), language), edit));
        }
        actions
    }

    /// The replacements, unless the text of a file differs from the checked one or the file is not part of the input.
    #[expect(clippy::mutable_key_type, reason = "the protocol has it, and no URI is changed")]
    fn replaced(&self, replacements: &[Replacement]) -> Option<WorkspaceEdit> {
        let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
        for replacement in replacements {
            let path = path_of_source(&self.checked.root.folder, &self.outcome.sources, replacement.span);
            self.outcome.sources.get(replacement.span.file).disk.as_ref()?;
            self.server.current(self.checked, self.outcome, &path)?;
            let range = self.server.client.encoding.range(&self.outcome.sources, replacement.span);
            changes.entry(self.server.uri(&path)?).or_default().push(TextEdit::new(range, replacement.text.clone()));
        }
        Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
    }

    fn commented(&self, finding: &Finding, path: &Path, text: &str, comment: &str) -> Option<WorkspaceEdit> {
        let start = comment_place(&path.to_string_lossy(), text, finding.primary.span.start as usize);
        let indent: String = text.after(start).chars().take_while(|character| matches!(character, ' ' | '\t')).collect();
        let line = format!("{indent}{comment}{}", line_end(text));
        self.inserted(path, text, start, line)
    }

    /// The edit that adds the entry to the policy file, and the name of the file.
    fn accepted(&self, finding: &Finding) -> Option<(String, WorkspaceEdit)> {
        let entry = finding.allow_entry().render(str::to_owned);
        let folder = &self.checked.root.folder;
        let Some(name) = self.outcome.policy.files.first() else {
            let [name, ..] = NAMES;
            let edit = self.created(&folder.join(name), format!("version: 1\n{entry}\n"))?;
            return Some((name.to_owned(), edit));
        };
        let path = crate::source::clean(&folder.join(name));
        let source = self.server.buffers.load(&path, name).ok()?;
        let text = source.text().ok()?;
        let (offset, added) = insertion(text, &entry)?;
        Some((name.clone(), self.inserted(&path, text, offset, added.replace('\n', line_end(text)))?))
    }

    #[expect(clippy::mutable_key_type, reason = "the protocol has it, and no URI is changed")]
    fn inserted(&self, path: &Path, text: &str, offset: usize, added: String) -> Option<WorkspaceEdit> {
        let edit = TextEdit::new(self.server.client.encoding.range_of(text, offset..offset), added);
        let changes = HashMap::from([(self.server.uri(path)?, vec![edit])]);
        Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
    }

    fn created(&self, path: &Path, text: String) -> Option<WorkspaceEdit> {
        let uri = self.server.uri(path).filter(|_| self.server.client.creates_files && !path.exists())?;
        let options = CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(false) };
        let create = ResourceOp::Create(CreateFile { uri: uri.clone(), options: Some(options), annotation_id: None });
        let start = Position::new(0, 0);
        let edit = TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier { uri, version: None },
            edits: vec![OneOf::Left(TextEdit::new(Range::new(start, start), text))],
        };
        let operations = vec![DocumentChangeOperation::Op(create), DocumentChangeOperation::Edit(edit)];
        Some(WorkspaceEdit { document_changes: Some(DocumentChanges::Operations(operations)), ..WorkspaceEdit::default() })
    }
}

fn action(title: String, edit: WorkspaceEdit) -> CodeAction {
    CodeAction { title, kind: Some(CodeActionKind::QUICKFIX), edit: Some(edit), ..CodeAction::default() }
}

fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}
