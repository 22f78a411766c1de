//! Links, handed to the program that the person has for them.

use std::io;
use std::thread;

/// Schemes that lead to a program made for strangers' addresses. Others (`file`, `smb`, an
/// installer's own …) would let whoever writes a message start something here.
const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

/// The longest link that is opened, in bytes; browsers take no more.
const MOST: usize = 8 * 1024;

/// Whether a link may be opened outside. `xmpp:` links may not: they are opened in this program.
pub fn may_open(link: &str) -> bool {
    let Some((scheme, rest)) = link.split_once(':') else { return false };

    link.len() <= MOST
        && !rest.is_empty()
        && SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known))
        && !link.chars().any(|c| c.is_control() || c.is_whitespace())
}

/// Opens a link in the browser, or the program for mail.
///
/// # Errors
/// `InvalidInput` for a link that [`may_open`] refuses; else the system's, where no program could be
/// started. Programs that fail later are only heard of in the log.
pub fn link(link: &str) -> io::Result<()> {
    if !may_open(link) {
        return Err(io::ErrorKind::InvalidInput.into());
    }

    let link = link.to_owned();
    let _ = thread::Builder::new().name("open".to_owned()).spawn(move || {
        if let Err(error) = open::that_detached(&link) {
            // The link itself is somebody's, and stays out of the log.
            log::warn!("no program opens links: {error}");
        }
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_of_the_web_and_of_mail_are_opened_outside() {
        for good in ["https://example.com/ü?a=b", "HTTP://example.com", "mailto:a@example.com"] {
            assert!(may_open(good), "{good}");
        }
        for bad in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "xmpp:a@example.com",
            "smb://example.com",
            "/etc/passwd",
            "--help",
            "https:",
            "https://example.com/a b",
            "https://example.com/\n-x",
            "",
        ] {
            assert!(!may_open(bad), "{bad}");
        }
        assert!(!may_open(&format!("https://example.com/{}", "x".repeat(MOST))));
    }
}
