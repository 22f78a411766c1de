-- Puts what was said in the past into the archive: the archive's own `append`, with a time of ours.
--
-- Reads <company_history>/<host>.json, a list of { owner, from, to, type, id, body, when, with },
-- and takes the file away, so that a restart does not say it all twice.

local json = require "util.json";
local st = require "util.stanza";

local path = module:get_option_string("company_history") .. "/" .. module.host .. ".json";
local file = io.open(path);
if not file then return; end
local entries = assert(json.decode(file:read("*a")));
file:close();

local rooms = module:get_host_type() == "component";
local archive = module:open_store(rooms and "muc_log" or "archive", "archive");

for _, entry in ipairs(entries) do
	local message = st.message({ from = entry.from, to = entry.to, type = entry.type, id = entry.id })
		:text_tag("body", entry.body)
		:text_tag("origin-id", "", { xmlns = "urn:xmpp:sid:0", id = entry.id });
	assert(archive:append(entry.owner, nil, message, entry.when, entry.with));
end

os.remove(path);
module:log("info", "%d messages of the past", #entries);
