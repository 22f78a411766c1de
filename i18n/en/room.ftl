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
bar-voice = { $nick } asks to speak.
voice-grant = Let them speak
voice-deny = Refuse
create-title = Make a room
create-name = Name
create-private = Private
create-private-hint = Only those you let in can find and enter it. All see each other's addresses.
create-public = Public
create-public-hint = Everybody can find and enter it. Addresses are seen by moderators alone.
create-address = Address, where you want another
create-address-hint = Such as hall, or hall@rooms.example.org
create-address-made = { $address }
create-do = Make the room
create-exists = There is a room of this address already.
create-forbidden = You may not make a room here.
guests-count =
    { $count ->
        [0] Ask in
        [one] Ask in: { $count } person
       *[other] Ask in: { $count } people
    }
guests-filter = Filter the contacts
invite-title = Invite into { $room }
invite-address = Somebody else, by address
invite-reason = A word to them (optional)
invite-do = Invite
configure-title = Settings of { $room }
configure-fetching = Asking the room…
govern-reason = Reason (optional)
govern-do = Remove
destroy-title = Destroy { $room }?
destroy-body = The room ends for everybody, and cannot be brought back.
destroy-instead = Address of another room to go to (optional)
destroy-do = Destroy
people-title = People of { $room }
people-members = Members
people-admins = Administrators
people-owners = Owners
people-banned = Banned
people-moderators = Moderators
people-fetching = Asking the room…
people-nobody = Nobody is on this list.
people-filter =
    { $count ->
        [one] Filter { $count } entry
       *[other] Filter { $count } entries
    }
people-address = Add an address to this list
people-add = Add
people-make-owner = Make an owner
people-make-admin = Make an administrator
people-make-member = Make a member
people-ban = Ban
people-remove = Take off the list
form-required = { $name } (required)
form-addresses = One address a line
form-missing = This must be filled in.
form-number = This must be a number.
form-below = The least is { $least }.
form-above = The most is { $most }.
form-choice = This is none of the choices.
form-too-few = At least { $count } are needed.
form-too-many = At most { $count } are possible.
form-faulty = Some fields cannot stand as they are.
form-medium = It comes with what cannot be shown here: { $kind }
form-medium-open = Open it in the browser: { $kind }
form-medium-picture = a picture
form-medium-sound = a sound
form-medium-film = a film
form-nothing = Nothing was found.
form-more-rows =
    { $count ->
        [one] And { $count } more.
       *[other] And { $count } more.
    }
form-yes = Yes
form-no = No
news-came = { $nick } came
news-left = { $nick } left
news-came-all = Came: { $names }
news-left-all = Left: { $names }
news-came-count = { $count } came
news-left-count = { $count } left
news-both = { $came }, { $left }
# What stands between two names of a list.
news-comma = {", "}
news-more = { $names } and { $count } more
news-renamed = { $from } is called { $to } now
news-kicked = { $nick } was removed from the room.
news-kicked-by = { $by } removed { $nick } from the room.
news-banned = { $nick } was banned from the room.
news-banned-by = { $by } banned { $nick } from the room.
news-struck = { $nick } had to leave: the room is for members now.
news-configured = The settings of the room were changed.
news-open = Everybody in this room can see your address.
news-half-open = Only moderators can see your address here now.
news-anonymous = Nobody can see your address here now.
news-logged = What is said here is logged where others may read it.
news-unlogged = What is said here is no longer logged.
news-made = This room is new.
news-named = The room calls you { $nick }.
subject-set = Set by { $nick }
subject-set-at = Set by { $nick }, { $when }
subject-set-when = Set { $when }
join-make = Make a room of your own…
create-grown = The conversation goes on in a room, with whom you choose. What was said before stays between the two of you.
moderate-hint = It disappears for everybody whose program follows. Some may have read it, or keep it.
news-moderated = A moderator removed a message.
news-moderated-by = { $nick } removed a message.
join-recent = Rooms you were in
join-public = Public rooms of many servers, by words
join-search = Search
occupants-outside = Who is here is shown once you have entered the room.
occupants-offline = Who is here is shown once you are connected.
form-pattern = This does not have the shape that is asked for.
picture-title = Picture of { $room }
picture-hint = All see a square from its middle.
picture-choose = Choose a picture…
picture-sort = Pictures
picture-path = Path of a picture
picture-look = Look at it
picture-remove = Remove the picture
picture-none = There is no picture that can be shown: PNG, JPEG, WebP or GIF.
picture-no-chooser = This desktop offers no way to choose a file. Type its path.
drop-invite = Let go to invite into this room
challenge-title = Is a person there?
challenge-body = { $room } wants to know that no machine comes in.
challenge-do = Answer
challenge-answer = Answer…
challenge-failed = That was not the answer. Enter again to be asked anew.
bar-challenge = The room wants to know that no machine comes in.
room-refused-unproven = The room was not content with the answer.
