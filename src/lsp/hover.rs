//! Hovers: the finding at a position with the page of its rule, and the evaluated values of the line.

use super::client::Client;
use super::diagnostics::path_of_source;
use super::entry::is_policy_file;
use super::server::{Checked, Server};
use super::uri::path_of;
use super::values::{Evaluated, values};
use crate::finding::Finding;
use crate::load::Loaded;
use crate::outcome::Outcome;
use crate::parts::Parts;
use crate::report::editor::{markdown, quoted};
use crate::rules::{Rule, find};
use crate::source::{Source, Span};
use crate::text::Text;
use lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};
use std::path::Path;

/// Values that are listed, and findings.
const LISTED: usize = 5;

impl Server<'_> {
    pub(super) fn hover(&mut self, params: &HoverParams) -> Option<Hover> {
        self.check();
        let place = &params.text_document_position_params;
        let path = path_of(&place.text_document.uri)?;
        let text = self.buffers.get(&path)?;
        let offset = self.client.encoding.offset(text, place.position);
        let checked = self.root_of(&path)?;
        let named = is_policy_file(&path).then(|| rule_at(text, offset)).flatten();
        let mut parts: Vec<String> = named.map(|rule| self.session.page(rule, self.client.language)).into_iter().collect();
        parts.extend(self.values_at(checked, &path, text, offset));
        if let Some(outcome) = &checked.outcome {
            parts.extend(self.findings_at(checked, outcome, &path, offset));
        }
        let value = parts.join("\n\n---\n\n");
        let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value });
        (!parts.is_empty()).then_some(Hover { contents, range: None })
    }

    /// The findings at a position, and the pages of their rules.
    fn findings_at(&self, checked: &Checked, outcome: &Outcome, path: &Path, offset: usize) -> Vec<String> {
        let Some((file, _)) = self.current(checked, outcome, path) else { return Vec::new() };
        let is_here = |span: Span| span.file == file && (span.start as usize..=span.end as usize).contains(&offset);
        let here = outcome.findings.iter().map(|finding| &**finding).filter(|finding| is_here(finding.primary.span));
        let here: Vec<&Finding> = here.take(LISTED).collect();
        let mut rules: Vec<&'static Rule> = here.iter().filter_map(|finding| find(finding.rule.id)).collect();
        rules.dedup_by_key(|rule| rule.id);
        let language = self.client.language;
        let found = here.iter().map(|finding| format!("**{}**\n\n{}", finding.rule.id, markdown(outcome, finding, language)));
        found.chain(rules.into_iter().map(|rule| self.session.page(rule, language))).collect()
    }

    /// The values of the attribute at a position.
    fn values_at(&self, checked: &Checked, path: &Path, text: &str, offset: usize) -> Option<String> {
        let loaded = self.session.load(&checked.root, &self.buffers)?;
        let is_file = |source: &Source| crate::source::clean(&checked.root.folder.join(&source.path)) == path;
        let (file, _) = loaded.sources.iter().find(|(_, source)| is_file(source))?;
        let start = text.before(offset).rfind('\n').map_or(0, |newline| newline + 1);
        let end = offset + text.after(offset).find('\n').unwrap_or(text.after(offset).len());
        let mut found = values(&loaded, file, start..end);
        // Of several attributes on a line, the one at the position, or the next one after its name.
        let nearest =
            found.iter().filter(|value| value.span.end as usize >= offset).map(|value| value.span).min_by_key(|span| span.start)?;
        found.retain(|value| value.span == nearest);
        let more = found.len().saturating_sub(LISTED);
        let mut lines: Vec<String> = found
            .iter()
            .take(LISTED)
            .map(|value| line(checked, &loaded, value, self.client, text.part(start..nearest.start as usize)))
            .collect();
        if more > 0 {
            lines.push(self.client.say(&Text::new("and {more} more").with("more", more.to_string())));
        }
        Some(lines.join("\n\n"))
    }
}

/// ``` `sign_in_audience` = `AzureADMultipleOrgs` from `prod.tfvars:3` ```
fn line(checked: &Checked, loaded: &Loaded, value: &Evaluated, client: Client, before: &str) -> String {
    let name = quoted(written_name(before).unwrap_or(&value.name));
    let text = match &value.value {
        Ok(text) => quoted(text),
        Err(reason) => {
            // In code, there is no other code.
            let reason = client.say(&reason.clone().into()).replace('`', "'");
            return client.say(&Text::new("{name} is not known: {reason}").with("name", name).with("reason", quoted(&reason)));
        }
    };
    let origin = value.origin.map(|span| {
        let path = path_of_source(&checked.root.folder, &loaded.sources, span);
        let shown = path.strip_prefix(&checked.root.folder).unwrap_or(&path).to_string_lossy().into_owned();
        quoted(&format!("{shown}:{}", loaded.sources.start(span).line))
    });
    let line = match &origin {
        Some(_) => Text::new("{name} = {value} from {place}"),
        None => Text::new("{name} = {value}"),
    };
    client.say(&line.with("name", name).with("value", text).with("place", origin.unwrap_or_default()))
}

/// The name of an attribute that ends before its value.
fn written_name(before: &str) -> Option<&str> {
    let before = before.trim_end().strip_suffix(['=', ':'])?.trim_end().trim_end_matches(['"', '\'']);
    let is_part = |character: char| character.is_alphanumeric() || "_-".contains(character);
    let name = before.after(before.trim_end_matches(is_part).len());
    (!name.is_empty()).then_some(name)
}

/// The rule whose id is at an offset.
fn rule_at(text: &str, offset: usize) -> Option<&'static Rule> {
    let is_part = |character: char| character.is_ascii_alphanumeric() || character == '-';
    let start = text.before(offset).trim_end_matches(is_part).len();
    let rest = text.after(start);
    let end = rest.find(|character| !is_part(character)).unwrap_or(rest.len());
    find(rest.before(end))
}
