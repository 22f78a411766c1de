//! How an ejabberd is set up: Debian's package, as any user, without Erlang's distribution and its
//! port mapper, nothing read or written outside its folder.
//!
//! Offers SCRAM-SHA-256-PLUS, SCRAM-SHA-256 and PLAIN.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;

use super::certificates::authority;
use super::process::Process;
use super::server::{DOMAIN, Lack, Server};

pub fn prepare(server: &Server) {
    for folder in ["spool", "upload"] {
        fs::create_dir(server.folder().join(folder)).expect("an empty folder");
    }
    fs::write(server.folder().join("ejabberd.yml"), configuration(server)).expect("room");
}

pub fn run(server: &Server) -> Process {
    let folder = server.folder().to_str().expect("a plain path");
    let spool = format!("\"{folder}/spool\"");
    let libraries = libraries();

    Process::start(
        &["erl", "-noinput", "+K", "true", "-mnesia", "dir", &spool, "-s", "ejabberd"],
        &[
            ("ERL_LIBS", libraries.to_str().expect("a plain path")),
            ("EJABBERD_CONFIG_PATH", &format!("{folder}/ejabberd.yml")),
            ("EJABBERD_LOG_PATH", &format!("{folder}/ejabberd.log")),
            ("HOME", folder),
        ],
        server.folder(),
        &server.log(),
    )
}

/// By ejabberd's own HTTP interface, open to this machine.
pub fn register(server: &Server, name: &str) {
    let answer = ask(
        server,
        "register",
        &format!(r#"{{"user":"{name}","host":"{DOMAIN}","password":"pw-{name}"}}"#),
    );
    assert!(answer.contains("successfully registered"), "ejabberd registers {name}: {answer}");
}

/// Runs a command of ejabberd's administration (`ejabberdctl help` lists them).
///
/// `arguments` is a JSON object; answers with the whole HTTP response.
pub fn ask(server: &Server, command: &str, arguments: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", server.port(2))).expect("it listens");
    let length = arguments.len();
    write!(
        stream,
        "POST /api/{command} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{arguments}"
    )
    .expect("it reads");

    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer
}

/// Where Debian keeps ejabberd's own library, beside the libraries it needs.
fn libraries() -> PathBuf {
    fs::read_dir("/usr/lib")
        .expect("every Debian has it")
        .flatten()
        .map(|entry| entry.path())
        .find(|folder| {
            fs::read_dir(folder).is_ok_and(|mut inside| {
                inside.any(|entry| {
                    entry.is_ok_and(|entry| {
                        entry.file_name().to_string_lossy().starts_with("ejabberd-")
                    })
                })
            })
        })
        .expect("ejabberd is not installed; `tests/run` installs what the tests need")
}

fn configuration(server: &Server) -> String {
    let folder = server.folder().display();
    let [starttls, direct, http] = [0, 1, 2].map(|index| server.port(index));
    let pem = server.wishes().certificate.pem();
    let pem = pem.display();
    let authority = authority();
    let authority = authority.display();
    let wishes = &server.wishes().configuration;
    let (archive, counting) = (
        "mod_mam: {default: always, assume_mam_usage: true}",
        "mod_stream_mgmt: {resend_on_timeout: if_offline}",
    );
    let (archive, counting) = match server.wishes().lack {
        Some(Lack::Resumption) => {
            (archive, "mod_stream_mgmt: {resend_on_timeout: if_offline, resume_timeout: 0}")
        }
        Some(Lack::StreamManagement) => (archive, "mod_time: {}"),
        Some(Lack::Archive) => ("mod_time: {}", counting),
        None => (archive, counting),
    };

    format!(
        r#"
hosts: [{DOMAIN}]
loglevel: info
certfiles: ["{pem}"]
listen:
  - {{port: {starttls}, ip: "127.0.0.1", module: ejabberd_c2s, starttls: true,
     starttls_required: true, max_stanza_size: 262144, access: c2s, shaper: none}}
  - {{port: {direct}, ip: "127.0.0.1", module: ejabberd_c2s, tls: true,
     tls_verify: true, cafile: "{authority}", max_stanza_size: 262144, access: c2s, shaper: none}}
  - {{port: {http}, ip: "127.0.0.1", module: ejabberd_http, tls: false,
     request_handlers: {{/upload: mod_http_upload, /api: mod_http_api}}}}
auth_method: internal
auth_password_format: scram
auth_scram_hash: sha256
access_rules:
  c2s: [{{allow: all}}]
  register: [{{allow: all}}]
  local: [{{allow: all}}]
  muc_create: [{{allow: all}}]
api_permissions:
  "this machine": {{who: [{{ip: 127.0.0.1/8}}], what: ["*"]}}
modules:
  mod_adhoc: {{}}
  mod_admin_extra: {{}}
  mod_avatar: {{}}
  mod_blocking: {{}}
  mod_privacy: {{}}
  mod_caps: {{}}
  mod_carboncopy: {{}}
  mod_client_state: {{}}
  mod_disco: {{}}
  mod_http_api: {{}}
  mod_http_upload: {{put_url: "http://127.0.0.1:{http}/upload", docroot: "{folder}/upload"}}
  mod_last: {{}}
  {archive}
  mod_muc: {{access: [{{allow: all}}], access_create: muc_create,
            access_persistent: muc_create, default_room_options: {{mam: true}}}}
  mod_muc_admin: {{}}
  mod_offline: {{}}
  mod_ping: {{}}
  mod_private: {{}}
  mod_pubsub:
    plugins: [flat, pep]
    force_node_config:
      "storage:bookmarks": {{access_model: whitelist}}
      "eu.siacs.conversations.axolotl.*": {{access_model: open}}
  mod_register: {{access: register}}
  mod_roster: {{versioning: true}}
  {counting}
  mod_vcard: {{}}
  mod_vcard_xupdate: {{}}
  mod_version: {{}}
{wishes}
"#
    )
}
