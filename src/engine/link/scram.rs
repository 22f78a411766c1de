//! SCRAM (RFC 5802, RFC 7677; SHA-512 as XEP-0438 has it): the client's half, without a socket.

use std::num::NonZeroU32;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::{digest, hmac, pbkdf2};

/// Rounds below which a password is as good as told, and above which we are only kept busy.
const ROUNDS: std::ops::RangeInclusive<u32> = 1000..=10_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Hash {
    Sha1,
    Sha256,
    Sha512,
}

impl Hash {
    /// The strongest first.
    pub const ALL: [Self; 3] = [Self::Sha512, Self::Sha256, Self::Sha1];

    pub fn mechanism(self) -> &'static str {
        match self {
            Self::Sha1 => "SCRAM-SHA-1",
            Self::Sha256 => "SCRAM-SHA-256",
            Self::Sha512 => "SCRAM-SHA-512",
        }
    }

    fn hmac(self) -> hmac::Algorithm {
        match self {
            Self::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => hmac::HMAC_SHA256,
            Self::Sha512 => hmac::HMAC_SHA512,
        }
    }

    fn digest(self) -> &'static digest::Algorithm {
        self.hmac().digest_algorithm()
    }

    fn pbkdf2(self) -> pbkdf2::Algorithm {
        match self {
            Self::Sha1 => pbkdf2::PBKDF2_HMAC_SHA1,
            Self::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
            Self::Sha512 => pbkdf2::PBKDF2_HMAC_SHA512,
        }
    }
}

/// What the client says about channel binding in its first words (RFC 5802, section 6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Binding {
    /// We could not, or the server offers it and we have none of its kinds.
    None,
    /// We could, and the server did not offer it.
    NotOffered,
    /// Its name, and the channel's data.
    Bound(&'static str, Vec<u8>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// What came is not what the mechanism asks for.
    Malformed(&'static str),
    /// The server's own word for a failure (RFC 5802, section 7).
    Refused(String),
    /// The server does not know the password.
    NotVerified,
}

/// What the server asks to be computed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Puzzle {
    pub hash: Hash,
    pub salt: Vec<u8>,
    pub rounds: NonZeroU32,
}

/// What stands for the password, once salt and rounds are known.
#[derive(Clone)]
pub struct Keys {
    client: Vec<u8>,
    server: Vec<u8>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Keys {
    /// Takes as long as the server has decided: not for a thread that others wait for.
    pub fn derive(puzzle: &Puzzle, password: &str) -> Self {
        let Puzzle { hash, salt, rounds } = puzzle;
        let mut salted = vec![0; hash.digest().output_len()];
        pbkdf2::derive(hash.pbkdf2(), *rounds, salt, prepared(password).as_bytes(), &mut salted);

        let key = hmac::Key::new(hash.hmac(), &salted);
        Self {
            client: hmac::sign(&key, b"Client Key").as_ref().to_vec(),
            server: hmac::sign(&key, b"Server Key").as_ref().to_vec(),
        }
    }
}

/// SASLprep (RFC 4013). What it refuses is taken as it stands: the server knows it so, or not.
pub fn prepared(text: &str) -> String {
    stringprep::saslprep(text).map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

/// One run of the mechanism.
#[derive(Debug, Clone)]
pub struct Scram {
    hash: Hash,
    /// The header, and with it what binds the channel.
    header: String,
    bound: Vec<u8>,
    bare: String,
    nonce: String,
}

impl Scram {
    /// `nonce` is printable ASCII without commas, new for each run.
    pub fn new(hash: Hash, user: &str, nonce: &str, binding: &Binding) -> Self {
        let (header, data) = match binding {
            Binding::None => ("n,,".to_owned(), &[][..]),
            Binding::NotOffered => ("y,,".to_owned(), &[][..]),
            Binding::Bound(name, data) => (format!("p={name},,"), data.as_slice()),
        };
        let user = prepared(user).replace('=', "=3D").replace(',', "=2C");

        Self {
            hash,
            bound: [header.as_bytes(), data].concat(),
            header,
            bare: format!("n={user},r={nonce}"),
            nonce: nonce.to_owned(),
        }
    }

    pub fn first(&self) -> String {
        format!("{}{}", self.header, self.bare)
    }

    /// Reads the server's first message.
    pub fn puzzle(&self, message: &str) -> Result<Puzzle, Fault> {
        let [nonce, salt, rounds] = fields(message)?;
        if !nonce.starts_with(&self.nonce) || nonce.len() == self.nonce.len() {
            return Err(Fault::Malformed("the nonce is not ours"));
        }

        let salt = STANDARD.decode(salt).map_err(|_| Fault::Malformed("the salt"))?;
        let rounds = rounds
            .parse()
            .ok()
            .filter(|rounds| ROUNDS.contains(rounds))
            .and_then(NonZeroU32::new)
            .ok_or(Fault::Malformed("the number of rounds"))?;

        Ok(Puzzle { hash: self.hash, salt, rounds })
    }

    /// The client's last message, and the signature that the server must answer with.
    pub fn answer(&self, message: &str, keys: &Keys) -> Result<(String, Vec<u8>), Fault> {
        let [nonce, ..] = fields(message)?;
        let algorithm = self.hash.hmac();

        let unproven = format!("c={},r={nonce}", STANDARD.encode(&self.bound));
        let auth = format!("{},{message},{unproven}", self.bare);

        let stored = digest::digest(self.hash.digest(), &keys.client);
        let signature = hmac::sign(&hmac::Key::new(algorithm, stored.as_ref()), auth.as_bytes());
        let proof: Vec<u8> =
            keys.client.iter().zip(signature.as_ref()).map(|(key, sign)| key ^ sign).collect();
        let server = hmac::sign(&hmac::Key::new(algorithm, &keys.server), auth.as_bytes());

        let answer = format!("{unproven},p={}", STANDARD.encode(proof));
        Ok((answer, server.as_ref().to_vec()))
    }
}

/// Checks the server's last message against the signature that it must hold.
pub fn verify(message: &str, signature: &[u8]) -> Result<(), Fault> {
    if let Some(error) = message.strip_prefix("e=") {
        return Err(Fault::Refused(error.split(',').next().unwrap_or_default().to_owned()));
    }

    let given = message.strip_prefix("v=").and_then(|rest| rest.split(',').next());
    let given = given.and_then(|given| STANDARD.decode(given).ok());
    if given.is_some_and(|given| same(&given, signature)) {
        Ok(())
    } else {
        Err(Fault::NotVerified)
    }
}

/// In a time that does not tell where they differ.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

/// `r=…,s=…,i=…` of the server's first message; what follows are extensions to be ignored, and what
/// comes before is one that may not be (`m=`).
fn fields(message: &str) -> Result<[&str; 3], Fault> {
    let mut parts = message.split(',');
    let mut field = |name| {
        parts
            .next()
            .and_then(|part| part.strip_prefix(name))
            .ok_or(Fault::Malformed("the server's first message"))
    };

    Ok([field("r=")?, field("s=")?, field("i=")?])
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Vector {
        hash: Hash,
        nonce: &'static str,
        binding: Binding,
        first: &'static str,
        server_first: &'static str,
        last: &'static str,
        server_last: &'static str,
    }

    fn run(vector: &Vector) {
        let scram = Scram::new(vector.hash, "user", vector.nonce, &vector.binding);
        assert_eq!(scram.first(), vector.first);

        let puzzle = scram.puzzle(vector.server_first).expect("a puzzle");
        let keys = Keys::derive(&puzzle, "pencil");
        let (last, signature) = scram.answer(vector.server_first, &keys).expect("an answer");

        assert_eq!(last, vector.last);
        assert_eq!(verify(vector.server_last, &signature), Ok(()));
        assert_eq!(verify("v=AAAA", &signature), Err(Fault::NotVerified));
    }

    #[test]
    fn the_example_of_rfc_5802_comes_out() {
        run(&Vector {
            hash: Hash::Sha1,
            nonce: "fyko+d2lbbFgONRv9qkxdawL",
            binding: Binding::None,
            first: "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
            server_first: "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
            last: "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,\
                p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
            server_last: "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
        });
    }

    #[test]
    fn the_example_of_rfc_7677_comes_out() {
        run(&Vector {
            hash: Hash::Sha256,
            nonce: "rOprNGfwEbeRWgbNEkqO",
            binding: Binding::None,
            first: "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
            server_first: "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
                s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
            last: "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
                p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            server_last: "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
        });
    }

    /// Computed with another implementation (Python's hashlib).
    #[test]
    fn sha_512_bound_to_its_channel_comes_out() {
        run(&Vector {
            hash: Hash::Sha512,
            nonce: "rOprNGfwEbeRWgbNEkqO",
            binding: Binding::Bound("tls-exporter", (0..32).collect()),
            first: "p=tls-exporter,,n=user,r=rOprNGfwEbeRWgbNEkqO",
            server_first: "r=rOprNGfwEbeRWgbNEkqO3rfcNHYJY1ZV,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=5000",
            last: "c=cD10bHMtZXhwb3J0ZXIsLAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f,\
                r=rOprNGfwEbeRWgbNEkqO3rfcNHYJY1ZV,p=FWPe1KE1B/YcP/ubT7PSFesyK0aaoYm/\
                ZCEmcsmPKBgZYjDN1eWLtmHsQFPNwDI7Fa4BdBT1s3p1nN+1XNQfvw==",
            server_last: "v=BxL2OdnGqyHiEWCbH0PQ5w7Wdjk1CbEfvX5/yao13ES2b/TzsEev04flE7DBroN9\
                02tpVQUw4vJbWGrxYZDhnQ==",
        });
    }

    #[test]
    fn sha_1_says_that_it_could_have_bound_the_channel() {
        run(&Vector {
            hash: Hash::Sha1,
            nonce: "fyko",
            binding: Binding::NotOffered,
            first: "y,,n=user,r=fyko",
            server_first: "r=fyko7j,s=QSXCR+Q6sek8bf92,i=4096",
            last: "c=eSws,r=fyko7j,p=iruXmU9UgtWund/7eRFWe/IG8SU=",
            server_last: "v=Y8zxliAMSCz4lEQ1hPvwJ8PkapM=",
        });
    }

    #[test]
    fn names_are_escaped_and_passwords_prepared() {
        let scram = Scram::new(Hash::Sha1, "a=b,c", "x", &Binding::None);

        assert_eq!(scram.first(), "n,,n=a=3Db=2Cc,r=x");
        assert_eq!(prepared("I\u{ad}X \u{2168}"), "IX IX");
        assert_eq!(prepared("emoji 😀"), "emoji 😀", "what cannot be prepared stays");
    }

    #[test]
    fn a_server_that_does_not_keep_to_it_is_refused() {
        let scram = Scram::new(Hash::Sha1, "user", "abc", &Binding::None);
        let cases = [
            ("another nonce", "r=xyz,s=AAAA,i=4096"),
            ("only our nonce", "r=abc,s=AAAA,i=4096"),
            ("an extension we must know", "m=x,r=abcd,s=AAAA,i=4096"),
            ("no salt", "r=abcd,i=4096"),
            ("a salt that is none", "r=abcd,s=?,i=4096"),
            ("one round", "r=abcd,s=AAAA,i=1"),
            ("rounds for a day", "r=abcd,s=AAAA,i=4000000000"),
            ("nothing", ""),
        ];

        for (name, message) in cases {
            assert!(scram.puzzle(message).is_err(), "{name}");
        }
        assert!(scram.puzzle("r=abcd,s=AAAA,i=4096,x=later").is_ok());
        assert_eq!(verify("e=other-error", &[]), Err(Fault::Refused("other-error".to_owned())));
        assert_eq!(verify("", &[]), Err(Fault::NotVerified));
    }
}
