//! How the program is put together.

use std::env;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if packs_relocations() {
        println!("cargo:rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// Whether the places in the file that hold addresses may be named in short: 20 KiB that are read at
/// each start in place of 2 MiB. The C library has to know of it, as glibc does from 2.36 on.
fn packs_relocations() -> bool {
    let variable = |name| env::var(name).unwrap_or_default();
    if variable("CARGO_CFG_TARGET_ENV") != "gnu" || variable("TARGET") != variable("HOST") {
        return false;
    }
    let Ok(told) = Command::new("getconf").arg("GNU_LIBC_VERSION").output() else { return false };
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    let version = told.split_whitespace().nth(1).and_then(|it| it.split_once('.'));
    let Some((major, minor)) = version else { return false };
    let number = |it: &str| it.parse::<u32>().unwrap_or(0);
    (number(major), number(minor)) >= (2, 36)
}
