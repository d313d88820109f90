//! A small parser of template expressions, so that the tests can quote the examples of the documentation verbatim.

use super::super::call;
use crate::eval::arm::{json, member, to_text};
use crate::eval::{Data, EvalError, Files, Fuel, Number, Unknown, Value};
use crate::eval::{EvalContext, Scope};

struct Shelf;

const SHELF: &[(&str, &[u8])] = &[
    ("nsg.json", br#"{ "access": "Allow", "rules": [ { "name": "SSH", "priority": 100 } ], "odd key": 1 } // end"#),
    ("nsg.yaml", b"access: Allow\npriority: 100\n"),
    ("script.ps1", b"\xef\xbb\xbfWrite-Host 'hi'\r\n"),
    ("wide.txt", b"h\0i\0"),
    ("modules/appService.bicep", b""),
    ("modules/readme.md", b""),
    ("modules/inner/deep.bicep", b""),
];

impl Files for Shelf {
    fn read(&self, path: &str) -> Result<Vec<u8>, EvalError> {
        SHELF.iter().find(|(name, _)| *name == path).map(|(_, bytes)| bytes.to_vec()).ok_or_else(|| EvalError::new("there is no such file"))
    }

    fn exists(&self, path: &str) -> Result<bool, EvalError> {
        self.read(path).map(|_| true)
    }

    fn below(&self, folder: &str) -> Result<Vec<String>, EvalError> {
        let folder = format!("{}/", folder.trim_start_matches("./").trim_end_matches('/'));
        Ok(SHELF.iter().filter_map(|(name, _)| name.strip_prefix(&folder).map(str::to_owned)).collect())
    }
}

/// The result of an expression, rendered: text as JSON, `‹start…end›` where it is unknown, `!` for an error.
pub(super) fn shown(expression: &str) -> String {
    shown_at(expression, None)
}

pub(super) fn shown_at(expression: &str, scope: Option<Scope>) -> String {
    match evaluate(expression, scope, &Fuel::new(1_000_000)) {
        Ok(value) => show(&value),
        Err(fault) => format!("! {}", fault.message),
    }
}

pub(super) fn evaluate(expression: &str, scope: Option<Scope>, fuel: &Fuel) -> Result<Value, EvalError> {
    let mut reader = Reader { rest: expression, scope, fuel };
    let value = reader.value()?;
    assert_eq!(reader.rest.trim(), "", "left over of {expression}");
    Ok(value)
}

pub(super) fn show(value: &Value) -> String {
    match &value.data {
        Data::Unknown(unknown) => format!("‹{}…{}›", unknown.starts_with, unknown.ends_with),
        Data::List(elements) | Data::Set(elements) => format!("[{}]", elements.iter().map(show).collect::<Vec<_>>().join(",")),
        Data::Object(object) => {
            let members = object.members().iter().map(|(key, member)| format!("{key}:{}", show(member)));
            format!("{{{}}}", members.chain(object.rest.iter().map(|_| "…".to_owned())).collect::<Vec<_>>().join(","))
        }
        Data::Text(text) => format!("'{text}'"),
        Data::Null => "null".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Number(number) => number.to_string(),
    }
}

struct Reader<'e> {
    rest: &'e str,
    scope: Option<Scope>,
    fuel: &'e Fuel,
}

impl<'e> Reader<'e> {
    fn value(&mut self) -> Result<Value, EvalError> {
        self.rest = self.rest.trim_start();
        let mut value = if let Some(rest) = self.rest.strip_prefix('\'') {
            self.text(rest)
        } else if self.rest.starts_with(|sign: char| sign == '-' || sign.is_ascii_digit()) {
            let number = self.take(|sign| sign != '-' && sign != '.' && !sign.is_ascii_digit());
            Value::made(Data::Number(Number::parse(number).expect("the test contains a number")))
        } else {
            let name = self.take(|sign| !sign.is_ascii_alphanumeric());
            let arguments = self.arguments()?;
            self.call(name, &arguments)?
        };
        while let Some(rest) = self.rest.strip_prefix('.') {
            self.rest = rest;
            let name = self.take(|sign| !sign.is_ascii_alphanumeric());
            value = match value.as_unknown() {
                Some(_) => value,
                None => member(&value, name, self.fuel)?.ok_or_else(|| EvalError::new("no such member"))?,
            };
        }
        Ok(value)
    }

    fn take(&mut self, ends: impl Fn(char) -> bool) -> &'e str {
        let (taken, rest) = self.rest.split_at(self.rest.find(|sign| sign != '-' && ends(sign)).unwrap_or(self.rest.len()));
        self.rest = rest;
        taken
    }

    fn text(&mut self, rest: &'e str) -> Value {
        let mut text = String::new();
        let mut parts = rest;
        loop {
            let (part, after) = parts.split_once('\'').expect("the string ends");
            text.push_str(part);
            let Some(after) = after.strip_prefix('\'') else {
                self.rest = after;
                return Value::text(text);
            };
            text.push('\'');
            parts = after;
        }
    }

    fn arguments(&mut self) -> Result<Vec<Value>, EvalError> {
        let mut arguments = Vec::new();
        self.rest = self.rest.strip_prefix('(').expect("a call has arguments");
        while !self.rest.trim_start().starts_with(')') {
            arguments.push(self.value()?);
            self.rest = self.rest.trim_start().trim_start_matches(',');
        }
        self.rest = &self.rest.trim_start()[1..];
        Ok(arguments)
    }

    /// Calls a function of the library, or one that only the tests define: `unknown()`, `partly('start', 'end')`, `open(object)`.
    fn call(&self, name: &str, arguments: &[Value]) -> Result<Value, EvalError> {
        let text = |index: usize| arguments[index].as_text().unwrap().to_owned();
        match name {
            "unknown" => return Ok(Value::unknown("a parameter")),
            "partly" => {
                let known = Unknown { starts_with: text(0).into(), ends_with: text(1).into(), ..Unknown::new("a parameter") };
                return Ok(Value::made(Data::Unknown(known.into())));
            }
            "open" => {
                let Data::Object(object) = &arguments[0].data else { panic!("an object is opened") };
                return Ok(Value::made(Data::Object((**object).clone().open(Unknown::new("a parameter").into()).into())));
            }
            _ => {}
        }
        let context = EvalContext { fuel: self.fuel, files: &Shelf, scope: self.scope };
        call(name, arguments, &context).unwrap_or_else(|| panic!("there is no function {name}"))
    }
}

#[test]
fn the_test_parser_renders_results() {
    assert_eq!(shown("concat('it''s', -1)"), "'it's-1'");
    let fuel = Fuel::new(1000);
    assert_eq!(show(&to_text(&json::read("[1,'a',{b:null}]", &fuel).unwrap(), &fuel).unwrap()), r#"'[1,"a",{"b":null}]'"#);
}
