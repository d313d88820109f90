//! Arithmetic on IP networks.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An IP network: a prefix of an address, followed by zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    /// The address in the low bits; bits after the prefix are zero.
    pub bits: u128,
    pub prefix: u32,
    /// The number of bits of an address: 32 or 128.
    pub width: u32,
}

/// A mask of this many low bits.
pub fn mask_of_low(count: u32) -> u128 {
    1_u128.checked_shl(count).map_or(u128::MAX, |bit| bit - 1)
}

impl Network {
    /// Parses a network: `10.0.0.0/8`. Bits after the prefix are cleared.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/')?;
        Self::new(address.parse().ok()?, prefix)
    }

    /// The network of an address and the digits of a prefix.
    pub fn new(address: IpAddr, prefix: &str) -> Option<Self> {
        let (bits, width) = match address {
            IpAddr::V4(address) => (u128::from(address.to_bits()), 32),
            IpAddr::V6(address) => (address.to_bits(), 128),
        };
        let plain = prefix.len() <= 3 && prefix.bytes().all(|byte| byte.is_ascii_digit());
        let prefix = prefix.parse().ok().filter(|prefix| plain && *prefix <= width)?;
        Some(Self { bits: bits & !mask_of_low(width - prefix), prefix, width })
    }

    /// The subnet of this number with a longer prefix.
    pub fn subnet(self, prefix: u32, number: u128) -> Option<Self> {
        let more = prefix.checked_sub(self.prefix).filter(|_| prefix <= self.width)?;
        if number & !mask_of_low(more) != 0 {
            return None;
        }
        let bits = self.bits | number.checked_shl(self.width - prefix).unwrap_or(0);
        Some(Self { bits, prefix, ..self })
    }

    pub fn last(self) -> u128 {
        self.bits | mask_of_low(self.width - self.prefix)
    }

    pub fn mask(self) -> u128 {
        mask_of_low(self.width) & !mask_of_low(self.width - self.prefix)
    }

    /// An address of the width of this network, as text.
    pub fn address(self, bits: u128) -> String {
        match u32::try_from(bits) {
            Ok(bits) if self.width == 32 => Ipv4Addr::from_bits(bits).to_string(),
            _ => Ipv6Addr::from_bits(bits).to_string(),
        }
    }
}

/// With its prefix: `10.0.0.0/8`.
impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.address(self.bits), self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_and_the_narrowest_networks_are_networks() {
        let all = Network::parse("::/0").unwrap();
        assert_eq!((all.last(), all.mask()), (u128::MAX, 0));
        assert_eq!(all.subnet(128, u128::MAX).unwrap().to_string(), "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128");
        let one = Network::parse("10.1.2.3/32").unwrap();
        assert_eq!((one.last(), one.subnet(32, 0), one.subnet(32, 1)), (one.bits, Some(one), None));
        assert_eq!(Network::parse("10.1.2.3/8").unwrap().to_string(), "10.0.0.0/8");
        for wrong in ["10.0.0.0", "10.0.0.0/33", "10.0.0.0/+8", "10.0.0.0/", "10.0.0/8", "::/129", "/8"] {
            assert_eq!(Network::parse(wrong), None, "{wrong}");
        }
    }
}
