//! The creator of an object, if the service returns it (`systemData`).

use super::Findings;
use crate::finding::Undecided;
use crate::message::Label;
use crate::model::{Setting, Standing, SystemData, Tenant, UserFacts, is_external_name};
use crate::resource::Kind;

/// An external user who created an object.
pub(super) struct Creator {
    /// Whether the creator is known to be a guest, and not an external member.
    pub is_guest: bool,
    /// The name that the service returns.
    pub name: String,
    /// Where the input shows that they are external, apart from the name.
    pub evidence: Option<Label>,
}

/// The creator of an object, if they are an external user. If that cannot be determined, it is recorded once for all objects.
pub(super) fn external_creator<'a>(made: &Setting<'a, SystemData<'a>>, tenant: &Tenant, out: &mut Findings<'_>) -> Option<Creator> {
    let made = made.known()?;
    let name = made.created_by.known().filter(|name| !name.is_empty())?;
    if made.created_by_type.known().is_some_and(|sort| !sort.eq_ignore_ascii_case("User")) {
        return None;
    }
    let user = tenant.user(name);
    match user.and_then(UserFacts::external).or_else(|| is_from_elsewhere(name, tenant)) {
        Some(true) => Some(Creator {
            is_guest: user.is_some_and(|user| user.standing == Some(Standing::Guest)),
            name: name.to_string(),
            evidence: user.map(UserFacts::label),
        }),
        Some(false) => None,
        None => {
            let missing = "the creators of some of these objects are not among the users of the input";
            out.undecided_once(missing, || Undecided::collect(&Kind::User));
            None
        }
    }
}

/// Whether the name of an unknown user is that of an external user. The index does not keep names of members.
fn is_from_elsewhere(name: &str, tenant: &Tenant) -> Option<bool> {
    if is_external_name(name) {
        return Some(true);
    }
    let is_own = name.rsplit_once('@').is_some_and(|(_, domain)| tenant.verified_domains().contains(&domain.to_ascii_lowercase()));
    if !is_own && tenant.is_whole(&Kind::User) {
        tenant.note_mail();
    }
    (is_own || tenant.is_whole(&Kind::User)).then_some(false)
}
