//! Reports access of external users that needs no approval or never expires, and tenants without access reviews of guests.

use crate::finding::Undecided;
use crate::rules::name_of;
use crate::rules::names;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Access package assignment policies that let external users request access without approval, or that give them access without an
    /// expiration.
    ///
    /// The rule also reports tenants in which no active access review covers guests. A review of all users, or of all members of groups
    /// (`./members`), covers the guests among them. This part needs the complete list of access reviews, and is skipped if the complete
    /// list of users contains no guest or external member.
    ///
    /// The rule is undecided if access reviews or assignment policies are not in the input, or lack their status or their scope, or if the
    /// only reviews are those of all members of single groups, in which there may be guests.
    ///
    /// ## Why it matters
    /// Access that was once justified stays in place, because no one is ever asked to confirm it. Guests keep group memberships and apps
    /// after their project has ended. An attacker who takes over such an account has all of that access.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#identityGovernance/entitlementManagement/assignmentPolicies/$entity", "id": "2c5f5ec2-1111-4222-8333-444455556666",
    ///   "displayName": "Partners", "allowedTargetScope": "allExternalUsers", "expiration": { "type": "noExpiration" },
    ///   "requestApprovalSettings": { "isApprovalRequiredForAdd": true } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#identityGovernance/entitlementManagement/assignmentPolicies/$entity", "id": "2c5f5ec2-1111-4222-8333-444455556666",
    ///   "displayName": "Partners", "allowedTargetScope": "allExternalUsers", "expiration": { "type": "afterDuration", "duration": "P90D" },
    ///   "requestApprovalSettings": { "isApprovalRequiredForAdd": true } }
    /// ```
    ///
    /// ## When it is wrong
    /// If guest access is reviewed outside Microsoft Entra ID, disable the rule in the policy file (`enabled: false`) with that `reason`,
    /// or add an allow-list entry for a single assignment policy.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource types `accessReviewScheduleDefinition`, `accessPackageAssignmentPolicy`
    pub static RULE = {
        id: "guest-access-unreviewed",
        group: Group::Guest,
        severity: Severity::Low,
        confidence: Confidence::Medium,
        since: "0.1.0",
        summary: "access of guests is not reviewed",
        attack: &["T1078.004"],
        controls: &["CIS Azure 5.0 5.3.2", "CIS Azure 6.0 5.3.2", "CIS M365 6.0 5.3.2", "ZTA 21858"],
        joins: &[Kind::AccessPackageAssignmentPolicy, Kind::AccessReview, Kind::User, Kind::Organization],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    for policy in tenant.views::<AccessPackageAssignmentPolicy<'_>>(&Kind::AccessPackageAssignmentPolicy) {
        check_package(&policy, out);
    }
    check_reviews(tenant, out);
    let kinds = [Kind::AccessReview, Kind::AccessPackageAssignmentPolicy];
    if let Some(kind) = kinds.iter().find(|kind| !tenant.is_told(kind)) {
        out.undecided_missing(kind);
    }
}

fn check_reviews(tenant: &Tenant, out: &mut Findings<'_>) {
    let reviews: Vec<View<'_, AccessReview<'_>>> = tenant.views(&Kind::AccessReview).collect();
    // Without its status, a review may have ended.
    let covers =
        |review: &View<'_, AccessReview<'_>>| review.covers_guests().filter(|covers| !covers || !review.is_uncollected(&review.status));
    let covered: Vec<Option<bool>> = reviews.iter().map(covers).collect();
    if covered.contains(&Some(true)) {
        return;
    }
    let guest = tenant.users().filter(|user| tenant.is_external(*user)).min_by_key(|user| (user.span.file.0, user.span.start));
    if tenant.is_whole(&Kind::User) && guest.is_none() {
        return;
    }
    let collect = || Undecided::collect(&Kind::AccessReview);
    if covered.contains(&None) {
        return out.undecided_tenant("whether the scope of an access review contains guests is not known".into(), collect());
    }
    if !out.sees_all(tenant, &Kind::AccessReview) {
        if !reviews.is_empty() && tenant.completeness(&Kind::AccessReview).gap().is_none() {
            out.undecided_tenant("the list of access reviews is incomplete, and no review in it covers guests".into(), collect());
        }
        return;
    }
    if let Some(first) = reviews.first() {
        let scope = first.place(first.scope.or(&first.instance_enumeration_scope));
        // A review that has ended covers no one, whatever its scope is.
        let title = Text::new("access review `{review}` does not currently cover guests, and neither does any other access review");
        out.report(first, "", Label::new(scope, "no active access review has guests in its scope"))
            .title(title.with("review", name_of(first)))
            .step(REVIEW);
    } else if let Some(tenant) = tenant.views::<Organization<'_>>(&Kind::Organization).next() {
        let title = Text::new("access of guests is not reviewed: tenant `{tenant}` has no access review");
        out.report(&tenant, "", Label::new(tenant.place(&tenant.id), "the list of access reviews is empty"))
            .title(title.with("tenant", name_of(&tenant)))
            .step(REVIEW);
    } else if let Some(guest) = guest {
        let title = Text::new(if guest.guest() == Some(true) {
            "access of guest `{user}` is not reviewed: the tenant has no access review"
        } else {
            "access of external user `{user}` is not reviewed: the tenant has no access review"
        });
        out.report_user(guest, "", guest.label()).title(title.with("user", names::guest(guest))).step(REVIEW);
    } else {
        out.undecided_tenant(
            "no access review is defined, and the input does not show whether the tenant has guests".into(),
            Undecided::collect(&Kind::User),
        );
    }
}

const REVIEW: &str = "create a recurring access review of guests in all groups and apps that applies its decisions";

fn check_package(policy: &View<'_, AccessPackageAssignmentPolicy<'_>>, out: &mut Findings<'_>) {
    let Some(scope) = policy.external_scope() else {
        // v1.0 has the one, beta the other.
        if policy.requestor_settings.known().is_none_or(|settings| settings.scope_type.is_absent()) {
            out.lacks(policy, "allowedTargetScope", &policy.allowed_target_scope);
        }
        return;
    };
    let external = || Label::new(policy.place(scope), "applies to external users");
    let title = |template| Text::new(template).with("policy", name_of(policy));
    // If no one can request access, an administrator assigns it, which is an approval.
    if policy.takes_requests() != Some(false) {
        match policy.approval() {
            Some(setting) if out.known(policy, "isApprovalRequiredForAdd", setting) == Some(&false) => {
                out.report(policy, "/requestApprovalSettings", Label::new(policy.place(setting), "no approval is required"))
                    .title(title("access package assignment policy `{policy}` requires no approval for external users"))
                    .related(external())
                    .step("require approval for external users");
            }
            Some(_) => {}
            None => out.needs(policy, "requestApprovalSettings", &policy.request_approval_settings),
        }
    }
    match policy.end() {
        PackageEnd::Some => {}
        PackageEnd::Never(value) => {
            out.report(policy, "/expiration", Label::new(policy.resource.place(value), "access does not expire"))
                .title(title("access package assignment policy `{policy}` gives external users access without an expiration"))
                .related(external())
                .step("set an expiration for the access of external users");
        }
        PackageEnd::Unknown(setting) if setting.known().is_some() => {
            out.undecided(policy, &policy.place(setting), "`expiration` does not show when access expires".into());
        }
        PackageEnd::Unknown(setting) => out.needs(policy, "expiration", setting),
    }
}
