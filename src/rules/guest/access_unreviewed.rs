//! Access of guests that nobody looks at again.

use crate::finding::Undecided;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Policies of access packages by which external users get access without approval or without an end, and a tenant whose access reviews
    /// leave guests out.
    ///
    /// ## Why it matters
    /// Access that was right once stays, because nothing ever asks.
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
    /// When guests are reviewed outside of Entra ID.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource types `accessReviewScheduleDefinition`, `accessPackageAssignmentPolicy`
    pub static RULE = {
        id: "guest-access-unreviewed",
        group: Group::Guest,
        severity: Severity::Low,
        confidence: Confidence::Medium,
        since: "0.1.0",
        summary: "nobody looks again at the access of guests",
        attack: &["T1078.004"],
        controls: &["CIS Azure 5.0 5.3.2", "CIS M365 6.0 5.3.2", "ZTA 21858"],
        needs: &[],
        options: None,
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let kinds = [Kind::AccessReview, Kind::AccessPackageAssignmentPolicy];
    if !tenant.has_any(&kinds) && !kinds.iter().any(|kind| tenant.seen(kind).complete) {
        return out.undecided_tenant("no `accessReviewScheduleDefinition` is in the input".into(), Undecided::collect(&kinds[0]));
    }
    for policy in tenant.views::<AccessPackageAssignmentPolicy<'_>>(&Kind::AccessPackageAssignmentPolicy) {
        check_package(&policy, out);
    }
    let reviews: Vec<View<'_, AccessReview<'_>>> = tenant.views(&Kind::AccessReview).collect();
    let Some(first) = reviews.first().filter(|_| tenant.seen(&Kind::AccessReview).complete) else { return };
    if !reviews.iter().any(|review| review.covers_guests() != Some(false)) {
        out.report(
            first,
            "",
            Label::new(first.place(first.scope.or(&first.instance_enumeration_scope)), "neither this review nor another one is of guests"),
        )
        .help("make a recurring access review of guests in all groups and apps that applies its decisions");
    }
}

fn check_package(policy: &View<'_, AccessPackageAssignmentPolicy<'_>>, out: &mut Findings<'_>) {
    let Some(scope) = policy.external_scope() else { return };
    let place = policy.place(scope);
    if let Some(setting) = policy.without_approval() {
        out.report(policy, "/requestApprovalSettings", Label::new(policy.place(setting), "nobody approves"))
            .title("external users get access without approval")
            .related(Label::new(place.clone(), "for external users"))
            .help("demand approval for external users");
    }
    if let Some(setting) = policy.without_end() {
        out.report(policy, "/expiration", Label::new(policy.place(setting), "access has no end"))
            .title("access of external users has no end")
            .related(Label::new(place, "for external users"))
            .help("let access of external users expire");
    }
}
