//! A guest that nobody has declared.

use crate::finding::Undecided;
use crate::inventory::{Guest, List};
use crate::rules::declared::{report_missing, report_past_review};
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A guest, or a user from elsewhere with the rights of a member, whom the inventory `guests` of the policy file does not declare:
    /// neither by himself nor by his domain or tenant. Invitations in infrastructure as code are looked at too. An entry that is past its
    /// review date is reported, and for information one whose person the tenant does not have.
    ///
    /// ## Why it matters
    /// Guests are held to be harmless, so nobody looks. A list in the repository with a reviewer and a date makes somebody look.
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
    /// When the guest is right: add him to the inventory with a reviewer. `tenantlint init --inventory` writes the first one.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `user`
    pub static RULE = {
        id: "guest-undeclared",
        group: Group::Guest,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "a guest is not in the inventory",
        attack: &["T1136.003"],
        controls: &[],
        needs: &[],
        options: None,
        check: Check::Users { each, all },
    };
}

fn each(user: &View<'_, User<'_>>, out: &mut Findings<'_>) {
    if user.standing() == Some(Standing::Member) {
        return;
    }
    let Some(guests) = &out.inventory().guests else { return };
    match user.standing() {
        None => return out.undecided_once("`userType` is not in the input for some users", || Undecided::collect(&Kind::User)),
        Some(Standing::Member | Standing::ExternalMember | Standing::Guest) => {}
    }
    let text = |setting: &Setting<'_, Str<'_>>| setting.raw().and_then(|raw| serde_json::from_str::<String>(raw).ok());
    let (id, upn, mail, domain) = (text(&user.id), text(&user.user_principal_name), text(&user.mail), user.home_domain());
    let guest = Guest { id: id.as_deref(), upn: upn.as_deref(), mail: mail.as_deref(), home_domain: domain.as_deref(), home_tenant: None };
    if guests.declares(&guest).is_none() {
        out.report(user, "", Label::new(user.place(user.user_principal_name.or(&user.id)), "nobody has declared this guest"))
            .help("declare the guest in the inventory `guests`, with a reviewer and a review date, or remove him");
    }
}

fn all(tenant: &Tenant, out: &mut Findings<'_>) {
    let Some(guests) = &out.inventory().guests else {
        return out.undecided_tenant("no inventory of guests is declared".into(), "declare `inventory.guests` in the policy file".into());
    };
    for entry in [&guests.people, &guests.domains, &guests.tenants].into_iter().flat_map(List::entries) {
        report_past_review("guests", entry, out);
    }
    let is_whole = tenant.seen(&Kind::User).complete;
    for entry in guests.people.entries().iter().filter(|entry| is_whole && tenant.user(&entry.id).is_none()) {
        report_missing("guests", entry, out);
    }
    for invitation in tenant.views::<Invitation<'_>>(&Kind::Invitation) {
        let Some(address) = out.known(&invitation, "invitedUserEmailAddress", &invitation.invited_user_email_address) else { continue };
        let domain = address.rsplit_once('@').map(|(_, domain)| domain);
        if guests.declares(&Guest { mail: Some(address), home_domain: domain, ..Guest::default() }).is_none() {
            let place = invitation.place(&invitation.invited_user_email_address);
            out.report(&invitation, "", Label::new(place, "nobody has declared this guest"))
                .help("declare the guest in the inventory `guests`, with a reviewer and a review date");
        }
    }
}
