//! Reports guests who own a group that grants access, and settings that allow guests to own groups.

use super::Entitlements;
use crate::finding::Undecided;
use crate::model::Group as GroupObject;
use crate::resource::{Origin, Place};
use crate::rules::external_user::{REMOVE_ELIGIBILITY, note_unknown_owners};
use crate::rules::name_of;
use crate::rules::names;
use crate::rules::prelude::*;
use std::collections::HashSet;

rule! {
    /// ## What it finds
    /// A guest or external member who owns a group, or is eligible for its ownership (PIM for Groups), that grants its members a role, an
    /// app, a license, or an exclusion from a Conditional Access policy. Roles and exclusions also count if the group has them as an active
    /// or eligible member of another group.
    ///
    /// The rule also reports group settings of the tenant that allow guests to own Microsoft 365 groups (`AllowGuestsToBeGroupOwner` is
    /// `true`).
    ///
    /// The rule is undecided if the owners of the groups, or what the groups grant, are not in the input. This includes the members of a
    /// group with a role, because nested groups inherit it.
    ///
    /// ## Why it matters
    /// The owner of a group decides who its members are, and therefore who gets the access that the group grants. A guest can add
    /// themselves or other accounts without asking an administrator.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#groupSettings/$entity", "id": "d0000000-0000-4000-8000-000000000001", "displayName": "Group.Unified",
    ///   "templateId": "62375ab9-6b52-47ed-826b-58e47e0e304b", "values": [{ "name": "AllowGuestsToBeGroupOwner", "value": "true" }] }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#groupSettings/$entity", "id": "d0000000-0000-4000-8000-000000000001", "displayName": "Group.Unified",
    ///   "templateId": "62375ab9-6b52-47ed-826b-58e47e0e304b", "values": [{ "name": "AllowGuestsToBeGroupOwner", "value": "False" }] }
    /// ```
    ///
    /// ## When it is wrong
    /// If the group is used only for a project with the guest's company, add an allow-list entry for the group.
    ///
    /// ## Sources
    /// - Microsoft Learn: Microsoft Entra cmdlets for configuring group settings
    pub static RULE = {
        id: "group-guest-owner",
        group: Group::Group,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "guest owns a group, or can become an owner",
        attack: &["T1098"],
        controls: &["EIDSCA.ST08"],
        needs: &[Kind::Group | Kind::GroupSetting],
        joins: &[
            Kind::User,
            Kind::ServicePrincipal,
            Kind::RoleAssignment,
            Kind::UnifiedRoleAssignment,
            Kind::AppRoleAssignment,
            Kind::BillingRoleAssignment,
            Kind::ConditionalAccessPolicy,
            Kind::DirectoryObject,
        ],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    for setting in tenant.views::<GroupSetting<'_>>(&Kind::GroupSetting) {
        let Some(value) = setting.value_of("AllowGuestsToBeGroupOwner") else {
            out.lacks(&setting, "values", &setting.values);
            for value in setting.values.elements().iter().filter_map(Setting::known) {
                out.lacks(&setting, "values.name", &value.name);
            }
            continue;
        };
        if out.known(&setting, "AllowGuestsToBeGroupOwner", value).is_some_and(|value| value.eq_ignore_ascii_case("true")) {
            out.report(&setting, "/values/AllowGuestsToBeGroupOwner", Label::new(setting.place(value), "allows guests to be group owners"))
                .title("guests can own Microsoft 365 groups")
                .step(Change::set(setting.resource, "/values/AllowGuestsToBeGroupOwner", "\"False\"").at(setting.place(value)).safe());
        }
    }
    check_owners(tenant, out);
}

fn check_owners(tenant: &Tenant, out: &mut Findings<'_>) {
    let entitlements = Entitlements::new(tenant);
    let (mut has_groups, mut has_owners) = (false, false);
    let mut seen = HashSet::new();
    for group in tenant.views::<GroupObject<'_>>(&Kind::Group) {
        // The owners of all versions of a group are those of the first one.
        let ids = group.ids().into_iter().filter(|id| seen.insert(*id));
        let owners: Vec<&Edge> = ids.flat_map(|id| tenant.related(Relation::Owner, id)).collect();
        has_groups = true;
        note_unknown_owners(&group, &group.owners, out);
        has_owners |= !group.owners.is_absent() || !owners.is_empty() || group.resource.format.is_response();
        let granted = if owners.is_empty() { Evidence::default() } else { entitlements.of(&group).evidence() };
        for owner in owners {
            let user = tenant.user_of(owner.to);
            if user.is_none() && tenant.resource(&Kind::ServicePrincipal, owner.to).is_some() {
                continue;
            }
            match user.and_then(UserFacts::external) {
                Some(false) => {}
                _ if granted.is_empty() => entitlements.undecided_where_lacking(out),
                Some(true) => report(&group, owner, user, &granted, out),
                None => {
                    out.undecided_once("the input does not show whether some group owners are external users", || {
                        Undecided::collect(&Kind::User)
                    });
                }
            }
        }
    }
    // Another resource in code can set the owners.
    if has_groups && !has_owners {
        out.undecided_once("the owners of groups are not in the input", || Undecided::collect(&Kind::Group));
    }
    tenant.note_owners(&[Kind::Group]);
}

fn report(group: &View<'_, GroupObject<'_>>, owner: &Edge, guest: Option<UserFacts<'_>>, granted: &Evidence, out: &mut Findings<'_>) {
    let is_guest = guest.is_some_and(|guest| guest.guest() == Some(true));
    let title = Text::new(match (is_guest, owner.eligible) {
        (true, false) => "guest `{user}` owns group `{group}`, which grants access",
        (true, true) => "guest `{user}` is eligible for ownership of group `{group}`, which grants access",
        (false, false) => "external user `{user}` owns group `{group}`, which grants access",
        (false, true) => "external user `{user}` is eligible for ownership of group `{group}`, which grants access",
    });
    let label = if owner.eligible { "eligible for ownership of the group" } else { "owner of the group" };
    let mut report = out
        .report(group, format!("/owners/{}", owner.to), Label::at(owner.span, label))
        .title(title.with("user", guest.map_or_else(|| owner.to.to_string(), names::guest)).with("group", name_of(group)));
    report = guest.map(UserFacts::label).into_iter().fold(report, Report::related).evidence(granted);
    let removal = Change::remove_object(group.resource, "/owners", owner.to).at(Place::new(owner.span, Origin::Literal));
    if owner.eligible {
        report.step(REMOVE_ELIGIBILITY);
    } else {
        report.step(removal.to("replace the user with an owner who is a member of the organization"));
    }
}
