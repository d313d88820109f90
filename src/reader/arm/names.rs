//! Relations from file names and paths: which template a parameter file belongs to, and which templates a template links.

use crate::eval::arm::template::ends;
use crate::parts::Parts;
use crate::reader::folders::split;
use crate::reader::words::has_escaped_letters;
use crate::source::Source;
use crate::syntax::arm_expression::is_expression;
use crate::syntax::json::parse_lenient;
use crate::syntax::tree::Node;
use memchr::memmem;
use std::collections::BTreeSet;
use std::path::Path;

pub(super) fn is_json(path: &str) -> bool {
    // A file that was named explicitly may have any name.
    ![".tf.json", ".tofu.json", ".tfvars.json"].iter().any(|end| path.ends_with(end))
}

/// The possible paths of the template of a parameter file, most likely first.
///
/// `azuredeploy.parameters.json`, `main.parameters.prod.json`, `main.prod.parameters.json`, `main.parameters-prod.json`, and
/// `parameters.json` beside `template.json`, as the portal exports it.
pub(super) fn template_names(path: &str) -> Vec<String> {
    let (folder, name) = split(path);
    let in_folder = |stem: &str| if folder == "." { format!("{stem}.json") } else { format!("{folder}/{stem}.json") };
    let lower = name.to_ascii_lowercase();
    let Some(at) = lower.find("parameters").or_else(|| lower.find("param")) else { return Vec::new() };
    let mut stem = name.before(at).trim_end_matches(['.', '-', '_']);
    if stem.is_empty() {
        return ["template", "azuredeploy", "mainTemplate", "main"].map(in_folder).to_vec();
    }
    let mut names = vec![in_folder(stem)];
    while let Some((before, _)) = stem.rsplit_once('.') {
        names.push(in_folder(before));
        stem = before;
    }
    names
}

/// The paths that a template with links may link, relative to its folder or to one above: all literals that may be paths of JSON files.
pub(super) fn linked_paths(source: &Source) -> Vec<String> {
    let Ok(text) = source.text() else { return Vec::new() };
    if memmem::find(text.as_bytes(), b"emplateLink").is_none() && !has_escaped_letters(text) {
        return Vec::new();
    }
    let Ok(root) = parse_lenient(text, 0) else { return Vec::new() };
    let mut paths = BTreeSet::new();
    collect_paths(&root, &mut paths);
    paths.into_iter().collect()
}

fn collect_paths(node: &Node<'_>, paths: &mut BTreeSet<String>) {
    if let Some(text) = node.as_str().filter(|text| text.contains(".json")) {
        // The literals of an expression have single quotes.
        let literals = text.split('\'').skip(1).step_by(2);
        let literals: Vec<&str> = if is_expression(text) { literals.collect() } else { vec![text] };
        for literal in literals {
            paths.extend(ends(literal).map(str::to_owned));
            let is_path = has_json_extension(literal) && !literal.contains("://");
            paths.extend(is_path.then(|| literal.trim_start_matches('/').to_owned()));
        }
    }
    for inner in node.members().iter().map(|member| &member.value).chain(node.elements()) {
        collect_paths(inner, paths);
    }
}

/// The parameter files beside a template.
pub(super) fn parameter_paths(template: &str, working_directory: &Path) -> Vec<String> {
    let (folder, _) = split(template);
    let Ok(entries) = std::fs::read_dir(working_directory.join(folder)) else { return Vec::new() };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let names = names.filter(|name| has_json_extension(name) && name.to_ascii_lowercase().contains("param"));
    let paths = names.map(|name| if folder == "." { name } else { format!("{folder}/{name}") });
    paths.filter(|path| template_names(path).iter().any(|name| name == template)).collect()
}

fn has_json_extension(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| ["json", "jsonc"].iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_parameter_file_identifies_its_template() {
        for (parameters, template) in [
            ("azuredeploy.parameters.json", "azuredeploy.json"),
            ("a/main.parameters.json", "a/main.json"),
            ("main.parameters.prod.json", "main.json"),
            ("main.parameters-prod.json", "main.json"),
            ("main.param.json", "main.json"),
            ("parameters.json", "template.json"),
        ] {
            assert_eq!(template_names(parameters)[0], template, "{parameters}");
        }
        assert_eq!(template_names("main.prod.parameters.json"), ["main.prod.json", "main.json"]);
        assert!(template_names("main.json").is_empty());
    }
}
