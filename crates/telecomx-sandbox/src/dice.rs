//! Chance that gives the same result every time.

/// Pseudo-random choices that depend on a seed and a name alone, never on the order of the calls.
///
/// That is what lets one property of record 99,999 be known without making the records before it.
/// SplitMix64, written out: a generator from a crate may change its numbers with a release, and
/// `--seed 7` shall mean the same data in every version.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(mix(seed))
    }

    /// Fresh dice for the thing of this name.
    pub(crate) fn named(self, name: &str) -> Self {
        // FNV-1a.
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self(mix(self.0 ^ hash))
    }

    /// Fresh dice for the thing of this number.
    pub(crate) fn numbered(self, number: u64) -> Self {
        Self(mix(self.0 ^ mix(number)))
    }

    /// All 64 bits.
    pub(crate) fn bits(self) -> u64 {
        self.0
    }

    /// A number below `bound`; 0 if the bound is.
    pub(crate) fn below(self, bound: u64) -> u64 {
        self.0.checked_rem(bound).unwrap_or(0)
    }

    /// True once in `count` times on average.
    pub(crate) fn one_in(self, count: u64) -> bool {
        self.below(count) == 0
    }

    /// One of the values; `options` must not be empty.
    pub(crate) fn pick<T: Copy>(self, options: &[T]) -> T {
        options[self.below(options.len() as u64) as usize]
    }
}

fn mix(seed: u64) -> u64 {
    let mut bits = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
