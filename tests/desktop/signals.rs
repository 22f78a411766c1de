use std::os::unix::process::ExitStatusExt;
use std::pin::pin;
use std::process::Command;

use futures_util::{FutureExt, StreamExt};
use parlance::desktop::signals::quits;

use crate::support::desk::{Desk, is_inside};

fn kill(signal: &str) {
    let us = std::process::id().to_string();
    let status = Command::new("kill").args([signal, &us]).status().expect("every system has it");
    assert_eq!((status.code(), status.signal()), (Some(0), None));
}

#[test]
fn the_system_s_wish_to_end_is_heard_and_kills_nothing() {
    const NAME: &str = "desktop::signals::the_system_s_wish_to_end_is_heard_and_kills_nothing";
    if !is_inside(NAME) {
        return drop(Desk::bare().run(NAME));
    }

    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let mut wishes = pin!(quits());
        assert_eq!(wishes.next().now_or_never(), None);

        kill("-TERM");
        assert_eq!(wishes.next().await, Some(()));
    });
}
