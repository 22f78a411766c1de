-- A Prosody for tests, as any user; nothing is read or written outside its folder. What stands
-- between two @ is filled in by those who start it.

daemonize = false
run_as_root = @root@   -- it refuses to run as root unless it is told to
certificates = "@folder@"
pidfile = "@folder@/prosody.pid"
data_path = "@folder@/data"
plugin_paths = { @modules@ }
log = { info = "*console" }
admins = { "admin@chat.test" }

interfaces = { "127.0.0.1" }
c2s_ports = { @starttls@ }
c2s_direct_tls_ports = { @direct@ }
c2s_direct_tls_ssl = { certificate = "@certificate@", key = "@key@" }
legacy_ssl_ports = {}
s2s_ports = {}
http_ports = { @http@ }
http_interfaces = { "127.0.0.1" }
https_ports = { @https@ }
https_interfaces = { "127.0.0.1" }
https_ssl = { certificate = "@certificate@", key = "@key@" }
http_external_url = "http://127.0.0.1:@http@/"
ssl = { certificate = "@certificate@", key = "@key@" }

modules_enabled = {
  "roster", "saslauth", "tls", "disco", "posix", "presence", "message", "iq",
  "carbons", "pep", "private", "blocklist", "vcard4", "vcard_legacy", "bookmarks",
  "version", "time", "ping", "lastactivity", "register", "register_ibr",
  "user_account_management", "mam", "smacks", "csi", "csi_simple", "offline", "tombstones",
  @more@
}
modules_disabled = { "s2s", "dialback", "s2s_bidi", "s2s_auth_certs" }

c2s_require_encryption = true
allow_unencrypted_plain_auth = false
authentication = "internal_hashed"
storage = "internal"
allow_registration = true
limits = {}
-- Beyond the default of 10,000 each message costs the length of the whole archive.
storage_archive_item_limit = 1000000
archive_expires_after = "never"
max_archive_query_results = 50
smacks_hibernation_time = 300
-- The default of 500 ends the session of a client that is flooded while it is cut off.
smacks_max_queue_size = 20000
smacks_max_unacked_stanzas = 5
@wishes@

VirtualHost "chat.test"
  disco_items = { { "conference.chat.test", "rooms" }, { "share.chat.test", "files" } }

VirtualHost "anonymous.chat.test"
  authentication = "anonymous"

Component "conference.chat.test" "muc"
  modules_enabled = { "muc_mam", "company_moderation", @more@ }
  restrict_room_creation = false
  muc_log_by_default = true
  muc_room_default_persistent = false
  muc_room_locking = true

Component "share.chat.test" "http_file_share"
  http_file_share_size_limit = 10 * 1024 * 1024
