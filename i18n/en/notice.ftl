# What stands in a notification of the desktop. Its title is the name of the contact or room.

notice-message = New message
notice-said = { $who }: { $text }
notice-mention = { $who } mentioned you
notice-subscription = Wants to see when you are online
notice-invitation = You are invited to this room
notice-invitation-by = { $who } invites you to this room
notice-open = Open
