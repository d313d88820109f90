//! App Service and Container Apps, and the sign-in that the platform does for them.
//!
//! Source: `Microsoft.Web` 2024-04-01, `Microsoft.App` 2026-01-01.

use super::nested;
use crate::model::{Identified, Identity, Setting, Str, object};

object! {
    /// A web or function app, or a slot of one (`Microsoft.Web/sites`).
    Site {
        /// Resource id.
        id: Str<'a>,
        /// Name.
        name: Str<'a>,
        /// `app`, `functionapp`, …
        kind: Str<'a>,
        /// What ARM nests.
        properties: SiteProperties<'a>,
        /// Its configuration.
        site_config: SiteConfigProperties<'a>,
        /// Its own host name.
        default_host_name: Str<'a>,
        /// Its host names.
        host_names: Vec<Setting<'a, Str<'a>>>,
        /// Whether http is redirected.
        https_only: bool,
    }
}

nested! {
    Site: SiteProperties {
        /// Its configuration.
        site_config: SiteConfigProperties<'a>,
        /// Its own host name.
        default_host_name: Str<'a>,
        /// Its host names.
        host_names: Vec<Setting<'a, Str<'a>>>,
        /// Whether http is redirected.
        https_only: bool,
    }
}

impl Identified for Site<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.name)
    }
}

object! {
    /// The part of a site configuration that matters here.
    SiteConfigProperties {
        /// Application settings.
        app_settings: Vec<Setting<'a, NameValue<'a>>>,
    }
}

object! {
    /// An application setting.
    NameValue {
        /// Name.
        name: Str<'a>,
        /// Value.
        value: Str<'a>,
    }
}
