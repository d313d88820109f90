use super::*;

#[test]
fn hyphens_and_case_do_not_matter() {
    for rule in [
        "user.city -eq \"a\" -and user.state -ne \"b\"",
        "user.city eq \"a\" and user.state ne \"b\"",
        "USER.CITY -EQ \"a\" AND user.State -Ne \"b\"",
        "user.city –eq \"a\" —and user.state −ne \"b\"",
        "user.city -eq\"a\"-and user.state -ne\"b\"",
        "(user.city -eq \"a\")-and(user.state -ne \"b\")",
        "user.city\u{a0}-eq\r\n\"a\"\t-and user.state -ne \"b\"",
        "user.city -eq 'a' -and user.state -ne ‘b’",
        "user.city -eq “a” -and user.state -ne „b“",
        "user.city -eq `\"a`\" -and user.state -ne `\"b`\"",
        "user.city -eq \\\"a\\\" -and user.state -ne \\\"b\\\"",
    ] {
        assert_eq!(shown(rule), "[city eq <a> and state ne <b>]", "{rule}");
    }
    assert_eq!(shown("NOT (user.mailnickname -NOTSTARTSWITH 'x')"), "not mailNickname notStartsWith <x>");
    assert_eq!(shown("user.employeehiredate -ge SYSTEM.NOW plus p1d"), "employeeHireDate ge now+p1d");
    assert_eq!(shown("user.city -eq $null or user.accountEnabled -eq $TRUE"), "[city eq null or accountEnabled eq true]");
    assert_eq!(shown("user.memberof -ANY (GROUP.OBJECTID -IN ['a'])"), "Any memberOf {_objectId in [<a>]}");
    assert_eq!(shown("user.extensionattribute15 -eq 'x'"), "extensionAttribute15 eq <x>");
    assert_eq!(shown("device.devicePhysicalIDs -contains 'x'"), "devicePhysicalIds contains <x>");
    assert_eq!(shown("user.extensionAttribute1 -eq 5-and user.city -eq 'x'"), "[extensionAttribute1 eq 5 and city eq <x>]");
}

#[test]
fn quotes_are_escaped_in_each_way_that_is_in_use() {
    for (written, text) in [
        (r#""a""#, "a"),
        (r#""""#, ""),
        ("''", ""),
        ("'it''s'", "it's"),
        ("''''", "'"),
        (r#""it''s""#, "it's"),
        ("\"say `\"x`\"\"", "say \"x\""),
        ("'a`'b'", "a'b"),
        ("\"a``b\"", "a`b"),
        ("\"a`nb\"", "a`nb"),
        (r#""say \"x\"""#, "say \"x\""),
        (r"'^\d+\.\w$'", r"^\d+\.\w$"),
        // No other quote follows, so this one closes the text.
        (r#""C:\""#, r"C:\"),
        ("“it’s \"x\"”", "it’s \"x\""),
        ("\"’\"", "’"),
        ("\"日本 😀\"", "日本 😀"),
        ("\"(user.city -eq [x], and\"", "(user.city -eq [x], and"),
    ] {
        let rule = format!("user.department -eq {written}");
        assert_eq!(shown(&rule), format!("department eq <{text}>"), "{rule}");
    }
}

#[test]
fn a_filter_is_read_as_the_service_documents_it() {
    for rule in [
        "device.trustType -eq \"AzureAD\" -or device.trustType -eq \"ServerAD\"",
        "device.isCompliant -ne True -and device.trustType -ne \"ServerAD\"",
        "device.extensionAttribute1 -ne \"SAW\"",
        "device.physicalIds -contains \"[ZTDId]:x\"",
        "device.operatingSystemVersion -in [\"10.0.18363\", \"10.0.19041\"]",
        "device.mdmAppId -in [\"00001111\"]",
        "device.manufacturer -startsWith \"x\" -and device.model -notContains \"y\"",
        "device.trustType -notIn ‘ServerAD, Workplace’",
    ] {
        assert!(parse(rule, Dialect::DeviceFilter).is_ok(), "{rule}");
    }
}
