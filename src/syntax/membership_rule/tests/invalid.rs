use super::*;

#[test]
fn each_mistake_is_reported_at_its_place() {
    for (rule, at, expected) in [
        ("", "", "a property such as `user.department` or `device.displayName`, found the end of the rule"),
        ("   ", "", "found the end of the rule"),
        ("()", ")", "expected a property"),
        ("user.favouriteColour -eq \"x\"", "user.favouriteColour", "expected a property of users"),
        ("device.department -eq \"x\"", "device.department", "expected a property of devices"),
        ("device.organizationalUnit -eq \"x\"", "device.organizationalUnit", "expected a property of devices"),
        ("user. -eq \"x\"", "user.", "expected a property of users"),
        ("department -eq \"x\"", "department", "expected a property such as"),
        ("\"x\" -eq user.city", "\"x\"", "expected a property such as"),
        ("user.extension_abc -eq \"x\"", "user.extension_abc", "expected a property of users"),
        ("user.extensionAttribute16 -eq \"x\"", "user.extensionAttribute16", "expected a property of users"),
        ("user.city -equals \"x\"", "-equals", "expected an operator such as `-eq`, found `-equals`"),
        ("user.city = \"x\"", "=", "found `=`"),
        ("user.city - eq \"x\"", "-", "the name of an operator"),
        ("user.city -eq", "", "found the end of the rule"),
        ("user.city", "", "expected an operator"),
        ("user.city -eq Lagos", "Lagos", "expected text in quotes"),
        ("user.city -eq \"x", "\"", "expected `\"` at the end of the text"),
        ("user.city -eq `\"x\"", "`\"", "at the end of the text"),
        ("(user.city -eq \"x\"", "", "expected `-and`, `-or` or `)`, found the end of the rule"),
        ("user.city -eq \"x\")", ")", "expected `-and`, `-or` or the end of the rule, found `)`"),
        ("user.city -eq \"x\" -and", "", "found the end of the rule"),
        ("-and user.city -eq \"x\"", "-and", "expected a property"),
        ("(user.city -eq \"a\") (user.city -eq \"b\")", "(", "expected `-and`, `-or` or the end of the rule, found `(`"),
        ("user.city -eq \"a\" City", "City", "expected `-and`, `-or` or the end of the rule"),
        ("user.city -eq \"x\" -not user.city -eq \"y\"", "-not", "expected `-and`, `-or`"),
        ("user.mail -not null", "-not", "expected an operator"),
        // Operators and values that a property does not accept.
        ("user.accountEnabled -contains true", "-contains", "compares text, and `user.accountEnabled` is true or false"),
        ("user.accountEnabled -eq \"yes\"", "\"yes\"", "expected `true` or `false`"),
        ("user.accountEnabled -eq 1", "1", "expected `true` or `false`"),
        ("user.city -startsWith null", "null", "`null` requires `-eq` or `-ne`"),
        ("user.city -in [null]", "null", "`null` requires `-eq` or `-ne`"),
        ("user.city -startsWith true", "true", "expected text in quotes"),
        ("user.city -in \"x\"", "\"x\"", "expected a list"),
        ("user.city -eq [\"x\"]", "[\"x\"]", "a list requires `-in` or `-notIn`"),
        ("user.city -in []", "]", "expected text in quotes"),
        ("user.city -in [\"a\" \"b\"]", "\"b\"", "expected `,` or `]`"),
        ("user.city -in [\"a\",]", "]", "expected text in quotes"),
        ("user.city -in [[\"a\"]]", "[", "expected text in quotes"),
        ("user.city -ge \"a\"", "-ge", "compares times"),
        ("user.city -eq system.now", "system.now", "`user.city` is not a time"),
        ("user.city -eq 2020-01-01", "2020-01-01", "`user.city` is not a time"),
        ("user.employeeHireDate -ge 5", "5", "expected a time"),
        ("user.employeeHireDate -startsWith \"2020\"", "-startsWith", "compares text"),
        ("user.employeeHireDate -ge 2020-13-01", "2020-13-01", "expected text in quotes"),
        ("user.employeeHireDate -ge system.now -plus 1", "1", "expected a duration"),
        ("user.employeeHireDate -ge system.now -plus", "", "expected a duration"),
        ("user.mail -match \"*@contoso.com\"", "\"*@contoso.com\"", "a quantifier repeats nothing"),
        ("user.mail -notMatch \"(a\"", "\"(a\"", "no regular expression"),
        // Collections.
        ("user.city -any (_ -eq \"x\")", "-any", "`-any` looks into a collection, and `user.city` is none"),
        ("user.otherMails -any (user.mail -eq \"x\")", "user.mail", "expected `_`"),
        ("user.otherMails -any (assignedPlan.service -eq \"x\")", "assignedPlan.service", "expected `_`"),
        ("user.otherMails -any (_ -any (_ -eq \"x\"))", "-any", "expected an operator"),
        ("user.assignedPlans -any (assignedPlan.price -eq \"x\")", "assignedPlan.price", "`assignedPlan.` and one of `capabilityStatus`"),
        ("user.assignedPlans -eq \"x\"", "-eq", "expected `-any` or `-all`"),
        ("_ -eq \"x\"", "_", "expected a property"),
        // Conditions that cannot be combined with others.
        ("user.city -eq \"x\" -and device.deviceModel -eq \"y\"", "device.deviceModel", "users or about devices"),
        ("user.memberOf -any (group.objectId -in ['a']) -and user.city -eq 'x'", "user.memberOf", "cannot be combined"),
        ("user.city -eq 'x' -or user.memberOf -any (group.objectId -in ['a'])", "user.memberOf", "cannot be combined"),
        ("-not (user.memberOf -any (group.objectId -in ['a']))", "user.memberOf", "cannot be combined"),
        ("user.memberOf -eq 'a'", "-eq", "expected `-any`"),
        ("user.memberOf -all (group.objectId -in ['a'])", "-all", "needs `-any`"),
        ("user.memberOf -any (group.objectId -eq 'a')", "-eq", "expected `-in`"),
        (
            "user.memberOf -any (group.objectId -in ['a'] -or group.objectId -in ['b'])",
            "group.objectId -in ['a'] -or group.objectId -in ['b']",
            "one list",
        ),
        ("user.memberOf -any (group.displayName -in ['a'])", "group.displayName", "expected `group.objectId`"),
        ("Direct Reports for \"1\" -and user.city -eq \"x\"", "-and", "combined with nothing"),
        ("user.city -eq \"x\" -or Direct Reports for \"1\"", "Direct", "expected a property"),
        ("Direct Reports", "", "expected `for`"),
        ("Direct Reports for 1", "1", "the object id of a manager in quotes"),
    ] {
        let (found, message) = mistake(rule, Dialect::Group);
        assert_eq!(found, at, "{rule}: {message}");
        assert!(message.contains(expected), "{rule}: {message}");
    }
}

#[test]
fn a_filter_applies_to_devices_and_has_no_expressions() {
    for (rule, at, expected) in [
        ("user.city -eq \"x\"", "user.city", "expected a property such as `device.trustType`"),
        ("Direct Reports for \"1\"", "Direct", "expected a property such as `device.trustType`"),
        ("device.displayName -match \"x\"", "-match", "a device filter has no `-match`"),
    ] {
        let (found, message) = mistake(rule, Dialect::DeviceFilter);
        assert_eq!((&*found, message.contains(expected)), (at, true), "{rule}: {message}");
    }
}

#[test]
fn no_more_groups_are_listed_than_the_service_takes() {
    let rule = |groups: usize| format!("user.memberOf -any (group.objectId -in [{}])", vec!["'a'"; groups].join(","));
    assert!(parse(&rule(50), Dialect::Group).is_ok());
    assert!(mistake(&rule(51), Dialect::Group).1.contains("51 groups are listed"));
}
