//! What is read together: Terraform's configurations, Bicep's deployments, and templates with their files of parameters.

use super::variables::Variables;
use super::{arm, bicep, terraform};
use crate::resource::Problem;
use crate::source::{FileId, Sources};
use std::path::Path;

/// The infrastructure as code in an input: which files belong together, and which were read only because others need them.
#[derive(Debug, Default)]
pub struct Project {
    pub(super) terraform: terraform::Configuration,
    pub(super) bicep: bicep::Files,
    pub(super) arm: arm::Templates,
}

impl Project {
    /// Finds out what belongs together, and reads what is needed besides.
    pub fn load(sources: &mut Sources, working_directory: &Path, variables: Variables, problems: &mut Vec<Problem>) -> Self {
        let bicep = bicep::Files::load(sources, working_directory, &variables, problems);
        let terraform = terraform::Configuration::load(sources, working_directory, variables, problems);
        let arm = arm::Templates::load(sources, working_directory);
        Self { terraform, bicep, arm }
    }

    /// Whether a file was read only because another one needs it.
    pub fn is_dependency(&self, file: FileId) -> bool {
        self.terraform.is_dependency(file) || self.bicep.is_dependency(file) || self.arm.is_dependency(file)
    }

    /// Whether it was evaluated with some values of several. What is not declared then may be so in another environment.
    pub fn is_one_of_several(&self) -> bool {
        self.terraform.is_one_of_several() || self.bicep.is_one_of_several()
    }

    /// Whether a file is one of several that are read together.
    pub(super) fn holds(&self, file: FileId) -> bool {
        self.terraform.holds(file) || self.bicep.holds(file)
    }
}
