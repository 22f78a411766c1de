//! Pictures in one colour, drawn as text of the icon font.
//!
//! The font and its code points are made by `resources/icons/build.py`.

use iced::widget::{Text, text};

use crate::model::presence::Show;
use crate::ui::theme::font;

/// Beside text, and in rows.
pub const SMALL: f32 = 16.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum Icon {
    Search = 0xe000,
    Plus = 0xe001,
    Close = 0xe002,
    Send = 0xe003,
    Settings = 0xe004,
    Menu = 0xe005,
    More = 0xe006,
    Ellipsis = 0xe007,
    ChevronDown = 0xe008,
    ChevronRight = 0xe009,
    ChevronLeft = 0xe00a,
    ChevronUp = 0xe00b,
    Check = 0xe00c,
    CheckTwice = 0xe00d,
    Clock = 0xe00e,
    Warning = 0xe00f,
    Alert = 0xe010,
    Info = 0xe011,
    Lock = 0xe012,
    LockOpen = 0xe013,
    Attach = 0xe014,
    File = 0xe015,
    Image = 0xe016,
    Smile = 0xe017,
    User = 0xe018,
    UserPlus = 0xe019,
    UserMinus = 0xe01a,
    Users = 0xe01b,
    Room = 0xe01c,
    Chat = 0xe01d,
    Bell = 0xe01e,
    BellOff = 0xe01f,
    Leave = 0xe020,
    Join = 0xe021,
    Trash = 0xe022,
    Pencil = 0xe023,
    Copy = 0xe024,
    External = 0xe025,
    Link = 0xe026,
    Eye = 0xe027,
    EyeOff = 0xe028,
    Star = 0xe029,
    Bookmark = 0xe02a,
    Refresh = 0xe02b,
    Again = 0xe02c,
    ArrowLeft = 0xe02d,
    ArrowDown = 0xe02e,
    ArrowUp = 0xe02f,
    PanelLeft = 0xe030,
    PanelRight = 0xe031,
    NoNetwork = 0xe032,
    Ban = 0xe033,
    Shield = 0xe034,
    Crown = 0xe035,
    Key = 0xe036,
    Help = 0xe037,
    Moon = 0xe038,
    Sun = 0xe039,
    Folder = 0xe03a,
    FolderOpen = 0xe03b,
    Download = 0xe03c,
    Upload = 0xe03d,
    Pin = 0xe03e,
    List = 0xe03f,
    Quote = 0xe040,
    Reply = 0xe041,
    At = 0xe042,
    Calendar = 0xe043,
    Undo = 0xe044,
    Redo = 0xe045,
    Globe = 0xe046,
    Minus = 0xe047,
    Keyboard = 0xe048,
    History = 0xe049,
    Plug = 0xe04a,
    Filter = 0xe04b,
    DoorOpen = 0xe04c,
    Mail = 0xe04d,
    Megaphone = 0xe04e,
    Palette = 0xe04f,
    Monitor = 0xe050,
    Sound = 0xe051,
    Silent = 0xe052,
    Account = 0xe053,
    Card = 0xe054,
    Flag = 0xe055,
    Server = 0xe056,
    Power = 0xe057,
    Square = 0xe058,
    SquareCheck = 0xe059,
    Circle = 0xe05a,
    CircleDot = 0xe05b,
    ArrowRight = 0xe05c,
}

impl Icon {
    /// The character that the font has for it.
    pub fn glyph(self) -> char {
        char::from_u32(self as u32).unwrap_or(char::REPLACEMENT_CHARACTER)
    }
}

/// The icon at a size of one's own; it takes the colour of the text around it.
pub fn icon_sized<'a>(icon: Icon, size: f32) -> Text<'a> {
    glyph(icon.glyph(), size)
}

/// The icon at [`SMALL`].
pub fn icon<'a>(icon: Icon) -> Text<'a> {
    icon_sized(icon, SMALL)
}

/// The character of a presence shape: disc, disc with dot, crescent, crescent with bar, disc with
/// dash, ring. They are told apart without colour.
pub fn shape(show: Show) -> char {
    match show {
        Show::Online => '\u{e100}',
        Show::FreeToChat => '\u{e101}',
        Show::Away => '\u{e102}',
        Show::ExtendedAway => '\u{e103}',
        Show::Busy => '\u{e104}',
        Show::Offline => '\u{e105}',
    }
}

/// A character of the icon font.
pub fn glyph<'a>(glyph: char, size: f32) -> Text<'a> {
    text(glyph.to_string()).font(font::ICONS).size(size).line_height(1.0)
}
