//! A window without a display: real widgets that keep their state, real redraws, tasks run to their
//! end, a clipboard of its own. Nothing waits on a clock.

mod hands;
mod pictures;

use std::time::{Duration, Instant};

use iced::advanced::clipboard;
use iced::advanced::renderer::Headless;
use iced::advanced::widget::Operation;
use iced::advanced::widget::operation::{Outcome, black_box};
use iced::futures::StreamExt;
use iced::keyboard::Modifiers;
use iced::{Element, Event, Pixels, Rectangle, Size, Task, mouse, window};
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
