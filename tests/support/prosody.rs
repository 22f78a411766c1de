//! How a Prosody is set up: Debian's package, as any user, nothing read or written outside its folder.
//!
//! Offers SCRAM-SHA-1 and PLAIN, without channel binding.

use std::fs;
use std::os::unix::fs::MetadataExt;

use super::process::Process;
use super::server::{DOMAIN, Server};

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
    let [starttls, direct, http, https] = [0, 1, 2, 3].map(|index| server.port(index));
    let certificate = server.wishes().certificate.certificate();
    let key = server.wishes().certificate.key();
    let (certificate, key) = (certificate.display(), key.display());
    let wishes = &server.wishes().configuration;
    // Prosody refuses to run as root unless it is told to.
    let root = fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);

    format!(
        r#"
daemonize = false
run_as_root = {root}
pidfile = "{folder}/prosody.pid"
data_path = "{folder}/data"
plugin_paths = {{ "{folder}/modules" }}
log = {{ info = "*console" }}
admins = {{ "admin@{DOMAIN}" }}

interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {starttls} }}
c2s_direct_tls_ports = {{ {direct} }}
c2s_direct_tls_ssl = {{ certificate = "{certificate}", key = "{key}" }}
legacy_ssl_ports = {{}}
s2s_ports = {{}}
http_ports = {{ {http} }}
http_interfaces = {{ "127.0.0.1" }}
https_ports = {{ {https} }}
https_interfaces = {{ "127.0.0.1" }}
https_ssl = {{ certificate = "{certificate}", key = "{key}" }}
http_external_url = "http://127.0.0.1:{http}/"
ssl = {{ certificate = "{certificate}", key = "{key}" }}

modules_enabled = {{
  "roster", "saslauth", "tls", "disco", "posix", "presence", "message", "iq",
  "carbons", "pep", "private", "blocklist", "vcard4", "vcard_legacy", "bookmarks",
  "version", "time", "ping", "lastactivity", "register", "register_ibr",
  "user_account_management", "mam", "smacks", "csi", "csi_simple", "offline", "tombstones",
}}
modules_disabled = {{ "s2s", "dialback", "s2s_bidi", "s2s_auth_certs" }}

c2s_require_encryption = true
allow_unencrypted_plain_auth = false
authentication = "internal_hashed"
storage = "internal"
allow_registration = true
limits = {{}}
-- Beyond the default of 10,000 each message costs the length of the whole archive.
storage_archive_item_limit = 1000000
archive_expires_after = "never"
max_archive_query_results = 50
smacks_hibernation_time = 300
-- The default of 500 ends the session of a client that is flooded while it is cut off.
smacks_max_queue_size = 20000
smacks_max_unacked_stanzas = 5
{wishes}

VirtualHost "{DOMAIN}"
  disco_items = {{ {{ "conference.{DOMAIN}", "rooms" }}, {{ "share.{DOMAIN}", "files" }} }}

VirtualHost "anonymous.{DOMAIN}"
  authentication = "anonymous"

Component "conference.{DOMAIN}" "muc"
  modules_enabled = {{ "muc_mam" }}
  restrict_room_creation = false
  muc_log_by_default = true
  muc_room_default_persistent = false
  muc_room_locking = true

Component "share.{DOMAIN}" "http_file_share"
  http_file_share_size_limit = 10 * 1024 * 1024
"#
    )
}
