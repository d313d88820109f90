//! Which paths the policy file declares to contain all objects of a kind.

use super::validate::path_glob;
use crate::resource::Kind;
use globset::{GlobSet, GlobSetBuilder};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The declarations under `complete`.
#[derive(Debug, Default)]
pub(super) struct Complete {
    globs: GlobSet,
    /// The globs of each kind, as they are written.
    written: BTreeMap<String, Vec<String>>,
    /// For each glob the kind, and the folder above everything that it can match.
    declared: Vec<(Kind, PathBuf)>,
}

impl Complete {
    /// The globs of each kind, relative to `folder`.
    ///
    /// # Errors
    /// [`globset::Error`], which validation reports earlier, with its place.
    pub fn new(complete: &BTreeMap<String, Vec<String>>, folder: &Path) -> Result<Self, globset::Error> {
        let mut globs = GlobSetBuilder::new();
        let mut declared = Vec::new();
        for (kind, paths) in complete {
            for path in paths {
                globs.add(path_glob(path)?);
                let fixed = path.split('/').take_while(|part| !part.contains(['*', '?', '[', '{', '\\']));
                declared.push((Kind::named(kind), folder.join(fixed.collect::<PathBuf>())));
            }
        }
        Ok(Self { globs: globs.build()?, written: complete.clone(), declared })
    }

    /// The declarations of a policy file that lies elsewhere: `moved` gives where a folder would be.
    pub fn moved(self, moved: &dyn Fn(&Path) -> PathBuf) -> Self {
        Self { declared: self.declared.into_iter().map(|(kind, base)| (kind, moved(&base))).collect(), ..self }
    }

    /// Whether both declare the same.
    pub fn is_same(&self, other: &Self) -> bool {
        self.written == other.written
    }

    pub fn is_empty(&self) -> bool {
        self.declared.is_empty()
    }

    /// The kinds of which this file contains a part of all objects, in a run on these folders: one on single files, or on a part of the
    /// declared folder, does not see the others. The path is relative to the policy file.
    pub fn kinds(&self, path: &str, folders: &[PathBuf]) -> Vec<Kind> {
        let matching = self.globs.matches(path).into_iter().filter_map(|glob| self.declared.get(glob));
        let is_whole = |base: &Path| folders.iter().any(|folder| base.starts_with(folder));
        matching.filter(|(_, base)| is_whole(base)).map(|(kind, _)| kind.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_holds_where_the_run_sees_the_whole_folder() {
        let declared = BTreeMap::from([("conditionalAccessPolicy".to_owned(), vec!["ca/policies/**".to_owned(), "x.json".to_owned()])]);
        let complete = Complete::new(&declared, Path::new("/repo")).unwrap();
        let kinds = |path: &str, folder: &str| complete.kinds(path, &[folder.into()]).len();
        assert_eq!(kinds("ca/policies/a.json", "/repo"), 1);
        assert_eq!(kinds("ca/policies/a.json", "/repo/ca/policies"), 1);
        assert_eq!(kinds("ca/policies/a/b.json", "/repo/ca/policies/a"), 0);
        assert_eq!(kinds("ca/other.json", "/repo"), 0);
        assert_eq!(kinds("x.json", "/repo"), 1);
        assert_eq!(complete.kinds("ca/policies/a.json", &[]).len(), 0);
    }
}
