//! Writing: what is sent, what is kept, and which keys are left to others.

use std::time::Duration;

use iced::advanced::input_method;
use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use iced::widget::{column, container, text_input};
use iced::{Element, Event, Size, Task};
use iced_test::selector::id;
use parlance::ui::part::composer::{self, Composer, Outcome};
use parlance::ui::root::root;
use parlance::ui::theme::{Mode, style};

use crate::support::harness::Harness;

#[derive(Debug, Clone)]
enum Message {
    Composer(composer::Event),
    Typed(String),
    Escaped,
}

#[derive(Default)]
struct Chat {
    composer: Composer,
    sent: Vec<String>,
    typed: String,
    changes: usize,
    escaped: bool,
}

fn update(chat: &mut Chat, message: Message) -> Task<Message> {
    match message {
        Message::Composer(event) => match chat.composer.update(event, ["Romeo", "Juliet"]) {
            Outcome::Send(text) => chat.sent.push(text),
            Outcome::Changed => chat.changes += 1,
            Outcome::None | Outcome::Recall => {}
        },
        Message::Typed(text) => chat.typed = text,
        Message::Escaped => chat.escaped = true,
    }
    Task::none()
}

fn view(chat: &Chat) -> Element<'_, Message> {
    let other = text_input("Filter", &chat.typed).id("filter").on_input(Message::Typed);
    let composer = chat.composer.view("composer", "Write a message", true).map(Message::Composer);
    let content = column![other, composer].spacing(16).padding(16);
    root(container(content).style(style::page), |_| None, Message::Escaped, false)
}

fn chat() -> Harness<Chat, Message> {
    let mut window = Harness::new(Chat::default(), update, view, Size::new(480.0, 320.0));
    window.click(id("composer"));
    window
}

#[test]
fn enter_sends_and_shift_enter_breaks_the_line() {
    let mut window = chat();
    window.type_text("one");
    window.key_with(Modifiers::SHIFT, Named::Enter);
    window.type_text("two");
    window.key(Named::Enter);
    assert_eq!(window.state.sent, ["one\ntwo"]);
    window.type_text("again");
    window.key(Named::Enter);
    assert_eq!(window.state.sent.len(), 2, "it keeps the keyboard");
}

#[test]
fn enter_in_another_field_sends_nothing() {
    let mut window = chat();
    window.type_text("draft");
    window.click(id("filter"));
    window.type_text("x");
    window.key(Named::Enter);
    assert!(window.state.sent.is_empty());
    assert_eq!(window.state.composer.text(), "draft");
}

#[test]
fn words_are_deleted_and_brought_back() {
    let mut window = chat();
    window.type_text("one two");
    window.key_with(Modifiers::COMMAND, Named::Backspace);
    assert_eq!(window.state.composer.text(), "one ");
    window.chord(Modifiers::COMMAND, 'z');
    assert_eq!(window.state.composer.text(), "one two");
    window.chord(Modifiers::COMMAND | Modifiers::SHIFT, 'z');
    assert_eq!(window.state.composer.text(), "one ");
    window.key(Named::Home);
    window.key_with(Modifiers::COMMAND, Named::Delete);
    assert_eq!(window.state.composer.text().trim(), "");
}

#[test]
fn escape_keeps_the_draft_and_the_keyboard() {
    let mut window = chat();
    window.type_text("draft");
    window.key(Named::Escape);
    assert!(window.state.escaped, "others may have a use for it");
    assert!(window.focused("composer"));
    assert_eq!(window.state.composer.text(), "draft");
}

#[test]
fn what_is_copied_is_pasted_and_no_shortcut_leaves_a_letter() {
    let mut window = chat();
    window.clipboard.0 = Some("pasted 你好".to_owned());
    window.chord(Modifiers::COMMAND, 'v');
    assert_eq!(window.state.composer.text(), "pasted 你好");
    window.chord(Modifiers::ALT, '1');
    window.chord(Modifiers::COMMAND, 'k');
    window.chord(Modifiers::COMMAND, 'c');
    assert_eq!(window.state.composer.text(), "pasted 你好");
    assert_eq!(window.clipboard.0.as_deref(), Some("pasted 你好"), "nothing was selected");
    window.chord(Modifiers::COMMAND, 'a');
    window.chord(Modifiers::COMMAND, 'x');
    assert!(window.state.composer.is_empty());
}

#[test]
fn tab_completes_a_nick_and_else_moves_on() {
    let mut window = chat();
    window.type_text("ju");
    window.key(Named::Tab);
    assert_eq!(window.state.composer.text(), "Juliet: ");
    assert!(window.focused("composer"));
    window.type_text("hello ");
    window.key(Named::Tab);
    assert!(window.focused("filter"), "behind a space there is nothing to complete");
}

#[test]
fn enter_during_pre_edit_never_sends() {
    let mut window = chat();
    window.type_text("x");
    let method = |event| Event::InputMethod(event);
    window.events(&[method(input_method::Event::Opened)]);
    window.events(&[method(input_method::Event::Preedit("nihao".to_owned(), None))]);
    window.key(Named::Enter);
    assert!(window.state.sent.is_empty());

    let mut together = vec![
        method(input_method::Event::Preedit(String::new(), None)),
        method(input_method::Event::Commit("你好".to_owned())),
    ];
    together.extend(iced_test::simulator::tap_key(Named::Enter, None));
    window.events(&together);
    assert!(window.state.sent.is_empty(), "the key that chose the word comes with it");
    assert_eq!(window.state.composer.text(), "x你好");

    window.key(Named::Enter);
    assert_eq!(window.state.sent, ["x你好"]);
}

#[test]
fn the_caret_rests_when_nobody_types() {
    let mut window = chat();
    window.type_text("x");
    assert!(window.wakes(), "a caret blinks");
    window.pass(Duration::from_secs(11));
    assert!(!window.wakes(), "and rests after ten seconds");
    window.type_text("y");
    assert!(window.wakes());
}

#[test]
fn it_grows_with_its_text_up_to_a_bound() {
    for (mode, name) in [(Mode::Light, "light"), (Mode::Dark, "dark")] {
        let mut window = chat();
        window.mode = mode;
        let height = |window: &mut Harness<Chat, Message>| {
            window.bounds(id("composer")).expect("it is there").height
        };
        let one = height(&mut window);
        assert!(one >= 28.0);
        for line in ["first line", "with emoji ❤️ 😀 👍🏽", "中文输入", "مرحبا"]
        {
            window.state.composer.insert(line);
            window.state.composer.insert("\n");
        }
        window.frame();
        assert!(height(&mut window) > one * 2.0);
        window.picture(&format!("composer-{name}"));
        window.state.composer.insert(&"line\n".repeat(40));
        window.frame();
        assert!(height(&mut window) < 200.0);
    }
}
