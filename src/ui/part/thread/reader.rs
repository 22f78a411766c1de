//! Selecting, copying and opening, over all the rows of a thread.

use std::time::{Duration, Instant};

use iced::advanced::mouse::{Click, click};
use iced::advanced::widget::{Id, Operation};
use iced::advanced::{Clipboard, Shell, clipboard};
use iced::keyboard;
use iced::{Element, Event as Input, Point, Rectangle, mouse, window};

use crate::model::Cursor;
use crate::ui::part::compound::{Compound, Heard, Placed, around};
use crate::ui::part::rich::may_open;
use crate::ui::part::selectable::{Hit, Shaped};
use crate::ui::part::thread::selection::{Place, Selection, word};
use crate::ui::part::thread::{Event, Inner};

/// How far a pointer beyond the edge scrolls at a time, at most.
const PULL: f32 = 24.0;
/// How often it scrolls.
const FRAME: Duration = Duration::from_millis(16);
/// How far the pointer moves before a press becomes a selection.
const SLACK: f32 = 3.0;

/// Wraps the rows. `copy` makes the text of a selection.
pub fn reader<'a>(
    rows: impl Into<Element<'a, Event>>,
    selection: Option<Selection>,
    copy: impl Fn(&Selection) -> Option<String> + 'a,
) -> Element<'a, Event> {
    around(rows, Reader { selection, copy: Box::new(copy) })
}

type Copy<'a> = Box<dyn Fn(&Selection) -> Option<String> + 'a>;

struct Reader<'a> {
    selection: Option<Selection>,
    copy: Copy<'a>,
}

#[derive(Default)]
struct State {
    /// While the pointer is held: where it was pressed, and whether it moved away since.
    held: Option<(Point, Place, bool)>,
    last_click: Option<Click>,
    /// When it was last scrolled because the pointer is beyond an edge.
    pulled: Option<Instant>,
}

/// What was found nearest to a point.
#[derive(Debug, Clone)]
struct Found {
    distance: f32,
    message: Cursor,
    hit: Hit,
    link: Option<String>,
    word: std::ops::Range<usize>,
    len: usize,
}

/// Finds the paragraph at a point, or the nearest above or below.
struct Locate {
    point: Point,
    found: Option<Found>,
}

impl Operation for Locate {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn custom(&mut self, _: Option<&Id>, bounds: Rectangle, state: &mut dyn std::any::Any) {
        let Some(shaped) = state.downcast_ref::<Shaped>() else { return };
        let Some(message) = shaped.key else { return };
        let distance =
            (bounds.y - self.point.y).max(self.point.y - bounds.y - bounds.height).max(0.0);
        if self.found.as_ref().is_some_and(|found| found.distance <= distance) {
            return;
        }

        let hit = shaped.hit(Point::new(self.point.x - bounds.x, self.point.y - bounds.y));
        let link = hit.link.and_then(|link| shaped.rich.links.get(link)).cloned();
        self.found = Some(Found {
            distance,
            message,
            link: link.filter(|_| bounds.contains(self.point)),
            word: word(&shaped.rich.text, hit.offset),
            len: shaped.rich.text.len(),
            hit,
        });
    }
}

fn locate(rows: &mut Placed<'_, '_, Event>, point: Point) -> Option<Found> {
    let mut locate = Locate { point, found: None };
    rows.operate(&mut locate);
    locate.found
}

impl Reader<'_> {
    fn press(
        &mut self,
        state: &mut State,
        found: Found,
        place: Point,
        shell: &mut Shell<'_, Event>,
    ) {
        let click = Click::new(place, mouse::Button::Left, state.last_click);
        let at = |offset| Place { message: found.message, offset };
        let between = |range: std::ops::Range<usize>| Selection {
            anchor: at(range.start),
            head: at(range.end),
        };
        let selection = match click.kind() {
            click::Kind::Single => {
                state.held = Some((place, at(found.hit.offset), false));
                None
            }
            click::Kind::Double => Some(between(found.word)),
            click::Kind::Triple => Some(between(0..found.len)),
        };

        state.last_click = Some(click);
        if selection != self.selection {
            self.selection = selection;
            shell.publish(Event::Inner(Inner::Selected(selection)));
        }
        shell.capture_event();
    }

    fn drag(
        &mut self,
        state: &mut State,
        rows: &mut Placed<'_, '_, Event>,
        position: Point,
        shell: &mut Shell<'_, Event>,
    ) {
        let Some((pressed, anchor, moved)) = &mut state.held else { return };
        *moved |= pressed.distance(position) > SLACK;
        if !*moved {
            return;
        }
        let anchor = *anchor;
        if let Some(found) = locate(rows, position) {
            self.draw_to(anchor, &found, shell);
        }
        shell.request_redraw();
        shell.capture_event();
    }

    /// Ends a selection, or follows the link that was pressed.
    fn let_go(
        &self,
        state: &mut State,
        rows: &mut Placed<'_, '_, Event>,
        heard: &mut Heard<'_, '_, Event>,
    ) {
        let Some((_, _, moved)) = state.held.take() else { return };
        let over = heard.cursor.is_over(rows.bounds());
        let place = heard.cursor.position().filter(|_| over && !moved);
        let found = place.and_then(|at| locate(rows, at));
        if let Some(link) = found.and_then(|found| found.link).filter(|it| may_open(it)) {
            heard.shell.publish(Event::Opened(link));
        }
        if moved {
            let _ = self.copy(heard.clipboard, clipboard::Kind::Primary);
        }
        heard.shell.capture_event();
    }

    fn draw_to(&mut self, anchor: Place, found: &Found, shell: &mut Shell<'_, Event>) {
        let head = Place { message: found.message, offset: found.hit.offset };
        let selection = Some(Selection { anchor, head });
        if selection != self.selection {
            self.selection = selection;
            shell.publish(Event::Inner(Inner::Selected(selection)));
        }
    }

    fn copy(&self, clipboard: &mut dyn Clipboard, kind: clipboard::Kind) -> bool {
        let Some(selection) = self.selection.filter(|selection| !selection.is_empty()) else {
            return false;
        };
        let Some(text) = (self.copy)(&selection) else { return false };
        clipboard.write(kind, text);
        true
    }

    /// Scrolls while a selection is drawn beyond an edge, and takes in what comes into view.
    fn pull(
        &mut self,
        state: &mut State,
        rows: &mut Placed<'_, '_, Event>,
        (place, now): (Point, Instant),
        shell: &mut Shell<'_, Event>,
    ) {
        let Some((_, anchor, true)) = state.held else { return };
        let bounds = rows.bounds();
        let beyond = (place.y - bounds.y).min(0.0) + (place.y - bounds.y - bounds.height).max(0.0);
        if beyond == 0.0 {
            return;
        }
        shell.request_redraw_at(now + FRAME);
        if state.pulled.is_some_and(|last| now.saturating_duration_since(last) < FRAME) {
            return;
        }
        state.pulled = Some(now);

        shell.publish(Event::Inner(Inner::Drawn((beyond / 3.0).clamp(-PULL, PULL))));
        let inside = Point::new(place.x, place.y.clamp(bounds.y, bounds.y + bounds.height - 1.0));
        if let Some(found) = locate(rows, inside) {
            self.draw_to(anchor, &found, shell);
        }
    }
}

fn is_copy(input: &Input) -> bool {
    let Input::Keyboard(keyboard::Event::KeyPressed { key, physical_key, modifiers, .. }) = input
    else {
        return false;
    };
    let named = matches!(key, keyboard::Key::Named(keyboard::key::Named::Copy));
    named || (modifiers.command() && key.to_latin(*physical_key) == Some('c'))
}

impl Compound<Event> for Reader<'_> {
    type State = State;

    fn hear(
        &mut self,
        state: &mut State,
        rows: &mut Placed<'_, '_, Event>,
        heard: &mut Heard<'_, '_, Event>,
    ) {
        rows.hear(heard);
        if heard.shell.is_event_captured() {
            return;
        }

        let over = heard.cursor.is_over(rows.bounds());
        match heard.event {
            Input::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
                let place = heard.cursor.position().filter(|_| over);
                let found = place.and_then(|at| locate(rows, at));
                if let (Some(place), Some(found)) = (place, found) {
                    self.press(state, found, place, heard.shell);
                } else if self.selection.is_some() {
                    heard.shell.publish(Event::Inner(Inner::Selected(None)));
                }
            }
            Input::Mouse(mouse::Event::ButtonPressed(mouse::Button::Right)) if over => {
                let Some(place) = heard.cursor.position() else { return };
                if let Some(found) = locate(rows, place) {
                    let Found { message, link, .. } = found;
                    heard.shell.publish(Event::Menu { message, link, at: place });
                    heard.shell.capture_event();
                }
            }
            Input::Mouse(mouse::Event::CursorMoved { position }) => {
                self.drag(state, rows, *position, heard.shell);
            }
            Input::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => {
                self.let_go(state, rows, heard);
            }
            Input::Window(window::Event::RedrawRequested(now)) => {
                if let Some(place) = heard.cursor.position() {
                    self.pull(state, rows, (place, *now), heard.shell);
                }
            }
            input if is_copy(input) && self.copy(heard.clipboard, clipboard::Kind::Standard) => {
                heard.shell.publish(Event::Copied);
                heard.shell.capture_event();
            }
            _ => {}
        }
    }
}
