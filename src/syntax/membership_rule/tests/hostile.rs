use super::*;

const RULES: [&str; 6] = [
    "(user.department -eq \"Sales\") -and -not (user.jobTitle –startsWith 'SDE') -or user.city -in [\"a\", 'it''s', “é”, 5]",
    "user.assignedPlans -any (assignedPlan.service -eq `\"SCO`\" -and assignedPlan.capabilityStatus -eq \"En\\\"abled\")",
    "user.employeeHireDate -ge system.now -plus p1d -and user.employeeHireDate -le 2020-06-10T18:13:20Z",
    "(user.memberOf -any (group.objectId -in ['a', \"b\"]))",
    "Direct Reports for \"0f1e\"",
    "device.devicePhysicalIDs -all _ -startsWith \"[ZTDId]\" -or device.displayName -match \"^(a|[^b]*)\\\\d$\"",
];

/// Parses a text in both dialects. All resulting offsets must be valid for slicing.
fn read(text: &str) {
    for dialect in [Dialect::Group, Dialect::DeviceFilter] {
        match parse(text, dialect) {
            Ok(rule) => assert!(text.get(rule.bytes).is_some(), "{text:?}"),
            Err(error) => assert!(text.get(error.at.clone()).is_some(), "{text:?}: {error:?}"),
        }
    }
}

#[test]
fn every_cut_and_every_lost_character_is_survived() {
    for rule in RULES {
        assert!(parse(rule, Dialect::Group).is_ok(), "{rule}");
        for (start, character) in rule.char_indices() {
            let end = start + character.len_utf8();
            read(&rule[..start]);
            read(&rule[start..]);
            read(&format!("{}{}", &rule[..start], &rule[end..]));
            for stray in ["\"", "'", "(", ")", "[", ",", "-", "–", "\\", "`", "\0", "\u{301}", "😀", " -any ", " -not "] {
                read(&format!("{}{stray}{}", &rule[..start], &rule[start..]));
            }
        }
    }
}

#[test]
fn pieces_in_any_order_are_survived() {
    const PIECES: [&str; 24] = [
        "user.city",
        "device.model",
        "user.otherMails",
        "user.memberOf",
        "_",
        "group.objectId",
        "-eq",
        " in ",
        "-any",
        "-all",
        "-not",
        "-and",
        "-or",
        "(",
        ")",
        "[",
        "]",
        ",",
        "\"x\"",
        "'",
        "`\"",
        "\\\"",
        "null",
        "–",
    ];
    // A deterministic number generator (Knuth's multiplier).
    let mut state = 1u64;
    let mut next = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(state >> 33).expect("31 bits are left") % below
    };
    for _ in 0..20_000 {
        let text: String = (0..=next(12)).flat_map(|_| [PIECES[next(PIECES.len())], if next(3) == 0 { "" } else { " " }]).collect();
        read(&text);
    }
}

#[test]
fn deep_nesting_is_an_error_and_no_crash() {
    for open in ["(", "-not ", "-not (", "user.otherMails -any ("] {
        let fits = open.repeat(MAX_CHARACTERS / open.len());
        assert!(parse(&fits, Dialect::Group).is_err(), "{open}");
        assert!(mistake(&open.repeat(100_000), Dialect::Group).1.contains("longer than 3072 characters"), "{open}");
    }
    let nested = |depth: usize| format!("{}user.city -eq \"x\"{}", "(".repeat(depth), ")".repeat(depth));
    assert!(parse(&nested(MAX_DEPTH), Dialect::Group).is_ok());
    let (at, message) = mistake(&nested(MAX_DEPTH + 1), Dialect::Group);
    assert_eq!((&*at, &*message), ("(", "the rule is nested deeper than 100 levels"));
}

#[test]
fn a_rule_is_as_long_as_the_service_allows() {
    let rule = |length: usize| {
        let rule = "user.city -eq \"é\"";
        format!("{rule}{}", " ".repeat(length - rule.chars().count()))
    };
    assert!(parse(&rule(MAX_CHARACTERS), Dialect::Group).is_ok(), "characters are counted, and not bytes");
    let error = parse(&rule(MAX_CHARACTERS + 1), Dialect::Group).unwrap_err();
    assert_eq!(error.at, MAX_CHARACTERS + 1..MAX_CHARACTERS + 2, "what is too much is pointed at");
}

#[test]
fn a_message_shows_no_more_than_a_line_of_the_rule() {
    let rule = format!("user.{}\u{7} -eq 1", "x".repeat(3000));
    assert!(mistake(&rule, Dialect::Group).1.len() < 200);
    let (_, message) = mistake("user.city\u{1b}[31m -eq 1", Dialect::Group);
    assert!(!message.contains('\u{1b}'), "{message}");
}
