//! Every text that a person sees, by key: `t("key")`, and `t!("key", name = value)` with arguments.
//!
//! The texts are Fluent files under `i18n/<language>/`, one for each part of the program, built into
//! it. What a language lacks is said in English, and what English lacks as the bare key.

use std::borrow::Cow;
use std::cell::Cell;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

/// What [`t!`] hands over; a text takes its arguments from it by name.
pub type Args<'a> = FluentArgs<'a>;

type Bundle = FluentBundle<FluentResource>;

/// The files of each language, by the part of the program that they are for.
macro_rules! texts {
    ($($part:literal),+ $(,)?) => {
        const ENGLISH: &[&str] =
            &[$(include_str!(concat!("../i18n/en/", $part, ".ftl"))),+];
        const CHINESE: &[&str] =
            &[$(include_str!(concat!("../i18n/zh-CN/", $part, ".ftl"))),+];
        #[cfg(test)]
        const PARTS: &[&str] = &[$($part),+];
    };
}

texts! {
    "account",
    "chat",
    "contact",
    "keys",
    "login",
    "menu",
    "notice",
    "room",
    "roster",
    "settings",
    "start",
    "thread",
    "trouble",
    "window",
}

/// The languages that the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    English,
    Chinese,
}

impl Language {
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// Its tag as of BCP 47, as the settings keep it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// What it calls itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Chinese => "简体中文",
        }
    }

    /// The language of a tag, in any spelling (`zh`, `zh_CN.UTF-8`, `en-GB`); `None` where the
    /// program does not speak it.
    pub fn of(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_', '.', '@']).next().unwrap_or_default();

        match primary.to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "zh" => Some(Self::Chinese),
            _ => None,
        }
    }

    /// The first of the system's languages that the program speaks, else English.
    pub fn of_system() -> Self {
        sys_locale::get_locales().find_map(|tag| Self::of(&tag)).unwrap_or(Self::English)
    }

    fn texts(self) -> &'static [&'static str] {
        match self {
            Self::English => ENGLISH,
            Self::Chinese => CHINESE,
        }
    }

    fn from_index(index: u8) -> Self {
        if index == Self::Chinese as u8 { Self::Chinese } else { Self::English }
    }

    fn bundle(self) -> &'static Bundle {
        static BUNDLES: [OnceLock<Bundle>; 2] = [OnceLock::new(), OnceLock::new()];
        BUNDLES[self as usize].get_or_init(|| read(self))
    }
}

/// The language of the whole program.
static CURRENT: AtomicU8 = AtomicU8::new(0);

thread_local! {
    static HERE: Cell<Option<Language>> = const { Cell::new(None) };
}

/// Speaks the language of this tag from now on; that of the system where the tag is empty or names
/// none that the program speaks.
pub fn speak(tag: &str) {
    let language = Language::of(tag).unwrap_or_else(Language::of_system);
    CURRENT.store(language as u8, Ordering::Relaxed);
}

/// The language that is spoken.
pub fn language() -> Language {
    HERE.get().unwrap_or_else(|| Language::from_index(CURRENT.load(Ordering::Relaxed)))
}

/// Does something in a language, on this thread alone.
pub fn within<T>(language: Language, action: impl FnOnce() -> T) -> T {
    let before = HERE.replace(Some(language));
    let result = action();
    HERE.set(before);
    result
}

/// The text of a key.
pub fn t(key: &str) -> Cow<'static, str> {
    format(key, None)
}

/// The text of a key with arguments; [`t!`] is the shorter way to write it.
pub fn t_args(key: &str, args: &Args<'_>) -> String {
    format(key, Some(args)).into_owned()
}

mod call {
    /// A text with arguments: `t!("roster-count", online = 3, total = 7)` is a `String`.
    #[macro_export]
    macro_rules! t {
        ($key:expr $(, $name:ident = $value:expr)* $(,)?) => {{
            let mut args = $crate::i18n::Args::new();
            $(args.set(stringify!($name), $value);)*
            $crate::i18n::t_args($key, &args)
        }};
    }
    pub use t;
}
pub use call::t;

fn format(key: &str, args: Option<&Args<'_>>) -> Cow<'static, str> {
    let spoken = language();

    in_language(spoken, key, args)
        .or_else(|| in_language(Language::English, key, args))
        .unwrap_or_else(|| Cow::Owned(key.to_owned()))
}

fn in_language(
    language: Language,
    key: &str,
    args: Option<&Args<'_>>,
) -> Option<Cow<'static, str>> {
    let bundle = language.bundle();
    let pattern = bundle.get_message(key)?.value()?;
    let mut faults = Vec::new();

    let text = bundle.format_pattern(pattern, args, &mut faults);
    if !faults.is_empty() {
        log::warn!("text {key} in {}: {faults:?}", language.tag());
    }
    Some(text)
}

fn read(language: Language) -> Bundle {
    let identifier: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![identifier]);
    // The marks would show as boxes in fonts that lack them, and break a copied address.
    bundle.set_use_isolating(false);

    for text in language.texts() {
        let resource =
            FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(rest, faults)| {
                log::error!("texts in {}: {faults:?}", language.tag());
                rest
            });
        if let Err(faults) = bundle.add_resource(resource) {
            log::error!("texts in {}: {faults:?}", language.tag());
        }
    }

    bundle
}

#[cfg(test)]
mod tests;
