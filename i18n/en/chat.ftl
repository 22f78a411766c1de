# A conversation.

find-placeholder = Find in this chat
find-older = Older hit
find-newer = Newer hit
find-no-hit = Nothing found
find-place = { $place } of { $count }
thread-empty = Nothing has been written here yet.
thread-fetching = Looking into the archive…
thread-to-end = To the end
thread-below =
    { $count ->
        [one] { $count } new message
       *[other] { $count } new messages
    }
typing-one = { $name } is typing…
typing-two = { $one } and { $two } are typing…
typing-many = Several people are typing…
composer-to = Write to { $name }
composer-offline = Write to { $name }: it is sent once there is a connection
composer-private = Write to { $name } in private
composer-outside = You are not in this room
private-in = In private, from { $room }
private-gone = { $nick } has left the room.
bar-blocked = This contact is blocked.
bar-request = { $name } would like to see when you are online.
bar-stranger = This person is not on your list. Answering shows that you are here.
bar-entering = Entering the room…
bar-outside = You are not in this room.
bar-room-offline = You are in this room again once there is a connection.
bar-other-nick = Another nickname
bar-password = Enter password
bar-try-again = Try again
bar-enter-again = Enter again
bar-instead = Go to the new room
aim-answer = Reply to { $name }: { $words }
aim-edit = Editing your message
aim-end = Cancel
retract-title = Take this message back?
retract-body = Everybody is asked to remove it. Whoever has read it, or uses an older program, may still have it.
retract-do = Take back
thread-loading = Reading the messages…
thread-begin = Write the first message
day-title = Go to a day
day-label = Day, such as 2025-11-18
day-fault = Write the day as year, month and day: 2025-11-18.
day-none = Nothing was written on that day or later.
