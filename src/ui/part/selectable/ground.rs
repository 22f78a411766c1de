//! What stands behind whole lines: preformatted blocks and quotations (XEP-0393, section 5.1).

use iced::advanced::Renderer as _;
use iced::advanced::renderer::Quad;
use iced::{Border, Point, Rectangle, Renderer};

use crate::ui::part::selectable::Shaped;
use crate::ui::theme::Tokens;

/// How far a block reaches out of the text, to both sides.
const ROOM: f32 = 6.0;
/// Where the bar of a quotation stands, from the text's left edge.
const BAR: f32 = -8.0;

/// Lines of one sort that follow each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ground {
    block: bool,
    quote: bool,
    top: f32,
    bottom: f32,
}

/// The grounds of a text, from the top.
pub(super) fn of(shaped: &Shaped) -> Vec<Ground> {
    let mut grounds: Vec<Ground> = Vec::new();
    for line in shaped.paragraph.buffer().layout_runs() {
        let start = shaped.lines.get(line.line_i).copied().unwrap_or_default();
        let runs = || shaped.rich.runs.iter().skip_while(|run| run.range.end <= start);
        let quote = runs().next().is_some_and(|run| run.style.quote);
        // The marks of a quotation stand before what is quoted.
        let end = shaped.lines.get(line.line_i + 1).copied().unwrap_or(shaped.rich.text.len());
        let block = runs().take_while(|run| run.range.start < end).any(|run| run.style.block);
        if !block && !quote {
            continue;
        }
        let (top, bottom) = (line.line_top, line.line_top + line.line_height);
        match grounds.last_mut() {
            Some(last) if last.block == block && last.quote == quote && top - last.bottom < 1.0 => {
                last.bottom = bottom;
            }
            _ => grounds.push(Ground { block, quote, top, bottom }),
        }
    }
    grounds
}

impl Ground {
    pub(super) fn draw(&self, renderer: &mut Renderer, tokens: &Tokens, at: Point, width: f32) {
        let (y, height) = (at.y + self.top, self.bottom - self.top);
        if self.block {
            let border = Border::default().rounded(4);
            let bounds = Rectangle { x: at.x - ROOM, y, width: width + ROOM * 2.0, height };
            renderer.fill_quad(Quad { bounds, border, ..Quad::default() }, tokens.code);
        }
        if self.quote {
            let bounds = Rectangle { x: at.x + BAR, y, width: 2.0, height };
            renderer.fill_quad(Quad { bounds, ..Quad::default() }, tokens.border);
        }
    }
}
