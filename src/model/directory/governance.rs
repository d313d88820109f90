//! Reviews of access, and access packages.
//!
//! Source: Microsoft Graph v1.0 and beta, resource types `accessReviewScheduleDefinition`, `accessPackageAssignmentPolicy`, `entitlementManagementSettings`.

use crate::model::{Identified, Identity, Setting, State, Str, object};

object! {
    /// A recurring review of access (`accessReviewScheduleDefinition`).
    AccessReview {
        /// Object id.
        id: Str<'a>,
        /// Name.
        display_name: Str<'a>,
        /// `InProgress`, `Completed`, …
        status: Str<'a>,
        /// What is reviewed.
        scope: AccessReviewScope<'a>,
        /// Of what each instance is one.
        instance_enumeration_scope: AccessReviewScope<'a>,
        /// How.
        settings: AccessReviewSettings<'a>,
    }
}

impl Identified for AccessReview<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.display_name)
    }
}

impl AccessReview<'_> {
    /// Whether guests are reviewed; nothing where that is not known. One that is over reviews nobody.
    pub fn covers_guests(&self) -> Option<bool> {
        if self.status.known().is_some_and(|status| matches!(&**status, "Completed" | "Stopped")) {
            return Some(false);
        }
        let scopes = [&self.scope, &self.instance_enumeration_scope];
        if scopes.iter().any(|scope| matches!(scope.state(), State::Unknown(_))) {
            return None;
        }
        Some(scopes.into_iter().filter_map(Setting::known).any(|scope| scope.names_guests(0)))
    }
}

impl AccessReviewScope<'_> {
    /// Whether a query in it, or in a scope in it, asks for guests.
    fn names_guests(&self, depth: usize) -> bool {
        // A scope holds scopes of principals and resources, and those hold none.
        let inner = [&self.principal_scopes, &self.resource_scopes].into_iter().flat_map(Setting::elements);
        let asks = self.query.known().is_some_and(|query| {
            let query = query.to_ascii_lowercase();
            query.contains("usertype") && query.contains("guest")
        });
        asks || depth < 4 && inner.filter_map(Setting::known).any(|scope| scope.names_guests(depth + 1))
    }
}

/// Scopes of requestors that hold users of other tenants: those of v1.0, then those of beta and Terraform.
const EXTERNAL_SCOPES: &[&str] = &[
    "allExternalUsers",
    "allConfiguredConnectedOrganizationUsers",
    "specificConnectedOrganizationUsers",
    "AllExternalSubjects",
    "AllConfiguredConnectedOrganizationSubjects",
    "AllExistingConnectedOrganizationSubjects",
    "SpecificConnectedOrganizationSubjects",
];

impl<'a> AccessPackageAssignmentPolicy<'a> {
    /// The setting that says that external users may ask.
    pub fn external_scope(&self) -> Option<&Setting<'a, Str<'a>>> {
        let requestors = self.requestor_settings.known().map(|settings| &settings.scope_type);
        let mut scopes = [Some(&self.allowed_target_scope), requestors].into_iter().flatten();
        scopes.find(|scope| scope.known().is_some_and(|scope| EXTERNAL_SCOPES.iter().any(|known| known.eq_ignore_ascii_case(scope))))
    }

    /// The setting that says that nobody need approve.
    pub fn without_approval(&self) -> Option<&Setting<'a, bool>> {
        let settings = self.request_approval_settings.known()?;
        [&settings.is_approval_required_for_add, &settings.is_approval_required].into_iter().find(|setting| setting.known() == Some(&false))
    }

    /// The setting that says that access has no end.
    pub fn without_end(&self) -> Option<&Setting<'a, Str<'a>>> {
        let kind = &self.expiration.known()?.r#type;
        kind.known().is_some_and(|kind| kind.eq_ignore_ascii_case("noExpiration")).then_some(kind)
    }
}

object! {
    /// What is reviewed.
    AccessReviewScope {
        /// A query of Graph.
        query: Str<'a>,
        /// `MicrosoftGraph`.
        query_type: Str<'a>,
        /// Whose access is reviewed.
        principal_scopes: Vec<Setting<'a, AccessReviewScope<'a>>>,
        /// Access to what.
        resource_scopes: Vec<Setting<'a, AccessReviewScope<'a>>>,
    }
}

object! {
    /// How access is reviewed.
    AccessReviewSettings {
        /// Whether decisions are carried out.
        auto_apply_decisions_enabled: bool,
        /// Whether there is a decision where nobody answers.
        default_decision_enabled: bool,
        /// `Deny`, `Approve`, `Recommendation`, `None`.
        default_decision: Str<'a>,
        /// How long reviewers have.
        instance_duration_in_days: i64,
        /// How often; null for once.
        recurrence: serde::de::IgnoredAny,
    }
}

object! {
    /// Who may ask for an access package.
    AccessPackageAssignmentPolicy {
        /// Object id.
        id: Str<'a>,
        /// Name.
        display_name: Str<'a>,
        /// `allExternalUsers`, `allConfiguredConnectedOrganizationUsers`, … (v1.0)
        allowed_target_scope: Str<'a>,
        /// Who may ask (beta, Terraform).
        requestor_settings: RequestorSettings<'a>,
        /// Who approves.
        request_approval_settings: ApprovalSettings<'a>,
        /// When access ends (v1.0).
        expiration: PackageExpiration<'a>,
        /// When access ends (beta).
        duration_in_days: i64,
        /// When access ends (beta).
        expiration_date_time: Str<'a>,
        /// Whether it may be extended (beta).
        can_extend: bool,
    }
}

impl Identified for AccessPackageAssignmentPolicy<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.display_name)
    }
}

object! {
    /// Who may ask for an access package.
    RequestorSettings {
        /// `AllExternalSubjects`, `AllConfiguredConnectedOrganizationSubjects`, …
        scope_type: Str<'a>,
        /// Whether requests are taken.
        accept_requests: bool,
    }
}

object! {
    /// Who approves.
    ApprovalSettings {
        /// Whether somebody must (v1.0).
        is_approval_required_for_add: bool,
        /// Whether somebody must (beta, Terraform).
        is_approval_required: bool,
    }
}

object! {
    /// When access ends.
    PackageExpiration {
        /// `noExpiration`, `afterDateTime`, `afterDuration`.
        r#type: Str<'a>,
        /// ISO 8601 duration.
        duration: Str<'a>,
        /// The end.
        end_date_time: Str<'a>,
    }
}

object! {
    /// What becomes of external users whose last access package ends.
    EntitlementManagementSettings {
        /// Object id.
        id: Str<'a>,
        /// `none`, `blockSignIn`, `blockSignInAndDelete`.
        external_user_lifecycle_action: Str<'a>,
        /// ISO 8601 duration (v1.0).
        duration_until_external_user_deleted_after_blocked: Str<'a>,
        /// Days (beta).
        days_until_external_user_deleted_after_blocked: i64,
    }
}

impl Identified for EntitlementManagementSettings<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.id)
    }
}

object! {
    /// An organisation whose users may ask for access packages.
    ConnectedOrganization {
        /// Object id.
        id: Str<'a>,
        /// Name.
        display_name: Str<'a>,
        /// `configured` or `proposed`.
        state: Str<'a>,
    }
}

impl Identified for ConnectedOrganization<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.display_name)
    }
}
