//! The search for the policy file.

use crate::text::Text;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The names of the policy file.
pub const NAMES: [&str; 2] = [".tenantlint.yaml", ".tenantlint.yml"];

/// Whether a name is one that people expect to work, such as `tenantlint.yml`, `.TenantLint.yaml`, `.tenantlintrc` or `tenantlint.config.json`.
/// A file with such a name would silently not be used.
fn is_alike(name: &str) -> bool {
    /// Ends of such names, without signs between the words.
    const ENDS: [&str; 10] = ["yaml", "yml", "json", "jsonc", "json5", "toml", "rc", "rcyaml", "rcyml", "rcjson"];
    if NAMES.contains(&name) {
        return false;
    }
    let plain: String = name.to_ascii_lowercase().chars().filter(|character| !matches!(character, '.' | '-' | '_')).collect();
    let Some(end) = plain.strip_prefix("tenantlint") else { return false };
    let end = ["config", "configuration", "policy", "rules"].iter().find_map(|word| end.strip_prefix(word)).unwrap_or(end);
    ENDS.contains(&end) || name.eq_ignore_ascii_case(".tenantlint")
}

/// Why no policy file could be selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindError {
    /// A folder contains the file under both names.
    Both {
        /// The folder.
        folder: PathBuf,
    },
    /// A file has almost the name of a policy file, and would silently not be used.
    Alike {
        /// The file.
        path: PathBuf,
    },
}

impl FindError {
    /// What to report.
    pub fn text(&self) -> Text {
        match self {
            Self::Both { folder } => Text::new("`{folder}` contains both `.tenantlint.yaml` and `.tenantlint.yml`: keep one")
                .with("folder", folder.display().to_string()),
            Self::Alike { path } => {
                Text::new("`{path}` is not used: the policy file is named `.tenantlint.yaml`").with("path", path.display().to_string())
            }
        }
    }
}

/// The policy files for a file or a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyPaths {
    /// The one that holds: the uppermost.
    pub first: PathBuf,
    /// Those below it, which may only tighten it: a pull request that adds one must not accept its own findings.
    pub below: Vec<PathBuf>,
}

/// Where the search for the policy file of `start`, a file or a folder, ends.
pub fn root(start: &Path, working_directory: &Path) -> PathBuf {
    top(&folder(start, working_directory), working_directory)
}

/// The folder of a file, without links and `..`: upward is then by name.
fn folder(start: &Path, working_directory: &Path) -> PathBuf {
    let absolute = working_directory.join(start);
    let start = absolute.canonicalize().unwrap_or(absolute);
    if start.is_dir() { start } else { start.parent().unwrap_or(&start).to_owned() }
}

fn top(folder: &Path, working_directory: &Path) -> PathBuf {
    let working_directory = working_directory.canonicalize().unwrap_or_else(|_| working_directory.to_owned());
    let repository = folder.ancestors().find(|above| above.join(".git").exists());
    repository.unwrap_or(if folder.starts_with(&working_directory) { &working_directory } else { folder }).to_owned()
}

/// The first file of a folder that has almost the name of a policy file.
fn alike(folder: &Path) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    let alike = entries.filter(|entry| entry.file_name().to_str().is_some_and(is_alike)).map(|entry| entry.path());
    alike.filter(|path| path.is_file() && !is_own(path)).min()
}

/// Whether a file is one that tenantlint has written, such as a report.
fn is_own(path: &Path) -> bool {
    let mut start = [0; 256];
    let read = std::fs::File::open(path).and_then(|mut file| file.read(&mut start)).unwrap_or_default();
    memchr::memmem::find(start.get(..read).unwrap_or_default(), b"\"tenantlint/").is_some()
}

/// The policy files for `start`, a file or a folder: from the root of the repository (the folder that contains `.git`) downward.
///
/// Outside a repository the search ends at the working directory if `start` is in it, or else in the folder of `start`, because a
/// policy file can accept findings and a parent folder may belong to another user (`/tmp`).
///
/// # Errors
/// [`FindError`] if the choice is ambiguous.
pub fn find(start: &Path, working_directory: &Path) -> Result<Option<PolicyPaths>, FindError> {
    let folder = folder(start, working_directory);
    let last = top(&folder, working_directory);
    let mut all = Vec::new();
    for above in folder.ancestors().take_while(|above| above.starts_with(&last)) {
        let mut found = NAMES.iter().map(|name| above.join(name)).filter(|path| path.is_file());
        match (found.next(), found.next()) {
            (Some(_), Some(_)) => return Err(FindError::Both { folder: above.to_owned() }),
            (Some(path), None) => all.push(path),
            (None, _) => {
                if let Some(path) = alike(above) {
                    return Err(FindError::Alike { path });
                }
            }
        }
    }
    Ok(all.pop().map(|first| PolicyPaths { first, below: all }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// A folder with these files; a name that ends with `/` is a folder.
    fn tree(paths: &[&str]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        for path in paths {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            if path.to_string_lossy().ends_with('/') { fs::create_dir_all(path) } else { fs::write(path, "") }.unwrap();
        }
        let root = folder.path().canonicalize().unwrap();
        (folder, root)
    }

    #[test]
    fn the_uppermost_one_inside_the_repository_holds() {
        let (_kept, root) = tree(&[
            ".tenantlint.yaml",
            "repo/.git",
            "repo/a/b/x.json",
            "repo/a/.tenantlint.yml",
            "repo/a/b/.tenantlint.yaml",
            "repo/c/x.json",
        ]);
        let found = |start: &str| find(Path::new(start), &root).unwrap();
        let (first, below) = (root.join("repo/a/.tenantlint.yml"), root.join("repo/a/b/.tenantlint.yaml"));
        assert_eq!(found("repo/a/b/x.json"), Some(PolicyPaths { first: first.clone(), below: vec![below] }));
        assert_eq!(found("repo/a"), Some(PolicyPaths { first, below: Vec::new() }));
        assert_eq!(found("repo/c"), None, "the one above the repository does not hold");
        assert_eq!(found("repo/gone/x.json"), None);
    }

    #[test]
    fn without_a_repository_the_working_directory_is_the_limit() {
        let (_kept, root) = tree(&[".tenantlint.yaml", "a/b/x.json", "c/.tenantlint.yaml"]);
        let up = root.join(".tenantlint.yaml");
        let found = |start: &str, from: &Path| find(Path::new(start), from).unwrap().map(|paths| paths.first);
        assert_eq!(found("a/b/x.json", &root), Some(up));
        assert_eq!(found("b/x.json", &root.join("a")), None);
        assert_eq!(found("../c", &root.join("a")), Some(root.join("c/.tenantlint.yaml")));
    }

    #[test]
    fn almost_the_name_is_an_error() {
        let (_kept, root) = tree(&["a/.git", "a/tenantlint.yaml", "b/.git", "b/.tenantlint.yaml", "b/tenantlint.yaml"]);
        assert_eq!(find(Path::new("a"), &root), Err(FindError::Alike { path: root.join("a/tenantlint.yaml") }));
        assert_eq!(find(Path::new("b"), &root).unwrap().unwrap().first, root.join("b/.tenantlint.yaml"));
        fs::write(root.join("a/tenantlint.yaml"), "").unwrap();
        fs::rename(root.join("a/tenantlint.yaml"), root.join("a/tenantlint.json")).unwrap();
        fs::write(root.join("a/tenantlint.json"), r#"{ "schema": "tenantlint/report/1", "findings": [] }"#).unwrap();
        assert_eq!(find(Path::new("a"), &root), Ok(None), "a report of an earlier run");
    }

    #[test]
    fn names_that_people_expect_to_work() {
        let expected =
            [".TenantLint.yaml", "tenantlint.config.json", ".tenantlintrc", ".tenantlint", "tenantlint-policy.yml", "_tenantlint.toml"];
        assert!(expected.into_iter().all(is_alike));
        let others =
            [".tenantlint.yaml", ".tenantlint-baseline.json", "tenantlint.schema.json", "tenantlint.sarif", "tenantlint", "tenantlint.rs"];
        assert!(!others.into_iter().any(is_alike));
    }

    #[test]
    fn two_names_in_one_folder_are_an_error() {
        let (_kept, root) = tree(&[".git", ".tenantlint.yaml", ".tenantlint.yml"]);
        assert_eq!(find(Path::new("."), &root), Err(FindError::Both { folder: root.clone() }));
    }
}
