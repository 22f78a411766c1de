//! What calls us in a room.

use parlance::engine::event::Command;

use super::{arrivals, inside, said};

#[test]
fn words_that_are_watched_for_call_like_our_name() {
    let mut talk = inside();
    talk.tell(Command::WatchFor(vec!["feast".into(), "舞会".into()]));
    let mut calls = |body: &str| {
        talk.hear(&said("Bob", &format!("<body>{body}</body>")));
        arrivals(&mut talk).pop().is_some_and(|(_, it)| it.mention)
    };
    assert!(calls("What a Feast!") && calls("今晚有舞会吗"));
    assert!(!calls("They feasted") && !calls("Good night"));
}
