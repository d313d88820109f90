//! Which paths belong to which tenant.

use super::validate::path_glob;
use crate::source::shown;
use globset::{GlobSet, GlobSetBuilder};
use std::path::{Path, PathBuf};

/// The tenants of a policy file. The default is one without a name, to which everything belongs.
#[derive(Debug)]
pub(super) struct Tenants {
    names: Vec<String>,
    globs: GlobSet,
    /// The globs of each tenant, as they are written.
    written: Vec<Vec<String>>,
    /// The tenant of each glob, ascending.
    owners: Vec<usize>,
    /// The tenant of files that match no glob.
    rest: usize,
    /// The folder of the policy file, to which the globs are relative.
    folder: PathBuf,
    /// The folder to which displayed paths are relative.
    working_directory: PathBuf,
}

impl Default for Tenants {
    fn default() -> Self {
        let nowhere = PathBuf::new();
        Self {
            names: vec![String::new()],
            globs: GlobSet::empty(),
            written: Vec::new(),
            owners: Vec::new(),
            rest: 0,
            folder: nowhere.clone(),
            working_directory: nowhere,
        }
    }
}

impl Tenants {
    /// Tenants with the globs of their paths, in the order of the file.
    ///
    /// Files that match no glob belong to the first tenant without paths, or else to a tenant without a name.
    ///
    /// # Errors
    /// [`globset::Error`], which validation reports earlier, with its place.
    pub(super) fn new(tenants: &[(String, Vec<String>)], folder: &Path, working_directory: &Path) -> Result<Self, globset::Error> {
        let mut globs = GlobSetBuilder::new();
        let mut owners = Vec::new();
        for (number, (_, paths)) in tenants.iter().enumerate() {
            for path in paths {
                globs.add(path_glob(path)?);
                owners.push(number);
            }
        }
        let mut names: Vec<String> = tenants.iter().map(|(name, _)| name.clone()).collect();
        let rest = tenants.iter().position(|(_, paths)| paths.is_empty()).unwrap_or_else(|| {
            names.push(String::new());
            names.len() - 1
        });
        let (folder, working_directory) = (folder.to_owned(), working_directory.to_owned());
        let written = tenants.iter().map(|(_, paths)| paths.clone()).collect();
        Ok(Self { names, globs: globs.build()?, written, owners, rest, folder, working_directory })
    }

    /// The tenants of a policy file that lies elsewhere: `moved` gives where a folder would be.
    pub(super) fn moved(self, moved: &dyn Fn(&Path) -> PathBuf, working_directory: &Path) -> Self {
        if self.folder == self.working_directory && self.folder.as_os_str().is_empty() {
            return self; // there is no policy file
        }
        Self { folder: moved(&self.folder), working_directory: working_directory.to_owned(), ..self }
    }

    /// Whether the same files belong to the same tenants.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.names == other.names && self.written == other.written
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The number of the tenant without a name, if others have one.
    pub(super) fn nameless(&self) -> Option<usize> {
        Some(self.rest).filter(|rest| self.names.len() > 1 && self.names.get(*rest).is_some_and(String::is_empty))
    }

    /// A displayed path, relative to the policy file.
    pub(super) fn relative(&self, path: &str) -> String {
        shown(&self.working_directory.join(path), &self.folder)
    }

    /// The root of a resource, relative to the policy file.
    pub(super) fn root(&self, root: &str) -> String {
        match root.strip_suffix('/') {
            _ if root.is_empty() || self.folder == self.working_directory => root.to_owned(),
            Some(folder) => self.relative(folder) + "/",
            None => self.relative(root),
        }
    }

    pub(super) fn of(&self, path: &str) -> usize {
        if self.owners.is_empty() {
            return self.rest;
        }
        self.globs.matches(self.relative(path)).first().and_then(|glob| self.owners.get(*glob)).copied().unwrap_or(self.rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenants(list: &[(&str, &[&str])], folder: &str, working_directory: &str) -> Tenants {
        let list: Vec<_> = list.iter().map(|(name, paths)| ((*name).to_owned(), paths.iter().map(ToString::to_string).collect())).collect();
        Tenants::new(&list, Path::new(folder), Path::new(working_directory)).unwrap()
    }

    #[test]
    fn the_first_tenant_that_fits_has_the_file() {
        let tenants = tenants(&[("b", &["exports/b/**"]), ("a", &["exports/**", "./*.tf"])], "/repo", "/repo");
        assert_eq!(tenants.names(), ["b", "a", ""]);
        assert_eq!(tenants.of("exports/b/x/y.json"), 0);
        assert_eq!(tenants.of("exports/c/y.json"), 1);
        assert_eq!(tenants.of("main.tf"), 1);
        assert_eq!(tenants.of("infra/main.tf"), 2);
        assert_eq!(tenants.nameless(), Some(2));
    }

    #[test]
    fn paths_are_relative_to_the_policy_file_wherever_the_run_starts() {
        let list: &[(&str, &[&str])] = &[("a", &["exports/a/**"])];
        assert_eq!(tenants(list, "/repo", "/repo/exports").of("a/x.json"), 0);
        assert_eq!(tenants(list, "/repo", "/").of("repo/exports/a/x.json"), 0);
        assert_eq!(tenants(list, "/repo", "/repo/infra").of("../exports/a/x.json"), 0);
        assert_eq!(tenants(list, "/repo", "/other").of("exports/a/x.json"), 1);
    }

    #[test]
    fn a_tenant_without_paths_has_the_rest() {
        let two = tenants(&[("a", &["a/**"]), ("b", &[])], "/repo", "/repo");
        assert_eq!((two.of("a/x"), two.of("c/x"), two.names().len(), two.nameless()), (0, 1, 2, None));
        let one = tenants(&[("a", &[])], "/repo", "/repo");
        assert_eq!((one.of("x"), one.names().len()), (0, 1));
        assert_eq!(Tenants::default().of("x"), 0);
    }
}
