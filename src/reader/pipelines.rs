//! What the pipelines and scripts of a repository deploy by itself: the folders in which they run, and the templates that they name.

use super::folders::join;
use crate::source::load_bytes;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Maximum size of a pipeline or a script.
const MAX_FILE_BYTES: u64 = 1 << 20;

/// Maximum number of pipelines and scripts that are read in a repository.
const MAX_FILES: usize = 500;

/// The folders of a repository that contain pipelines and scripts.
const FOLDERS: [&str; 11] = [
    ".",
    ".github/workflows",
    ".azure-pipelines",
    ".azuredevops",
    ".pipelines",
    "pipelines",
    ".gitlab",
    ".circleci",
    ".ci",
    "ci",
    "scripts",
];

/// The folders and templates that the pipelines and scripts of repositories name as deployed.
#[derive(Debug, Default)]
pub(super) struct Pipelines {
    /// The root of each repository, and paths in it. The part `*` is any one name.
    named: Vec<(PathBuf, BTreeSet<String>)>,
}

impl Pipelines {
    /// Reads the pipelines and scripts of these repositories.
    pub fn of(boundaries: &BTreeSet<PathBuf>) -> Self {
        let repositories = boundaries.iter().filter(|boundary| boundary.join(".git").exists());
        Self { named: repositories.map(|repository| (repository.clone(), named_in(repository))).collect() }
    }

    /// Whether a pipeline or a script deploys the template at this path, or works in this folder.
    pub fn deploy(&self, path: &Path) -> bool {
        let named = self.named.iter().filter(|(_, named)| !named.is_empty());
        let inside = |repository: &PathBuf| Some(path.canonicalize().ok()?.strip_prefix(repository).ok()?.to_str()?.replace('\\', "/"));
        named.into_iter().any(|(repository, named)| {
            inside(repository).is_some_and(|path| named.contains(&path) || named.iter().any(|named| matches(named, &path)))
        })
    }
}

/// Whether a path is one that is named with `*` for some of its parts.
fn matches(named: &str, path: &str) -> bool {
    let (mut named, mut path) = (named.split('/'), path.split('/'));
    loop {
        match (named.next(), path.next()) {
            (None, None) => return true,
            (Some(named), Some(part)) if named == "*" || named == part => {}
            _ => return false,
        }
    }
}

fn named_in(repository: &Path) -> BTreeSet<String> {
    let entries = FOLDERS.iter().filter_map(|folder| std::fs::read_dir(repository.join(folder)).ok()).flatten();
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| is_pipeline(path)).collect();
    files.sort_unstable();
    let mut named = BTreeSet::new();
    for file in files.iter().take(MAX_FILES) {
        if let Ok(text) = load_bytes(file, MAX_FILE_BYTES) {
            collect(&String::from_utf8_lossy(&text), &mut named);
        }
    }
    named
}

/// Whether a file may be a pipeline or a script, by its name.
fn is_pipeline(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let name = name.to_ascii_lowercase();
    let is_script = [".yml", ".yaml", ".sh", ".ps1", ".cmd", ".bat"].iter().any(|end| name.ends_with(end));
    is_script || ["makefile", "justfile"].contains(&&*name) || name.starts_with("jenkinsfile")
}

/// Adds the paths that a text names as folders to work in, or as templates to deploy.
fn collect(text: &str, named: &mut BTreeSet<String>) {
    let text = with_wildcards(text);
    let mut before = "";
    for word in text.split(|character: char| character.is_whitespace() || "\"'`=:,;()[]{}&|<>".contains(character)) {
        if word.is_empty() {
            continue;
        }
        if is_place(before)
            && let Some(path) = place(word)
        {
            named.insert(path);
        }
        before = word;
    }
}

/// Whether the word after this one is a folder to work in or a template to deploy.
fn is_place(word: &str) -> bool {
    let word: String = word.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    let ends = ["directory", "dir", "root", "folder", "templatefile"];
    ["cd", "pushd", "f", "template", "csmfile"].contains(&&*word) || ends.iter().any(|end| word.ends_with(end))
}

/// A path in the repository. A variable at its start is the root of the repository.
fn place(word: &str) -> Option<String> {
    let word = word.strip_prefix('@').unwrap_or(word);
    let path = word.strip_prefix('*').filter(|rest| rest.starts_with('/')).unwrap_or(word);
    let path = join(".", path.replace('\\', "/").trim_start_matches('/'));
    let parts = path.split('/');
    let parts: Vec<&str> = parts.map(|part| if part.contains('*') { "*" } else { part }).collect();
    // A path of nothing but variables names nothing, and one outside of the repository nothing in it.
    (parts.iter().any(|part| *part != "*") && !parts.contains(&"..")).then(|| parts.join("/"))
}

/// The text with `*` in place of each variable: `$NAME`, `${NAME}`, `${{ … }}`, `$(…)`.
fn with_wildcards(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        out.push('*');
        let close = match after.chars().next() {
            Some('{') if after.starts_with("{{") => Some("}}"),
            Some('{') => Some("}"),
            Some('(') => Some(")"),
            _ => None,
        };
        rest = match close {
            // On its line, so that a stray bracket hides nothing.
            Some(close) => match after.lines().next().and_then(|line| line.split_once(close)) {
                Some((inside, _)) => after.strip_prefix(inside).and_then(|rest| rest.strip_prefix(close)).unwrap_or(after),
                None => after,
            },
            None => after.trim_start_matches(|character: char| character.is_ascii_alphanumeric() || "_:".contains(character)),
        };
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Vec<String> {
        let mut named = BTreeSet::new();
        collect(text, &mut named);
        named.into_iter().collect()
    }

    #[test]
    fn pipelines_name_what_they_deploy() {
        for (text, expected) in [
            ("      working-directory: ./infra/app\n", vec!["infra/app"]),
            ("defaults: { run: { working-directory: 'infra' } }", vec!["infra"]),
            ("workingDirectory: $(System.DefaultWorkingDirectory)/infra/app", vec!["infra/app"]),
            ("terraform -chdir=infra/app apply", vec!["infra/app"]),
            ("run: cd infra/app && terraform apply", vec!["infra/app"]),
            ("cd \"${GITHUB_WORKSPACE}/infra/app\"", vec!["infra/app"]),
            ("TF_ROOT: ${CI_PROJECT_DIR}/infra/app", vec!["infra/app"]),
            ("- dir: infra/app\n  workspace: prod\n", vec!["infra/app"]),
            ("working-directory: infra/${{ matrix.environment }}/app", vec!["infra/*/app"]),
            ("az deployment group create -g rg --template-file infra/app.bicep", vec!["infra/app.bicep"]),
            ("az deployment sub create -l x -f ./main.bicep -p @x.json", vec!["main.bicep"]),
            ("New-AzResourceGroupDeployment -TemplateFile .\\app.bicep", vec!["app.bicep"]),
            ("csmFile: '$(Pipeline.Workspace)/infra/app.json'", vec!["infra/app.json"]),
            ("template: ${{ github.workspace }}/infra/app.bicep", vec!["infra/app.bicep"]),
            ("working-directory: ${{ matrix.folder }}", vec![]),
            ("working-directory: ../other", vec![]),
            ("paths:\n  - infra/app/**\n", vec![]),
            ("cd ${{ unclosed\n-chdir=a", vec!["a"]),
        ] {
            assert_eq!(named(text), expected, "{text}");
        }
        assert!(matches("infra/*/app", "infra/prod/app") && !matches("infra/*", "infra/a/b") && !matches("infra/a", "infra"));
    }
}
