# The sidebar: ourselves, who waits, chats, contacts.

own-status = Your status and more
roster-filter = Filter
section-waiting = Waiting for you
section-chats = Chats
chats-own-line = You: { $text }
section-contacts = Contacts
group-none = Without a group
group-rooms = Rooms
request-about = would like to see when you are online.
request-approve = Allow
request-deny = Decline
invitation-from = { $address } invites you into this room.
invitation-about = You are invited into this room.
invitation-accept = Enter
invitation-decline = Decline
stranger-read = Read
stranger-accept = Accept
mend-password = Enter password
mend-certificate = Look at it
mend-conflict = Sign in here
subscription-none = You do not see each other's status.
subscription-to = You see their status; they do not see yours.
subscription-from = They see your status; you do not see theirs.
subscription-both = You see each other's status.
subscription-asked = You have asked, and wait for the answer.
