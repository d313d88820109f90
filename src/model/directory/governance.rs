//! Access reviews and access packages.
//!
//! Source: Microsoft Graph v1.0 and beta, resource types `accessReviewScheduleDefinition`, `accessPackageAssignmentPolicy`, `entitlementManagementSettings`.

use crate::model::{Setting, State, Str, any, identified, object};

object! {
    AccessReview {
        id: Str<'a>,
        display_name: Str<'a>,
        status: Str<'a>,
        scope: AccessReviewScope<'a>,
        /// The scope of each instance of the review.
        instance_enumeration_scope: AccessReviewScope<'a>,
    }
}

identified!(AccessReview, |object| (&object.id, &object.display_name));

/// Statuses of a review that has ended. A recurring series is `InProgress` or `NotStarted` between its instances.
///
/// Source: Microsoft Graph, `accessReviewScheduleDefinition`, property `status`.
const ENDED: &[&str] = &["Completed", "AutoReviewed", "Stopped"];

impl AccessReview<'_> {
    /// Whether guests are reviewed; `None` if unknown. A review that has ended covers no one.
    pub fn covers_guests(&self) -> Option<bool> {
        if self.status.known().is_some_and(|status| ENDED.iter().any(|ended| ended.eq_ignore_ascii_case(status))) {
            return Some(false);
        }
        let scopes = [&self.scope, &self.instance_enumeration_scope];
        if scopes.iter().any(|scope| matches!(scope.state(), State::Unknown(_))) || scopes.iter().all(|scope| scope.is_absent()) {
            return None;
        }
        any(scopes.into_iter().filter_map(Setting::known).map(|scope| scope.has_guests(0)))
    }
}

impl AccessReviewScope<'_> {
    /// Whether a query in this scope or in an inner scope selects guests; `None` if unknown.
    fn has_guests(&self, depth: usize) -> Option<bool> {
        // A scope contains principal and resource scopes, which contain no further scopes.
        let inner = [&self.principal_scopes, &self.resource_scopes].into_iter().flat_map(Setting::elements);
        let own = self.query.known().map_or(Some(false), |query| selects_guests(query));
        let inner = inner.filter_map(Setting::known).map(|scope| if depth < 4 { scope.has_guests(depth + 1) } else { None });
        any(std::iter::once(own).chain(inner))
    }
}

/// Whether a query selects guests, regardless of case and URL escapes: those that it asks for, or all users or members without a filter.
/// `None` if it selects the members of one group or has another filter, because it is not known whether guests are among them.
///
/// Source: Microsoft Graph, "Configure the scope of your access review definition".
fn selects_guests(query: &str) -> Option<bool> {
    let query = query.to_ascii_lowercase().replace("%20", "").replace("%24", "$").replace("%27", "'");
    let query: String = query.chars().filter(|character| !matches!(character, ' ' | '+')).collect();
    if query.contains("usertypeeq'guest'") {
        return Some(true);
    }
    if query.contains("usertype") {
        return Some(false);
    }
    let (path, options) = query.split_once('?').unwrap_or((&query, ""));
    let mut parts = path.split('/').filter(|part| !matches!(*part, "" | "v1.0" | "beta" | "microsoft.graph.user"));
    let (first, last) = (parts.next()?, parts.next_back());
    let selects_members = matches!(last, Some("members" | "transitivemembers"));
    match (first, last) {
        (".", _) if selects_members => (!options.contains("$filter")).then_some(true),
        ("users", None) => (!options.contains("$filter")).then_some(true),
        ("groups", _) if selects_members => None,
        _ => Some(false),
    }
}

/// Requestor scopes that include users of other tenants: those of v1.0, then those of beta and Terraform.
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
    /// The setting that lets external users request the package.
    pub fn external_scope(&self) -> Option<&Setting<'a, Str<'a>>> {
        let requestors = self.requestor_settings.known().map(|settings| &settings.scope_type);
        let mut scopes = [Some(&self.allowed_target_scope), requestors].into_iter().flatten();
        scopes.find(|scope| scope.known().is_some_and(|scope| EXTERNAL_SCOPES.iter().any(|known| known.eq_ignore_ascii_case(scope))))
    }

    /// Whether users may request the package themselves; `None` if unknown. Otherwise an administrator assigns it.
    pub fn takes_requests(&self) -> Option<bool> {
        let settings = self.requestor_settings.known()?;
        settings.enable_targets_to_self_add_access.or(&settings.accept_requests).known().copied()
    }

    /// Whether approval is required: the setting of v1.0, else that of beta and Terraform.
    pub fn approval(&self) -> Option<&Setting<'a, bool>> {
        let settings = self.request_approval_settings.known()?;
        Some(settings.is_approval_required_for_add.or(&settings.is_approval_required))
    }

    pub fn end(&self) -> PackageEnd<'_, 'a> {
        let Some(expiration) = self.expiration.known() else { return self.end_of_beta() };
        let is_set = |setting: &Setting<'a, Str<'a>>| setting.known().is_some_and(|text| !text.is_empty());
        match expiration.r#type.known() {
            Some(kind) if kind.eq_ignore_ascii_case("noExpiration") => PackageEnd::Never(expiration.r#type.raw().unwrap_or_default()),
            Some(kind) if kind.eq_ignore_ascii_case("afterDateTime") || kind.eq_ignore_ascii_case("afterDuration") => PackageEnd::Some,
            _ if is_set(&expiration.duration) || is_set(&expiration.end_date_time) => PackageEnd::Some,
            _ => PackageEnd::Unknown(&self.expiration),
        }
    }

    /// Beta has neither days nor a date if access does not expire.
    fn end_of_beta(&self) -> PackageEnd<'_, 'a> {
        match (self.duration_in_days.state(), self.expiration_date_time.state()) {
            (State::Known(1..), _) | (_, State::Known(_)) => PackageEnd::Some,
            (State::Known(_) | State::Null, State::Null) => PackageEnd::Never(self.duration_in_days.raw().unwrap_or_default()),
            _ => PackageEnd::Unknown(&self.expiration),
        }
    }
}

/// When access through a package expires.
#[derive(Debug)]
pub enum PackageEnd<'s, 'a> {
    Some,
    /// The text of the value that means no expiration.
    Never(&'a str),
    Unknown(&'s Setting<'a, PackageExpiration<'a>>),
}

object! {
    AccessReviewScope {
        query: Str<'a>,
        principal_scopes: Vec<Setting<'a, AccessReviewScope<'a>>>,
        resource_scopes: Vec<Setting<'a, AccessReviewScope<'a>>>,
    }

    AccessPackageAssignmentPolicy {
        id: Str<'a>,
        display_name: Str<'a>,
        /// `allExternalUsers`, `allConfiguredConnectedOrganizationUsers`, … (v1.0)
        allowed_target_scope: Str<'a>,
        /// Beta and Terraform.
        requestor_settings: RequestorSettings<'a>,
        request_approval_settings: ApprovalSettings<'a>,
        /// v1.0.
        expiration: PackageExpiration<'a>,
        /// Beta.
        duration_in_days: i64,
        /// Beta.
        expiration_date_time: Str<'a>,
    }
}

identified!(AccessPackageAssignmentPolicy, |object| (&object.id, &object.display_name));

object! {
    RequestorSettings {
        scope_type: Str<'a>,
        /// Beta.
        accept_requests: bool,
        /// v1.0.
        enable_targets_to_self_add_access: bool,
    }

    ApprovalSettings {
        /// v1.0.
        is_approval_required_for_add: bool,
        /// Beta and Terraform.
        is_approval_required: bool,
    }

    PackageExpiration {
        r#type: Str<'a>,
        duration: Str<'a>,
        end_date_time: Str<'a>,
    }
}
