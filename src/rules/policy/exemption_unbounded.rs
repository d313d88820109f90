//! Reports policy exemptions without an expiration date, a reason or a limited scope.

use super::baseline_removable::BaselineOptions;
use crate::resource::Place;
use crate::rules::creator::external_creator;
use crate::rules::prelude::*;
use std::collections::HashMap;

rule! {
    /// ## What it finds
    /// A policy exemption that has no expiration date or one further away than the option `max-days` (default: 365), has no description,
    /// exempts from a whole initiative, or was created by a guest or other external user. The finding is high if the exemption is from the
    /// security baseline (option `baseline`, by default the Microsoft cloud security benchmark), otherwise medium.
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
    /// Most days that an exemption may have to live.
    max_days: i32,
    /// Names of the policy definitions and initiatives that are the baseline: the last part of their ids.
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
            continue; // it exempts nothing any more
        }
        let of_baseline = assignment.is_some_and(|assignment| assignment.is_of(&options.baseline) == Some(true));
        let of_set = assignment.and_then(|assignment| assignment.is_of_initiative());
        for (pointer, place, title, label) in objections(&exemption, of_set, tenant, options.max_days, out) {
            let mut report = out
                .report(&exemption, pointer, Label::new(place, label))
                .title(title)
                .step("give the exemption an expiration date, a reason, and the policies of the initiative that it is for")
                .step(Change::delete(exemption.resource));
            if let Some(assignment) = assignment.filter(|_| of_baseline) {
                let baseline = Label::new(assignment.place(assignment.policy_definition_id()), "of the security baseline");
                report = report.severity(Severity::High).related(baseline);
            }
        }
    }
}

/// What speaks against an exemption: pointer, place, title and label.
fn objections(
    exemption: &View<'_, PolicyExemption<'_>>,
    of_set: Option<bool>,
    tenant: &Tenant,
    max_days: i32,
    out: &mut Findings<'_>,
) -> Vec<(&'static str, Place, &'static str, Text)> {
    let mut found = Vec::new();
    let (end, reason, parts) = (exemption.expires_on(), exemption.description(), exemption.policy_definition_reference_ids());
    let header = || exemption.place(exemption.policy_assignment_id());
    match (end.state(), day_of(end)) {
        (State::Null | State::Absent, _) => {
            let place = if end.is_absent() { header() } else { exemption.place(end) };
            found.push(("/properties/expiresOn", place, "an exemption from a policy has no end", "no `expiresOn`".into()));
        }
        (_, Some(day)) if days_between(out.today(), day) > max_days => {
            let label = Text::new("in {days} days").with("days", days_between(out.today(), day).to_string());
            found.push(("/properties/expiresOn", exemption.place(end), "an exemption from a policy ends too far away", label));
        }
        (_, None) => out.needs(exemption, "expiresOn", end),
        (_, Some(_)) => {}
    }
    if reason.is_null() || reason.is_absent() || reason.known().is_some_and(|reason| reason.trim().is_empty()) {
        let place = if reason.is_absent() { header() } else { exemption.place(reason) };
        found.push(("/properties/description", place, "an exemption from a policy has no reason", "no description".into()));
    } else {
        out.needs(exemption, "description", reason);
    }
    let of_all = parts.is_null() || parts.is_absent() || parts.known().is_some_and(Vec::is_empty);
    match of_set {
        Some(true) if of_all => found.push((
            "/properties/policyDefinitionReferenceIds",
            header(),
            "a whole initiative is exempted",
            "every policy of the initiative".into(),
        )),
        Some(true) => out.needs(exemption, "policyDefinitionReferenceIds", parts),
        None if of_all => {
            let missing = "whether a whole initiative is exempted is not known: the assignment is not in the input";
            out.undecided_without(exemption, &header(), missing.into(), &Kind::PolicyAssignment);
        }
        Some(false) | None => {}
    }
    let made = &exemption.system_data;
    let maker = external_creator(made, tenant, out).zip(made.known().map(|made| &made.created_by));
    if let Some((maker, by)) = maker {
        let title = if maker.is_guest {
            "a guest made an exemption from a policy"
        } else {
            "somebody from elsewhere made an exemption from a policy"
        };
        let label = Text::new("made by {name}, who is from elsewhere").with("name", maker.name);
        found.push(("/systemData/createdBy", exemption.place(by), title, label));
    }
    found
}
