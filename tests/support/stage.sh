# A stage to see the program on: a throw-away home, a D-Bus and a keyring of its own, a company to
# talk with, a screen where there is none. Sourced by tests/try, tests/smoke and tests/gallery.
#
# All that is started here ends with the script, however it ends: `setpriv` has the system tell it.

STAGE=""
STAGE_PIDS=()
PARLANCE_PID=""
# Which of the folders below STAGE is the profile.
PROFILE=profile

# begin LOG COMMAND...: starts something in the background, apart from Ctrl+C, and sets BEGUN.
begin() {
  local log=$1
  shift
  setsid setpriv --pdeathsig TERM "$@" >> "$STAGE/$log.log" 2>&1 < /dev/null &
  BEGUN=$!
  STAGE_PIDS+=("$BEGUN")
}

# until_true SECONDS COMMAND...: tries until it succeeds; fails when the time is over.
until_true() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    if [ $SECONDS -ge $end ]; then return 1; fi
    sleep 0.05
  done
}

stage_open() {
  STAGE=$(mktemp -d "${TMPDIR:-/tmp}/parlance-stage-XXXXXX")
  mkdir -m 700 "$STAGE/home" "$STAGE/run" "$STAGE/company" "$STAGE/profile"
  # A display of the person's own is found through these, wherever the home is.
  export XAUTHORITY=${XAUTHORITY:-$HOME/.Xauthority}
  case "${WAYLAND_DISPLAY:-}" in
    "" | /*) ;;
    *) export WAYLAND_DISPLAY=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/$WAYLAND_DISPLAY ;;
  esac
  export HOME=$STAGE/home XDG_RUNTIME_DIR=$STAGE/run PYTHONDONTWRITEBYTECODE=1
  unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME XDG_STATE_HOME
}

# Ends everything, the last first, and keeps the logs in the folder that is given.
stage_close() {
  local index pid
  [ -n "$STAGE" ] || return 0
  if [ -n "$PARLANCE_PID" ]; then
    kill -TERM "$PARLANCE_PID" 2> /dev/null || true
    until_true 8 gone "$PARLANCE_PID" || kill -KILL "$PARLANCE_PID" 2> /dev/null || true
  fi
  for ((index = ${#STAGE_PIDS[@]} - 1; index >= 0; index--)); do
    pid=${STAGE_PIDS[index]}
    kill -TERM "$pid" 2> /dev/null || true
  done
  for pid in "${STAGE_PIDS[@]}"; do
    until_true 10 gone "$pid" || kill -KILL "$pid" 2> /dev/null || true
  done
  if [ $# = 1 ]; then
    mkdir -p "$1"
    cp "$STAGE"/*.log "$1"/ 2> /dev/null || true
    cp "$STAGE/company/prosody.log" "$1"/ 2> /dev/null || true
    cp "$STAGE/$PROFILE/parlance.log" "$1/parlance-profile.log" 2> /dev/null || true
  fi
  rm -rf "$STAGE"
  STAGE=""
}

gone() { ! kill -0 "$1" 2> /dev/null; }
written() { [ -s "$1" ]; }

# Whether a display answers.
display_answers() {
  if [ -n "${WAYLAND_DISPLAY:-}" ]; then
    python3 - <<'X' && return 0
import os, socket, sys
try:
    display = os.environ["WAYLAND_DISPLAY"]
    runtime = os.environ.get("XDG_RUNTIME_DIR", "/run/user/%d" % os.getuid())
    socket.socket(socket.AF_UNIX).connect(os.path.join(runtime, display))
except OSError:
    sys.exit(1)
X
  fi
  [ -n "${DISPLAY:-}" ] && timeout 5 xdotool getdisplaygeometry > /dev/null 2>&1
}

# stage_screen [SIZE]: a screen that nobody sees, and a window manager on it.
stage_screen() {
  begin xvfb sh -c 'exec Xvfb -displayfd 3 -screen 0 "$2x24" -fbdir "$1" -nolisten tcp 3> "$0"' "$STAGE/display" "$STAGE" "${1:-1440x900}"
  until_true 20 written "$STAGE/display" || { echo "Xvfb does not start." >&2; return 1; }
  DISPLAY=:$(cat "$STAGE/display")
  export DISPLAY
  unset WAYLAND_DISPLAY XAUTHORITY
  begin openbox openbox
}

# A D-Bus, an empty keyring that is open, and one who shows notifications.
stage_desktop() {
  begin dbus sh -c 'exec dbus-daemon --session --nofork --print-address=3 3> "$0"' "$STAGE/bus"
  until_true 20 written "$STAGE/bus" || { echo "The D-Bus does not start." >&2; return 1; }
  DBUS_SESSION_BUS_ADDRESS=$(cat "$STAGE/bus")
  export DBUS_SESSION_BUS_ADDRESS

  begin keyring sh -c 'printf stage | exec gnome-keyring-daemon --unlock --foreground --components=secrets'
  until_true 20 owned org.freedesktop.secrets || { echo "The keyring does not start." >&2; return 1; }

  mkdir -p "$HOME/.config/dunst"
  cat > "$HOME/.config/dunst/dunstrc" <<'X'
[global]
    origin = top-right
    offset = 16x16
    width = 340
    font = Noto Sans 10
    mouse_left_click = do_action, close_current
X
  begin dunst dunst -print
  until_true 20 owned org.freedesktop.Notifications || echo "No notifications: dunst does not start." >&2
}

# An input method for Chinese on this screen, for programs that are started after it.
stage_ime() {
  export XMODIFIERS=@im=ibus GSETTINGS_BACKEND=memory LC_ALL=C.UTF-8
  # libpinyin starts only where somebody keeps its settings.
  begin ibus ibus-daemon --xim --panel disable --config /usr/libexec/ibus-memconf --replace
  until_true 30 ime_serves || { echo "The input method does not start." >&2; return 1; }
}

ime_serves() {
  ibus list-engine 2> /dev/null | grep -q libpinyin && xprop -root XIM_SERVERS 2> /dev/null | grep -q ibus
}

# Once a window has the keyboard.
ime_writes_pinyin() {
  ibus engine libpinyin 2> /dev/null
  [ "$(ibus engine 2> /dev/null)" = libpinyin ]
}

owned() {
  dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
    "string:$1" 2> /dev/null | grep -q 'boolean true'
}

# stage_company [ARGUMENTS of tests/company/open.py]: sets COMPANY to its one line.
stage_company() {
  begin company sh -c 'out=$0; exec python3 tests/company/open.py "$@" > "$out"' \
    "$STAGE/company.json" "$STAGE/company" "$@"
  until_true 60 written_or_gone "$STAGE/company.json" "$BEGUN"
  written "$STAGE/company.json" || { echo "The company does not open." >&2; return 1; }
}

written_or_gone() { written "$1" || gone "$2"; }

company() {
  python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' \
    "$STAGE/company.json" "$1"
}

# order LINE: see tests/company/open.py.
order() {
  python3 - "$STAGE/company/orders" "$1" <<'X'
import socket, sys
line = socket.socket(socket.AF_UNIX)
line.connect(sys.argv[1])
file = line.makefile("rw", encoding="utf-8")
print(sys.argv[2], file=file, flush=True)
answer = file.readline().strip()
if answer != "done":
    sys.exit(answer)
X
}

# stage_parlance [ARGUMENTS]: opens $PARLANCE signed in; the password goes through a descriptor.
stage_parlance() {
  stage_account --password-fd 9 "$@" 9< <(company password | tr -d '\n')
}

# stage_account [ARGUMENTS]: opens it with the account of the company.
stage_account() {
  stage_plain --account "$(company account)" --host "127.0.0.1:$(company port)" \
    --trust "$(company sha256)" "$@"
}

# stage_plain [ARGUMENTS]: opens it with what the profile knows.
stage_plain() {
  "$PARLANCE" --profile "$STAGE/$PROFILE" "$@" >> "$STAGE/parlance.log" 2>&1 < /dev/null &
  PARLANCE_PID=$!
}

remote() { "$PARLANCE" --profile "$STAGE/$PROFILE" remote "$@"; }

# Ends Parlance as a person does.
stage_quit() {
  remote quit > /dev/null
  until_true 15 gone "$PARLANCE_PID" || { echo "It does not quit." >&2; return 1; }
  PARLANCE_PID=""
}

# state_has EXPRESSION: a Python expression over `state`, what `remote state` says, and `account`.
state_has() {
  remote state 2> /dev/null | python3 -c '
import json, sys
try:
    state = json.load(sys.stdin)
    account = state["accounts"][0]
    held = eval(sys.argv[1])
except (ValueError, LookupError):
    held = False
sys.exit(not held)' "$1"
}

# await_state SECONDS EXPRESSION: fails at once where the program is gone.
await_state() {
  local end=$((SECONDS + $1))
  until state_has "$2"; do
    if gone "$PARLANCE_PID" || [ $SECONDS -ge $end ]; then return 1; fi
    sleep 0.1
  done
}

# The program's window, once it is there.
window() { xdotool search --onlyvisible --pid "$PARLANCE_PID" 2> /dev/null | tail -n 1; }
window_there() { [ -n "$(window)" ]; }

# shot FILE: a picture of the window, once it stays as it is.
shot() {
  local id last="" now end=$((SECONDS + 8))
  until_true 20 window_there || { echo "There is no window." >&2; return 1; }
  id=$(window)
  while :; do
    now=$(import -silent -window "$id" rgb:- | sha256sum)
    [ "$now" != "$last" ] || break
    [ $SECONDS -lt $end ] || break
    last=$now
    sleep 0.3
  done
  mkdir -p "$(dirname "$1")"
  import -silent -window "$id" "$1"
  # Rows of text in several colours, not an empty window.
  [ "$(identify -format %k "$1")" -gt 60 ] || { echo "Nothing is drawn in $1." >&2; return 1; }
}
