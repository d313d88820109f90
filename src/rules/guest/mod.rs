//! Rules on guests and other external users: who can invite them, what they can see, and whether they are still needed.

pub(super) mod access_unreviewed;
pub(super) mod invitation_pending;
pub(crate) mod invite_all_members;
pub(super) mod invite_domains_open;
pub(crate) mod invite_everyone;
pub(super) mod role_too_wide;
pub(super) mod self_sign_up;
pub(super) mod stale;
pub(super) mod undeclared;
pub(super) mod unsponsored;

use crate::finding::Undecided;
use crate::message::Text;
use crate::metadata::Confidence;
use crate::model::{Setting, Standing, User, View};
use crate::resource::Kind;
use crate::rules::{Findings, name_of};

/// The confidence that a user is external, as a guest or as a member, or `None` for other users. If the input does not show it, this is
/// reported once.
fn confidence_of_external(user: &View<'_, User<'_>>, out: &mut Findings<'_>) -> Option<Confidence> {
    let mut undecided = |missing: &'static str| {
        out.undecided_once(missing, || Undecided::collect(&Kind::User));
        None
    };
    match user.standing() {
        Some(Standing::Member) if user.is_uncollected(&user.user_principal_name) => {
            undecided("`userPrincipalName` is not in the input for some users")
        }
        Some(Standing::Member) => None,
        Some(Standing::Guest | Standing::ExternalMember) => Some(Confidence::High),
        None if user.is_perhaps_guest() => Some(Confidence::Low),
        None => undecided("`userType` is not in the input for some users"),
    }
}

/// A title that calls the user a guest only if the input does.
fn title(user: &View<'_, User<'_>>, guest: &'static str, external_user: &'static str) -> Text {
    let template = if user.standing() == Some(Standing::Guest) { guest } else { external_user };
    Text::new(template).with("user", address_of(user))
}

/// The mail address or user principal name of an external user. Display names are not unique, and the inviter chooses them.
fn address_of(user: &View<'_, User<'_>>) -> String {
    let names = [&user.mail, &user.user_principal_name].into_iter();
    let address = names.filter_map(Setting::known).find(|name| !name.is_empty());
    address.map_or_else(|| name_of(user), ToString::to_string)
}

const DELETE_IF_UNNEEDED: &str = "delete the account if its sponsor confirms that it is no longer needed";
