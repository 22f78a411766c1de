# What this machine must have: sourced by tests/run, tests/try, tests/smoke and tests/gallery, from the
# folder of the project.

# Why the program cannot go on, for the one who reads: to the standard error, and 2 as the exit code.
# Everything else that goes wrong ends with 1.
cannot() {
  echo >&2
  printf '%s\n' "$@" >&2
  exit 2
}

# The oldest compiler that will do, from Cargo.toml.
oldest_cargo() { sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml; }

need_cargo() {
  local oldest version
  oldest=$(oldest_cargo)
  # Where rustup has just put it, and no new shell was opened since.
  case ":$PATH:" in
    *":${CARGO_HOME:-$HOME/.cargo}/bin:"*) ;;
    *) PATH=$PATH:${CARGO_HOME:-$HOME/.cargo}/bin ;;
  esac

  if ! command -v cargo > /dev/null; then
    cannot "There is no cargo on this machine. This line installs it:" \
      "  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y"
  fi
  if ! version=$(cargo --version 2>&1); then
    cannot "cargo does not start:" "$version"
  fi
  version=$(printf '%s\n' "$version" | sed -n 's/^cargo \([0-9.]*\).*/\1/p' | tail -n 1)
  if [ "$(printf '%s\n' "$oldest" "$version" | sort -V | head -n 1)" != "$oldest" ]; then
    if command -v rustup > /dev/null; then
      cannot "cargo $version is older than the $oldest that Parlance needs. This line mends it:" \
        "  rustup update stable"
    else
      cannot "cargo $version is older than the $oldest that Parlance needs. This line installs a newer one beside it:" \
        "  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y && . \"\$HOME/.cargo/env\""
    fi
  fi
}

# To build: a C compiler for SQLite and the cryptography, and what the window loads when it opens.
BUILD_PACKAGES="gcc libc6-dev ca-certificates
  libx11-6 libx11-xcb1 libxcb1 libxcursor1 libxi6 libxrandr2 libxkbcommon0 libxkbcommon-x11-0
  libwayland-client0 libfontconfig1 fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji"
# To meet somebody: a server, those who are there, a D-Bus and a keyring of one's own.
COMPANY_PACKAGES="prosody openssl python3 dbus-daemon dbus-x11 gnome-keyring dunst"
# To look without a display.
SCREEN_PACKAGES="xvfb openbox xdotool imagemagick"
# To write Chinese: an input method, and what tells when it serves the screen.
IME_PACKAGES="ibus ibus-libpinyin x11-utils"
# For the tests alone.
TEST_PACKAGES="ejabberd"

# need_packages PACKAGE...: sees to it that they are there.
need_packages() {
  if ! command -v apt-get > /dev/null || ! command -v dpkg-query > /dev/null; then
    need_programs
    return
  fi

  local missing=() package
  for package in "$@"; do
    if [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null)" != installed ]; then
      missing+=("$package")
    fi
  done
  if [ ${#missing[@]} = 0 ]; then
    echo "All packages are there."
    return
  fi

  local line=("$PWD/tests/support/install.sh" "${missing[@]}")
  echo "These packages are missing: ${missing[*]}"
  if [ "$(id -u)" = 0 ]; then
    "${line[@]}"
  elif command -v sudo > /dev/null; then
    echo "Installing them through sudo."
    sudo "${line[@]}" || cannot "They were not installed. As root, this line does it:" "  ${line[*]}"
  else
    cannot "There is no sudo to install them with. As root, this line does it:" "  ${line[*]}"
  fi
}

# Where there is no apt: names what is missing, and leaves the rest to the one who knows the machine.
need_programs() {
  local missing=() program
  for program in cc openssl python3 prosody erl dbus-daemon gnome-keyring-daemon dunst Xvfb xdotool \
    openbox import; do
    command -v "$program" > /dev/null || missing+=("$program")
  done
  if [ ${#missing[@]} = 0 ]; then
    return
  fi
  cannot "This is no Debian, so nothing is installed by itself. Missing here are the programs" \
    "  ${missing[*]}" \
    "of a C compiler, OpenSSL, Python 3, Prosody, ejabberd, D-Bus, GNOME Keyring, dunst, Xvfb, xdotool," \
    "Openbox and ImageMagick. Install them by this system's own means, and start this again."
}
