//! A guest without a sponsor.

use crate::finding::Undecided;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A guest whose list of sponsors is empty, or all of whose sponsors are gone, disabled or guests themselves. The list is in an export
    /// only where it was asked for (`$expand=sponsors`).
    ///
    /// ## Why it matters
    /// When a guest does something odd there is nobody to ask, and nobody who would say that he is not needed any more.
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
    /// When groups sponsor guests, which an export may leave out.
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
        summary: "nobody answers for a guest",
        attack: &["T1078.004"],
        controls: &["ZTA 21877"],
        needs: &[Kind::User],
        options: None,
        check: Check::Users { each, all },
    };
}

fn each(user: &View<'_, User<'_>>, out: &mut Findings<'_>) {
    if user.is_guest() != Some(true) {
        return;
    }
    let sponsors = &user.sponsors;
    match sponsors.state() {
        State::Known(list) if list.is_empty() => {
            out.report(user, "/sponsors", Label::new(user.place(sponsors), "no sponsor")).help(SPONSOR);
        }
        State::Known(_) | State::Null => {}
        State::Absent => out.undecided_once("`sponsors` is not in the input for some guests", || Undecided::collect(&Kind::User)),
        State::Unknown(_) => out.needs(user, "sponsors", sponsors),
    }
}

/// Sponsors are other users, who are known when all have been read.
fn all(tenant: &Tenant, out: &mut Findings<'_>) {
    let is_whole = tenant.seen(&Kind::User).complete;
    for (guest, sponsors) in tenant.sponsors() {
        let lost = |edge: &Edge| match tenant.user_of(edge.to) {
            Some(sponsor) => sponsor.enabled == Some(false) || sponsor.guest() == Some(true),
            None => is_whole,
        };
        let Some(first) = sponsors.first().filter(|_| sponsors.iter().all(lost)) else { continue };
        out.report_user(guest, "/sponsors", Label::at(first.span, "this sponsor is gone, disabled or a guest, and there is no other"))
            .related(guest.label())
            .help(SPONSOR);
    }
}

const SPONSOR: &str = "give the guest a sponsor who is a member of the tenant, or remove him";
