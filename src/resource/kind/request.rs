//! Requests to Microsoft Graph and Azure Resource Manager.
//!
//! Sources: Microsoft Graph REST API v1.0 and beta, permissions sections of each page; Azure Resource Manager REST API reference (2026-07).

/// The request that returns the resources of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    pub service: Service,
    /// Path and query. A name in braces means that the request is repeated, see [`Each`].
    pub path: &'static str,
    /// Name of the output file, without `.json`.
    pub file: &'static str,
    /// The least privileged permission or role.
    pub permission: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// With the version.
    Graph(&'static str),
    /// With the `api-version` of the type.
    Arm(&'static str),
}

/// What a request is repeated for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Each {
    Once,
    /// The tenant, whose id is in the path.
    Tenant,
    /// Every subscription that the caller can read.
    Subscription,
    BillingAccount,
    Group,
    Application,
}

impl Each {
    pub const ALL: [Self; 6] = [Self::Once, Self::Tenant, Self::Subscription, Self::BillingAccount, Self::Group, Self::Application];

    /// The name in braces in the path.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Once => None,
            Self::Tenant => Some("tenant"),
            Self::Subscription => Some("subscription"),
            Self::BillingAccount => Some("billing-account"),
            Self::Group => Some("group"),
            Self::Application => Some("application"),
        }
    }
}

/// A request to v1.0 of Microsoft Graph: path, file and permission.
pub(super) const fn v1(path: &'static str, file: &'static str, permission: &'static str) -> Request {
    Request { service: Service::Graph("v1.0"), path, file, permission }
}

/// A request to the beta version of Microsoft Graph: path, file and permission.
pub(super) const fn beta(path: &'static str, file: &'static str, permission: &'static str) -> Request {
    Request { service: Service::Graph("beta"), path, file, permission }
}

/// A request to Azure Resource Manager: `api-version`, path, file and role.
pub(super) const fn arm(version: &'static str, path: &'static str, file: &'static str, permission: &'static str) -> Request {
    Request { service: Service::Arm(version), path, file, permission }
}

impl Request {
    pub fn each(&self) -> Each {
        let within = self.path.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map(|(name, _)| name);
        Each::ALL.into_iter().find(|each| each.name() == within).expect("a test checks the names in paths")
    }

    /// The full URL, with the name in braces if it is repeated.
    pub fn url(&self) -> String {
        match (self.service, self.path.split_once('?')) {
            (Service::Graph(version), _) => format!("https://graph.microsoft.com/{version}/{}", self.path),
            (Service::Arm(version), None) => format!("https://management.azure.com/{}?api-version={version}", self.path),
            (Service::Arm(version), Some((path, query))) => {
                format!("https://management.azure.com/{path}?api-version={version}&{query}")
            }
        }
    }

    /// A command that fetches the first page, for help texts.
    pub fn command(&self) -> String {
        let url = match self.each().name() {
            Some(name) => self.url().replace(&format!("{{{name}}}"), &format!("<{name}>")),
            None => self.url(),
        };
        let quote = if url.contains('\'') { '"' } else { '\'' };
        let url = if quote == '"' { url.replace('$', "\\$") } else { url };
        format!("az rest --url {quote}{url}{quote} > {}.json", self.file)
    }
}
