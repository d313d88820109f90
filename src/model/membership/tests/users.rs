use super::super::{Guests, Setter, Strength, Subject};
use super::{analysed, first, spoofable};

fn guests(rule: &str) -> Guests {
    analysed(rule, |membership| membership.guests)
}

#[test]
fn a_rule_has_a_subject() {
    for (rule, subject) in [
        ("user.objectId -ne null", Subject::Users),
        ("device.objectId -ne null", Subject::Devices),
        ("Direct Reports for \"1\"", Subject::DirectReports),
        ("(user.memberOf -any (group.objectId -in ['1']))", Subject::MembersOfGroups),
        ("device.memberOf -any (group.objectId -in ['1'])", Subject::MembersOfGroups),
    ] {
        assert_eq!(analysed(rule, |membership| membership.subject), subject, "{rule}");
    }
}

#[test]
fn guests_are_admitted_unless_each_alternative_excludes_them() {
    for rule in [
        "user.objectId -ne null",
        "user.department -eq \"Sales\"",
        "user.userType -eq \"Guest\"",
        "user.userType -ne \"Member\"",
        "user.userType -in [\"Member\", \"guest\"]",
        "-not (user.userType -eq \"Member\")",
        "-not (-not (user.userType -eq \"Guest\"))",
        "(user.userType -eq \"Member\") -or (user.department -eq \"Sales\")",
        "user.userType -eq \"Member\" -or user.userType -eq \"Guest\" -and user.city -eq \"Lagos\"",
        "-not (user.userType -eq \"Guest\" -and user.city -eq \"Lagos\")",
        "user.userType -startsWith \"g\"",
        "user.userType -match \".*e.*\"",
        // An expression with unsupported syntax is unknown.
        "user.userType -match \"^(?!x).*$\"",
        "user.userType -ne null",
        "user.userPrincipalName -contains \"#EXT#\"",
        "user.userPrincipalName -notContains \"contractor\"",
        // An anchor before the mark matches no name, so the clause excludes no one.
        "user.userPrincipalName -notMatch \"#EXT#$\"",
        "user.assignedPlans -any (assignedPlan.service -eq \"SCO\")",
    ] {
        assert_eq!(guests(rule), Guests::Admitted, "{rule}");
    }
    for rule in [
        "user.userType -eq \"Member\"",
        "user.userType -ne \"Guest\"",
        "user.userType –notIn [\"Guest\"]",
        "user.userType -in [\"Member\"]",
        "user.userType -eq null",
        "user.userType -contains \"mem\"",
        "user.userType -match \"^Member$\"",
        "(user.objectId -ne null) -and (user.userType -eq \"member\")",
        "(user.department -eq \"Sales\") -and -not (user.userType -eq \"Guest\")",
        "-not (-not (user.userType -eq \"Member\"))",
        "-not (user.userType -eq \"Guest\" -or user.city -eq \"Lagos\")",
        "(user.userType -eq \"Member\" -and user.city -eq \"a\") -or (user.userType -ne \"Guest\" -and user.city -eq \"b\")",
        "user.userPrincipalName -notContains \"#EXT#\"",
        "user.userPrincipalName -notContains \"#ext#@\"",
        "-not (user.userPrincipalName -contains \"#EXT#\")",
        "user.userPrincipalName -notMatch \"^.*#EXT#.*$\"",
        "user.userPrincipalName -notMatch \".*\\#EXT\\#@.*\"",
        "user.userPrincipalName -notEndsWith \"#EXT#@contoso.onmicrosoft.com\"",
        "user.dirSyncEnabled -eq true",
        "user.department -eq \"IT\" -and user.dirSyncEnabled -ne null",
        "user.userPrincipalName -endsWith \"@contoso.com\"",
        "user.userPrincipalName -match \"^.*@contoso\\.com$\"",
        "device.objectId -ne null",
    ] {
        assert_eq!(guests(rule), Guests::Excluded, "{rule}");
    }
    for rule in ["Direct Reports for \"1\"", "user.memberOf -any (group.objectId -in ['1'])"] {
        assert_eq!(guests(rule), Guests::Unknown, "{rule}");
    }
}

#[test]
fn each_property_has_its_setters() {
    use Setter::{Guest, HelpDesk, Inviter, Tenant};
    use Strength::{Exploitable, Robust, Suspicious};
    for (rule, strength, setters) in [
        ("user.displayName -eq \"x\"", Exploitable, vec![Inviter, Guest, HelpDesk]),
        ("user.displayName -ne null", Robust, vec![Tenant]),
        ("user.mail -ne null", Suspicious, vec![Inviter, Guest, HelpDesk]),
        ("user.mail -contains \"admin\"", Exploitable, vec![Inviter, Guest, HelpDesk]),
        ("user.mail -endsWith \"@fabrikam.com\"", Exploitable, vec![Inviter, Guest, HelpDesk]),
        ("user.mail -endsWith \"contoso.com\"", Exploitable, vec![Inviter, Guest, HelpDesk]),
        ("user.mail -match \"@contoso.com\"", Exploitable, vec![Inviter, Guest, HelpDesk]),
        ("user.mail -match \"a|@contoso.com$\"", Exploitable, vec![Inviter, Guest, HelpDesk]),
        ("user.mail -eq \"a@fabrikam.com\"", Suspicious, vec![Inviter, Guest, HelpDesk]),
        ("user.mail -endsWith \"@Contoso.com\"", Robust, vec![Tenant]),
        ("user.mail -endsWith \".contoso.com\"", Robust, vec![Tenant]),
        ("user.mail -in [\"a@contoso.com\", \"b@contoso.com\"]", Robust, vec![Tenant]),
        ("user.mail -match \"^.*@contoso\\.com$\"", Robust, vec![Tenant]),
        ("user.proxyAddresses -any (_ -endsWith \"@contoso.com\")", Robust, vec![Tenant]),
        ("user.proxyAddresses -any (_ -startsWith \"contoso\")", Exploitable, vec![Inviter, Guest, HelpDesk]),
        ("user.otherMails -contains \"x\"", Exploitable, vec![Inviter, Guest, HelpDesk]),
        ("user.userPrincipalName -startsWith \"adm\"", Exploitable, vec![Inviter, Guest, HelpDesk]),
        ("user.userPrincipalName -endsWith \"@contoso.com\"", Robust, vec![Tenant]),
        ("user.userPrincipalName -match \"@contoso.com$\"", Robust, vec![Tenant]),
        ("user.userPrincipalName -contains \"@contoso\"", Robust, vec![Tenant]),
        ("user.mailNickName -match \"^svc\"", Exploitable, vec![Inviter, Guest, HelpDesk]),
        ("user.mailNickname -endsWith \"-vendor\"", Suspicious, vec![HelpDesk]),
        ("user.department -eq \"IT\"", Suspicious, vec![Guest, HelpDesk]),
        ("user.extensionAttribute1 -eq \"x\"", Robust, vec![Tenant]),
        ("user.employeeId -eq \"1\"", Robust, vec![Tenant]),
        ("user.objectId -ne null", Robust, vec![Tenant]),
    ] {
        assert_eq!(first(rule), (strength, setters), "{rule}");
    }
}

#[test]
fn a_robust_comparison_protects_those_beside_it() {
    for (rule, expected) in [
        ("user.displayName -contains \"x\"", vec!["user.displayName -contains \"x\""]),
        ("(user.displayName -contains \"x\") -and (user.extensionAttribute1 -eq \"y\")", vec![]),
        ("(user.displayName -contains \"x\") -or (user.extensionAttribute1 -eq \"y\")", vec!["user.displayName -contains \"x\""]),
        // A comparison that everyone passes is no protection.
        ("user.displayName -contains \"x\" -and user.accountEnabled -eq true", vec!["user.displayName -contains \"x\""]),
        ("user.displayName -contains \"x\" -and user.objectId -ne null", vec!["user.displayName -contains \"x\""]),
        ("user.displayName -contains \"x\" -and user.employeeId -ne \"1\"", vec!["user.displayName -contains \"x\""]),
        ("user.displayName -contains \"x\" -and user.dirSyncEnabled -ne true", vec!["user.displayName -contains \"x\""]),
        ("user.displayName -contains \"x\" -and -not (user.employeeId -eq \"1\")", vec!["user.displayName -contains \"x\""]),
        ("user.displayName -contains \"x\" -and user.dirSyncEnabled -eq true", vec![]),
        ("user.displayName -contains \"x\" -and user.accountEnabled -eq false", vec![]),
        ("user.displayName -contains \"x\" -and user.employeeId -ne null", vec![]),
        ("user.displayName -contains \"x\" -and user.mail -endsWith \"@contoso.com\"", vec![]),
        ("user.displayName -contains \"x\" -and user.assignedPlans -any (assignedPlan.service -ne \"a\")", vec![]),
        (
            "user.displayName -contains \"x\" -and user.assignedPlans -all (assignedPlan.service -eq null)",
            vec!["user.displayName -contains \"x\""],
        ),
        // One alternative is sufficient, and only its comparisons are reported.
        (
            "(user.city -eq \"a\" -and user.employeeId -eq \"1\") -or (user.mail -contains \"b\" -and user.surname -eq \"c\")",
            vec!["user.mail -contains \"b\"", "user.surname -eq \"c\""],
        ),
        ("-not (-not (user.displayName -contains \"x\"))", vec!["user.displayName -contains \"x\""]),
        ("-not (user.displayName -notContains \"x\" -or user.employeeId -ne \"1\")", vec![]),
        ("-not (user.displayName -notContains \"x\" -and user.employeeId -ne \"1\")", vec!["user.displayName -notContains \"x\""]),
        // Everyone who is not named is a member without setting anything.
        ("user.displayName -notContains \"x\"", vec![]),
        ("-not (user.displayName -contains \"x\")", vec![]),
        ("user.otherMails -any (_ -contains \"x\" -and _ -endsWith \"y\")", vec!["_ -contains \"x\"", "_ -endsWith \"y\""]),
    ] {
        assert_eq!(spoofable(rule), expected, "{rule}");
    }
}

#[test]
fn a_clause_against_guests_does_not_exclude_the_help_desk() {
    let rule = "(user.displayName -contains \"x\") -and (user.userType -eq \"Member\")";
    assert_eq!(first(rule).1, [Setter::HelpDesk]);
    let rule = "(user.displayName -contains \"x\") -and (user.userPrincipalName -notContains \"#EXT#\")";
    assert_eq!(first(rule).1, [Setter::HelpDesk]);
    let rule = "(user.displayName -contains \"x\") -and (user.userType -eq \"Guest\")";
    assert!(first(rule).1.iter().any(|setter| *setter != Setter::HelpDesk));
}

#[test]
fn required_domains_are_returned() {
    for (rule, domains) in [
        ("user.mail -endsWith \"@Fabrikam.com\"", vec!["Fabrikam.com"]),
        ("user.mail -in [\"a@a.com\", \"b@b.com\"]", vec!["a.com", "b.com"]),
        ("user.mail -match \"@sub\\.contoso\\.com$\"", vec!["sub.contoso.com"]),
        ("user.mail -match \"@sub.contoso.com$\"", vec![]),
        ("user.mail -endsWith \"@contoso\"", vec![]),
        ("user.mail -in [\"a@a.com\", \"b\"]", vec![]),
        ("user.mail -contains \"@a.com\"", vec![]),
    ] {
        let found: Vec<String> = analysed(rule, |membership| membership.occurrences[0].domains.iter().map(ToString::to_string).collect());
        assert_eq!(found, domains, "{rule}");
    }
}
