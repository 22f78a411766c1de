# What stands in a notification of the desktop. Its title is the name of the contact or room.

notice-message = New message
notice-said = { $who }: { $text }
notice-mention = { $who } mentioned you
notice-subscription = Wants to see when you are online
notice-invitation = You are invited to this room
notice-invitation-by = { $who } invites you to this room
notice-open = Open

# The sign in the tray, and the notice that it is there.

tray-open = Open Parlance
tray-quit = Quit
tray-unread = { $count ->
    [one] One unread message
   *[other] { $count } unread messages
}
tray-told = Parlance goes on in the tray
tray-told-about = You stay online, and messages are still told. Quit from the menu of its sign, or with Ctrl+Q.
