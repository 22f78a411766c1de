-- Moderators remove what others said (XEP-0425, version 0.3.0), which Debian's Prosody cannot: a room
-- tells all who follow, and its archive keeps a stone in the place of the message.

local st = require "util.stanza";
local jid = require "util.jid";
local id = require "util.id";
local datetime = require "util.datetime";

local MODERATE = "urn:xmpp:message-moderate:1";
local RETRACT = "urn:xmpp:message-retract:1";

local rooms = module:depends "muc";
local archive = module:open_store("muc_log", "archive");

module:hook("muc-disco#info", function (event)
	event.reply:tag("feature", { var = MODERATE }):up();
end);

module:hook("iq-set/bare/" .. MODERATE .. ":moderate", function (event)
	local stanza, origin = event.stanza, event.origin;
	local room = rooms.get_room_from_jid(stanza.attr.to);
	local moderate = stanza.tags[1];
	local target, reason = moderate.attr.id, moderate:get_child_text("reason");
	local occupant = room and room:get_occupant_by_real_jid(stanza.attr.from);
	if not occupant or occupant.role ~= "moderator" or not target then
		origin.send(st.error_reply(stanza, "auth", "forbidden"));
		return true;
	end

	local node = jid.node(room.jid);
	local said, when, with = archive:get(node, target);
	if not said then
		origin.send(st.error_reply(stanza, "cancel", "item-not-found"));
		return true;
	end
	local function sign(message)
		message:tag("moderated", { xmlns = MODERATE, by = occupant.nick }):up();
		if reason then
			message:text_tag("reason", reason);
		end
		return message:up();
	end

	local stone = st.message({ from = said.attr.from, to = said.attr.to, type = "groupchat", id = said.attr.id });
	sign(stone:tag("retracted", { xmlns = RETRACT, stamp = datetime.datetime() }));
	archive:set(node, target, stone, when, with);

	local told = st.message({ from = room.jid, type = "groupchat", id = id.medium() });
	room:broadcast_message(sign(told:tag("retract", { xmlns = RETRACT, id = target })));
	origin.send(st.reply(stanza));
	return true;
end);
