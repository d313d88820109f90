//! IP networks.

use super::signature::{Call, Function};
use crate::eval::network::Network;
use crate::eval::{EvalError, Fuel, Value};

pub(super) const FUNCTIONS: &[Function] =
    &[Function::new("cidrHost", 2, 2, host), Function::new("cidrSubnet", 3, 3, subnet), Function::new("parseCidr", 1, 1, parse)];

const EDGE: &str = "the usable addresses of such a small network are not documented";

fn network(call: &Call<'_>) -> Result<Network, EvalError> {
    Network::parse(call.text(0)?).ok_or_else(|| EvalError::new("the string is not a network such as `10.0.0.0/8`"))
}

fn parse(call: &Call<'_>) -> Result<Value, EvalError> {
    let network = network(call)?;
    let show = |bits: u128| Value::text(network.address(bits));
    call.fuel().take(6 * Fuel::ELEMENT)?;
    let is_old = network.width == 32;
    let usable = match (is_old, network.prefix) {
        (true, 31..) => (Value::unknown(EDGE), Value::unknown(EDGE)),
        (true, _) => (show(network.bits + 1), show(network.last() - 1)),
        (false, _) => (show(network.bits), show(network.last())),
    };
    let mut members = vec![
        ("network".into(), show(network.bits)),
        ("netmask".into(), show(network.mask())),
        ("firstUsable".into(), usable.0),
        ("lastUsable".into(), usable.1),
        ("cidr".into(), Value::whole(network.prefix)),
    ];
    if is_old {
        members.push(("broadcast".into(), show(network.last())));
    }
    Ok(Value::object(members))
}

fn subnet(call: &Call<'_>) -> Result<Value, EvalError> {
    let network = network(call)?;
    let prefix = u32::try_from(call.whole(1)?).ok();
    let number = u128::try_from(call.whole(2)?).ok();
    let subnet = prefix.zip(number).and_then(|(prefix, number)| network.subnet(prefix, number));
    call.made(subnet.ok_or_else(|| EvalError::new("the network has no such subnet"))?.to_string())
}

/// The first host is number 0 and follows the network address.
fn host(call: &Call<'_>) -> Result<Value, EvalError> {
    let network = network(call)?;
    let outside = || EvalError::new("the network has no host with this number");
    let number = u128::try_from(call.whole(1)?).map_err(|_| outside())?;
    let host = network.bits.checked_add(number).and_then(|host| host.checked_add(1)).filter(|host| *host <= network.last());
    if network.width - network.prefix < 2 || host == Some(network.last()) && network.width == 128 {
        return Ok(Value::unknown(EDGE));
    }
    let host = host.filter(|host| *host < network.last()).ok_or_else(outside)?;
    call.made(network.address(host))
}
