use super::*;

const NICKS: [&str; 3] = ["Romeo", "romulus", "Juliet"];

fn typed(composer: &mut Composer, text: &str) {
    for c in text.chars() {
        let edit = if c == '\n' { Edit::Enter } else { Edit::Insert(c) };
        let _ = composer.update(Event::Edited(Action::Edit(edit)), []);
    }
}

#[test]
fn undoing_goes_back_word_by_word_and_redoing_forth() {
    let mut composer = Composer::default();
    typed(&mut composer, "one two");
    let _ = composer.update(Event::Edited(Action::Edit(Edit::Backspace)), []);
    assert_eq!(composer.text(), "one tw");

    let mut past = Vec::new();
    while composer.update(Event::Undone, []) == Outcome::Changed {
        past.push(composer.text());
    }
    assert_eq!(past, ["one two", "one ", ""]);

    let _ = composer.update(Event::Redone, []);
    assert_eq!(composer.text(), "one ");
    typed(&mut composer, "x");
    assert_eq!(composer.update(Event::Redone, []), Outcome::None, "a new edit ends the redoing");
    assert_eq!(composer.text(), "one x");
}

#[test]
fn sending_empties_and_blank_text_is_not_sent() {
    let mut composer = Composer::with_text("hello");
    assert_eq!(composer.update(Event::Sent, []), Outcome::Send("hello".to_owned()));
    assert!(composer.is_empty());
    typed(&mut composer, " \n ");
    assert_eq!(composer.update(Event::Sent, []), Outcome::None);
}

#[test]
fn tab_goes_through_the_nicks_that_fit() {
    let mut composer = Composer::default();
    typed(&mut composer, "ro");
    for wanted in ["Romeo: ", "romulus: ", "Romeo: "] {
        let _ = composer.update(Event::Completing, NICKS);
        assert_eq!(composer.text(), wanted);
    }
    typed(&mut composer, "and ju");
    let _ = composer.update(Event::Completing, NICKS);
    assert_eq!(composer.text(), "Romeo: and Juliet ");
    assert_eq!(composer.update(Event::Completing, NICKS), Outcome::Changed);
}

#[test]
fn nothing_is_completed_where_nothing_fits() {
    let mut composer = Composer::default();
    typed(&mut composer, "xyz");
    assert_eq!(composer.update(Event::Completing, NICKS), Outcome::None);
    assert_eq!(composer.text(), "xyz");
}

#[test]
fn a_text_that_no_server_takes_is_not_taken() {
    let mut composer = Composer::default();
    composer.insert(&"x".repeat(MOST + 1));
    assert!(composer.is_empty());
    composer.insert("short 😀");
    assert_eq!(composer.text(), "short 😀");
}

#[test]
fn a_shortcode_becomes_its_emoji_once_it_is_closed_and_comes_back_undone() {
    let mut composer = Composer::default();
    for sign in "so :tada:".chars() {
        let _ = composer.update(Event::Edited(Action::Edit(Edit::Insert(sign))), []);
    }
    assert_eq!(composer.text(), "so 🎉");

    let _ = composer.update(Event::Undone, []);
    assert_eq!(composer.text(), "so :tada:");

    let mut composer = Composer::default();
    for sign in "at 10:30: :nosuchthing: https://a.example:80:".chars() {
        let _ = composer.update(Event::Edited(Action::Edit(Edit::Insert(sign))), []);
    }
    assert_eq!(composer.text(), "at 10:30: :nosuchthing: https://a.example:80:");
}

#[test]
fn tab_goes_through_the_emoji_that_a_shortcode_may_become() {
    let mut composer = Composer::with_text("well :tad");
    assert_eq!(composer.update(Event::Completing, []), Outcome::Changed);
    assert_eq!(composer.text(), "well 🎉");

    let mut composer = Composer::with_text(":cat");
    let _ = composer.update(Event::Completing, ["catherine"]);
    let first = composer.text();
    let _ = composer.update(Event::Completing, ["catherine"]);
    assert_ne!(composer.text(), first);
    assert!(!composer.text().contains(':'));
}
