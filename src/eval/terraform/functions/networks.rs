//! IP networks.

use super::signature::{Call, Function, NUMBER, TEXT};
use crate::eval::network::{Network, mask_of_low};
use crate::eval::{EvalError, Value};
use crate::text::Text;
use std::net::{IpAddr, Ipv4Addr};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("cidrcontains", &[TEXT, TEXT], |call| {
        let network = parse(call.text(0))?;
        let text = call.text(1);
        let inner = if text.contains('/') { parse(text)? } else { parse(&format!("{text}/{}", network.width))? };
        if inner.width != network.width {
            return Err(EvalError::new("one network is of IPv4, the other of IPv6"));
        }
        Ok(Value::bool(inner.prefix >= network.prefix && inner.bits & network.mask() == network.bits))
    }),
    Function::new("cidrhost", &[TEXT, NUMBER], |call| {
        let network = parse(call.text(0))?;
        let hosts = network.width - network.prefix;
        let number = call.whole(1)?;
        let outside = || {
            EvalError::new(
                Text::new("a prefix of {prefix} has no host number {number}")
                    .with("prefix", network.prefix.to_string())
                    .with("number", number.to_string()),
            )
        };
        // A negative number counts from the end.
        let host = if number < 0 { (-(number + 1)).unsigned_abs() } else { number.unsigned_abs() };
        if host & !mask_of_low(hosts) != 0 {
            return Err(outside());
        }
        let host = if number < 0 { mask_of_low(hosts) - host } else { host };
        call.made(network.address(network.bits | host))
    }),
    Function::new("cidrnetmask", &[TEXT], |call| {
        let network = parse(call.text(0))?;
        if network.width != 32 {
            return Err(EvalError::new("only a prefix of IPv4 has a network mask"));
        }
        call.made(network.address(network.mask()))
    }),
    Function::new("cidrsubnet", &[TEXT, NUMBER, NUMBER], |call| {
        let network = parse(call.text(0))?;
        let (more, number) = (call.whole(1)?, call.whole(2)?);
        let subnet = extended(network, more)?;
        let bits = subnet.prefix - network.prefix;
        let subnet = u128::try_from(number).ok().and_then(|number| network.subnet(subnet.prefix, number));
        let subnet = subnet
            .ok_or_else(|| EvalError::new(Text::new("{bits} more bits have no network with this number").with("bits", bits.to_string())))?;
        call.made(subnet.to_string())
    }),
    Function::new("cidrsubnets", &[TEXT], subnets).rest(NUMBER),
];

/// Consecutive networks, each at the first address where a network of its size can start.
fn subnets(call: &Call<'_>) -> Result<Value, EvalError> {
    let network = parse(call.text(0))?;
    let mut next = Some(network.bits);
    let mut found = Vec::new();
    let full = || EvalError::new("the network is too small for so many subnets");
    for index in 1..call.arguments.len() {
        call.fuel().take(2)?;
        let more = call.whole(index)?;
        if more > 32 {
            return Err(EvalError::new("each subnet may be at most 32 bits longer than the network"));
        }
        if more < 1 {
            return Err(EvalError::new("each subnet must be at least one bit longer than the network"));
        }
        let subnet = extended(network, more)?;
        let low = mask_of_low(subnet.width - subnet.prefix);
        let start = next.ok_or_else(full)?;
        let bits = if start & low == 0 { start } else { (start | low).checked_add(1).ok_or_else(full)? };
        if bits & !mask_of_low(network.width - network.prefix) != network.bits {
            return Err(full());
        }
        found.push(Value::text(Network { bits, ..subnet }.to_string()));
        next = (bits | low).checked_add(1);
    }
    Ok(Value::list(found))
}

fn parse(text: &str) -> Result<Network, EvalError> {
    let network = Network::parse(text).or_else(|| {
        let (address, prefix) = text.split_once('/')?;
        Network::new(IpAddr::V4(with_leading_zeros(address)?), prefix)
    });
    network.ok_or_else(|| EvalError::new("the string is not a network such as `10.0.0.0/8`"))
}

fn extended(network: Network, more: i128) -> Result<Network, EvalError> {
    let prefix = u32::try_from(i128::from(network.prefix).saturating_add(more)).ok();
    let prefix = prefix.filter(|prefix| more >= 0 && *prefix <= network.width);
    let short =
        || EvalError::new(Text::new("a prefix of {prefix} is too long for so many more bits").with("prefix", network.prefix.to_string()));
    Ok(Network { prefix: prefix.ok_or_else(short)?, ..network })
}

/// `010.0.0.1`, which Terraform still reads as decimal numbers.
fn with_leading_zeros(text: &str) -> Option<Ipv4Addr> {
    let mut octets = text.split('.').map(|octet| {
        let digits = !octet.is_empty() && octet.bytes().all(|byte| byte.is_ascii_digit());
        octet.trim_start_matches('0').parse().ok().or_else(|| octet.bytes().all(|byte| byte == b'0').then_some(0)).filter(|_| digits)
    });
    let mut octet = || octets.next().flatten();
    let address = Ipv4Addr::new(octet()?, octet()?, octet()?, octet()?);
    octets.next().is_none().then_some(address)
}
