//! Chance that can be had again: printed, and given back in the surroundings.

/// Numbers out of a seed (SplitMix64).
#[derive(Debug, Clone)]
pub struct Seed(u64);

impl Seed {
    /// That of `PARLANCE_SEED`, a number; or a new one for each run, where that is `new`. Else the
    /// test's own. Printed, so that a failed test shows it.
    pub fn new(test: &str) -> Self {
        let given = std::env::var("PARLANCE_SEED").unwrap_or_default();
        let seed = match given.as_str() {
            "new" => {
                let clock = std::time::UNIX_EPOCH.elapsed().expect("after 1970");
                u64::from(clock.subsec_nanos()) ^ clock.as_secs()
            }
            given => given.parse().unwrap_or_else(|_| {
                test.bytes()
                    .fold(0, |seed: u64, byte| seed.wrapping_mul(31).wrapping_add(byte.into()))
            }),
        };
        println!("{test}: PARLANCE_SEED={seed}");
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// One of `least..most`.
    pub fn between(&mut self, least: u32, most: u32) -> u32 {
        let span = u64::from(most - least);
        least + u32::try_from(self.next() % span).expect("less than the span")
    }

    pub fn coin(&mut self) -> bool {
        self.between(0, 2) == 1
    }
}

/// How large a scenario is: small as a rule, larger by its variable in the surroundings.
pub fn size(variable: &str, small: u32) -> u32 {
    std::env::var(variable).ok().and_then(|it| it.parse().ok()).unwrap_or(small)
}
