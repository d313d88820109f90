//! Digests, and functions with a different result on each call.

use super::signature::{ANY, Call, Function, Parameter, TEXT};
use crate::eval::encoding::to_base64;
use crate::eval::{EvalError, Value};
use data_encoding::HEXLOWER;
use md5::Digest;
use uuid::Uuid;

const ONE: &[Parameter] = &[TEXT];

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("base64sha256", ONE, |call| digest(call, |bytes| to_base64(&sha256(bytes)))),
    Function::new("base64sha512", ONE, |call| digest(call, |bytes| to_base64(&sha512(bytes)))),
    Function::new("bcrypt", &[ANY.unknown(), ANY.unknown()], |_| Ok(Value::unknown("`bcrypt` returns a different hash each time")))
        .optional(1),
    Function::new("md5", ONE, |call| digest(call, |bytes| HEXLOWER.encode(&md5(bytes)))),
    Function::new("rsadecrypt", &[ANY.unknown(), ANY.unknown()], |_| Ok(Value::unknown("decryption is not supported"))),
    Function::new("sha1", ONE, |call| digest(call, |bytes| HEXLOWER.encode(&sha1(bytes)))),
    Function::new("sha256", ONE, |call| digest(call, |bytes| HEXLOWER.encode(&sha256(bytes)))),
    Function::new("sha512", ONE, |call| digest(call, |bytes| HEXLOWER.encode(&sha512(bytes)))),
    Function::new("uuid", &[], |_| Ok(Value::unknown("`uuid` returns a different value each time"))),
    Function::new("uuidv5", &[TEXT, TEXT], |call| {
        let namespace = match call.text(0) {
            "dns" => Uuid::NAMESPACE_DNS,
            "oid" => Uuid::NAMESPACE_OID,
            "url" => Uuid::NAMESPACE_URL,
            "x500" => Uuid::NAMESPACE_X500,
            other => Uuid::parse_str(other).map_err(|_| EvalError::new("the namespace must be `dns`, `oid`, `url`, `x500` or a UUID"))?,
        };
        call.fuel().take_text(call.text(1).len())?;
        call.made(Uuid::new_v5(&namespace, call.text(1).as_bytes()).to_string())
    }),
];

fn digest(call: &Call<'_>, digest: fn(&[u8]) -> String) -> Result<Value, EvalError> {
    call.fuel().take_text(call.text(0).len())?;
    call.made(digest(call.text(0).as_bytes()))
}

pub(super) fn md5(bytes: &[u8]) -> Vec<u8> {
    md5::Md5::digest(bytes).to_vec()
}

pub(super) fn sha1(bytes: &[u8]) -> Vec<u8> {
    sha1_smol::Sha1::from(bytes).digest().bytes().to_vec()
}

pub(super) fn sha256(bytes: &[u8]) -> Vec<u8> {
    sha2::Sha256::digest(bytes).to_vec()
}

pub(super) fn sha512(bytes: &[u8]) -> Vec<u8> {
    sha2::Sha512::digest(bytes).to_vec()
}
