//! A window without a display: real widgets that keep their state, real redraws, tasks run to their
//! end, a clipboard of its own. Nothing waits on a clock.

use std::time::{Duration, Instant};

use iced::advanced::clipboard;
use iced::advanced::renderer::{Headless, Style};
use iced::advanced::widget::Operation;
use iced::advanced::widget::operation::{Outcome, black_box};
use iced::futures::StreamExt;
use iced::keyboard::key::Named;
use iced::keyboard::{self, Location, Modifiers};
use iced::{Color, Element, Event, Pixels, Point, Rectangle, Size, Task, mouse, window};
use iced_test::renderer::Renderer;
use iced_test::runtime::user_interface::{Cache, State, UserInterface};
use iced_test::runtime::{Action, task};
use iced_test::selector::{Bounded, Selector};
use parlance::ui::theme::{Mode, font};

pub struct Clip(pub Option<String>);

impl iced::advanced::Clipboard for Clip {
    fn read(&self, _: clipboard::Kind) -> Option<String> {
        self.0.clone()
    }

    fn write(&mut self, _: clipboard::Kind, contents: String) {
        self.0 = Some(contents);
    }
}

type View<S, M> = for<'a> fn(&'a S) -> Element<'a, M>;

pub struct Harness<S, M: Send + 'static> {
    pub state: S,
    pub mode: Mode,
    pub clipboard: Clip,
    pub frames: u32,
    update: fn(&mut S, M) -> Task<M>,
    view: View<S, M>,
    size: Size,
    renderer: Renderer,
    cache: Option<Cache>,
    cursor: mouse::Cursor,
    modifiers: Modifiers,
    now: Instant,
    runtime: tokio::runtime::Runtime,
}

impl<S, M: Send + std::fmt::Debug + 'static> Harness<S, M> {
    pub fn new(state: S, update: fn(&mut S, M) -> Task<M>, view: View<S, M>, size: Size) -> Self {
        font::load();
        let renderer = iced::futures::executor::block_on(<Renderer as Headless>::new(
            font::REGULAR,
            Pixels(14.0),
            Some("tiny-skia"),
        ));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();

        let mut harness = Self {
            state,
            mode: Mode::Light,
            clipboard: Clip(None),
            frames: 0,
            update,
            view,
            size,
            renderer: renderer.expect("the software renderer needs nothing"),
            cache: Some(Cache::default()),
            cursor: mouse::Cursor::Unavailable,
            modifiers: Modifiers::empty(),
            now: Instant::now(),
            runtime: runtime.expect("a runtime starts"),
        };
        harness.frame();
        harness
    }

    /// Feeds events, then redraws until the window is quiet.
    pub fn events(&mut self, events: &[Event]) {
        for event in events {
            if let Event::Mouse(mouse::Event::CursorMoved { position }) = event {
                self.cursor = mouse::Cursor::Available(*position);
            }
        }
        self.run(events);
    }

    /// Redraws until the window is quiet.
    pub fn frame(&mut self) {
        self.run(&[]);
    }

    fn run(&mut self, events: &[Event]) {
        let mut events = events;
        for _ in 0..50 {
            if !self.pump(events) {
                return;
            }
            events = &[];
        }
        panic!("the window never came to rest");
    }

    /// Whether the window, left alone, would draw itself again some time.
    pub fn wakes(&mut self) -> bool {
        let cache = self.cache.take().expect("between two steps the cache is there");
        let mut ui =
            UserInterface::build((self.view)(&self.state), self.size, cache, &mut self.renderer);
        let redraw = Event::Window(window::Event::RedrawRequested(self.now));
        let (state, _) = ui.update(
            &[redraw],
            self.cursor,
            &mut self.renderer,
            &mut self.clipboard,
            &mut Vec::new(),
        );
        self.cache = Some(ui.into_cache());
        match state {
            State::Outdated => true,
            State::Updated { redraw_request, .. } => redraw_request != window::RedrawRequest::Wait,
        }
    }

    /// Lets the window's clock go on.
    pub fn pass(&mut self, time: Duration) {
        self.now += time;
        self.frame();
    }

    /// Feeds events and redraws, as far as no message asks for another look first; says whether the
    /// window has to be drawn again.
    fn pump(&mut self, events: &[Event]) -> bool {
        let mut messages = Vec::new();
        let cache = self.cache.take().expect("between two steps the cache is there");
        let mut ui =
            UserInterface::build((self.view)(&self.state), self.size, cache, &mut self.renderer);
        let redraw = [Event::Window(window::Event::RedrawRequested(self.now))];
        let mut again = false;
        for events in [events, &redraw] {
            if events.is_empty() {
                continue;
            }
            let (cursor, renderer) = (self.cursor, &mut self.renderer);
            let (state, _) =
                ui.update(events, cursor, renderer, &mut self.clipboard, &mut messages);
            again = match state {
                State::Outdated => true,
                State::Updated { has_layout_changed, redraw_request, .. } => {
                    has_layout_changed || redraw_request == window::RedrawRequest::NextFrame
                }
            };
            if matches!(state, State::Outdated) || !messages.is_empty() {
                again = true;
                break;
            }
            self.frames += u32::from(events == redraw);
        }
        self.cache = Some(ui.into_cache());

        for message in messages {
            self.message(message);
        }
        again
    }

    pub fn message(&mut self, message: M) {
        let task = (self.update)(&mut self.state, message);
        self.task(task);
    }

    pub fn task(&mut self, task: Task<M>) {
        let Some(mut stream) = task::into_stream(task) else { return };
        while let Some(action) = self.runtime.block_on(stream.next()) {
            match action {
                Action::Output(message) => self.message(message),
                Action::Widget(operation) => self.operate(operation),
                Action::Clipboard(iced_test::runtime::clipboard::Action::Read {
                    channel, ..
                }) => {
                    let _ = channel.send(self.clipboard.0.clone());
                }
                Action::Clipboard(iced_test::runtime::clipboard::Action::Write {
                    contents,
                    ..
                }) => self.clipboard.0 = Some(contents),
                _ => {}
            }
        }
    }

    fn operate(&mut self, operation: Box<dyn Operation>) {
        let renderer = &mut self.renderer;
        let cache = self.cache.take().expect("between two steps the cache is there");
        let mut ui = UserInterface::build((self.view)(&self.state), self.size, cache, renderer);
        let mut next = Some(operation);
        while let Some(mut operation) = next.take() {
            ui.operate(renderer, operation.as_mut());
            if let Outcome::Chain(chained) = operation.finish() {
                next = Some(chained);
            }
        }
        self.cache = Some(ui.into_cache());
    }

    /// Looks for a text, an id or whatever else a selector finds.
    pub fn find<Q: Selector + Send>(&mut self, selector: Q) -> Option<Q::Output>
    where
        Q::Output: Clone + Send,
    {
        let renderer = &mut self.renderer;
        let cache = self.cache.take().expect("between two steps the cache is there");
        let mut ui = UserInterface::build((self.view)(&self.state), self.size, cache, renderer);
        let mut operation = selector.find();
        ui.operate(renderer, &mut black_box(&mut operation));
        self.cache = Some(ui.into_cache());
        match operation.finish() {
            Outcome::Some(found) => found,
            Outcome::None | Outcome::Chain(_) => None,
        }
    }

    /// Walks over all widgets.
    pub fn walk(&mut self, operation: &mut dyn Operation) {
        let renderer = &mut self.renderer;
        let cache = self.cache.take().expect("between two steps the cache is there");
        let mut ui = UserInterface::build((self.view)(&self.state), self.size, cache, renderer);
        ui.operate(renderer, operation);
        self.cache = Some(ui.into_cache());
    }

    pub fn size(&self) -> Size {
        self.size
    }

    /// Where what the selector finds can be seen.
    pub fn bounds<Q: Selector + Send>(&mut self, selector: Q) -> Option<Rectangle>
    where
        Q::Output: Bounded + Clone + Send,
    {
        self.find(selector)?.visible_bounds()
    }

    pub fn shows(&mut self, text: &str) -> bool {
        self.bounds(text).is_some()
    }

    pub fn click<Q: Selector + Send>(&mut self, selector: Q)
    where
        Q::Output: Bounded + Clone + Send,
    {
        let bounds = self.bounds(selector).expect("what is to be clicked can be seen");
        self.click_at(bounds.center());
    }

    pub fn click_at(&mut self, place: Point) {
        self.press_at(place, mouse::Button::Left);
        self.release(mouse::Button::Left);
    }

    pub fn right_click_at(&mut self, place: Point) {
        self.press_at(place, mouse::Button::Right);
        self.release(mouse::Button::Right);
    }

    pub fn press_at(&mut self, place: Point, button: mouse::Button) {
        self.move_to(place);
        self.events(&[Event::Mouse(mouse::Event::ButtonPressed(button))]);
    }

    pub fn release(&mut self, button: mouse::Button) {
        self.events(&[Event::Mouse(mouse::Event::ButtonReleased(button))]);
    }

    /// Presses at one place, moves to another in steps, and lets go.
    pub fn drag(&mut self, from: Point, to: Point) {
        self.carry(from, to);
        self.release(mouse::Button::Left);
    }

    /// Takes something and carries it there, without letting go.
    pub fn carry(&mut self, from: Point, to: Point) {
        self.press_at(from, mouse::Button::Left);
        for step in 1_u8..=4 {
            let part = f32::from(step) / 4.0;
            let (x, y) = (from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part);
            self.move_to(Point::new(x, y));
        }
    }

    pub fn move_to(&mut self, position: Point) {
        self.events(&[Event::Mouse(mouse::Event::CursorMoved { position })]);
    }

    /// The pointer goes out of the window.
    pub fn leave(&mut self) {
        self.cursor = mouse::Cursor::Unavailable;
        self.events(&[Event::Mouse(mouse::Event::CursorLeft)]);
    }

    pub fn wheel(&mut self, lines: f32) {
        let delta = mouse::ScrollDelta::Lines { x: 0.0, y: lines };
        self.events(&[Event::Mouse(mouse::Event::WheelScrolled { delta })]);
    }

    pub fn type_text(&mut self, text: &str) {
        for event in iced_test::simulator::typewrite(text) {
            self.events(&[event]);
        }
    }

    /// Types all of it at once, as an input method does.
    pub fn commit(&mut self, text: &str) {
        use iced::advanced::input_method::Event as Method;
        self.events(&[Event::InputMethod(Method::Commit(text.to_owned()))]);
    }

    pub fn key(&mut self, key: Named) {
        self.key_with(Modifiers::empty(), key);
    }

    pub fn key_with(&mut self, modifiers: Modifiers, key: Named) {
        self.stroke(modifiers, keyboard::Key::Named(key), None);
    }

    /// Presses a letter with modifiers, as a shortcut; it types nothing.
    pub fn chord(&mut self, modifiers: Modifiers, letter: char) {
        self.stroke(modifiers, keyboard::Key::Character(letter.to_string().into()), None);
    }

    fn stroke(&mut self, modifiers: Modifiers, key: keyboard::Key, text: Option<&str>) {
        let physical_key =
            keyboard::key::Physical::Unidentified(keyboard::key::NativeCode::Unidentified);
        if self.modifiers != modifiers {
            self.modifiers = modifiers;
            self.events(&[Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers))]);
        }
        self.events(&[Event::Keyboard(keyboard::Event::KeyPressed {
            key: key.clone(),
            modified_key: key.clone(),
            physical_key,
            location: Location::Standard,
            modifiers,
            text: text.map(Into::into),
            repeat: false,
        })]);
        self.events(&[Event::Keyboard(keyboard::Event::KeyReleased {
            key: key.clone(),
            modified_key: key,
            physical_key,
            location: Location::Standard,
            modifiers,
        })]);
        if !modifiers.is_empty() {
            self.modifiers = Modifiers::empty();
            self.events(&[Event::Keyboard(keyboard::Event::ModifiersChanged(self.modifiers))]);
        }
    }

    /// Whether a control with this id has the keyboard.
    pub fn focused(&mut self, id: &'static str) -> bool {
        let id = iced::advanced::widget::Id::new(id);
        let (send, receive) = std::sync::mpsc::channel();
        self.operate(Box::new(IsFocused { id, send }));
        receive.try_recv().unwrap_or(false)
    }

    pub fn resize(&mut self, size: Size) {
        self.size = size;
        self.events(&[Event::Window(window::Event::Resized(size))]);
    }

    /// Keeps a picture of the window in the directory `PARLANCE_PICTURES`, if that is set.
    pub fn picture(&mut self, name: &str) {
        let Some(directory) = std::env::var_os("PARLANCE_PICTURES") else { return };
        let path = std::path::Path::new(&directory).join(format!("{name}.png"));
        let (pixels, width, height) = self.pixels();
        std::fs::create_dir_all(&directory).expect("the directory can be made");
        image::save_buffer(&path, &pixels, width, height, image::ColorType::Rgba8)
            .expect("the picture can be written");
    }

    /// How many dark pixels a part of the window has.
    pub fn ink(&mut self, part: Rectangle) -> usize {
        let (pixels, width, _) = self.pixels();
        let inside = |index: usize| {
            let index = u32::try_from(index).expect("a window is small");
            #[expect(clippy::cast_precision_loss)]
            let place = Point::new((index % width) as f32, (index / width) as f32);
            part.contains(place)
        };
        pixels
            .chunks_exact(4)
            .enumerate()
            .filter(|(index, pixel)| inside(*index) && pixel[..3].iter().all(|part| *part < 120))
            .count()
    }

    /// Draws all of the window, and says how many bytes that is.
    pub fn draw(&mut self) -> usize {
        self.pixels().0.len()
    }

    /// The window as it is drawn, in four bytes for each pixel.
    fn pixels(&mut self) -> (Vec<u8>, u32, u32) {
        let tokens = self.mode.tokens();
        let cache = self.cache.take().expect("between two steps the cache is there");
        let mut ui =
            UserInterface::build((self.view)(&self.state), self.size, cache, &mut self.renderer);
        // A widget keeps its status from the last redraw in its value: without one, buttons are
        // drawn as disabled.
        let redraw = Event::Window(window::Event::RedrawRequested(self.now));
        let _ = ui.update(
            &[redraw],
            self.cursor,
            &mut self.renderer,
            &mut self.clipboard,
            &mut Vec::new(),
        );
        let style = Style { text_color: tokens.text };
        ui.draw(&mut self.renderer, &self.mode.theme(), &style, self.cursor);

        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let (width, height) = (self.size.width as u32, self.size.height as u32);
        let ground = Color { a: 1.0, ..tokens.page };
        let pixels = self.renderer.screenshot(Size::new(width, height), 1.0, ground);
        self.cache = Some(ui.into_cache());
        (pixels, width, height)
    }
}

struct IsFocused {
    id: iced::advanced::widget::Id,
    send: std::sync::mpsc::Sender<bool>,
}

impl Operation for IsFocused {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn focusable(
        &mut self,
        id: Option<&iced::advanced::widget::Id>,
        _: Rectangle,
        state: &mut dyn iced::advanced::widget::operation::Focusable,
    ) {
        if id == Some(&self.id) {
            let _ = self.send.send(state.is_focused());
        }
    }
}
