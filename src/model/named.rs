//! The names of an object of any kind.

use super::{Identified, Identity, Str, object};

object! {
    /// What people call an object, whatever its kind.
    Named {
        id: Str<'a>,
        app_id: Str<'a>,
        display_name: Str<'a>,
        name: Str<'a>,
        unique_name: Str<'a>,
        user_principal_name: Str<'a>,
        /// The only id of the settings for a partner tenant.
        tenant_id: Str<'a>,
    }
}

impl Named<'_> {
    /// The text of the best name, or else of the id.
    pub fn raw(&self) -> Option<&str> {
        self.display_name
            .or(&self.name)
            .or(&self.user_principal_name)
            .or(&self.unique_name)
            .or(&self.app_id)
            .or(self.id.or(&self.tenant_id))
            .raw()
    }
}

impl Identified for Named<'_> {
    fn identity(&self) -> Identity {
        let name = self.display_name.or(&self.name).or(&self.user_principal_name).or(&self.unique_name);
        Identity::of(self.id.or(&self.tenant_id), Some(&self.app_id), name)
    }
}
