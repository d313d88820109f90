//! Types and their grouping.

use super::{first_type, shape, under, valid};
use crate::syntax::bicep::ast::{Declaration, TypeExpression, TypeKey, TypeKind};

/// The type as grouped by the parser: unions in `<>`, steps after a `~`.
fn grouped(text: &str) -> String {
    fn group(text: &str, value: &TypeExpression<'_>) -> String {
        match &value.kind {
            TypeKind::Union(members) => format!("<{}>", members.iter().map(|member| group(text, member)).collect::<Vec<_>>().join(" ")),
            TypeKind::Access(access) => {
                let steps: Vec<&str> = access.steps.iter().map(|step| under(text, step.span)).collect();
                format!("{}~{}", group(text, &access.base), steps.join("~"))
            }
            TypeKind::Parenthesized(inner) => format!("({})", group(text, inner)),
            TypeKind::Unary(_, operand) => format!("{}:{}", &text[value.span.range()][..1], group(text, operand)),
            _ => under(text, value.span).to_owned(),
        }
    }
    let text = format!("type a = {text}");
    group(&text, first_type(&valid(&text)))
}

#[test]
fn marks_bind_tighter_than_unions() {
    for (written, expected) in [
        ("'a' | 'b'[] | null", "<'a' 'b'~[] null>"),
        ("| 'a'", "<'a'>"),
        ("\n  | 'a'\n  | 'b'", "<'a' 'b'>"),
        ("('a' | 'b')[]?", "(<'a' 'b'>)~[]~?"),
        ("b.c[*].*[0]!", "b~.c~[*]~.*~[0]~!"),
        ("int [] [] ?", "int~[]~[]~?"),
        ("-1 | !true?", "<-:1 !:true~?>"),
        ("['a', 'b']\n|['c']", "<['a', 'b'] ['c']>"),
        ("resourceInput<'a/b@2020-01-01'>.c[*]", "resourceInput<'a/b@2020-01-01'>~.c~[*]"),
        ("sys.resourceOutput<'a@1'>?", "sys~.resourceOutput<'a@1'>~?"),
        ("'a${b}'", "'a${b}'"),
    ] {
        assert_eq!(grouped(written), expected, "{written}");
    }
}

#[test]
fn members_of_types_keep_their_decorators() {
    let text =
        "type a = {\n  @description('b')\n  // why\n  @secure()\n\n  c: string\n  *: int\n  'd-e': [\n    @minValue(1)\n    int\n  ]\n}";
    let file = valid(text);
    let TypeKind::Object(properties) = &first_type(&file).kind else { panic!("{file:?}") };
    let shown: Vec<(usize, &str)> = properties.iter().map(|each| (each.decorators.len(), under(text, each.value.span))).collect();
    assert_eq!(shown, [(2, "string"), (0, "int"), (0, "[\n    @minValue(1)\n    int\n  ]")]);
    assert!(matches!(&properties[1].key, TypeKey::Any(span) if under(text, *span) == "*"));
    let TypeKind::Tuple(items) = &properties[2].value.kind else { panic!("{file:?}") };
    assert_eq!(under(text, items[0].decorators[0].span), "@minValue(1)");
    assert!(under(text, properties[0].span).starts_with("@description") && under(text, properties[0].span).ends_with("c: string"));
}

#[test]
fn a_parameter_may_take_a_resource() {
    let text = "param a resource 'b@1'\nparam c resource<'d@1'>\noutput e resource = f\nparam resource resource";
    let file = valid(&text[..text.rfind('\n').unwrap()]);
    let kinds: Vec<String> = file
        .statements
        .iter()
        .map(|statement| match &statement.declaration {
            Declaration::Parameter(parameter) => shape(&parameter.type_expression.kind),
            Declaration::Output(output) => shape(&output.type_expression.kind),
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(kinds[0].starts_with("Resource(Some(") && kinds[1].starts_with("Generic") && kinds[2] == "Resource(None)", "{kinds:?}");
}
