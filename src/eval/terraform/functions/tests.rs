use super::*;
use crate::eval::terraform::equals;
use crate::eval::{Data, Number};
use crate::syntax::hcl::{self, BinaryOperator, Expr, ExprKind, UnaryOperator};
use std::path::{Path, PathBuf};

/// The files of the recording.
struct Recorded;

impl Recorded {
    fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/terraform/files")
    }
}

impl Files for Recorded {
    fn read(&self, path: &str) -> Result<Vec<u8>, Fault> {
        std::fs::read(Self::root().join(path)).map_err(|_| Fault::new("there is no such file"))
    }

    fn exists(&self, path: &str) -> Result<bool, Fault> {
        let path = Self::root().join(path);
        if path.is_dir() { Err(Fault::new("a folder is no file")) } else { Ok(path.exists()) }
    }

    fn below(&self, folder: &str) -> Result<Vec<String>, Fault> {
        fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
                if entry.path().is_dir() { walk(&entry.path(), &format!("{name}/"), found) } else { found.push(name) }
            }
        }
        let mut found = Vec::new();
        walk(&Self::root().join(folder), "", &mut found);
        found.sort();
        Ok(found)
    }
}

fn with_fuel(name: &str, arguments: &[Value], amount: u64) -> Result<Value, Fault> {
    let fuel = Fuel::new(amount);
    call(name, arguments, &Surroundings { fuel: &fuel, files: &Recorded }).expect("there is such a function")
}

/// What an expression gives: of the language only what the recorded calls need.
fn evaluate(text: &str) -> Result<Value, Fault> {
    let expression = hcl::parse_expression(text).map_err(|error| Fault::new(error.message))?;
    value(&expression, &Surroundings { fuel: &Fuel::new(10_000_000), files: &Recorded })
}

fn value(expression: &Expr, surroundings: &Surroundings<'_>) -> Result<Value, Fault> {
    let of = |expression: &Expr| value(expression, surroundings);
    Ok(match &expression.kind {
        ExprKind::Null => Value::null(),
        ExprKind::Bool(value) => Value::bool(*value),
        ExprKind::Number(text) => Value::made(Data::Number(Number::parse(text).ok_or_else(|| Fault::new("too large"))?)),
        ExprKind::String(text) => Value::text(text.clone()),
        ExprKind::Tuple(elements) => Value::list(elements.iter().map(of).collect::<Result<Vec<_>, _>>()?),
        ExprKind::Object(items) => {
            let item = |item: &hcl::Item| match of(&item.key)?.data {
                Data::Text(key) => Ok((key, of(&item.value)?)),
                _ => Err(Fault::new("a key must be a string")),
            };
            Value::object(items.iter().map(item).collect::<Result<Vec<_>, Fault>>()?)
        }
        ExprKind::Unary(UnaryOperator::Negate, operand) => match of(operand)?.data {
            Data::Number(Number::Whole(whole)) => Value::whole(-whole),
            Data::Number(Number::Real(real)) => Value::made(Data::Number(Number::Real(-real))),
            _ => return Err(Fault::new("a number is required")),
        },
        ExprKind::Binary(BinaryOperator::Equal, operands) => match equals(&of(&operands[0])?, &of(&operands[1])?, surroundings.fuel)? {
            Some(equal) => Value::bool(equal),
            None => Value::unknown("unknown"),
        },
        ExprKind::Binary(BinaryOperator::Subtract, operands) => match [of(&operands[0])?.data, of(&operands[1])?.data] {
            [Data::Number(Number::Whole(a)), Data::Number(Number::Whole(b))] => Value::whole(a - b),
            _ => return Err(Fault::new("whole numbers are required")),
        },
        ExprKind::Attribute(object, name) => {
            let object = of(object)?;
            if object.as_unknown().is_some() { object } else { object.member(&name.text).ok_or_else(|| Fault::new("no such member"))? }
        }
        ExprKind::Index(list, index) => {
            let (list, index) = (of(list)?, of(index)?);
            let Data::Number(Number::Whole(index)) = index.data else { return Err(Fault::new("a whole number is required")) };
            if list.as_unknown().is_some() {
                return Ok(list);
            }
            list.element(usize::try_from(index).unwrap_or(usize::MAX)).ok_or_else(|| Fault::new("no such element"))?
        }
        ExprKind::Call { name, arguments, expands } => {
            let mut arguments = arguments.iter().map(of).collect::<Result<Vec<_>, _>>()?;
            if *expands {
                let last = arguments.pop().unwrap();
                arguments.extend(last.elements().ok_or_else(|| Fault::new("a list is required"))?);
            }
            call(&name.text, &arguments, surroundings).unwrap_or_else(|| Err(Fault::new("no such function")))?
        }
        other => panic!("the recorded calls have none of these: {other:?}"),
    })
}

/// What is shown of a result, in the words of the recording.
fn shown(result: Result<Value, Fault>) -> String {
    let fuel = Fuel::new(10_000_000);
    match result {
        Err(_) => "error".to_owned(),
        Ok(value) if value.first_unknown(&fuel).unwrap().is_some() => "unknown".to_owned(),
        Ok(value) => json::encode(&value, &fuel).unwrap(),
    }
}

#[test]
fn functions_give_what_terraform_gives() {
    let recorded = include_str!("../../../../tests/terraform/functions.tsv");
    let mut differences = Vec::new();
    for line in recorded.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let (expression, expected, known) = (columns.next().unwrap(), columns.next().unwrap(), columns.next());
        let result = shown(evaluate(&expression.replace('␤', "\n")));
        if (result == expected) == known.is_some() {
            differences.push(format!("{expression}\n    terraform {expected}\n    here      {result}"));
        }
    }
    assert!(differences.is_empty(), "{} differences\n{}", differences.len(), differences.join("\n"));
}
