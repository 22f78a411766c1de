# Rooms and those in them.

occupants-count =
    { $count ->
        [one] { $count } person
       *[other] { $count } people
    }
role-moderators = Moderators
role-participants = Participants
role-visitors = Visitors
role-others = Others
role-moderator = Moderator
role-participant = Participant
role-visitor = Visitor, without a voice
role-none = Without a role
affiliation-owner = owner
affiliation-admin = administrator
affiliation-member = member
affiliation-outcast = banned
room-refused-nick = Somebody in the room has this nickname already.
room-refused-members = Only members may enter this room.
room-refused-banned = You are banned from this room.
room-refused-password = The room wants a password, and this one is not right.
room-refused-full = The room is full.
room-refused-missing = There is no such room, or it is locked.
room-refused-creation = There is no such room, and you may not make one here.
room-refused-nick-locked = This room gives out the nicknames itself.
room-kicked = You were removed from the room.
room-kicked-by = { $nick } removed you from the room.
room-banned = You were banned from the room.
room-banned-by = { $nick } banned you from the room.
room-destroyed = The room no longer exists.
room-members-only = The room is for members now, and you are not one.
room-shutdown = The room's service has shut down.
room-fault = The room lost you by an error.
join-title = Join a room
join-room = Room
join-room-hint = An address, an xmpp: link, or a room of the list below
join-nick = Nickname
join-password = Password, where the room wants one
join-auto = Enter this room at each start
join-do = Join
join-service = Rooms of the service
join-list = List
join-listing = Asking the service…
join-no-rooms = This service shows no rooms.
join-filter = Filter the rooms
join-no-hit = No room is called so.
join-more = { $count } more: narrow the list with a filter.
nick-title = Change the nickname
nick-label = Nickname in this room
subject-title = Set the subject
subject-label = Subject
room-password-title = The room wants a password
room-password-label = Password
forget-room-title = Forget this room?
forget-room-body = { $room } is taken off your bookmarks. You can join it again.
forget-room-do = Forget
