//! Evaluation of a template with its parameter files.

use super::files::Templates;
use super::role::Role;
use crate::eval::Fuel;
use crate::eval::arm::expression::Evaluator;
use crate::eval::arm::template::{Engine, Links, ParameterFile, Template};
use crate::parts::Parts;
use crate::reader::Reading;
use crate::reader::code::{Code, Declarations};
use crate::reader::template::{Evaluated, Given};
use crate::resource::{Format, Problem, Sink};
use crate::source::{FileId, Sources, Span};
use crate::syntax::json::{SyntaxError, parse_lenient, skip_comments};
use crate::syntax::tree::Node;
use crate::text::Text;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

struct Tree<'s> {
    node: Node<'s>,
    /// Offsets of keys that are written twice.
    twice: HashSet<usize>,
    /// The later occurrences, with their texts.
    repeated: Vec<(Span, String)>,
}

/// Reads a template or a parameter file.
pub(in crate::reader) fn read(file: FileId, sources: &Sources, templates: &Templates, code: &Code, sink: &mut dyn Sink) -> Reading {
    let declarations = &code.declarations;
    let tree = match parse(file, sources) {
        Ok(tree) => tree,
        Err((span, message)) => {
            sink.problem(Problem::error(span, message));
            return Reading::of(Format::Arm, "a file for Resource Manager that is not well-formed");
        }
    };
    for (span, key) in &tree.repeated {
        sink.problem(Problem::error(
            *span,
            Text::new("the key `{key}` is written twice: the effective value is uncertain").with("key", key),
        ));
    }
    let shown = |file: FileId| &sources.get(file).path;
    if templates.role(file) == Some(Role::Template) {
        declarations.add(Template { file, node: &tree.node }.declarations());
    }
    match templates.role(file) {
        Some(Role::Parameters) => match templates.template_of(file) {
            Some(template) => {
                let reason = Text::new("parameters of the template `{value}`").with("value", shown(template));
                Reading::new(Some(Format::Arm), reason)
            }
            None => Reading::of(Format::Arm, "parameters of a template that was not found beside them"),
        },
        _ if declarations.is_opened(file) && !templates.is_deployed(file, sources) => {
            Reading::of(Format::Arm, "an ARM template that other code deploys")
        }
        _ => {
            evaluate(file, &tree, sources, templates, code, sink);
            Reading::of(Format::Arm, "an ARM template")
        }
    }
}

/// Parses a file, or returns its error.
fn parse(file: FileId, sources: &Sources) -> Result<Tree<'_>, (Span, Text)> {
    let text = sources.get(file).text().map_err(|error| (Span::new(file, 0, 0), error.text()))?;
    let broken = |error: &SyntaxError| {
        let start = if error.truncated { text.floor_char_boundary(error.offset.saturating_sub(1)) } else { error.offset };
        let end = text.ceil_char_boundary((start + 1).min(text.len()));
        (Span::new(file, start, end), Text::new("not well-formed JSON: {reason}").with("reason", error.message.clone()))
    };
    let node = parse_lenient(text, 0).map_err(|error| broken(&error))?;
    let end = skip_comments(text, node.bytes.end);
    if end < text.len() {
        let message = Text::new("expected the end of the file, found `{character}`")
            .with("character", text.after(end).chars().next().unwrap_or_default().to_string());
        return Err(broken(&SyntaxError { message, offset: end, truncated: false }));
    }
    let mut tree = Tree { node, twice: HashSet::new(), repeated: Vec::new() };
    find_repeated(&tree.node, file, &mut tree.twice, &mut tree.repeated);
    Ok(tree)
}

/// Finds keys that an object contains twice.
fn find_repeated(node: &Node<'_>, file: FileId, twice: &mut HashSet<usize>, repeated: &mut Vec<(Span, String)>) {
    let members = node.members();
    if members.len() > 1 {
        let mut first: HashMap<&str, usize> = HashMap::with_capacity(members.len());
        for member in members {
            if let Some(before) = first.insert(&member.key, member.key_bytes.start) {
                twice.extend([before, member.key_bytes.start]);
                repeated.push((Span::new(file, member.key_bytes.start, member.key_bytes.end), member.key.to_string()));
            }
        }
    }
    for value in members.iter().map(|member| &member.value).chain(node.elements()) {
        find_repeated(value, file, twice, repeated);
    }
}

/// The files that an evaluation may need, parsed on demand.
pub(in crate::reader) struct Trees<'s> {
    sources: &'s Sources,
    templates: &'s Templates,
    declarations: &'s Declarations,
    own: Option<(FileId, &'s Tree<'s>)>,
    others: HashMap<FileId, OnceLock<Option<Tree<'s>>>>,
}

impl<'s> Trees<'s> {
    /// All templates of the input, for the evaluation of files in other languages.
    pub(in crate::reader) fn new(templates: &'s Templates, sources: &'s Sources, declarations: &'s Declarations) -> Self {
        let others = templates.all().map(|file| (file, OnceLock::new())).collect();
        Self { sources, templates, declarations, own: None, others }
    }

    fn get(&self, file: FileId) -> Option<&Tree<'s>> {
        match self.own {
            Some((own, tree)) if file == own => Some(tree),
            // A file that cannot be parsed is reported where it is read directly.
            _ => self.others.get(&file)?.get_or_init(|| parse(file, self.sources).ok()).as_ref(),
        }
    }

    fn open(&self, file: FileId) -> Option<Template<'_>> {
        Some(Template { file, node: &self.get(file)?.node })
    }

    /// Records that the templates at these paths are parts of templates that are deployed.
    pub(in crate::reader) fn uses(&self, paths: &[String]) {
        paths.iter().filter_map(|path| self.templates.at(path)).for_each(|file| self.deploys(file));
    }

    /// The template whose text this is, if it is a file of its own.
    pub(in crate::reader) fn with_text(&self, text: &str) -> Option<Template<'_>> {
        let is_it = |file: &FileId| self.sources.get(*file).text().is_ok_and(|own| own == text);
        self.open(self.templates.all().find(is_it)?)
    }
}

impl Links for Trees<'_> {
    fn linked(&self, from: FileId, path: &str) -> Option<Template<'_>> {
        self.open(self.templates.linked(&self.sources.get(from).path, path)?)
    }

    fn deploys(&self, file: FileId) {
        self.declarations.opens(file);
    }

    fn is_twice(&self, file: FileId, key: usize) -> bool {
        self.get(file).is_some_and(|tree| tree.twice.contains(&key))
    }
}

fn evaluate(file: FileId, tree: &Tree<'_>, sources: &Sources, templates: &Templates, code: &Code, sink: &mut dyn Sink) {
    let declarations = &code.declarations;
    let parameters = templates.parameters(file);
    let others = templates.reached(file, sources).into_iter().chain(parameters.iter().copied());
    let others = others.map(|file| (file, OnceLock::new())).collect();
    let trees = Trees { sources, templates, declarations, own: Some((file, tree)), others };
    let evaluated = evaluate_with(Template { file, node: &tree.node }, &trees, parameters, code.fuel);
    Given::new(&sources.get(file).path, code.fuel).give_all(evaluated, |_| Format::Arm, declarations, sink);
}

/// Evaluates a template with each of its parameter files, and with its defaults.
fn evaluate_with<'t>(template: Template<'t>, trees: &'t Trees<'_>, parameters: &[FileId], fuel: u64) -> Vec<(Arc<str>, Evaluated)> {
    let with = |parameters| {
        let evaluator = Rc::new(Evaluator::new(Fuel::new(fuel)));
        Engine::new(trees, evaluator).evaluate(template, parameters)
    };
    // A parameter file that cannot be parsed is reported where it is read.
    let parsed: Vec<FileId> = parameters.iter().copied().filter(|file| trees.get(*file).is_some()).collect();
    let deployments = Given::deployments(template.file, template.has_defaults(), &parsed, trees.sources).into_iter();
    let file = |file: FileId| Some(ParameterFile { file, node: &trees.get(file)?.node });
    deployments.map(|(name, values)| (name, with(values.and_then(file)))).collect()
}
