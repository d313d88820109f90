//! Rules on billing roles: who has them, and who can create subscriptions.

pub(super) mod associated_tenant;
pub(super) mod not_reviewed;
pub(super) mod role_guest;
pub(super) mod role_undeclared;
pub(super) mod subscription_creator_wide;

use crate::message::Text;
use crate::model::{BillingRoleAssignment, View};
use crate::rules::name_of;

/// A title with the billing account, and one for a role assignment whose billing account is not known.
macro_rules! in_account {
    ($title:literal) => {
        [concat!($title, " in billing account `{account}`"), $title]
    };
}
use in_account;

/// The title of a finding on a billing role assignment, naming the billing account if it is known.
fn title([full, short]: [&'static str; 2], assignment: &View<'_, BillingRoleAssignment<'_>>) -> Text {
    let account = account_in(assignment.scope().known().or_else(|| assignment.id.known()).map(|path| &**path));
    account.map_or_else(|| Text::new(short), |account| Text::new(full).with("account", account))
}

/// Names the principal of a billing role assignment: its display name or address, or else its id.
fn principal_name(assignment: &View<'_, BillingRoleAssignment<'_>>) -> String {
    let (name, mail, id) = (assignment.principal_display_name(), assignment.user_email_address(), assignment.principal_id());
    let known = [name, mail, id].into_iter().find_map(|setting| setting.known().filter(|text| !text.is_empty()));
    known.map(ToString::to_string).or_else(|| id.reference()).unwrap_or_else(|| name_of(assignment))
}

/// The billing account in the path of an object.
fn account_in(path: Option<&str>) -> Option<&str> {
    let start = path?.to_ascii_lowercase().find("/billingaccounts/")? + "/billingaccounts/".len();
    path?.get(start..)?.split('/').next().filter(|account| !account.is_empty())
}
