//! The content of a Graph response, according to its `@odata.context` or the requested URL.

use crate::resource::Kind;

/// What a response contains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseShape {
    /// The kind of the objects.
    pub kind: Kind,
    /// The object that they belong to, if their own JSON does not name it: the Graph path `groups/<id>/members`.
    pub relation: Option<String>,
    /// Whether a list of them is complete for the tenant.
    pub whole: bool,
}

impl ResponseShape {
    /// The address of one of them, from its JSON `id`.
    pub fn address<'j>(&self, id: impl FnOnce() -> Option<&'j str>) -> Option<String> {
        let relation = self.relation.as_ref()?;
        let id = id().and_then(|id| serde_json::from_str::<String>(id).ok());
        Some(id.map_or_else(|| relation.clone(), |id| format!("{relation}/{id}")))
    }
}

/// The objects under this `@odata.context`; `None` if it names no entity.
///
/// `…/$metadata#applications(id,appId)/$entity`, `…#directoryObjects`, `…#Collection(microsoft.graph.user)`,
/// `…#applications/microsoft.graph.agentIdentityBlueprint`, `…#groups('…')/members`
pub fn context(context: &str) -> Option<ResponseShape> {
    let (_, fragment) = context.split_once('#')?;
    let (fragment, is_function) = match fragment.strip_prefix("Collection(") {
        Some(inner) => (inner.trim_end_matches(')'), true),
        None => (fragment, false),
    };
    let mut segments = segments(fragment);
    let is_entity = segments.pop_if(|last| last.name == "$entity").is_some();
    let mut holds = of_path(&segments)?;
    holds.whole &= !is_function && !is_entity;
    Some(holds)
}

/// The response to a request for this URL, if it requests objects that belong to one object.
///
/// `https://graph.microsoft.com/v1.0/groups/<id>/members?$top=999`, `/applications/<id>/owners`
pub fn request(url: &str) -> Option<ResponseShape> {
    let mut segments = url_segments(url)?;
    segments.pop_if(|last| last.name.starts_with('$'));
    // In a URL the key is usually a separate segment.
    let cast = usize::from(segments.last()?.name.starts_with(CAST));
    if let Some(at) = segments.len().checked_sub(2 + cast)
        && let Some([.., collection, key]) = segments.get_mut(..=at)
        && collection.key.is_none()
        && key.key.is_none()
    {
        collection.key = Some(std::mem::take(&mut key.name));
        segments.remove(at);
    }
    of_path(&segments).filter(|holds| holds.relation.is_some())
}

/// The objects that belong to the object with this id in a collection.
pub fn of_one(collection: &str, id: &str, relation: &str) -> Option<ResponseShape> {
    let mut segments = segments(collection);
    segments.last_mut()?.key = Some(id);
    segments.push(Segment { name: relation, key: None });
    of_path(&segments)
}

/// The segments of the path of a URL, after the host and the version.
fn url_segments(url: &str) -> Option<Vec<Segment<'_>>> {
    let path = url.split(['?', '#']).next()?;
    let path = path.split_once("://").map_or(path, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let path = path.trim_matches('/');
    let path = ["v1.0/", "beta/"].iter().find_map(|version| path.strip_prefix(version)).unwrap_or(path);
    Some(segments(path))
}

/// The kind of the objects that a request for this URL of Microsoft Graph returns, if the model knows it.
pub fn kind(url: &str) -> Option<Kind> {
    let segments = url_segments(url)?;
    of_path(&segments).map(|holds| holds.kind).filter(|kind| kind.entry().is_some())
}

/// Whether a URL requests only some objects of a list.
pub fn is_filtered(url: &str) -> bool {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    query.split('&').any(|option| ["$filter=", "%24filter=", "$search=", "%24search="].iter().any(|name| option.starts_with(name)))
}

const CAST: &str = "microsoft.graph.";

#[derive(Debug, Clone, Copy)]
struct Segment<'p> {
    name: &'p str,
    /// The key of one object in a collection, without quotes; an alternate key `(appId='…')` as a whole.
    key: Option<&'p str>,
}

/// The segments of a path. Keys and selections are in parentheses, which nest.
fn segments(path: &str) -> Vec<Segment<'_>> {
    let mut depth = 0u32;
    let mut is_quoted = false;
    let is_end = |character: char| {
        match character {
            '\'' => is_quoted = !is_quoted,
            '(' if !is_quoted => depth += 1,
            ')' if !is_quoted => depth = depth.saturating_sub(1),
            '/' => return depth == 0 && !is_quoted,
            _ => {}
        }
        false
    };
    path.split(is_end).map(segment).collect()
}

fn segment(text: &str) -> Segment<'_> {
    let Some(open) = text.find('(') else { return Segment { name: text, key: None } };
    let (name, rest) = text.split_at(open);
    let inner = rest.strip_prefix('(').unwrap_or_default();
    let within = inner.split_once(')').map_or(inner, |(within, _)| within);
    let quoted = within.strip_prefix('\'').and_then(|within| within.strip_suffix('\''));
    let is_id = within.len() == 36 && within.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
    let key = quoted.or(is_id.then_some(within)).or_else(|| within.contains("='").then(|| rest.get(..within.len() + 2)).flatten());
    Segment { name, key }
}

fn of_path(segments: &[Segment<'_>]) -> Option<ResponseShape> {
    let (last, before) = segments.split_last()?;
    let cast = last.name.strip_prefix(CAST).map(Kind::of_graph);
    let steps = if cast.is_some() { before } else { segments };
    let names: Vec<&str> = steps.iter().map(|step| step.name).collect();
    let names = names.join("/");
    let base = if names == "settings" { Some(Kind::GroupSetting) } else { Kind::of_path(&names) };
    // Members of a group that are cast to users are still members.
    let kind = match (base, cast) {
        (Some(Kind::DirectoryObject), _) if names.contains('/') => Kind::DirectoryObject,
        (base, cast) => cast.or(base)?,
    };
    let is_of_one = steps.split_last().is_some_and(|(_, parents)| parents.iter().any(|parent| parent.key.is_some()));
    let relation = (is_of_one && belongs(&kind)).then(|| {
        let step = |step: &Segment<'_>| match step.key {
            Some(key) if key.starts_with('(') => format!("{}{key}", step.name),
            Some(key) => format!("{}/{key}", step.name),
            None => step.name.to_owned(),
        };
        steps.iter().map(step).collect::<Vec<_>>().join("/")
    });
    let whole = kind != Kind::DirectoryObject && steps.iter().all(|step| step.key.is_none());
    Some(ResponseShape { kind, relation, whole })
}

/// Whether objects of this kind do not name the object that they belong to.
fn belongs(kind: &Kind) -> bool {
    matches!(kind, Kind::AppManagementPolicy | Kind::DirectoryObject | Kind::FederatedIdentityCredential | Kind::GroupSetting)
        || kind.name() == "scopedRoleMembership"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_identifies_the_kind() {
        for (context, kind, whole) in [
            ("applications", "application", true),
            ("applications(id,appId,owners(id))/$entity", "application", false),
            ("policies/authorizationPolicy/$entity", "authorizationPolicy", false),
            ("users('0b0c')/memberOf", "memberOf", false),
            ("Collection(microsoft.graph.user)", "user", false),
            ("applications/microsoft.graph.agentIdentityBlueprint(sponsors(id))", "application", true),
            ("identity/conditionalAccess/policies", "conditionalAccessPolicy", true),
            ("identity/conditionalAccess/namedLocations/microsoft.graph.ipNamedLocation/$entity", "namedLocation", false),
            ("roleManagement/directory/roleAssignments(principal())", "unifiedRoleAssignment", true),
            ("legacy/policies", "legacyPolicy", true),
            ("settings", "groupSetting", true),
            ("directoryObjects", "directoryObject", false),
            ("directoryObjects/microsoft.graph.user", "user", true),
            ("servicePrincipals('0b0c')/appRoleAssignedTo", "appRoleAssignment", false),
        ] {
            let found = super::context(&format!("https://graph.microsoft.com/v1.0/$metadata#{context}")).unwrap();
            assert_eq!((found.kind.name(), found.whole, found.relation), (kind, whole, None), "{context}");
        }
        assert_eq!(super::context("no fragment"), None);
        assert_eq!(super::context("#"), None);
    }

    #[test]
    fn a_context_identifies_the_relation() {
        for (context, relation) in [
            ("groups('0b0c')/members", "groups/0b0c/members"),
            ("groups('0b0c')/members/microsoft.graph.user(id)", "groups/0b0c/members"),
            ("applications(appId='a/b')/owners(id)", "applications(appId='a/b')/owners"),
            ("users('a#EXT#@b')/sponsors", "users/a#EXT#@b/sponsors"),
            ("directoryRoles(0b0c2f0e-1111-4222-8333-444455556666)/members", "directoryRoles/0b0c2f0e-1111-4222-8333-444455556666/members"),
        ] {
            let found = super::context(&format!("https://graph.microsoft.com/v1.0/$metadata#{context}")).unwrap();
            assert_eq!((found.kind, found.relation.as_deref(), found.whole), (Kind::DirectoryObject, Some(relation), false), "{context}");
        }
    }

    #[test]
    fn a_request_identifies_the_relation() {
        for (url, relation) in [
            ("https://graph.microsoft.com/v1.0/groups/0b0c/members?$top=999", "groups/0b0c/members"),
            ("/groups/0b0c/members/microsoft.graph.user", "groups/0b0c/members"),
            ("applications/0b0c/federatedIdentityCredentials", "applications/0b0c/federatedIdentityCredentials"),
            ("beta/users('0b0c')/sponsors", "users/0b0c/sponsors"),
            ("devices/0b0c/registeredOwners/$ref", "devices/0b0c/registeredOwners"),
        ] {
            assert_eq!(request(url).and_then(|holds| holds.relation).as_deref(), Some(relation), "{url}");
        }
        for url in ["1", "", "/", "https://", "users", "users/0b0c", "identity/conditionalAccess/policies", "teams/0b0c/members", "a/b/c"] {
            assert_eq!(request(url), None, "{url}");
        }
    }

    #[test]
    fn a_filter_is_detected() {
        assert!(is_filtered("users?$select=id&$filter=userType eq 'Guest'"));
        assert!(is_filtered("/users?%24search=\"a\""));
        assert!(!is_filtered("users?$select=id"));
        assert!(!is_filtered("users/$filter=x"));
    }

    #[test]
    fn hostile_paths_are_not_relations() {
        let deep = format!("https://x/$metadata#{}groups('a')/members", "(".repeat(100_000));
        assert_eq!(super::context(&deep), None);
        for context in ["#(((", "#)", "#a('", "#a('b')", "#''", "#/", "#/$entity", "#a(')')/members", "#Collection(", "#経('経')/経"] {
            drop(super::context(context));
            drop(request(context));
        }
    }
}
