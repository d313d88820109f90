//! Reports guests who are not declared in the inventory.

use super::address_of;
use crate::finding::Undecided;
use crate::inventory::{Entry, Guest, List, normalised};
use crate::rules::declared::{report_missing, report_past_review};
use crate::rules::prelude::*;
use std::collections::HashSet;

rule! {
    /// ## What it finds
    /// A guest, or an external user with the rights of a member, who is not declared in the inventory `guests` of the policy file: neither
    /// individually, nor by their home domain or home tenant. The inventory `partners` maps domains to tenants. Invitations in
    /// infrastructure as code are checked as well.
    ///
    /// The rule also reports inventory entries that are past their review date and, at severity info, entries for people who do not exist
    /// in the tenant.
    ///
    /// The rule is undecided if the policy file declares no inventory of guests.
    ///
    /// ## Why it matters
    /// Guests are assumed to be harmless, so no one looks at them. A list in the repository with a reviewer and a review date makes sure
    /// that someone does: a guest that an attacker invited is not in it.
    ///
    /// ## Bad
    /// ```yaml
    /// inventory:
    ///   guests: { people: [{ id: 7c64653e-44f8-422a-88d6-2a224f4babb8, name: Ana, reviewer: identity-team, review-by: 2026-01-01 }] }
    /// ```
    ///
    /// ## Good
    /// ```yaml
    /// inventory:
    ///   guests: { people: [{ id: 7c64653e-44f8-422a-88d6-2a224f4babb8, name: Ana, reviewer: identity-team, review-by: 2027-01-01 }] }
    /// ```
    ///
    /// ## When it is wrong
    /// If the guest is legitimate, add them to the inventory with a reviewer. `tenantlint init --inventory` drafts the first inventory.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `user`
    pub static RULE = {
        id: "guest-undeclared",
        group: Group::Guest,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "guest is not in the inventory",
        attack: &["T1136.003"],
        joins: &[Kind::User, Kind::Invitation],
        check: Check::Several(&[Check::User(each), Check::Tenant(all)]),
    };
}

fn each(user: &View<'_, User<'_>>, out: &mut Findings<'_>) {
    let Some(guests) = &out.inventory().guests else { return };
    let (title, confidence) = match user.standing() {
        Some(Standing::Member) => return,
        Some(Standing::Guest) => ("guest `{user}` is not in the inventory", Confidence::High),
        Some(Standing::ExternalMember) => ("external user `{user}` with member permissions is not in the inventory", Confidence::High),
        None if user.is_perhaps_guest() => ("external user `{user}` is not in the inventory", Confidence::Low),
        None => return out.undecided_once("`userType` is not in the input for some users", || Undecided::collect(&Kind::User)),
    };
    let text = |setting: &Setting<'_, Str<'_>>| setting.raw().and_then(|raw| serde_json::from_str::<String>(raw).ok());
    let (id, upn, mail, domain) = (text(&user.id), text(&user.user_principal_name), text(&user.mail), user.home_domain());
    let home_tenant = home_tenant(domain.as_deref(), out);
    let guest = Guest { id: id.as_deref(), upn: upn.as_deref(), mail: mail.as_deref(), home_domain: domain.as_deref(), home_tenant };
    if guests.declares(&guest).is_none() {
        if matches!(user.user_principal_name.state(), State::Unknown(_)) {
            return out.needs(user, "userPrincipalName", &user.user_principal_name);
        }
        out.report(user, "", Label::new(user.place(user.user_principal_name.or(&user.id)), "no entry of the inventory matches this user"))
            .title(Text::new(title).with("user", address_of(user)))
            .confidence(confidence)
            .step(DECLARE)
            .step(Change::delete(user.resource).to("delete the account"));
    }
}

/// The tenant of a domain according to the inventory of partners.
fn home_tenant<'r>(domain: Option<&str>, out: &Findings<'r>) -> Option<&'r str> {
    let partner = out.inventory().partner(domain?)?;
    Some(&partner.key)
}

fn all(tenant: &Tenant, out: &mut Findings<'_>) {
    let Some(guests) = &out.inventory().guests else {
        return out.undecided_tenant("no inventory of guests is declared".into(), "declare `inventory.guests` in the policy file".into());
    };
    for entry in [&guests.people, &guests.domains, &guests.tenants].into_iter().flat_map(List::entries) {
        report_past_review("guests", entry, out);
    }
    let mut invited = HashSet::new();
    for invitation in tenant.views::<Invitation<'_>>(&Kind::Invitation) {
        let Some(address) = out.known(&invitation, "invitedUserEmailAddress", &invitation.invited_user_email_address) else { continue };
        invited.insert(normalised(address).into_owned());
        let domain = address.rsplit_once('@').map(|(_, domain)| domain);
        let guest = Guest { mail: Some(address), home_domain: domain, home_tenant: home_tenant(domain, out), ..Guest::default() };
        if guests.declares(&guest).is_none() {
            let place = invitation.place(&invitation.invited_user_email_address);
            out.report(&invitation, "", Label::new(place, "no entry of the inventory matches this address"))
                .title(Text::new("invited user `{user}` is not in the inventory").with("user", &**address))
                .step(DECLARE);
        }
    }
    // Users whose invitation is in the input do not exist in the tenant yet.
    let is_missing = |entry: &&Entry| !invited.contains(&entry.key) && tenant.user(&entry.id).is_none();
    report_missing("guests", guests.people.entries().iter().filter(is_missing), &[Kind::User], tenant, out);
}

const DECLARE: &str = "declare the user in the inventory `guests`, with a reviewer and a review date";
