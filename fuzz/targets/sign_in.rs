//! What is read before there is a session: SCRAM, offers, places, certificates, failures.
#![no_main]

use std::cell::RefCell;
use std::num::NonZeroU32;

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use parlance::engine::link::fuzz::{
    Binding, Hash, Keys, Means, Puzzle, Record, Scram, address, ascii, end_point, merge, place,
    sign_in, verify,
};
use parlance::model::{Address, Password};
use tokio::runtime::{Builder, Runtime};

thread_local! {
    static RUNTIME: RefCell<Runtime> =
        RefCell::new(Builder::new_current_thread().enable_all().build().expect("a runtime"));
}

const NONCE: &str = "fyko";

fuzz_target!(|bytes: &[u8]| {
    let _ = look(Unstructured::new(bytes));
});

fn look(mut u: Unstructured<'_>) -> Result<()> {
    match u.int_in_range(0..=4)? {
        0 => scram(u),
        1 => stream(u),
        2 => places(u),
        3 => records(u),
        _ => {
            let _ = end_point(u.take_rest());
            Ok(())
        }
    }
}

fn scram(mut u: Unstructured<'_>) -> Result<()> {
    let hash = *u.choose(&Hash::ALL)?;
    let binding = match u.int_in_range(0..=2)? {
        0 => Binding::None,
        1 => Binding::NotOffered,
        _ => Binding::Bound("tls-exporter", vec![7; 32]),
    };
    let user = u.arbitrary::<&str>()?;
    let scram = Scram::new(hash, user, NONCE, &binding);
    assert!(!scram.first().splitn(3, ',').nth(2).unwrap_or_default().starts_with("m="));

    let message = u.arbitrary::<&str>()?;
    if let Ok(puzzle) = scram.puzzle(message) {
        assert!(puzzle.rounds.get() >= 1000, "as good as told");
        // As many as it asks for would take all the time there is.
        let cheap = Puzzle { rounds: NonZeroU32::MIN, ..puzzle };
        let keys = Keys::derive(&cheap, user);
        let (answer, signature) = scram.answer(message, &keys).expect("a puzzle has an answer");
        assert!(answer.contains(",p="));
        let words = u.arbitrary::<&str>()?;
        assert!(verify(words, &signature).is_err(), "a signature by chance");
    }
    Ok(())
}

fn stream(mut u: Unstructured<'_>) -> Result<()> {
    let means = Means {
        user: "juliet".to_owned(),
        address: "juliet@chat.test".to_owned(),
        password: u.arbitrary::<bool>()?.then(|| Password::new("pencil")),
        certificate: u.arbitrary()?,
        anonymous: u.arbitrary()?,
    };
    let bytes = u.take_rest();
    RUNTIME.with_borrow_mut(|runtime| {
        let signed_in = runtime.block_on(sign_in(bytes, &means));
        let weaker = means.certificate || means.anonymous || bytes.windows(5).any(|it| it == b"PLAIN");
        assert!(signed_in.is_err() || weaker, "a server that does not know the password");
    });
    Ok(())
}

fn places(u: Unstructured<'_>) -> Result<()> {
    let text = std::str::from_utf8(u.take_rest()).unwrap_or_default();
    if let Some(host) = place(text, true) {
        assert!(host.port != 0 && !host.name.is_empty() && host.name.len() <= 253);
    }
    let _ = address(text);
    let _ = ascii(text);
    if let Some(read) = Address::parse(text) {
        assert_eq!(Address::parse(&read.to_string()), Some(read), "what is written is read again");
    }
    Ok(())
}

fn records(mut u: Unstructured<'_>) -> Result<()> {
    let mut both = [None, None];
    for (at, records) in both.iter_mut().enumerate() {
        if u.arbitrary()? {
            let mut some = Vec::new();
            for _ in 0..u.int_in_range(0..=40)? {
                some.push(Record {
                    priority: u.int_in_range(0..=3)?,
                    weight: u.arbitrary()?,
                    port: u.arbitrary()?,
                    target: u.arbitrary::<&str>()?.chars().take(300).collect(),
                    direct_tls: at == 0,
                });
            }
            *records = Some(some);
        }
    }
    let [direct, plain] = both;
    let draws: Vec<u32> = u.arbitrary()?;
    let mut draws = draws.into_iter().cycle();
    let hosts = merge(direct, plain, &mut |most| draws.next().unwrap_or(most).min(most));
    if let Ok(Some(hosts)) = hosts {
        assert!((1..=8).contains(&hosts.len()));
        assert!(hosts.iter().all(|it| it.port != 0 && !it.name.is_empty()));
    }
    Ok(())
}
