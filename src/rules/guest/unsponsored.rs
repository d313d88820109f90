//! Reports guests and external members who have no sponsor.

use super::{confidence_of_external, title};
use crate::finding::{Step, Undecided};
use crate::remediation::{add_sponsor, delete_user};
use crate::rules::names;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A guest or external member whose list of sponsors is empty, or whose sponsors have all been deleted, are disabled, or are external
    /// themselves. A group counts as a sponsor, regardless of its members.
    ///
    /// The rule is undecided if the sponsors, or the users and groups that they refer to, are not in the input. An export contains sponsors
    /// only if they were requested with `$expand=sponsors`.
    ///
    /// ## Why it matters
    /// When a guest behaves suspiciously, there is no one to ask. No one reports that the guest is no longer needed, so the account stays
    /// available to an attacker who takes it over.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "7c64653e-44f8-422a-88d6-2a224f4babb8", "displayName": "Vendor One", "userPrincipalName": "vendor_fabrikam.example#EXT#@contoso.onmicrosoft.com", "mail": "vendor@fabrikam.example", "userType": "Guest", "accountEnabled": true, "sponsors": [] }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "7c64653e-44f8-422a-88d6-2a224f4babb8", "displayName": "Vendor One", "userPrincipalName": "vendor_fabrikam.example#EXT#@contoso.onmicrosoft.com", "mail": "vendor@fabrikam.example", "userType": "Guest", "accountEnabled": true, "sponsors": [{ "id": "e879cf0f-2b4d-4431-909a-f72fc9868693" }] }
    /// ```
    ///
    /// ## When it is wrong
    /// If sponsors are recorded outside Microsoft Entra ID, disable the rule in the policy file (`enabled: false`) with that `reason`.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `user`
    /// - Microsoft Learn: Sponsors field for B2B users
    pub static RULE = {
        id: "guest-unsponsored",
        group: Group::Guest,
        severity: Severity::Low,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "guest or other external user has no sponsor",
        attack: &["T1078.004"],
        controls: &["ZTA 21877"],
        needs: &[Kind::User],
        joins: &[Kind::Group],
        check: Check::Several(&[Check::User(each), Check::Tenant(all)]),
    };
}

fn each(user: &View<'_, User<'_>>, out: &mut Findings<'_>) {
    if user.sponsors.is_absent() {
        return; // The sponsors can be in a separate file.
    }
    let Some(confidence) = confidence_of_external(user, out) else { return };
    match user.sponsors.state() {
        State::Known(list) if list.is_empty() => {
            out.report(user, "/sponsors", Label::new(user.place(&user.sponsors), "the list of sponsors is empty"))
                .title(title(user, "guest `{user}` has no sponsor", "external user `{user}` has no sponsor"))
                .confidence(confidence)
                .step(sponsor(user.id.known().map(|id| ObjectId::of(id))))
                .step(Change::delete(user.resource).to(DELETE));
        }
        State::Known(_) => {}
        _ => out.needs(user, "sponsors", &user.sponsors),
    }
}

/// Checks the sponsors themselves, who are known only after all users have been read.
fn all(tenant: &Tenant, out: &mut Findings<'_>) {
    let collect = || Undecided::collect(&Kind::User);
    if tenant.lacks_sponsors() {
        out.undecided_once("`sponsors` is not in the input for some guests", collect);
    }
    for (guest, sponsors) in tenant.sponsors() {
        let lost: Vec<Option<bool>> = sponsors.iter().map(|edge| is_lost(tenant, edge)).collect();
        if lost.contains(&Some(false)) {
            continue;
        }
        if lost.contains(&None) {
            let gap = |kind: &Kind| Some((kind.clone(), tenant.completeness(kind).gap()?));
            match [Kind::User, Kind::Group].iter().find_map(gap) {
                Some((kind, gap)) => out.undecided_partial(&kind, gap),
                None => out.undecided_once("the input does not show whether the sponsors of some guests exist and are enabled", collect),
            }
            continue;
        }
        let Some(first) = sponsors.first() else { continue };
        let title = if guest.guest() == Some(true) {
            "guest `{user}` has only sponsors that are deleted, disabled, or external"
        } else {
            "external user `{user}` has only sponsors that are deleted, disabled, or external"
        };
        out.report_user(guest, "/sponsors", Label::at(first.span, "this sponsor is deleted, disabled, or external"))
            .title(Text::new(title).with("user", names::guest(guest)))
            .related(guest.label())
            .step(sponsor(Some(guest.id)))
            .step(delete_user(guest.id, DELETE));
    }
}

/// Whether a sponsor is deleted, disabled, or external, or `None` if this is not known.
fn is_lost(tenant: &Tenant, sponsor: &Edge) -> Option<bool> {
    match tenant.user_of(sponsor.to) {
        Some(user) if user.external() == Some(true) || user.enabled == Some(false) => Some(true),
        Some(user) => (user.external().is_some() && user.enabled.is_some()).then_some(false),
        // A group can also be a sponsor.
        None if tenant.resource(&Kind::Group, sponsor.to).is_some() => Some(false),
        None => [Kind::User, Kind::Group].iter().all(|kind| tenant.is_whole(kind)).then_some(true),
    }
}

const DELETE: &str = "delete the account";

fn sponsor(guest: Option<ObjectId>) -> Step {
    let sentence = "assign a sponsor who is a member of the tenant";
    guest.map_or_else(|| sentence.into(), |guest| add_sponsor(guest, sentence))
}
