//! How a Prosody is set up: Debian's package, as any user, nothing read or written outside its folder.
//!
//! Offers SCRAM-SHA-1 and PLAIN, without channel binding.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::process::Process;
use super::server::{DOMAIN, Lack, Server};

pub fn prepare(server: &Server) {
    for folder in ["data", "modules"] {
        fs::create_dir(server.folder().join(folder)).expect("an empty folder");
    }
    fs::write(server.folder().join("prosody.cfg.lua"), configuration(server)).expect("room");
}

pub fn run(server: &Server) -> Process {
    let configuration = server.folder().join("prosody.cfg.lua");
    let configuration = configuration.to_str().expect("a plain path");

    Process::start(
        &["prosody", "--config", configuration, "-F"],
        &[],
        server.folder(),
        &server.log(),
    )
}

/// The password is written down as it is; Prosody hashes it when it is first used.
pub fn register(server: &Server, name: &str) {
    let folder = server.folder().join("data").join(DOMAIN.replace('.', "%2e")).join("accounts");
    fs::create_dir_all(&folder).expect("room");
    let account = format!("return {{ [\"password\"] = \"pw-{name}\"; }};\n");
    fs::write(folder.join(format!("{name}.dat")), account).expect("room");
}

fn configuration(server: &Server) -> String {
    let folder = server.folder().display();
    // Beside what Debian has: rooms whose moderators remove messages.
    let company = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/company/modules");
    let shown = server.wishes().certificate;
    let is_root = fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);

    // What is written last holds.
    let lack = match server.wishes().lack {
        Some(Lack::Resumption) => "smacks_hibernation_time = 0",
        Some(Lack::StreamManagement) => "modules_disabled = { \"s2s\", \"smacks\" }",
        Some(Lack::Archive) => "modules_disabled = { \"s2s\", \"mam\" }",
        None => "",
    };

    let values = [
        ("root", is_root.to_string()),
        ("folder", folder.to_string()),
        ("modules", format!("\"{folder}/modules\", \"{}\"", company.display())),
        ("more", String::new()),
        ("starttls", server.port(0).to_string()),
        ("direct", server.port(1).to_string()),
        ("http", server.port(2).to_string()),
        ("https", server.port(3).to_string()),
        ("certificate", shown.certificate().display().to_string()),
        ("key", shown.key().display().to_string()),
        ("wishes", format!("{lack}\n{}", server.wishes().configuration)),
    ];

    values.iter().fold(include_str!("prosody.cfg.lua").to_owned(), |text, (name, value)| {
        text.replace(&format!("@{name}@"), value)
    })
}
