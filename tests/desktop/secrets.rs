use std::fs;
use std::path::Path;

use parlance::desktop::paths::Paths;
use parlance::desktop::secrets::{Error, Secrets};
use parlance::model::{AccountId, Password};

use crate::support::desk::{Desk, is_inside};

const SECRET: &str = "pässword \u{1F511}";

fn account(address: &str) -> AccountId {
    AccountId(address.parse().expect("an address"))
}

fn secrets(profile: &str) -> Secrets {
    Secrets::of(&Paths::of(Some(Path::new(profile))).expect("a profile"))
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().expect("a runtime").block_on(work)
}

#[test]
fn a_password_is_kept_changed_and_forgotten() {
    const NAME: &str = "desktop::secrets::a_password_is_kept_changed_and_forgotten";
    if !is_inside(NAME) {
        let mut desk = Desk::with_bus();
        desk.add_keyring();
        return drop(desk.run(NAME));
    }

    block_on(async {
        let ours = secrets("/profiles/one");
        let other = secrets("/profiles/two");
        let juliet = account("juliet@example.com");
        let password = Password::new(SECRET);

        assert_eq!(ours.password(&juliet).await, Ok(None));
        assert_eq!(ours.forget(&juliet).await, Ok(()), "there is nothing to forget");

        assert_eq!(ours.keep(&juliet, &Password::new("the first")).await, Ok(()));
        assert_eq!(ours.keep(&juliet, &password).await, Ok(()));
        assert_eq!(ours.password(&juliet).await, Ok(Some(password)));
        assert_eq!(other.password(&juliet).await, Ok(None), "it is another profile's");
        assert_eq!(ours.password(&account("romeo@example.com")).await, Ok(None));

        assert_eq!(ours.forget(&juliet).await, Ok(()));
        assert_eq!(ours.password(&juliet).await, Ok(None));
    });
}

#[test]
fn a_password_outlives_the_keyring_s_process_and_is_not_written_in_the_clear() {
    const NAME: &str = "desktop::secrets::a_password_outlives_the_keyring_s_process_and_is_not_written_in_the_clear";
    let juliet = account("juliet@example.com");
    let ours = secrets("/profiles/one");

    if is_inside(NAME) {
        return block_on(async {
            // The first half finds nothing and keeps it, the second finds it.
            match ours.password(&juliet).await.expect("a keyring") {
                None => ours.keep(&juliet, &Password::new(SECRET)).await.expect("room"),
                Some(password) => {
                    assert_eq!(password.reveal(), SECRET);
                    println!("found again");
                }
            }
        });
    }

    let mut desk = Desk::with_bus();
    desk.add_keyring();
    desk.run(NAME);

    let kept = desk.folder().join("home/.local/share/keyrings/login.keyring");
    let bytes = fs::read(&kept).expect("the keyring's file");
    assert!(!bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes()));

    desk.end("keyring");
    desk.add_keyring();
    assert!(desk.run(NAME).contains("found again"));
}

#[test]
fn without_a_keyring_nothing_is_kept_and_that_is_told() {
    const NAME: &str = "desktop::secrets::without_a_keyring_nothing_is_kept_and_that_is_told";
    if !is_inside(NAME) {
        return drop(Desk::bare().run(NAME));
    }

    block_on(async {
        let ours = secrets("/profiles/one");
        let juliet = account("juliet@example.com");

        let kept = ours.keep(&juliet, &Password::new(SECRET)).await;
        assert!(matches!(kept, Err(Error::Absent(_))), "{kept:?}");
        let found = ours.password(&juliet).await;
        assert!(matches!(found, Err(Error::Absent(_))), "{found:?}");
    });
}

#[test]
fn a_keyring_that_nobody_can_unlock_refuses() {
    const NAME: &str = "desktop::secrets::a_keyring_that_nobody_can_unlock_refuses";
    if !is_inside(NAME) {
        let mut desk = Desk::with_bus();
        desk.add_locked_keyring();
        return drop(desk.run(NAME));
    }

    block_on(async {
        let ours = secrets("/profiles/one");
        let kept = ours.keep(&account("juliet@example.com"), &Password::new(SECRET)).await;
        assert!(matches!(kept, Err(Error::Locked(_))), "{kept:?}");
    });
}
