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
settings-notify-hint = Nothing is shown while you are “Do not disturb”, nor for a muted chat.
settings-typing = Tell others that you are typing
settings-typing-hint = You see that others type in any case.
