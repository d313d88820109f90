//! A question about a kind that the rule does not declare panics in a debug build. `tests/cases/declarations.rs` relies on it.
#![cfg(debug_assertions)]

use std::rc::Rc;
use tenantlint::model::{Application, Tenant, User};
use tenantlint::resource::Kind;
use tenantlint::rules::find;

/// An empty tenant as seen by `guest-stale`, which declares only users.
fn tenant() -> Tenant {
    Tenant::new(&Rc::default(), find("guest-stale").unwrap())
}

#[test]
#[should_panic(expected = "guest-stale asks the index for Some(Application), which it does not declare")]
fn a_question_about_an_undeclared_kind_panics() {
    let _ = tenant().views::<Application<'_>>(&Kind::Application).count();
}

#[test]
#[should_panic(expected = "guest-stale asks for whole objects of user, which the index does not keep")]
fn a_question_about_whole_users_panics() {
    let _ = tenant().views::<User<'_>>(&Kind::User).count();
}
