use super::super::{Membership, Strength};
use super::analysed;
use crate::syntax::membership_rule::{Dialect, parse};

#[test]
fn a_rule_of_maximum_length_and_depth_is_analyzed() {
    let clause = "user.city -eq \"a\"";
    let flat = vec![clause; 3072 / (clause.len() + 5)].join(" -or ");
    assert_eq!(analysed(&flat, |membership| membership.spoofable().count()), 3072 / (clause.len() + 5));
    let deep = (0..90).fold(clause.to_owned(), |inner, _| format!("({inner} or {clause})"));
    assert_eq!(analysed(&deep, |membership| membership.spoofable().count()), 91);
}

#[test]
fn an_expression_with_a_large_program_is_unknown() {
    let clause = "device.trustType -match \"(\\pL{99}){99}\"";
    let rule = vec![clause; 3072 / (clause.len() + 4)].join(" or ");
    let strengths: Vec<_> = analysed(&rule, |membership| membership.occurrences.iter().map(|occurrence| occurrence.strength).collect());
    assert!(strengths.iter().all(|strength| *strength == Strength::Exploitable) && strengths.len() > 50);
}

#[test]
fn a_domain_is_extracted_exactly() {
    for value in ["@", "@@", ".", "", "@.", "\\", "@$", "@\\.$", "$", "é@ü.é$"] {
        for operator in ["-eq", "-endsWith", "-contains", "-startsWith", "-in", "-match"] {
            let value = if operator == "-in" { format!("[\"{value}\"]") } else { format!("\"{value}\"") };
            let rule = format!("user.mail {operator} {value}");
            // Some are not valid regular expressions.
            let Ok(parsed) = parse(&rule, Dialect::Group) else { continue };
            Membership::of(&parsed, &|domain| {
                assert!(domain.contains('.') && !domain.contains('@'), "{rule}: {domain}");
                false
            });
        }
    }
}
