//! A password that a script hands over, without the command line that everybody can read.

use std::io::{self, Read};

use crate::model::Password;

/// The longest password that is read, in bytes.
const MOST: u64 = 4 * 1024;

/// Reads a password from standard input (0) or from a descriptor that the caller left open for it,
/// to its end or to the end of the line, and closes it. To be called before anything is opened.
///
/// # Errors
/// The system's; `InvalidData` for what is no text or too long; `Unsupported` where descriptors have
/// no numbers.
pub fn password(number: u32) -> io::Result<Password> {
    match number {
        0 => read(io::stdin().lock()),
        number => inherited(number),
    }
}

fn read(source: impl Read) -> io::Result<Password> {
    let mut text = String::new();
    let size = source.take(MOST + 1).read_to_string(&mut text)?;
    let line = text.lines().next().unwrap_or_default();

    if size as u64 > MOST || line.is_empty() {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok(Password::new(line))
}

#[cfg(unix)]
fn inherited(number: u32) -> io::Result<Password> {
    use std::fs::File;
    use std::os::fd::{FromRawFd, RawFd};

    let number = RawFd::try_from(number).map_err(io::Error::other)?;
    if number < 3 {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    // Fails where there is no such descriptor.
    let _ = std::fs::symlink_metadata(format!("/dev/fd/{number}"))?;

    // SAFETY: it is open, as was seen just above, and it is nobody else's: the caller left it to this
    // program to be read and closed, and nothing was opened here before.
    #[allow(unsafe_code)]
    let file = unsafe { File::from_raw_fd(number) };
    read(file)
}

#[cfg(not(unix))]
fn inherited(_number: u32) -> io::Result<Password> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn revealed(bytes: &[u8]) -> Option<String> {
        read(bytes).ok().map(|it| it.reveal().to_owned())
    }

    #[test]
    fn a_password_is_one_line() {
        assert_eq!(revealed(b"secret\n").as_deref(), Some("secret"));
        assert_eq!(revealed(b" with space ").as_deref(), Some(" with space "));
        assert_eq!(revealed("密码\r\nmore".as_bytes()).as_deref(), Some("密码"));
        assert_eq!(revealed(b""), None);
        assert_eq!(revealed(b"\n"), None);
        assert_eq!(revealed(&[0xff, 0xfe]), None);
        assert_eq!(revealed(&[b'x'; 5000]), None);
    }
}
