use super::*;

#[test]
fn comparisons_bind_before_not_before_and_before_or() {
    for (rule, tree) in [
        ("user.city -eq \"a\"", "city eq <a>"),
        ("user.city -eq \"a\" -or user.city -eq \"b\" -and user.state -eq \"c\"", "[city eq <a> or [city eq <b> and state eq <c>]]"),
        ("(user.city -eq \"a\" -or user.city -eq \"b\") -and user.state -eq \"c\"", "[[city eq <a> or city eq <b>] and state eq <c>]"),
        ("-not user.city -eq \"a\" -and user.state -eq \"b\"", "[not city eq <a> and state eq <b>]"),
        ("-not (user.city -eq \"a\" -and user.state -eq \"b\")", "not [city eq <a> and state eq <b>]"),
        ("-not -not (user.city -eq \"a\")", "not not city eq <a>"),
        ("user.city -eq \"a\" -and -not (user.state -eq \"b\")", "[city eq <a> and not state eq <b>]"),
        ("user.city -eq \"a\" -and user.city -eq \"b\" -and user.city -eq \"c\"", "[city eq <a> and city eq <b> and city eq <c>]"),
        ("((user.city -eq \"a\"))", "city eq <a>"),
    ] {
        assert_eq!(shown(rule), tree, "{rule}");
    }
}

#[test]
fn collections_are_asked_with_and_without_parentheses() {
    for (rule, tree) in [
        ("user.otherMails -any (_ -contains \"x\")", "Any otherMails {_ contains <x>}"),
        ("user.proxyAddresses -all (_ -endsWith \"x\")", "All proxyAddresses {_ endsWith <x>}"),
        (
            "user.otherMails -any (_ -contains \"x\" -or -not (_ -endsWith \"y\"))",
            "Any otherMails {[_ contains <x> or not _ endsWith <y>]}",
        ),
        ("device.devicePhysicalIds -any _ -startsWith \"[ZTDId]\"", "Any devicePhysicalIds {_ startsWith <[ZTDId]>}"),
        // Without parentheses only one comparison applies to the elements.
        (
            "device.devicePhysicalIds -any _ -eq \"x\" -and device.deviceModel -eq \"y\"",
            "[Any devicePhysicalIds {_ eq <x>} and deviceModel eq <y>]",
        ),
        (
            "user.assignedPlans -any (assignedPlan.servicePlanId -eq \"a\" -and assignedPlan.capabilityStatus -eq \"Enabled\")",
            "Any assignedPlans {[_servicePlanId eq <a> and _capabilityStatus eq <Enabled>]}",
        ),
        ("user.assignedPlans -all (assignedPlan.servicePlanId -eq null)", "All assignedPlans {_servicePlanId eq null}"),
        ("user.memberOf -any (group.objectId -in ['a', \"b\"])", "Any memberOf {_objectId in [<a>, <b>]}"),
        // A collection of texts can also be compared directly.
        ("user.otherMails -startsWith \"x\"", "otherMails startsWith <x>"),
    ] {
        assert_eq!(shown(rule), tree, "{rule}");
    }
}

#[test]
fn values_of_each_kind_are_read() {
    for (rule, tree) in [
        ("user.accountEnabled -eq true", "accountEnabled eq true"),
        ("user.accountEnabled -ne \"False\"", "accountEnabled ne <False>"),
        ("user.dirSyncEnabled -eq null", "dirSyncEnabled eq null"),
        ("user.city -ne null", "city ne null"),
        ("user.city -ne \"null\"", "city ne <null>"),
        ("user.extensionAttribute1 -eq 5", "extensionAttribute1 eq 5"),
        ("user.extensionAttribute1 -in [1, -2.5]", "extensionAttribute1 in [1, -2.5]"),
        ("user.extension_0a1b_isManager -eq true", "extension_0a1b_isManager eq true"),
        ("user.employeeHireDate -le 2020-06-10T18:13:20Z", "employeeHireDate le 2020-06-10T18:13:20Z"),
        ("user.employeeHireDate -eq \"2020-06-10\"", "employeeHireDate eq <2020-06-10>"),
        ("user.employeeHireDate -ge system.now", "employeeHireDate ge now"),
        ("user.employeeHireDate -ge system.now -plus p1d -and user.city -eq \"x\"", "[employeeHireDate ge now+p1d and city eq <x>]"),
        ("user.employeeHireDate -le system.now -minus P30D", "employeeHireDate le now-P30D"),
        ("Direct Reports for \"0f1e\"", "reports to <0f1e>"),
        ("direct reports FOR '0f1e' ", "reports to <0f1e>"),
    ] {
        assert_eq!(shown(rule), tree, "{rule}");
    }
}

#[test]
fn every_node_has_its_bytes() {
    let rule = "  (user.city –eq \"É\") -and -not (user.otherMails -any (_ -in['a'])) ";
    let parsed = parse(rule, Dialect::Group).unwrap();
    let at = |bytes: &Bytes| &rule[bytes.clone()];
    assert_eq!(at(&parsed.bytes), rule.trim());
    let RuleKind::Condition { object: Object::User, condition } = &parsed.kind else { panic!("{parsed:?}") };
    let ConditionKind::And(operands) = &condition.kind else { panic!("{condition:?}") };
    let [city, not] = &**operands else { panic!("{operands:?}") };
    assert_eq!((at(&city.bytes), at(&not.bytes)), ("user.city –eq \"É\"", "-not (user.otherMails -any (_ -in['a']))"));
    let ConditionKind::Comparison(comparison) = &city.kind else { panic!("{city:?}") };
    let parts = (at(comparison.left.bytes()), at(&comparison.operator_bytes), at(&comparison.value.bytes));
    assert_eq!(parts, ("user.city", "–eq", "\"É\""));
    let ConditionKind::Not(quantified) = &not.kind else { panic!("{not:?}") };
    assert_eq!(at(&quantified.bytes), "user.otherMails -any (_ -in['a'])");
    let ConditionKind::Quantified(quantified) = &quantified.kind else { panic!("{quantified:?}") };
    assert_eq!((at(&quantified.property.bytes), at(&quantified.quantifier_bytes)), ("user.otherMails", "-any"));
    assert_eq!(at(&quantified.condition.bytes), "_ -in['a']");
}
