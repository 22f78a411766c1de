# The command line, and what goes wrong before there is a window.

start-usage =
    Usage: parlance [OPTIONS] [ADDRESS]
           parlance [--profile DIR] remote ORDER

    ADDRESS is an xmpp: link; it is opened, in the window that runs already where there is one.

    Options:
      --profile DIR       keep everything of this profile in one folder
      --lang TAG          language of the window: en, zh-CN
      --theme THEME       light, dark or system
      --account ADDRESS   sign in with this account
      --password-fd N     read the password of --account from the descriptor N
      --host NAME:PORT    where the server of --account is
      --trust SHA256      trust exactly this certificate for --account
      --version           say the version
      --help              say this

    Orders to the window that runs:
      remote state                    accounts, contacts, chats and rooms, as JSON
      remote status SHOW [TEXT]       online, chat, away, xa, dnd or offline
      remote open ADDRESS             open a chat; also takes an xmpp: link
      remote send ADDRESS TEXT        send a message
      remote join ROOM                enter a room
      remote quit                     quit
start-unknown-argument = Unknown argument: { $argument }
start-missing-value = { $option } needs a value
start-bad-value = { $option } cannot take “{ $value }”
start-needs-account = { $option } needs --account
start-try-help = Try: parlance --help
start-no-home = There is no home folder to keep the settings in. Choose a folder with --profile.
start-folder-failed = The folder { $path } cannot be used: { $reason }
start-password-failed = The password could not be read: { $reason }
start-runs-elsewhere = Parlance runs with this profile already, and does not answer.
start-not-running = Parlance does not run with this profile.
start-socket-failed = The other Parlance could not be reached: { $reason }
start-window-failed = No window could be opened: { $reason }
start-refused = Parlance refused: { $reason }
start-panic = the window ended by a fault; its place is in the log
error-damaged = The history on this machine is damaged: { $words }
error-too-new = The history on this machine was written by a newer version of Parlance.
