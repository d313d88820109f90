//! What the pipelines and scripts of a repository deploy by itself: the folders in which they run, and the templates that they name.

use super::folders::join;
use crate::parts::Parts;
use crate::source::load_bytes;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Maximum size of a pipeline or a script.
const MAX_FILE_BYTES: u64 = 1 << 20;

/// Maximum number of pipelines and scripts that are read in a repository.
const MAX_FILES: usize = 500;

/// Maximum number of paths that are kept for a repository.
const MAX_NAMED: usize = 10_000;

/// Maximum length of a variable in a text.
const MAX_VARIABLE: usize = 200;

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

/// The folders and templates that the pipelines and scripts of repositories name as deployed. A repository is searched when it is first asked
/// about, because most inputs call nothing that might be deployed by itself.
#[derive(Debug, Default)]
pub(super) struct Pipelines(Mutex<HashMap<PathBuf, Arc<Named>>>);

/// What a repository names.
#[derive(Debug, Default)]
struct Named {
    /// Paths in the repository. The part `*` is any one name.
    paths: BTreeSet<String>,
    /// Whether a bound was reached: anything may then be deployed, so that many files or names hide none.
    is_partial: bool,
}

impl Pipelines {
    /// Whether a pipeline or a script of its repository deploys the template at this path, or works in this folder.
    pub fn deploy(&self, path: &Path) -> bool {
        let Ok(path) = path.canonicalize() else { return false };
        let Some(repository) = path.ancestors().find(|above| above.join(".git").exists()) else { return false };
        let named = {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(known.entry(repository.to_owned()).or_insert_with(|| Arc::new(named_in(repository))))
        };
        let inside = path.strip_prefix(repository).ok().and_then(Path::to_str).map(|inside| inside.replace('\\', "/"));
        let is_named = |inside: String| named.paths.contains(&inside) || named.paths.iter().any(|named| matches(named, &inside));
        named.is_partial || inside.is_some_and(is_named)
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

fn named_in(repository: &Path) -> Named {
    let entries = FOLDERS.iter().filter_map(|folder| std::fs::read_dir(repository.join(folder)).ok()).flatten();
    let files = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| is_pipeline(path) && path.is_file());
    let mut named = Named::default();
    for (number, file) in files.enumerate() {
        match load_bytes(&file, MAX_FILE_BYTES) {
            Ok(text) if number < MAX_FILES => collect(&String::from_utf8_lossy(&text), &mut named.paths),
            _ => named.is_partial = true,
        }
        named.is_partial |= named.paths.len() > MAX_NAMED;
        if named.is_partial {
            break;
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
            // Near, and on its line, so that a stray bracket hides nothing and costs little.
            Some(close) => {
                match after.before(after.floor_char_boundary(MAX_VARIABLE)).lines().next().and_then(|near| near.split_once(close)) {
                    Some((inside, _)) => after.strip_prefix(inside).and_then(|rest| rest.strip_prefix(close)).unwrap_or(after),
                    None => after,
                }
            }
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
    fn more_pipelines_than_are_read_hide_nothing() {
        let repository = tempfile::tempdir().unwrap();
        let folder = repository.path().join("infra");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::create_dir(repository.path().join(".git")).unwrap();
        let file = repository.path().join("a.sh");
        for (text, is_deployed) in [("cd other", false), ("cd infra", true), (&*"#".repeat((1 << 20) + 1), true)] {
            std::fs::write(&file, text).unwrap();
            assert_eq!(Pipelines::default().deploy(&folder), is_deployed, "{}", text.len());
        }
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
        // Without a bound on a variable, this takes minutes.
        assert!(named(&"${".repeat(500_000)).is_empty());
        assert!(matches("infra/*/app", "infra/prod/app") && !matches("infra/*", "infra/a/b") && !matches("infra/a", "infra"));
    }
}
