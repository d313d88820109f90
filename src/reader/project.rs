//! Files that are read together: Terraform configurations, Bicep deployments, and ARM templates with their parameter files.

use super::variables::Variables;
use super::{arm, bicep, terraform};
use crate::resource::Problem;
use crate::source::{FileId, Sources};
use std::path::Path;

/// The infrastructure as code in an input: which files belong together, and which were read only because others reference them.
#[derive(Debug, Default)]
pub struct Project {
    pub(super) terraform: terraform::Configuration,
    pub(super) bicep: bicep::Files,
    pub(super) arm: arm::Templates,
}

impl Project {
    /// Groups the files, and reads the files that they reference.
    pub fn load(sources: &mut Sources, working_directory: &Path, variables: Variables, problems: &mut Vec<Problem>) -> Self {
        let bicep = bicep::Files::load(sources, working_directory, &variables, problems);
        let terraform = terraform::Configuration::load(sources, working_directory, variables, problems);
        let arm = arm::Templates::load(sources, working_directory);
        Self { terraform, bicep, arm }
    }

    /// Whether a file was read only because another one references it.
    pub fn is_dependency(&self, file: FileId) -> bool {
        self.terraform.is_dependency(file) || self.bicep.is_dependency(file) || self.arm.is_dependency(file)
    }

    /// Whether it was evaluated with one of several sets of values. Another environment may then declare more.
    pub fn is_one_of_several(&self) -> bool {
        self.terraform.is_one_of_several() || self.bicep.is_one_of_several()
    }

    /// Whether a file is read together with others.
    pub(super) fn holds(&self, file: FileId) -> bool {
        self.terraform.holds(file) || self.bicep.holds(file)
    }
}
