//! F6 goes round the regions of the window: filter, list, thread, composer, occupants.

use iced::advanced::widget::operation::{Focusable, Outcome};
use iced::advanced::widget::{Id, Operation, operate};
use iced::{Rectangle, Task};

use crate::ui::part::thread;
use crate::ui::shell::{Action, Message, Shell};
use crate::ui::{chat, occupants, sidebar};

impl Shell {
    fn regions(&self) -> Vec<&'static str> {
        let mut regions = vec![sidebar::FILTER, sidebar::LIST];
        if let Some(chat) = &self.chat {
            regions.push(thread::LIST);
            regions.push(chat::COMPOSER);
            if chat.id.is_room() {
                regions.push(occupants::LIST);
            }
        }
        regions
    }

    /// Asks first where the keyboard is: presses and Tab lead there as well.
    pub(super) fn region(&self, step: isize) -> Action {
        let regions = self.regions().into_iter().map(Id::new).collect();
        let seek = Seek { regions, at: None };
        Action::Run(operate(seek).map(move |at| Message::RegionLeft(at, step)))
    }

    /// Goes on from a region; where the keyboard is in none, from the last that F6 went to.
    pub(super) fn leave_region(&mut self, from: Option<usize>, step: isize) -> Action {
        let regions = self.regions();
        let from = from.unwrap_or(self.region).min(regions.len() - 1);
        self.region = (from + regions.len()).saturating_add_signed(step) % regions.len();
        let region = regions[self.region];
        self.reading = region != sidebar::FILTER && region != sidebar::LIST;
        Action::Run(focus(region))
    }
}

fn focus(region: &'static str) -> Task<Message> {
    iced::widget::operation::focus(region)
}

/// Finds the region that has the keyboard.
struct Seek {
    regions: Vec<Id>,
    at: Option<usize>,
}

impl Operation<Option<usize>> for Seek {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<Option<usize>>)) {
        operate(self);
    }

    fn focusable(&mut self, id: Option<&Id>, _: Rectangle, state: &mut dyn Focusable) {
        if state.is_focused() {
            self.at = id.and_then(|id| self.regions.iter().position(|region| region == id));
        }
    }

    fn finish(&self) -> Outcome<Option<usize>> {
        Outcome::Some(self.at)
    }
}
