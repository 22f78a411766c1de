//! The ways out of the machine, as the kernel lists them.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A number that is another one once the ways out are others.
pub fn fingerprint() -> u64 {
    let read = |path| fs::read_to_string(path).unwrap_or_default();
    of(&read("/proc/net/route"), &read("/proc/net/ipv6_route"))
}

fn of(old: &str, new: &str) -> u64 {
    let mut hasher = DefaultHasher::new();

    // Interface, destination, gateway …; the way out has no destination.
    for line in old.lines().skip(1) {
        let mut fields = line.split_whitespace();
        let (interface, destination, gateway) = (fields.next(), fields.next(), fields.next());
        if destination == Some("00000000") {
            (interface, gateway).hash(&mut hasher);
        }
    }

    // Destination and its length, source and its length, next hop, four numbers, interface. The
    // kernel lists a way into nowhere, which goes out at `lo`.
    for line in new.lines() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [_, "00", _, _, hop, .., interface] = fields.as_slice() else { continue };
        if *interface != "lo" {
            (interface, hop).hash(&mut hasher);
        }
    }

    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n";

    #[test]
    fn only_the_ways_out_count() {
        let home = format!("{HEAD}wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\n");
        let used = format!("{HEAD}wlan0\t00000000\t0101A8C0\t0003\t5\t9\t600\t00000000\n");
        let local = format!("{used}wlan0\t0001A8C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\n");
        let cable = format!("{HEAD}eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\n");

        assert_eq!(of(&home, ""), of(&used, ""));
        assert_eq!(of(&home, ""), of(&local, ""));
        assert_ne!(of(&home, ""), of(&cable, ""));
        assert_ne!(of(&home, ""), of(HEAD, ""));

        let zero = "0".repeat(32);
        let nowhere =
            format!("{zero} 00 {zero} 00 {zero} ffffffff 00000001 00000000 00200200 lo\n");
        let out = format!("{zero} 00 {zero} 00 fe800000{} 0 1 0 450003 wlan0\n", "0".repeat(24));
        assert_eq!(of(HEAD, ""), of(HEAD, &nowhere));
        assert_ne!(of(HEAD, ""), of(HEAD, &out));
    }
}
