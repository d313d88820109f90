//! Functions that derive random-looking values from their arguments.

use super::signature::{Call, Function, MANY, text};
use crate::eval::EvalError;
use crate::parts::Parts;
use uuid::Uuid;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("guid", 1, MANY, |call| call.made(Uuid::new_v5(&NAMESPACE, joined(call)?.as_bytes()).to_string())),
    Function::new("uniqueString", 1, MANY, |call| call.made(base32(murmur64(joined(call)?.as_bytes())))),
];

/// The namespace of `guid`. Source: Bicep functions, `guid` (2025-02); `ARMNamespaceGuid` in Azure/azure-policy.
const NAMESPACE: Uuid = Uuid::from_u128(0x11fb_06fb_712d_4ddd_98c7_e71b_bd58_8830);

fn joined(call: &Call<'_>) -> Result<String, EvalError> {
    let texts = call.arguments.iter().map(text).collect::<Result<Vec<_>, _>>()?;
    call.fuel().take_text(texts.iter().map(|text| text.len() + 1).sum())?;
    Ok(texts.join("-"))
}

/// 64 bits as 13 letters, the highest bits first.
fn base32(mut bits: u64) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut text = String::with_capacity(13);
    for _ in 0..13 {
        let letter = usize::try_from(bits >> 59).ok().and_then(|letter| LETTERS.get(letter));
        text.extend(letter.copied().map(char::from));
        bits <<= 5;
    }
    text
}

/// A variant of Murmur 3 that works on two halves of 32 bits.
///
/// Microsoft does not document it. Source: `ComputeHash.MurmurHash64` of its library `ResourceStack` (MIT), as reimplemented by other
/// programs; the tests compare it with results of deployments.
fn murmur64(bytes: &[u8]) -> u64 {
    const ONE: u32 = 0xab0e_9789;
    const TWO: u32 = 0x239b_961b;
    let mix_one = |part: u32| part.wrapping_mul(TWO).rotate_left(15).wrapping_mul(ONE);
    let mix_two = |part: u32| part.wrapping_mul(ONE).rotate_left(17).wrapping_mul(TWO);
    let (mut high, mut low) = (0_u32, 0_u32);
    let (blocks, rest) = bytes.as_chunks::<8>();
    for &[a, b, c, d, e, f, g, h] in blocks {
        low ^= mix_one(u32::from_le_bytes([a, b, c, d]));
        low = low.rotate_left(19).wrapping_add(high).wrapping_mul(5).wrapping_add(0x561c_cd1b);
        high ^= mix_two(u32::from_le_bytes([e, f, g, h]));
        high = high.rotate_left(13).wrapping_add(low).wrapping_mul(5).wrapping_add(0x0bca_a747);
    }
    let part = |bytes: &[u8]| bytes.iter().rev().fold(0, |part, byte| part << 8 | u32::from(*byte));
    low ^= mix_one(part(rest.before(rest.len().min(4))));
    high ^= mix_two(part(rest.after(rest.len().min(4))));
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX); // a string is far shorter
    high ^= length;
    low = (low ^ length).wrapping_add(high);
    high = high.wrapping_add(low);
    let finish = |half: u32| {
        let half = (half ^ half >> 16).wrapping_mul(0x85eb_ca6b);
        let half = (half ^ half >> 13).wrapping_mul(0xc2b2_ae35);
        half ^ half >> 16
    };
    low = finish(low);
    high = finish(high);
    low = low.wrapping_add(high);
    high = high.wrapping_add(low);
    u64::from(high) << 32 | u64::from(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unique_string_is_the_one_that_a_deployment_makes() {
        for (text, expected) in [
            // JasonWhall/go-azure-uniquestring; the Stack Overflow answers to question 43295720; the `unique_string` of the Terraform
            // provider `azapi`; a workspace created from a template.
            ("hello-world", "a7wkljktk6wne"),
            ("tyeth", "zcztcwvu6iyg6"),
            ("t", "fsnwonksnm7cy"),
            ("te", "o57ehhbytctgs"),
            ("tes", "ebse57jls4qbc"),
            ("test", "rbgf3xv4ufgzg"),
            ("test-test2-test3", "bqgd334z2uj64"),
            ("foo-bar-baz", "xzi4ioaxtmth4"),
            ("/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/my-rg", "bmg7c6xu4tw46"),
            ("/subscriptions/12345678-1234-1234-1234-123456789012/resourceGroups/my-rg-Microsoft.Storage/storageAccounts", "z22rah77jfqry"),
            ("/subscriptions/3c7f956b-55ee-4686-9d30-da1eb631dc59/resourceGroups/rg-devopsshieldek010dev", "fd63l2gacbtca"),
            // microsoft/commercial-marketplace-offer-deploy, `ArmFunctionsTests.cs`: from the output of a template.
            (
                "/subscriptions/31e9f9a0-9fd2-4294-a0a3-0101246d9700/resourceGroups/rg-modm201-20230913120256/providers/Microsoft.Compute/virtualMachines/bobjacmodm201",
                "yvjxno3je5on2",
            ),
        ] {
            assert_eq!(base32(murmur64(text.as_bytes())), expected, "{text}");
        }
        assert_eq!(murmur64(b"hello-world"), 571_013_382_255_652_050);
    }
}
