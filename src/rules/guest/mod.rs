//! Guests: who may invite them, and what they may see.

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
use crate::metadata::Confidence;
use crate::model::{Standing, User, View};
use crate::resource::Kind;
use crate::rules::Findings;

/// How sure it is that a user is a guest; nothing of somebody who is none. Where the input does not tell, that is said once.
fn confidence_of_guest(user: &View<'_, User<'_>>, out: &mut Findings<'_>) -> Option<Confidence> {
    match user.standing() {
        Some(Standing::Member | Standing::ExternalMember) => None,
        Some(Standing::Guest) => Some(Confidence::High),
        None if user.is_perhaps_guest() => Some(Confidence::Low),
        None => {
            out.undecided_once("`userType` is not in the input for some users", || Undecided::collect(&Kind::User));
            None
        }
    }
}

const DELETE_GUEST: &str = "ask the sponsor whether the guest is still needed, and delete the guest if not";
