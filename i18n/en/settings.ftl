# Settings.

settings-title = Settings
settings-appearance = Appearance
settings-contacts = Contacts
settings-notifications = Notifications
settings-privacy = Privacy
settings-theme = Theme
settings-system = As the system
settings-light = Light
settings-dark = Dark
settings-language = Language
settings-zoom = Size
settings-renderer = Drawing
settings-automatic = Automatic
settings-hardware = Graphics card
settings-software = Processor
settings-renderer-hint = Takes effect at the next start.
settings-motion = Motion in menus
settings-show-offline = Show contacts who are offline
settings-notify = Notify of messages, requests and invitations
settings-preview = Show what was written
settings-notify-hint = Nothing is shown or heard while you are “Do not disturb”, nor for a muted chat.
settings-tell = Tell others
settings-receipts = that their message has reached you
settings-markers = that you have read their message
settings-typing = that you are typing
settings-tell-hint = Strangers are told none of it. What others tell of themselves you see in any case.
settings-markers-hint = Rooms learn what you have read only while they are closed or hidden and no more than 20 people are there.
settings-program = Program
settings-close-to-tray = Closing the window leaves Parlance in the tray
settings-tray-hint = You stay online. The menu of the sign in the tray ends the program.
settings-tray-absent = This desktop has no tray: closing the window ends the program.
settings-away = Away by itself while nobody uses this machine
settings-away-after = { $minutes ->
    [one] Away after one minute
   *[other] Away after { $minutes } minutes
}
settings-extended-after = { $minutes ->
    [one] Not available after one minute
   *[other] Not available after { $minutes } minutes
}
settings-away-hint = Only while you are available; the next touch brings you back.
settings-away-absent = This desktop does not say whether somebody uses the machine, so you stay as you chose.
settings-sound = Play the desktop’s sound for messages
settings-rooms = Rooms
settings-traffic = Who comes and goes
settings-traffic-folded = How many, in a line
settings-traffic-named = Who, by name
settings-traffic-hidden = Nothing
settings-words = Words that call you
settings-words-hint = With commas between them. In rooms they count like your nickname.
