//! Reports policy exemptions without an expiration date, a reason or a limited scope.

use super::baseline_removable::BaselineOptions;
use crate::resource::Place;
use crate::rules::creator::external_creator;
use crate::rules::name_of;
use crate::rules::prelude::*;
use std::collections::HashMap;

rule! {
    /// ## What it finds
    /// A policy exemption that has no expiration date or one further away than the option `max-days` (default: 365), has no description,
    /// exempts from a whole initiative, or was created by a guest or other external user. The finding is high if the exemption is from the
    /// security baseline (option `baseline`, by default the Microsoft cloud security benchmark), otherwise medium. Where the expiration date is
    /// reported, a missing description is part of that finding.
    ///
    /// ## Why it matters
    /// An exemption excludes a scope from a policy without deleting the assignment. If it has no expiration date and no reason, no one will
    /// find out later why the policy does not apply.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.Authorization/policyExemptions/e", "name": "e", "type": "Microsoft.Authorization/policyExemptions",
    ///   "properties": { "policyAssignmentId": "/providers/Microsoft.Management/managementGroups/platform/providers/Microsoft.Authorization/policyAssignments/baseline",
    ///     "policyDefinitionReferenceIds": ["tls"], "exemptionCategory": "Waiver", "description": "CHG-1, until the move" } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.Authorization/policyExemptions/e", "name": "e", "type": "Microsoft.Authorization/policyExemptions",
    ///   "properties": { "policyAssignmentId": "/providers/Microsoft.Management/managementGroups/platform/providers/Microsoft.Authorization/policyAssignments/baseline",
    ///     "policyDefinitionReferenceIds": ["tls"], "exemptionCategory": "Waiver", "description": "CHG-1, until the move", "expiresOn": "2027-01-31T00:00:00Z" } }
    /// ```
    ///
    /// ## When it is wrong
    /// Never for an exemption without an expiration date.
    ///
    /// ## Sources
    /// - ARM: `Microsoft.Authorization/policyExemptions`, 2022-07-01-preview
    pub static RULE = {
        id: "policy-exemption-unbounded",
        group: Group::Policy,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "policy exemption is not limited in time or scope",
        attack: &["T1562.001"],
        needs: &[Kind::PolicyExemption],
        joins: &[Kind::PolicyAssignment, Kind::User, Kind::Organization],
        options: Some(OptionSpec::of::<ExemptionOptions>()),
        check: Check::Tenant(check),
    };
}

/// Options of the rule.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct ExemptionOptions {
    /// Longest time until the expiration date, in days, that is not reported.
    max_days: i32,
    /// Names (the last segment of the ID) of the policy definitions and initiatives that are the security baseline.
    baseline: Vec<String>,
}

impl Default for ExemptionOptions {
    fn default() -> Self {
        Self { max_days: 365, baseline: BaselineOptions::default().baseline }
    }
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let options = out.options::<ExemptionOptions>();
    let views = tenant.views::<PolicyAssignment<'_>>(&Kind::PolicyAssignment);
    let assignments: HashMap<String, View<'_, PolicyAssignment<'_>>> =
        views.filter_map(|assignment| Some((assignment.id.as_far_as_known()?.to_ascii_lowercase(), assignment))).collect();
    for exemption in tenant.views::<PolicyExemption<'_>>(&Kind::PolicyExemption) {
        let exempted = exemption.policy_assignment_id().as_far_as_known();
        let assignment = exempted.and_then(|exempted| assignments.get(&exempted.to_ascii_lowercase()));
        if day_of(exemption.expires_on()).is_some_and(|end| end < out.today()) {
            continue; // An expired exemption has no effect.
        }
        let of_baseline = assignment.is_some_and(|assignment| assignment.is_of(&options.baseline) == Some(true));
        let of_set = assignment.and_then(|assignment| assignment.is_of_initiative());
        for Objection { pointer, place, title, label, step, undocumented } in objections(&exemption, of_set, tenant, options.max_days, out)
        {
            let mut report =
                out.report(&exemption, pointer, Label::new(place, label)).title(title.with("exemption", name_of(&exemption))).step(step);
            if let Some(place) = undocumented {
                report = report.related(Label::new(place, UNDOCUMENTED)).step(DOCUMENT);
            }
            report = report.step(Change::delete(exemption.resource));
            if let Some(assignment) = assignment.filter(|_| of_baseline) {
                let baseline = Label::new(assignment.place(assignment.policy_definition_id()), "assigns the security baseline");
                report = report.severity(Severity::High).related(baseline);
            }
        }
    }
}

/// A reason to report an exemption. The title names it as `{exemption}`.
struct Objection {
    pointer: &'static str,
    place: Place,
    title: Text,
    label: Text,
    step: &'static str,
    /// Where the description is missing, if that is a part of this finding.
    undocumented: Option<Place>,
}

impl Objection {
    fn new(pointer: &'static str, place: Place, title: impl Into<Text>, label: impl Into<Text>, step: &'static str) -> Self {
        Self { pointer, place, title: title.into(), label: label.into(), step, undocumented: None }
    }
}

const UNDOCUMENTED: &str = "no reason is documented";
const DOCUMENT: &str = "document the reason in the description of the exemption";

fn objections(
    exemption: &View<'_, PolicyExemption<'_>>,
    of_set: Option<bool>,
    tenant: &Tenant,
    max_days: i32,
    out: &mut Findings<'_>,
) -> Vec<Objection> {
    let mut found = Vec::new();
    let (end, reason, parts) = (exemption.expires_on(), exemption.description(), exemption.policy_definition_reference_ids());
    let header = || exemption.place(exemption.policy_assignment_id());
    match (end.state(), day_of(end)) {
        (State::Null | State::Absent, _) => found.push(Objection::new(
            "/properties/expiresOn",
            if end.is_absent() { header() } else { exemption.place(end) },
            "policy exemption `{exemption}` has no expiration date",
            "`expiresOn` is not set",
            "set an expiration date for the exemption",
        )),
        (_, Some(day)) if days_between(out.today(), day) > max_days => found.push(Objection::new(
            "/properties/expiresOn",
            exemption.place(end),
            Text::new("policy exemption `{exemption}` expires in more than {max} days").with("max", max_days.to_string()),
            Text::new("expires in {days} days").with("days", days_between(out.today(), day).to_string()),
            "set an earlier expiration date for the exemption",
        )),
        (_, None) => out.needs(exemption, "expiresOn", end),
        (_, Some(_)) => {}
    }
    if reason.is_null() || reason.is_absent() || reason.known().is_some_and(|reason| reason.trim().is_empty()) {
        let place = if reason.is_absent() { header() } else { exemption.place(reason) };
        match found.first_mut() {
            Some(unbounded) => unbounded.undocumented = Some(place),
            None => found.push(Objection::new(
                "/properties/description",
                place,
                "policy exemption `{exemption}` has no description",
                UNDOCUMENTED,
                DOCUMENT,
            )),
        }
    } else {
        out.needs(exemption, "description", reason);
    }
    let of_all = parts.is_null() || parts.is_absent() || parts.known().is_some_and(Vec::is_empty);
    match of_set {
        Some(true) if of_all => found.push(Objection::new(
            "/properties/policyDefinitionReferenceIds",
            header(),
            "policy exemption `{exemption}` exempts from a whole initiative",
            "assignment of the initiative",
            "list the exempted policies of the initiative in `policyDefinitionReferenceIds`",
        )),
        Some(true) => out.needs(exemption, "policyDefinitionReferenceIds", parts),
        None if of_all => {
            let missing = "whether a whole initiative is exempted is not known: the policy assignment is not in the input";
            out.undecided_without(exemption, &header(), missing.into(), &Kind::PolicyAssignment);
        }
        Some(false) | None => {}
    }
    let created = &exemption.system_data;
    let creator = external_creator(created, tenant, out).zip(created.known().map(|created| &created.created_by));
    if let Some((creator, by)) = creator {
        let title = if creator.is_guest {
            "guest `{creator}` created policy exemption `{exemption}`"
        } else {
            "external user `{creator}` created policy exemption `{exemption}`"
        };
        found.push(Objection::new(
            "/systemData/createdBy",
            exemption.place(by),
            Text::new(title).with("creator", creator.name),
            "creator of the exemption",
            "check whether the exemption is necessary",
        ));
    }
    found
}
