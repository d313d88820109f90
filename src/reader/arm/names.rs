//! Relations from file names and paths: which template a parameter file belongs to, and which templates a template links.

use crate::eval::arm::template::get;
use crate::reader::folders::{join, split};
use crate::source::Source;
use crate::syntax::json::parse_lenient;
use crate::syntax::tree::Node;
use memchr::memmem;
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
    let mut stem = name[..at].trim_end_matches(['.', '-', '_']);
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

/// The paths of the linked templates that are written as literals.
pub(super) fn linked_paths(source: &Source) -> Vec<String> {
    let Ok(text) = source.text() else { return Vec::new() };
    if memmem::find(text.as_bytes(), b"elativePath").is_none() {
        return Vec::new();
    }
    let Ok(root) = parse_lenient(text, 0) else { return Vec::new() };
    let mut paths = Vec::new();
    collect_paths(&root, &mut paths);
    paths.into_iter().map(|path| join(split(&source.path).0, &path)).collect()
}

fn collect_paths(node: &Node<'_>, paths: &mut Vec<String>) {
    for member in node.members() {
        if member.key.eq_ignore_ascii_case("templateLink") {
            let path = get(&member.value, "relativePath").and_then(Node::as_str);
            paths.extend(path.map(str::to_owned));
        }
        collect_paths(&member.value, paths);
    }
    for element in node.elements() {
        collect_paths(element, paths);
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
    Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
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
