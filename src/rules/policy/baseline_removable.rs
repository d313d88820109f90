//! Reports security baselines that are not enforced or that a subscription Owner can remove.

use crate::resource::Format;
use crate::rules::name_of;
use crate::rules::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

rule! {
    /// ## What it finds
    /// A security baseline that is assigned at a subscription or below while no management group above enforces it, or that is not enforced
    /// (`DoNotEnforce`), or that excludes a subscription or a management group (`notScopes`) that no other assignment covers. The option `baseline` names the baseline; the default is the Microsoft cloud security benchmark.
    ///
    /// `az policy assignment list` omits inherited assignments. The rule is then undecided, because a management group above may have the
    /// baseline; export with `--disable-scope-strict-match` to include inherited assignments.
    ///
    /// ## Why it matters
    /// The Owner of a subscription can delete a policy assignment at that subscription. If a guest planted the subscription, they are its
    /// Owner and can remove the baseline.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.Authorization/policyAssignments/baseline", "name": "baseline", "type": "Microsoft.Authorization/policyAssignments",
    ///   "properties": { "displayName": "Microsoft cloud security benchmark", "policyDefinitionId": "/providers/Microsoft.Authorization/policySetDefinitions/1f3afdf9-d0c9-4c3d-847f-89da613e70a8",
    ///     "scope": "/subscriptions/00000000-0000-4000-8000-000000000001", "enforcementMode": "Default" } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "/providers/Microsoft.Management/managementGroups/platform/providers/Microsoft.Authorization/policyAssignments/baseline", "name": "baseline", "type": "Microsoft.Authorization/policyAssignments",
    ///   "properties": { "displayName": "Microsoft cloud security benchmark", "policyDefinitionId": "/providers/Microsoft.Authorization/policySetDefinitions/1f3afdf9-d0c9-4c3d-847f-89da613e70a8",
    ///     "scope": "/providers/Microsoft.Management/managementGroups/platform", "enforcementMode": "Default" } }
    /// ```
    ///
    /// ## When it is wrong
    /// In a tenant with a single subscription. Accept the finding under `allow:` in the policy file.
    ///
    /// ## Sources
    /// - ARM: `Microsoft.Authorization/policyAssignments`, 2022-06-01
    /// - BeyondTrust: Restless guests
    pub static RULE = {
        id: "policy-baseline-removable",
        group: Group::Policy,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "subscription Owner can remove the security baseline",
        attack: &["T1562.001"],
        needs: &[Kind::PolicyAssignment],
        joins: &[Kind::ManagementGroup, Kind::ManagementGroupSubscription, Kind::Subscription, Kind::Organization],
        options: Some(OptionSpec::of::<BaselineOptions>()),
        check: Check::Tenant(check),
    };
}

/// Options of the rule.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct BaselineOptions {
    /// Names (the last segment of the ID) of the policy definitions and initiatives that are the security baseline.
    pub baseline: Vec<String>,
}

impl Default for BaselineOptions {
    fn default() -> Self {
        // The Microsoft cloud security benchmark, which Microsoft Defender for Cloud assigns.
        Self { baseline: vec!["1f3afdf9-d0c9-4c3d-847f-89da613e70a8".to_owned()] }
    }
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let options = out.options::<BaselineOptions>();
    let all: Vec<_> = tenant.views::<PolicyAssignment<'_>>(&Kind::PolicyAssignment).collect();
    for assignment in all.iter().filter(|assignment| assignment.is_of(&options.baseline).is_none()) {
        out.needs(assignment, "policyDefinitionId", assignment.policy_definition_id());
    }
    let shows_inherited =
        all.iter().any(|assignment| matches!(assignment.place_in_hierarchy(), Some(Scope::Root | Scope::ManagementGroup(_))));
    let baseline: Vec<_> = all.into_iter().filter(|assignment| assignment.is_of(&options.baseline) == Some(true)).collect();
    let mut coverage = Coverage::new(&baseline, tenant);
    for assignment in &baseline {
        out.lacks(assignment, "enforcementMode", assignment.enforcement_mode());
        if matches!(assignment.enforcement_mode().state(), State::Unknown(_)) {
            out.needs(assignment, "enforcementMode", assignment.enforcement_mode());
        }
        if matches!(assignment.not_scopes().state(), State::Unknown(_)) {
            out.needs(assignment, "notScopes", assignment.not_scopes());
        }
        if assignment.is_enforced() == Some(false) {
            out.report(
                assignment,
                "/properties/enforcementMode",
                Label::new(assignment.place(assignment.enforcement_mode()), "policy effects are not enforced"),
            )
            .title(
                Text::new("policy assignment `{assignment}` of the security baseline is not enforced")
                    .with("assignment", name_of(assignment)),
            )
            .step(Change::set(assignment.resource, "/properties/enforcementMode", "\"Default\""));
        }
        if assignment.is_enforced() == Some(true) {
            check_excluded(assignment, &mut coverage, tenant, out);
        }
        let place = assignment.place(assignment.scope().or(&assignment.id));
        match assignment.place_in_hierarchy() {
            Some(Scope::Root | Scope::ManagementGroup(_)) => {}
            Some(Scope::Subscription(id) | Scope::Within(id)) => match coverage.is_enforced_above(&id) {
                Some(true) => {}
                Some(false) if !shows_inherited && is_listed_by_az(assignment) => {
                    let missing = "whether a management group above has the baseline is not known: `az policy assignment list` omits inherited assignments";
                    out.undecided(assignment, &place, missing.into());
                }
                Some(false) => {
                    out.report(assignment, "/properties/scope", Label::new(place, "no management group above enforces the baseline"))
                        .title(removable(assignment, id, tenant))
                        .step("assign the baseline at a management group above the subscriptions");
                }
                None => out.undecided(
                    assignment,
                    &place,
                    "whether the management group that has the baseline is above this subscription is not known".into(),
                ),
            },
            None => out.undecided(assignment, &place, "the scope of the assignment is not known".into()),
        }
    }
}

/// Reports the subscriptions and management groups that an assignment excludes, if no other assignment covers them.
fn check_excluded(assignment: &View<'_, PolicyAssignment<'_>>, coverage: &mut Coverage<'_>, tenant: &Tenant, out: &mut Findings<'_>) {
    for setting in assignment.not_scopes().elements() {
        let Some(scope) = Scope::of_setting(setting) else { continue };
        let place = assignment.place(setting);
        let (id, covered, title) = match &scope {
            // An assignment at the subscription is reported there.
            Scope::Subscription(_) if coverage.scopes.contains(&Some(scope.clone())) => continue,
            Scope::Subscription(id) => (
                id,
                coverage.is_enforced_above(id),
                "policy assignment `{assignment}` of the security baseline excludes subscription `{scope}`",
            ),
            Scope::ManagementGroup(id) => {
                let title = "policy assignment `{assignment}` of the security baseline excludes management group `{scope}`";
                (id, coverage.is_assigned_beside(assignment.place_in_hierarchy().as_ref(), &scope), title)
            }
            Scope::Root | Scope::Within(_) => continue,
        };
        match covered {
            Some(true) => {}
            Some(false) => {
                let pointer = format!("/properties/notScopes/{id}");
                let subscription = tenant.find::<Subscription<'_>>(&Kind::Subscription, ObjectId::of(id));
                out.report(assignment, pointer, Label::new(place, "the baseline does not apply here"))
                    .title(
                        Text::new(title)
                            .with("assignment", name_of(assignment))
                            .with("scope", subscription.map_or_else(|| id.clone(), |subscription| name_of(&subscription))),
                    )
                    .step("remove the entry from `notScopes`, and exempt single resources with an expiration date instead");
            }
            None => {
                let missing = "whether another assignment of the baseline covers this excluded scope is not known";
                out.undecided(assignment, &place, missing.into());
            }
        }
    }
}

/// Who can remove which assignment. The id of the subscription is empty if it is not known.
fn removable(assignment: &View<'_, PolicyAssignment<'_>>, id: String, tenant: &Tenant) -> Text {
    let name = name_of(assignment);
    if id.is_empty() {
        return Text::new("a subscription Owner can remove policy assignment `{assignment}` of the security baseline")
            .with("assignment", name);
    }
    let subscription = tenant.find::<Subscription<'_>>(&Kind::Subscription, ObjectId::of(&id));
    Text::new("an Owner of subscription `{subscription}` can remove policy assignment `{assignment}` of the security baseline")
        .with("subscription", subscription.map_or(id, |subscription| name_of(&subscription)))
        .with("assignment", name)
}

/// Whether the assignment comes from `az policy assignment list`, whose output has no `properties`. Without
/// `--disable-scope-strict-match`, the command lists only the assignments at one scope.
fn is_listed_by_az(assignment: &View<'_, PolicyAssignment<'_>>) -> bool {
    assignment.resource.format == Format::Azure && assignment.properties.is_absent()
}

/// The most comparisons of a subscription with an assignment above it or one of its exclusions.
const MOST_COMPARISONS: usize = 1_000_000;

/// Where the baseline is assigned and not known to be switched off.
struct Coverage<'t> {
    tenant: &'t Tenant,
    /// The scopes of all assignments; `None` for one that is not known.
    scopes: HashSet<Option<Scope>>,
    /// The assignments at management groups or at unknown scopes.
    above: Vec<Above>,
    /// Their positions by scope.
    upper: BTreeMap<Option<Scope>, Vec<usize>>,
    /// The positions of those that apply to every subscription.
    everywhere: Vec<usize>,
    /// What is known of subscriptions.
    known: HashMap<String, Option<bool>>,
    /// The remaining comparisons.
    left: usize,
}

/// An assignment that may apply to subscriptions below it.
struct Above {
    scope: Option<Scope>,
    /// `None` if they are not known. An element is `None` if it is not a known scope.
    excluded: Option<Vec<Option<Scope>>>,
    is_enforced: Option<bool>,
}

impl<'t> Coverage<'t> {
    fn new(baseline: &[View<'_, PolicyAssignment<'_>>], tenant: &'t Tenant) -> Self {
        let enforced = || baseline.iter().filter(|assignment| assignment.is_enforced() != Some(false));
        let above = enforced().filter_map(|assignment| {
            let scope = assignment.place_in_hierarchy();
            let not_scopes = assignment.not_scopes();
            let excluded = || not_scopes.elements().iter().map(Scope::of_setting).collect();
            let excluded = (!matches!(not_scopes.state(), State::Unknown(_))).then(excluded);
            let is_enforced = assignment.exists().and_then(|_| assignment.is_enforced());
            (!matches!(scope, Some(Scope::Subscription(_) | Scope::Within(_)))).then_some(Above { scope, excluded, is_enforced })
        });
        let above: Vec<Above> = above.collect();
        let mut upper: BTreeMap<Option<Scope>, Vec<usize>> = BTreeMap::new();
        for (at, assignment) in above.iter().enumerate() {
            upper.entry(assignment.scope.clone()).or_default().push(at);
        }
        let is_everywhere = |scope: &Option<Scope>| match scope {
            Some(Scope::Root) => true,
            Some(Scope::ManagementGroup(group)) => tenant.is_root_group(group) == Some(true),
            _ => false,
        };
        Self {
            tenant,
            everywhere: upper.iter().filter(|(scope, _)| is_everywhere(scope)).flat_map(|(_, at)| at).copied().collect(),
            upper,
            scopes: enforced().map(|assignment| assignment.place_in_hierarchy()).collect(),
            above,
            known: HashMap::new(),
            left: MOST_COMPARISONS,
        }
    }

    /// Whether a management group above a subscription enforces the baseline on it. `None` if the hierarchy is not fully known.
    fn is_enforced_above(&mut self, subscription: &str) -> Option<bool> {
        if let Some(known) = self.known.get(subscription) {
            return *known;
        }
        let (groups, is_whole) = self.tenant.groups_above(subscription);
        let scopes = groups.into_iter().chain([subscription]).map(|group| Some(Scope::ManagementGroup(group.into())));
        let here = scopes.filter_map(|scope| self.upper.get(&scope)).flatten().chain(&self.everywhere);
        let here: BTreeSet<usize> = here.copied().collect();
        let mut left = self.left;
        let mut enforces = |at: &usize| {
            let above = self.above.get(*at)?;
            left = left.checked_sub(1 + above.excluded.as_ref().map_or(0, Vec::len))?;
            above.enforces(subscription, self.tenant)
        };
        let mut is_enforced = any(here.iter().map(&mut enforces));
        if is_enforced == Some(false) {
            // Those at an unknown scope may apply as well, and if the hierarchy is not known, those at any scope.
            let others = self.upper.iter().filter(|(scope, _)| !is_whole || scope.is_none()).flat_map(|(_, at)| at);
            if others.filter(|at| !here.contains(at)).any(|at| enforces(at).is_none()) {
                is_enforced = None;
            }
        }
        self.left = left;
        self.known.insert(subscription.to_owned(), is_enforced);
        is_enforced
    }

    /// Whether another assignment than those at `own` is at this management group. The hierarchy between groups is not looked up.
    fn is_assigned_beside(&self, own: Option<&Scope>, group: &Scope) -> Option<bool> {
        if own != Some(group) && self.scopes.contains(&Some(group.clone())) {
            return Some(true);
        }
        self.upper.keys().all(|scope| scope.as_ref() == own).then_some(false)
    }
}

impl Above {
    fn enforces(&self, subscription: &str, tenant: &Tenant) -> Option<bool> {
        let reaches = |scope: &Scope| match scope {
            Scope::Root => Some(true),
            Scope::ManagementGroup(group) => tenant.is_at_or_above(group, subscription),
            Scope::Subscription(_) | Scope::Within(_) => Some(false),
        };
        // An assignment does not apply to the scopes that it excludes.
        let is_excluded_by = |scope: &Option<Scope>| match scope.as_ref()? {
            Scope::Subscription(id) => Some(id == subscription),
            Scope::Root => Some(false),
            scope => reaches(scope),
        };
        let excluded = self.excluded.as_ref().and_then(|scopes| any(scopes.iter().map(is_excluded_by)));
        match (self.scope.as_ref().and_then(reaches), excluded) {
            (Some(false), _) | (_, Some(true)) => Some(false),
            (Some(true), Some(false)) => self.is_enforced,
            _ => None,
        }
    }
}
