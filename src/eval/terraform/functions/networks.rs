//! IP networks.

use super::signature::{Call, Function, NUMBER, TEXT};
use crate::eval::{Fault, Value};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("cidrhost", &[TEXT, NUMBER], |call| {
        let network = Network::parse(call.text(0))?;
        let hosts = network.width - network.prefix;
        let number = call.whole(1)?;
        let outside = || Fault::new(format!("a prefix of {} has no host of number {number}", network.prefix));
        // A negative number counts from the end.
        let host = if number < 0 { (-(number + 1)).unsigned_abs() } else { number.unsigned_abs() };
        if host & !mask_of_low(hosts) != 0 {
            return Err(outside());
        }
        let host = if number < 0 { mask_of_low(hosts) - host } else { host };
        call.made(network.show(network.bits | host))
    }),
    Function::new("cidrnetmask", &[TEXT], |call| {
        let network = Network::parse(call.text(0))?;
        if network.width != 32 {
            return Err(Fault::new("only a prefix of IPv4 has a network mask"));
        }
        call.made(network.show(!mask_of_low(32 - network.prefix) & mask_of_low(32)))
    }),
    Function::new("cidrsubnet", &[TEXT, NUMBER, NUMBER], |call| {
        let network = Network::parse(call.text(0))?;
        let (more, number) = (call.whole(1)?, call.whole(2)?);
        let subnet = network.extended(more)?;
        let bits = subnet.prefix - network.prefix;
        let number = u128::try_from(number).ok().filter(|number| number & !mask_of_low(bits) == 0);
        let number = number.ok_or_else(|| Fault::new(format!("{bits} more bits have no network of this number")))?;
        let shift = subnet.width - subnet.prefix;
        let bits = network.bits | number.checked_shl(shift).unwrap_or(0);
        call.made(Network { bits, ..subnet }.to_text())
    }),
    Function::new("cidrsubnets", &[TEXT], subnets).rest(NUMBER),
];

/// Networks one behind the other, each where the first one of its size can begin.
fn subnets(call: &Call<'_>) -> Result<Value, Fault> {
    let network = Network::parse(call.text(0))?;
    let mut next = Some(network.bits);
    let mut found = Vec::new();
    let full = || Fault::new("the network has no room for so many subnets");
    for index in 1..call.arguments().len() {
        call.fuel().take(2)?;
        let more = call.whole(index)?;
        if more > 32 {
            return Err(Fault::new("each subnet may be at most 32 bits longer than the network"));
        }
        if more < 1 {
            return Err(Fault::new("each subnet must be at least one bit longer than the network"));
        }
        let subnet = network.extended(more)?;
        let low = mask_of_low(subnet.width - subnet.prefix);
        let start = next.ok_or_else(full)?;
        let bits = if start & low == 0 { start } else { (start | low).checked_add(1).ok_or_else(full)? };
        if bits & !mask_of_low(network.width - network.prefix) != network.bits {
            return Err(full());
        }
        found.push(Value::text(Network { bits, ..subnet }.to_text()));
        next = (bits | low).checked_add(1);
    }
    Ok(Value::list(found))
}

/// An address of so many bits of which the first are a prefix, and the others zero.
#[derive(Clone, Copy)]
struct Network {
    bits: u128,
    prefix: u32,
    width: u32,
}

/// So many ones at the low end.
fn mask_of_low(count: u32) -> u128 {
    if count >= 128 { u128::MAX } else { (1 << count) - 1 }
}

impl Network {
    fn parse(text: &str) -> Result<Self, Fault> {
        let invalid = || Fault::new("the string is no network such as `10.0.0.0/8`");
        let (address, prefix) = text.split_once('/').ok_or_else(invalid)?;
        let (bits, width) = match address.parse() {
            Ok(IpAddr::V6(address)) => (address.to_bits(), 128),
            Ok(IpAddr::V4(address)) => (u128::from(address.to_bits()), 32),
            Err(_) => (u128::from(with_leading_zeros(address).ok_or_else(invalid)?.to_bits()), 32),
        };
        let plain = !prefix.is_empty() && prefix.len() <= 3 && prefix.bytes().all(|byte| byte.is_ascii_digit());
        let prefix = prefix.parse().ok().filter(|prefix| plain && *prefix <= width).ok_or_else(invalid)?;
        Ok(Self { bits: bits & !mask_of_low(width - prefix), prefix, width })
    }

    fn extended(self, more: i128) -> Result<Self, Fault> {
        let prefix = u32::try_from(i128::from(self.prefix).saturating_add(more)).ok();
        let prefix = prefix.filter(|prefix| more >= 0 && *prefix <= self.width);
        let short = || Fault::new(format!("a prefix of {} has no room for so many more bits", self.prefix));
        Ok(Self { prefix: prefix.ok_or_else(short)?, ..self })
    }

    fn show(self, bits: u128) -> String {
        if let Ok(bits) = u32::try_from(bits)
            && self.width == 32
        {
            return Ipv4Addr::from_bits(bits).to_string();
        }
        Ipv6Addr::from_bits(bits).to_string()
    }

    fn to_text(self) -> String {
        format!("{}/{}", self.show(self.bits), self.prefix)
    }
}

/// `010.0.0.1`, which Terraform still takes for decimal numbers.
fn with_leading_zeros(text: &str) -> Option<Ipv4Addr> {
    let mut octets = text.split('.').map(|octet| {
        let digits = !octet.is_empty() && octet.bytes().all(|byte| byte.is_ascii_digit());
        octet.trim_start_matches('0').parse().ok().or_else(|| octet.bytes().all(|byte| byte == b'0').then_some(0)).filter(|_| digits)
    });
    let mut octet = || octets.next().flatten();
    let address = Ipv4Addr::new(octet()?, octet()?, octet()?, octet()?);
    octets.next().is_none().then_some(address)
}
