//! What the scripts of all shells have in common: the requests in their order, the lists for which they are repeated, and the permissions.

use crate::resource::{Each, Kind, Request, Service};
use std::collections::BTreeSet;

/// How the answer to a request becomes a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// It is one, and so is each of its next pages.
    Pages,
    /// The same, in the answer to a batch: only the path shows to which object it belongs.
    PagesOfPath,
    /// It is one, also if it is the error 404, which shows that the setting was never changed.
    Setting,
}

impl Answer {
    pub fn to(request: &Request) -> Self {
        let may_be_unset = || Kind::table().any(|(kind, entry)| entry.may_be_unset && kind.request() == Some(request));
        match (request.each(), request.service) {
            (Each::Group | Each::Application, Service::Graph(_)) => Self::PagesOfPath,
            (Each::Tenant, _) if may_be_unset() => Self::Setting,
            _ => Self::Pages,
        }
    }
}

/// A list of the objects for which requests are repeated.
pub(super) struct List {
    pub url: &'static str,
    /// A regular expression for the id of an object in the answer, which is its group. An id is a part of URLs and names of files, so it
    /// has only characters that are safe in them.
    pub id: &'static str,
}

impl List {
    /// The objects that requests of this sort are repeated for.
    pub fn of(each: Each) -> Option<Self> {
        const GRAPH_ID: &str = r#""id": *"([A-Za-z0-9-]+)""#;
        let (url, id) = match each {
            Each::Once | Each::Tenant => return None,
            Each::Subscription => {
                ("https://management.azure.com/subscriptions?api-version=2022-12-01", r#""subscriptionId": *"([A-Za-z0-9-]+)""#)
            }
            Each::BillingAccount => (
                "https://management.azure.com/providers/Microsoft.Billing/billingAccounts?api-version=2024-04-01",
                r#""id": *"/providers/Microsoft.Billing/billingAccounts/([A-Za-z0-9:_.-]+)""#,
            ),
            Each::Group => ("https://graph.microsoft.com/v1.0/groups?$select=id&$top=999&$filter=securityEnabled%20eq%20true", GRAPH_ID),
            Each::Application => ("https://graph.microsoft.com/v1.0/applications?$select=id&$top=999", GRAPH_ID),
        };
        Some(Self { url, id })
    }
}

/// The variable with the id of an object.
pub(super) fn variable(each: Each) -> &'static str {
    if each == Each::BillingAccount { "account" } else { each.name().unwrap_or_default() }
}

/// The requests of each sort, in the order in which they are sent.
pub(super) fn sections<'r>(requests: &[&'r Request]) -> impl Iterator<Item = (Each, Vec<&'r Request>)> {
    let of = |each| requests.iter().copied().filter(|request| request.each() == each).collect::<Vec<_>>();
    Each::ALL.map(|each| (each, of(each))).into_iter().filter(|(_, requests)| !requests.is_empty())
}

/// The least privileged permissions of Microsoft Graph, or roles of Azure, for these requests.
pub(super) fn permissions(requests: &[&Request], is_graph: bool) -> BTreeSet<&'static str> {
    let of_service = requests.iter().filter(|request| self::is_graph(request) == is_graph);
    of_service.flat_map(|request| request.permission.split(", ")).collect()
}

/// The lines of the head that name them.
pub(super) fn permission_lines(requests: &[&Request]) -> String {
    let mut text = String::new();
    for (is_graph, head) in [(true, "# Permissions of Microsoft Graph:\n"), (false, "# Roles in Azure:\n")] {
        let permissions = permissions(requests, is_graph);
        if !permissions.is_empty() {
            text.push_str(head);
        }
        text.extend(permissions.into_iter().map(|permission| format!("#   {permission}\n")));
    }
    text
}

pub(super) fn is_graph(request: &Request) -> bool {
    matches!(request.service, Service::Graph(_))
}
